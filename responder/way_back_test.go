package responder_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func TestWhoSendsATagOfOursFromWhereItWasSentIsThere(t *testing.T) {
	here, elsewhere := netip.MustParseAddr("127.0.0.2"), netip.MustParseAddr("198.51.100.7")
	for name, play := range map[string]struct {
		do     func(*caller)
		proven bool
	}{
		"an INVITE":                        {func(c *caller) { c.dial("180*1*486") }, false},
		"an ACK of a 486":                  {func(c *caller) { c.dial("486"); c.ack() }, true},
		"an ACK of a 486 with another tag": {func(c *caller) { c.dial("486"); c.raw(c.about("ACK", c.final().To()+"x")) }, false},
		"an ACK of a 486 without one":      {func(c *caller) { c.dial("486"); c.raw(c.about("ACK", "<sip:486@127.0.0.1>")) }, false},
		"an ACK of a 200":                  {func(c *caller) { c.dial("200"); c.inside("ACK") }, true},
		"a BYE":                            {func(c *caller) { c.dial("200"); c.inside("BYE") }, true},
		"a BYE in a dialog of its own making": {func(c *caller) {
			c.raw(strings.Replace(options, "To: <sip:486@127.0.0.1>", "To: <sip:486@127.0.0.1>;tag=mine", 1))
		}, false},
		"a BYE from elsewhere": {func(c *caller) {
			c.dial("200")
			c.flow.Remote = netip.AddrPortFrom(elsewhere, 5080)
			c.inside("BYE")
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			var proven []netip.Addr
			c := newCaller(t, "", func(cfg *responder.Config) { cfg.Prove = func(a netip.Addr) { proven = append(proven, a) } })
			c.flow.Remote = netip.AddrPortFrom(here, 5080)
			play.do(c)
			if slices.Contains(proven, here) != play.proven || slices.Contains(proven, elsewhere) {
				t.Errorf("proven are %v, want %s among them: %v", proven, here, play.proven)
			}
		})
	}
}

func TestMaddrIsNotFollowed(t *testing.T) {
	c := newCaller(t, "")
	with := strings.Replace(options, ";rport", ";maddr=198.51.100.7;rport", 1)
	c.raw(with)
	c.raw(strings.ReplaceAll(strings.ReplaceAll(with, "Call-ID: 1", "Call-ID: 2"), "bK1", "bK2"))
	if c.last().Code() != 486 {
		t.Errorf("answered %s", c.last().StartLine())
	}
	for _, e := range c.entries(journal.Sent) {
		if e.Flow.Remote.Addr() != c.flow.Remote.Addr() {
			t.Errorf("an answer went to %s", e.Flow.Remote)
		}
	}
	if warned := c.entries(journal.Warn); len(warned) != 1 || !strings.Contains(warned[0].Why, "maddr=198.51.100.7 is not followed") {
		t.Errorf("warned %v", warned)
	}
}

func TestALongDatagramIsMarked(t *testing.T) {
	long := strings.Replace(options, "Call-ID: 1", "Call-ID: 1"+strings.Repeat("x", 1200), 1)
	for transport, want := range map[message.Transport]string{message.UDP: "over 1300 bytes on UDP", message.TCP: ""} {
		c := newCaller(t, "").over(transport)
		c.raw(long)
		sent := c.entries(journal.Sent)
		if len(sent) != 1 || sent[0].Marks != want {
			t.Errorf("%s: %+v, want it marked %q", transport, sent, want)
		}
	}
}

func TestAMessageBeyondALimitGets513(t *testing.T) {
	c := newCaller(t, "")
	large := (message.Limits{Headers: 3}).Check([]byte(options))
	c.engine.Receive(wire.Packet{Flow: c.flow, Data: []byte(options), Broken: large}, c.now)
	if c.last().Code() != 513 || c.last().Reason() != "Message Too Large (more than 3 header fields)" {
		t.Errorf("answered %s", c.last().StartLine())
	}
}

func TestTheContactIsSecureWhereTheDialogHasToBe(t *testing.T) {
	for name, c := range map[string]struct {
		transport message.Transport
		uri       string
		more      []string
		want      string
	}{
		"over TLS":                     {message.TLS, "sip:200@h", nil, "<sip:200@127.0.0.1:5060;transport=tls>"},
		"over WebSocket with TLS":      {message.WSS, "sip:200@h", nil, "<sip:200@127.0.0.1:5060;transport=ws>"},
		"asked by sips":                {message.TLS, "sips:200@h", nil, "<sips:200@127.0.0.1:5060>"},
		"asked by sips over WebSocket": {message.WSS, "SIPS:200@h", nil, "<sips:200@127.0.0.1:5060;transport=ws>"},
		"routed by sips":               {message.TLS, "sip:200@h", []string{"Record-Route: <sips:p;lr>, <sip:q;lr>"}, "<sips:200@127.0.0.1:5060>"},
		"contacted by sips":            {message.TLS, "sip:200@h", []string{"Contact: <sips:a@h>"}, "<sips:200@127.0.0.1:5060>"},
		"contacted by sips, routed by sip": {message.TLS, "sip:200@h", []string{"Record-Route: <sip:p;lr>", "Contact: <sips:a@h>"},
			"<sip:200@127.0.0.1:5060;transport=tls>"},
	} {
		t.Run(name, func(t *testing.T) {
			caller := newCaller(t, "").over(c.transport)
			text := caller.compose("INVITE", c.uri, "<sip:200@h>", 1, c.more...)
			if strings.Contains(strings.Join(c.more, ""), "Contact") {
				text = strings.Replace(text, "Contact: <sip:alice@127.0.0.2:5080>\r\n", "", 1)
			}
			caller.raw(text)
			if got, _ := caller.last().Header("Contact"); got != c.want {
				t.Errorf("%s: Contact is %s, want %s", caller.last().StartLine(), got, c.want)
			}
		})
	}
}
