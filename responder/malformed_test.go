package responder_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

const options = "OPTIONS sip:486@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bK1;rport\r\n" +
	"From: <sip:a@b>;tag=1\r\nTo: <sip:486@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"

func TestBadInputIsAnsweredOrDroppedAndCallsGoOn(t *testing.T) {
	with := func(old, new string) string { return strings.Replace(options, old, new, 1) }
	tests := []struct {
		name string
		text string
		code int // 0: silence
		log  string
	}{
		{"garbage", "\x16\x03\x01garbage", 0, "not SIP"},
		{"64 KB of garbage", strings.Repeat("x", 64<<10), 0, "not SIP"},
		{"a request without Via", with("Via", "Aiv"), 0, "No Via"},
		{"a response to nobody", "SIP/2.0 200 OK\r\n" + strings.SplitN(options, "\r\n", 2)[1], 0, ""},
		{"a response without CSeq", "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKb\r\n\r\n", 0, "malformed"},
		{"an ACK that is malformed", strings.ReplaceAll(with("To:", "Ot:"), "OPTIONS", "ACK"), 0, "malformed"},
		{"no To", with("To:", "Ot:"), 400, "No To"},
		{"no Call-ID and no CSeq", with("Call-ID: 1\r\nCSeq: 1 OPTIONS\r\n", ""), 400, "No Call-ID"},
		{"a Content-Length beyond the datagram", with("Length: 0", "Length: 99"), 400, "Content-Length"},
		{"another version", with("SIP/2.0\r", "SIP/7.0\r"), 505, "Version"},
		{"an unknown scheme", with("sip:486@127.0.0.1", "soap.beep://192.0.2.103:3002"), 416, ""},
		{"a Request-URI that is none", with("sip:486@127.0.0.1", "sip:2001:db8::1"), 400, ""},
		{"a method nobody knows", strings.ReplaceAll(with("486@", "nobody@"), "OPTIONS", "newMethod"), 501, ""},
		{"a method in lower case is another one", strings.ReplaceAll(with("486@", "nobody@"), "OPTIONS", "options"), 501, ""},
		{"an option tag that is none", with("Content-Length", "Require: a b\r\nContent-Length"), 400, ""},
		{"one that is, beside it", with("Content-Length", "Require: a b, c\r\nContent-Length"), 420, ""},
		{"nonsense in every header", with("Content-Length", "Expires: x\r\nContact: <<>\r\nRequire: ,,\r\nRoute: \x00\r\nContent-Length"), 486, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, "")
			c.dial("180*1*486")
			before := len(c.toUs)
			c.raw(test.text)
			got := 0
			if len(c.toUs) > before {
				got = c.last().Code()
			}
			if got != test.code {
				t.Errorf("answered %d, want %d", got, test.code)
			}
			if allow, _ := c.last().Header("Allow"); got == 501 && !strings.Contains(allow, "INVITE, ACK") {
				t.Errorf("the 501 allows %q", allow)
			}
			c.wait(1 * sec)
			if c.last().Code() != 486 && c.codes()[len(c.codes())-1] != 486 {
				t.Errorf("the other call did not go on: %v", c.codes())
			}
			var log string
			for _, e := range c.entries(journal.Warn) {
				log += e.Why + "\n"
			}
			if !strings.Contains(log, test.log) || strings.Count(log, "\n") > 1 {
				t.Errorf("the log says %q, want one line with %q", log, test.log)
			}
		})
	}
}

func TestBrokenFramingGets400(t *testing.T) {
	c := newCaller(t, "").over(message.TCP)
	text := strings.Replace(options, "Content-Length: 0\r\n", "", 1)
	c.engine.Receive(wire.Packet{Flow: c.flow, Data: []byte(text), Broken: errors.New("framing lost: no Content-Length")}, c.now)
	if c.last().Code() != 400 || !strings.Contains(c.last().Reason(), "no Content-Length") {
		t.Errorf("answered %s", c.last().StartLine())
	}
}

func TestAPanicInAStepEndsThatCallWith500(t *testing.T) {
	first := true
	c := newCaller(t, "", func(cfg *responder.Config) {
		cfg.OpenRTP = func(netip.Addr, media.Events) (responder.Stream, error) {
			if first {
				first = false
				panic("no luck")
			}
			return fakeStream{&openPorts{}}, nil
		}
	})
	c.dial("200")
	c.ack()
	if c.last().Code() != 500 {
		t.Errorf("the call got %s", c.last().StartLine())
	}
	if warned := c.entries(journal.Warn); len(warned) != 1 || !strings.Contains(warned[0].Why, "no luck") {
		t.Errorf("the log says %v", warned)
	}
	c.callID = "call-2"
	c.dial("200")
	c.inside("ACK")
	c.inside("BYE")
	if c.last().Code() != 200 || c.engine.Playing() != 0 {
		t.Errorf("the next call got %s, %d calls are in progress", c.last().StartLine(), c.engine.Playing())
	}
}
