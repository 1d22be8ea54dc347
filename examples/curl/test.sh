#!/usr/bin/env bash
# Tests a client against a sipbin that others may use at the same time. sipsak
# stands for the client: it asks a user for its OPTIONS.
set -euo pipefail

api=${SIPBIN_API:-http://127.0.0.1:8060}
sip=${SIPBIN_SIP:-127.0.0.1:5060}

# ask METHOD PATH [BODY] prints what the API answers; if that is a problem, it fails.
ask() {
    local answer
    answer=$(curl -sS --fail-with-body -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "$api$2") || {
        echo "$answer" >&2
        return 1
    }
    echo "$answer"
}

# value KEY is that of a key in an answer.
value() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }

# The test gets an ID, and a prefix for the users that it calls.
test=$(ask POST /api/tests '{}')
id=$(value id <<<"$test") prefix=$(value prefix <<<"$test")
trap 'ask DELETE "/api/tests/$id" >/dev/null' EXIT

echo "The next request gets 503, and the one after it is answered."
ask POST /api/next '{"play": "503*200", "method": "OPTIONS", "test": "'"$id"'"}' >/dev/null
sipsak -s "sip:${prefix}bob@$sip" >/dev/null && exit 1 # it is to tell that it failed
sipsak -s "sip:${prefix}bob@$sip" >/dev/null

echo "Both came."
ask POST /api/wait '{"method": "OPTIONS", "user": "bob", "count": 2, "within": "5s", "test": "'"$id"'"}' >/dev/null

echo "So did the answers, in this order."
ask POST /api/verify '{"order": true, "test": "'"$id"'", "expect": [
    {"direction": "received", "method": "OPTIONS"},
    {"direction": "sent", "code": 503},
    {"direction": "received", "method": "OPTIONS"},
    {"direction": "sent", "code": 200}
]}' >/dev/null

echo "And no call of this test failed."
ask GET "/api/calls?test=$id&outcome=failed" | grep '"calls": *\[\]' >/dev/null
