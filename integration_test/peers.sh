#!/bin/sh
# Gets the clients the tests in this folder drive sipbin with. As root on
# Debian it installs those that are missing; elsewhere it says what to install.
# It never fails: tests whose client is missing say so themselves.
set -u

missing=
while read -r program package; do
	# A path is a pattern: it has to be expanded.
	# shellcheck disable=SC2086
	case $program in
	/*) ls $program >/dev/null 2>&1 ;;
	*) command -v "$program" >/dev/null 2>&1 ;;
	esac || missing="$missing $package"
done <<-PEERS
	sipp sip-tester
	sipsak sipsak
	baresip baresip
	linphonec linphone-cli
	tshark tshark
	openssl openssl
	node nodejs
	npm npm
	chromium chromium
	kamailio kamailio
	/usr/lib*/*/kamailio/modules/tls.so kamailio-tls-modules
	/usr/lib*/*/kamailio/modules/websocket.so kamailio-websocket-modules
	prlimit util-linux
	nft nftables
	ip iproute2
PEERS
[ -n "$missing" ] || exit 0

# A word a package: the list has to be split.
# shellcheck disable=SC2086
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
	export DEBIAN_FRONTEND=noninteractive
	if apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends $missing >/dev/null; then
		exit 0
	fi
fi
echo "to run every test, install: apt-get install --no-install-recommends$missing"
