package dialog_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// RFC 3261 section 12.2.2.
func TestCSeqOfThePeer(t *testing.T) {
	for _, c := range []struct {
		name, method string
		seq          uint32
		err          error
		next         uint32
	}{
		{name: "The next number is taken", method: "BYE", seq: 11, next: 11},
		{name: "Gaps are no error", method: "INFO", seq: 4000, next: 4000},
		{name: "The highest number is one too", method: "INFO", seq: 1<<31 - 1, next: 1<<31 - 1},
		{name: "The same number is not lower", method: "INFO", seq: 10, next: 10},
		{name: "A lower one is out of order and forgotten", method: "BYE", seq: 9, err: dialog.ErrOutOfOrder, next: 10},
		{name: "An ACK has the number of its INVITE, which may be long ago", method: "ACK", seq: 3, next: 10},
		{name: "A CANCEL has, too", method: "CANCEL", seq: 3, next: 10},
		{name: "An ACK does not count up", method: "ACK", seq: 11, next: 10},
		{name: "A PRACK counts like any other", method: "PRACK", seq: 9, err: dialog.ErrOutOfOrder, next: 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := dialog.New(request(t, "INVITE", "<sip:bob@lab>", 10), ours, "")
			if err := d.Receive(request(t, c.method, ours, c.seq)); !errors.Is(err, c.err) || d.RemoteSeq != c.next {
				t.Errorf("%v, then %d; want %v, then %d", err, d.RemoteSeq, c.err, c.next)
			}
		})
	}
	t.Run("Of a peer that has sent nothing yet any number is the first", func(t *testing.T) {
		var d dialog.Dialog
		if err := d.Receive(request(t, "BYE", ours, 0)); err != nil {
			t.Error(err)
		}
	})
}

func TestOurCSeqCountsUp(t *testing.T) {
	d := dialog.New(request(t, "INVITE", "<sip:bob@lab>", 314), ours, "")
	for _, c := range []struct {
		name, method string
		seq          uint32
		want         string
	}{
		{"The first is 1, whatever the peer counts", "INVITE", 0, "1 INVITE"},
		{"an ACK has the number of its INVITE", "ACK", 1, "1 ACK"},
		{"the next request counts", "INFO", 0, "2 INFO"},
		{"a number is not the caller's to choose", "INVITE", 77, "3 INVITE"},
		{"a CANCEL has the number of its INVITE", "CANCEL", 3, "3 CANCEL"},
		{"an ACK can come late", "ACK", 1, "1 ACK"},
		{"and neither has counted", "BYE", 0, "4 BYE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, headers := d.Head(c.method, c.seq)
			if got := headers[len(headers)-1]; got != (message.Header{Name: "CSeq", Value: c.want}) {
				t.Errorf("%+v, want %s", got, c.want)
			}
		})
	}
	if d.LocalSeq != 4 || d.RemoteSeq != 314 {
		t.Errorf("ours %d, the peer's %d", d.LocalSeq, d.RemoteSeq)
	}
}

// Whatever requests come and go: the two directions count for themselves, ours
// by one, the peer's never down, and what was out of order leaves no trace.
func TestCSeqCountsEachWayForItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := uint32(rapid.IntRange(0, 20).Draw(t, "first"))
		d := dialog.New(request(t, "INVITE", "<sip:bob@lab>", first), ours, "")
		method := rapid.SampledFrom([]string{"INVITE", "ACK", "CANCEL", "INFO", "BYE"})
		local, remote := uint32(0), first
		t.Repeat(map[string]func(*rapid.T){
			"receive": func(t *rapid.T) {
				m := request(t, method.Draw(t, "method"), ours, uint32(rapid.IntRange(0, 40).Draw(t, "CSeq")))
				err := d.Receive(m)
				counts := m.Method() != "ACK" && m.Method() != "CANCEL"
				if late := counts && m.CSeq().Number < remote; errors.Is(err, dialog.ErrOutOfOrder) != late || !late && err != nil {
					t.Fatalf("%v after %d: %v", m.CSeq(), remote, err)
				}
				if counts {
					remote = max(remote, m.CSeq().Number)
				}
			},
			"send": func(t *rapid.T) {
				method, seq := method.Draw(t, "method"), uint32(rapid.IntRange(0, 40).Draw(t, "CSeq"))
				if method != "ACK" && method != "CANCEL" {
					local++
					seq = local
				}
				_, headers := d.Head(method, seq)
				if got, want := headers[len(headers)-1].Value, (message.CSeq{Number: seq, Method: method}).String(); got != want {
					t.Fatalf("%s, want %s", got, want)
				}
			},
			"": func(t *rapid.T) {
				if d.LocalSeq != local || d.RemoteSeq != remote {
					t.Fatalf("ours %d, want %d; the peer's %d, want %d", d.LocalSeq, local, d.RemoteSeq, remote)
				}
			},
		})
	})
}
