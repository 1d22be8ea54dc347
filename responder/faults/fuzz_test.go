package faults_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// FuzzMessage spoils arbitrary bytes. Nothing panics, nothing is marked that
// left the bytes as they were, and what could be read still can be, unless
// something was taken out.
func FuzzMessage(f *testing.F) {
	f.Add([]byte(answer("Via: SIP/2.0/UDP a;branch=z9hG4bK1", "From: <sip:a@h>;tag=1", "To: <sip:b@h>;tag=2", "Call-ID: 1", "CSeq: 1 INVITE", "Allow: BYE, ACK")), uint8(0xff), "Allow")
	f.Fuzz(func(t *testing.T, data []byte, bits uint8, header string) {
		has := func(bit uint8) bool { return bits&(1<<bit) != 0 }
		fault := scenarios.Fault{Compact: has(0), Fold: has(1), LFOnly: has(2)}
		if has(3) {
			fault.Via = "wrong-branch"
		}
		if has(4) {
			fault.CSeq = "wrong"
		}
		if has(5) {
			fault.Tag = "changed"
			if has(6) {
				fault.Tag = "missing"
			}
		}
		if has(7) {
			fault.Missing = []string{header}
		}
		given := bytes.Clone(data)
		out, marks := faults.Message(&fault, data)
		if !bytes.Equal(data, given) {
			t.Fatal("changed what it was given")
		}
		if len(marks) == 0 != bytes.Equal(out, data) {
			t.Fatalf("marks %q for %q\nwas %q", marks, out, data)
		}
		was, err := message.Parse(data)
		if err != nil || was.Defect() != nil || slices.ContainsFunc(marks, func(m string) bool { return strings.HasPrefix(m, "missing") }) {
			return
		}
		is, err := message.Parse(out)
		if err != nil {
			t.Fatalf("%v: %q", err, out)
		}
		if is.Defect() != nil {
			t.Fatalf("%v: %q\nwas %q, marks %q", is.Defect(), out, data, marks)
		}
		if !bytes.Equal(is.Body(), was.Body()) || is.CallID() != was.CallID() || is.FromTag() != was.FromTag() || len(is.Headers()) != len(was.Headers()) {
			t.Fatalf("%q\nwas %q", out, data)
		}
	})
}
