package journal_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

func TestWhatIsFoundIsWhatIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := journal.New(journal.Config{Records: rapid.IntRange(1, 300).Draw(t, "records"), Bytes: 500})
		for _, e := range rapid.SliceOfN(entries, 0, 200).Draw(t, "entries") {
			j.Append(e)
		}
		from := rapid.Uint64Range(0, 220).Draw(t, "from")
		read, next, lost := j.Read(from, 1000, journal.Received, journal.Note)
		found, next2, lost2 := j.Find(from, 1000, func(g *journal.Glance) bool {
			return g.Kind == journal.Received || g.Kind == journal.Note
		})
		if diff := cmp.Diff(read, found, same); diff != "" || next != next2 || lost != lost2 {
			t.Fatalf("found is not what was read (- read, + found), next %d and %d, lost %d and %d:\n%s", next, next2, lost, lost2, diff)
		}
		if next < j.Next() {
			t.Fatalf("it ended at %d, and the next is %d", next, j.Next())
		}

		var glances []journal.Entry
		j.Find(from, 1, func(g *journal.Glance) bool {
			glances = append(glances, journal.Entry{
				Seq: g.Seq, At: g.At, Call: g.Call, Kind: g.Kind, Flow: message.Flow{Transport: g.Transport},
				Why: string(g.Why), Marks: string(g.Marks), Data: bytes.Clone(g.Data),
			})
			return false
		})
		all, _, _ := j.Read(from, 1000)
		for i := range all {
			all[i].Flow, all[i].Overwritten = message.Flow{Transport: all[i].Flow.Transport}, false
		}
		if diff := cmp.Diff(all, glances, same); diff != "" {
			t.Fatalf("what was looked at is not what was read (- read, + looked at):\n%s", diff)
		}
	})
}

func TestAnEntrySaysWhichMessageItIs(t *testing.T) {
	const invite = "INVITE sip:180%2a486@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: \"A\" <sip:alice@example.com>;tag=1\r\n" +
		"To: <sip:bob@b>\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\nContent-Length: 0\r\n\r\n"
	head := func(text string, kind journal.Kind) journal.Head {
		h, ok := (&journal.Entry{Kind: kind, Data: []byte(text)}).Head()
		if !ok {
			t.Fatalf("no message is seen in\n%s", text)
		}
		return h
	}
	change := func(old, with string) string {
		return string(bytes.Replace([]byte(invite), []byte(old), []byte(with), 1))
	}
	h := head(invite, journal.Received)
	once := h.Once
	h.Once = ""
	if diff := cmp.Diff(journal.Head{
		Start: "INVITE sip:180%2a486@b SIP/2.0", Method: "INVITE", URI: "sip:180%2a486@b", User: "180*486",
		From: "sip:alice@example.com", To: "sip:bob@b", FromUser: "alice", FromHost: "example.com", CallID: "c", CSeq: 7,
	}, h); diff != "" {
		t.Errorf("head differs (- want, + got):\n%s", diff)
	}
	if got := h.String(); got != "INVITE sip:180%2a486@b" {
		t.Errorf("in short %q", got)
	}
	if head(invite, journal.Received).Once != once {
		t.Error("a retransmission is not seen as one")
	}
	for name, other := range map[string]string{
		"another branch": change("branch=z9hG4bK1", "branch=z9hG4bK2"), "another CSeq": change("7 INVITE", "8 INVITE"),
		"another Call-ID": change("Call-ID: c", "Call-ID: d"), "another dialog": change("<sip:bob@b>", "<sip:bob@b>;tag=2"),
		"an ACK": "ACK" + change("7 INVITE", "7 ACK")[len("INVITE"):], "a response": "SIP/2.0 486 Busy Here" + invite[len("INVITE sip:180%2a486@b SIP/2.0"):],
	} {
		if head(other, journal.Received).Once == once {
			t.Errorf("%s is seen as a retransmission", name)
		}
	}
	if r := head("REGISTER"+change("7 INVITE", "7 REGISTER")[len("INVITE"):], journal.Received); r.User != "bob" {
		t.Errorf("a REGISTER asks for %q", r.User)
	}
	if r := head("SIP/2.0 486 Busy Here"+invite[len("INVITE sip:180%2a486@b SIP/2.0"):], journal.Sent); r.Code != 486 || r.Method != "INVITE" || r.String() != "486 to INVITE" {
		t.Errorf("a response is seen as %+v", r)
	}
	for _, text := range []string{"", "\x00\x01\x02"} {
		if h, ok := (&journal.Entry{Data: []byte(text)}).Head(); ok {
			t.Errorf("in %q is seen %+v", text, h)
		}
	}
	g := journal.Glance{Data: []byte(invite)}
	if got := string(g.Start()); got != "INVITE sip:180%2a486@b SIP/2.0" {
		t.Errorf("it starts with %q", got)
	}
}
