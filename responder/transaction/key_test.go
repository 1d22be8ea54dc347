package transaction_test

import (
	"runtime"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

type fataler interface{ Fatalf(string, ...any) }

func request(t fataler, method, uri, via, from, to, callID, seq string) *message.Message {
	m, err := message.Parse([]byte(strings.Join([]string{
		method + " " + uri + " SIP/2.0", "Via: " + via, "Max-Forwards: 70", "From: " + from, "To: " + to,
		"Call-ID: " + callID, "CSeq: " + seq + " " + method, "Content-Length: 0", "", "",
	}, "\r\n")))
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return m
}

func tagged(address, tag string) string {
	if tag == "" {
		return address
	}
	return address + ";tag=" + tag
}

// RFC 3261 section 17.2.3. Of each second request is given what differs from
// the first.
func TestRequestsOfOneTransaction(t *testing.T) {
	type is = map[string]string
	const cookie, none, bare = "SIP/2.0/UDP a.lab;branch=z9hG4bKx1", "SIP/2.0/UDP a.lab", "SIP/2.0/UDP a.lab;branch=z9hG4bK"
	for _, c := range []struct {
		name          string
		first, second is
		same          bool
	}{
		{name: "A retransmission is of its transaction", first: is{"via": cookie}, same: true},
		{name: "An ACK is of the transaction of its INVITE", first: is{"via": cookie}, second: is{"method": "ACK", "to": "t1"}, same: true},
		{name: "Another branch is another transaction", first: is{"via": cookie}, second: is{"via": "SIP/2.0/UDP a.lab;branch=z9hG4bKx2"}},
		{name: "A branch is its client's own, so another sent-by is another transaction", first: is{"via": cookie}, second: is{"via": "SIP/2.0/UDP b.lab;branch=z9hG4bKx1"}},
		{name: "The port counts as part of sent-by", first: is{"via": cookie}, second: is{"via": "SIP/2.0/UDP a.lab:5062;branch=z9hG4bKx1"}},
		{name: "A CANCEL is a transaction of its own", first: is{"via": cookie}, second: is{"method": "CANCEL"}},
		{name: "So is any other method with the branch", first: is{"via": cookie}, second: is{"method": "BYE"}},
		{name: "A method in lower case is another one", first: is{"via": cookie}, second: is{"method": "invite"}},
		{name: "Only an INVITE has an ACK", first: is{"via": cookie, "method": "BYE"}, second: is{"method": "ACK"}},
		{name: "With the cookie nothing else counts", first: is{"via": cookie},
			second: is{"uri": "sip:other@h", "from": "f2", "to": "t2", "callID": "c2", "seq": "7", "via": "SIP/2.0/TCP a.lab;rport;branch=z9hG4bKx1;x=y"}, same: true},
		{name: "The cookie is known in any case", first: is{"via": cookie}, second: is{"callID": "c2", "via": "SIP/2.0/UDP a.lab;branch=Z9HG4BKx1"}, same: true},
		{name: "White space around sent-by does not count", first: is{"via": cookie}, second: is{"via": "SIP / 2.0 / UDP  a.lab ; branch=z9hG4bKx1"}, same: true},

		{name: "Without a branch a retransmission is known by RFC 2543", first: is{"via": none}, same: true},
		{name: "and an ACK, whose To tag is that of the response", first: is{"via": none}, second: is{"method": "ACK", "to": "t1"}, same: true},
		{name: "Without a branch the Request-URI counts", first: is{"via": none}, second: is{"uri": "sip:other@h"}},
		{name: "Without a branch the From tag counts", first: is{"via": none}, second: is{"from": "f2"}},
		{name: "Without a branch the Call-ID counts", first: is{"via": none}, second: is{"callID": "c2"}},
		{name: "Without a branch the CSeq number counts", first: is{"via": none}, second: is{"seq": "2"}},
		{name: "Without a branch the method counts", first: is{"via": none}, second: is{"method": "CANCEL"}},
		{name: "Without a branch the whole Via counts", first: is{"via": none}, second: is{"via": "SIP/2.0/TCP a.lab"}},
		{name: "Without a branch two dialogs of one INVITE have a BYE each", first: is{"via": none, "method": "BYE", "to": "t1"}, second: is{"to": "t2"}},
		{name: "and each of them can be repeated", first: is{"via": none, "method": "BYE", "to": "t1"}, same: true},

		{name: "A Call-ID does not run into the From tag", first: is{"via": none, "from": "f", "callID": "1c"}, second: is{"from": "f1", "callID": "c"}},
		{name: "nor a CSeq number into the Call-ID", first: is{"via": none, "callID": "c", "seq": "11"}, second: is{"callID": "c1", "seq": "1"}},
		{name: "nor a To tag into the Request-URI", first: is{"via": none, "method": "BYE", "to": "1t"}, second: is{"uri": "sip:bob@h1", "to": "t"}},
		{name: "nor a From tag into the To tag", first: is{"via": none, "method": "BYE", "to": "t", "from": "1f"}, second: is{"to": "t1", "from": "f"}},

		{name: "A bare cookie identifies nothing, so a retransmission is known by RFC 2543", first: is{"via": bare}, same: true},
		{name: "and two calls with it are two", first: is{"via": bare}, second: is{"callID": "c2"}},
		{name: "and its ACK is known", first: is{"via": bare}, second: is{"method": "ACK", "to": "t1"}, same: true},
		{name: "A branch without the cookie is a bit of the Via", first: is{"via": "SIP/2.0/UDP a.lab;branch=1"}, second: is{"via": "SIP/2.0/UDP a.lab;branch=2"}},
		{name: "and does not identify by itself", first: is{"via": "SIP/2.0/UDP a.lab;branch=1"}, second: is{"callID": "c2"}},
		{name: "A branch that holds the cookie further on has none", first: is{"via": "SIP/2.0/UDP a.lab;branch=xz9hG4bK1"}, second: is{"callID": "c2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := is{"method": "INVITE", "uri": "sip:bob@h", "from": "f1", "to": "", "callID": "c1", "seq": "1"}
			build := func(with is) *message.Message {
				for name, value := range with {
					made[name] = value
				}
				return request(t, made["method"], made["uri"], made["via"],
					tagged("<sip:alice@lab>", made["from"]), tagged("<sip:bob@lab>", made["to"]), made["callID"], made["seq"])
			}
			first, second := transaction.KeyOf(build(c.first)), transaction.KeyOf(build(c.second))
			if (first == second) != c.same {
				t.Errorf("%+v and %+v", first, second)
			}
		})
	}
}

// RFC 3261 section 9.2.
func TestCANCELNamesItsINVITE(t *testing.T) {
	for name, via := range map[string]string{
		"by the branch": "SIP/2.0/UDP a.lab;branch=z9hG4bKx1", "by RFC 2543": "SIP/2.0/UDP a.lab", "by RFC 2543, with a bare cookie": "SIP/2.0/UDP a.lab;branch=z9hG4bK",
	} {
		t.Run(name, func(t *testing.T) {
			of := func(method, via string) *message.Message {
				return request(t, method, "sip:bob@h", via, "<sip:alice@lab>;tag=f1", "<sip:bob@lab>", "c1", "1")
			}
			invite := transaction.KeyOf(of("INVITE", via))
			cancel := of("CANCEL", via)
			if transaction.Cancelled(cancel) != invite || transaction.KeyOf(cancel) == invite {
				t.Error("a CANCEL is of a transaction of its own and names that of the INVITE")
			}
			if transaction.Cancelled(of("CANCEL", strings.Replace(via, "a.lab", "b.lab", 1))) == invite {
				t.Error("somebody else's CANCEL names it")
			}
		})
	}
}

func TestCloneDoesNotKeepTheMessage(t *testing.T) {
	var clone transaction.Key
	raw := func() weak.Pointer[byte] {
		m := request(t, "INVITE", "sip:bob@h", "SIP/2.0/UDP a.lab;branch=z9hG4bKx1", "<sip:alice@lab>;tag=f1", "<sip:bob@lab>", "c1", "1")
		key := transaction.KeyOf(m)
		if clone = key.Clone(); clone != key {
			t.Fatalf("%+v, want %+v", clone, key)
		}
		return weak.Make(unsafe.StringData(m.Raw()))
	}()
	runtime.GC()
	if raw.Value() != nil {
		t.Error("the bytes of the message are still there")
	}
	runtime.KeepAlive(clone)
}
