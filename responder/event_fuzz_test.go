package responder_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
)

// FuzzEvents subscribes to, registers and publishes the state of a user of any
// name. What is told of him is well-formed XML, nothing panics, and nothing stays.
func FuzzEvents(f *testing.F) {
	f.Add("alice", "presence", "600", "application/pidf+xml", "<presence/>")
	f.Add("a%3Cb&c", "reg;id=<", "0", "*/*", "")
	f.Add("1001", "dialog", "-1", "", "\x00")
	f.Add("bob", "message-summary;id=1", "4294967296", "a/b, application/*", "Messages-Waiting: yes")
	f.Fuzz(func(t *testing.T, user, event, expires, accept, body string) {
		if strings.ContainsAny(user+event+expires+accept, "\r\n") {
			t.Skip("more than one header line")
		}
		c := newCaller(t, "", func(cfg *responder.Config) { cfg.Known = func(string) bool { return true } })
		c.callID = "register"
		c.register(user, "Contact: <sip:"+user+"@127.0.0.2>;"+instance, "Supported: gruu", "Expires: 60")
		c.callID = "publish"
		c.request("PUBLISH", user, append(with("application/pidf+xml", body), "Event: "+event, "Expires: "+expires)...)
		c.callID = "call"
		c.from = user
		c.dial("200*1")
		c.callID = "subscribe"
		c.request("SUBSCRIBE", user, "Event: "+event, "Expires: "+expires, "Accept: "+accept)
		c.wait(3 * time.Hour)
		for _, m := range c.toUs {
			if kind, _ := m.Header("Content-Type"); m.Method() != "NOTIFY" || !strings.HasSuffix(kind, "+xml") || string(m.Body()) == body {
				continue
			}
			for d := xml.NewDecoder(bytes.NewReader(m.Body())); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%v in\n%s", err, m.Body())
				}
			}
		}
		for _, e := range c.entries(journal.Warn) {
			if strings.Contains(e.Why, "panic") {
				t.Error(e.Why)
			}
		}
		if left := c.engine.Playing(); left != 0 {
			t.Errorf("%d calls are left\n%s", left, c.ladder())
		}
	})
}
