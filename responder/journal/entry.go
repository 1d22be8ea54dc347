package journal

import (
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Kind says what an entry is.
type Kind uint8

const (
	// Received is a message that came from the peer.
	Received Kind = iota + 1
	// Unheard is a message that came from the peer and was treated on purpose
	// as if it had been lost on the way (lose).
	Unheard
	// Sent is a transmission of ours.
	Sent
	// Lost is a transmission of ours that was dropped on purpose: it never was
	// on the wire.
	Lost
	// Note is a decision, in words.
	Note
	// Warn is a note that the operator is to see: [Log] prints it.
	Warn
	// Closed is the end of a call, written by [Journal.Close].
	Closed
)

var kindNames = [...]string{
	Received: "received",
	Unheard:  "unheard",
	Sent:     "sent",
	Lost:     "lost",
	Note:     "note",
	Warn:     "warn",
	Closed:   "closed",
}

// String is the kind's name, "received".
func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return "unknown"
}

// Message reports whether entries of the kind carry a message.
func (k Kind) Message() bool { return k >= Received && k <= Lost }

// Ours reports whether the message is from us to the peer.
func (k Kind) Ours() bool { return k == Sent || k == Lost }

// Entry is one thing that happened.
type Entry struct {
	// Seq numbers entries from 1 without gaps; [Journal.Append] gives it.
	Seq uint64
	// At is when, exact to the nanosecond and between the years 1678 and 2262.
	At time.Time
	// Call is the call it belongs to, 0 for none.
	Call uint64
	Kind Kind
	Flow message.Flow
	// Why is, of a message sent, the step or automatic act that sent it
	// ("respond 180", "repeat-2xx"); of one received, who took it ("new call",
	// "retransmission", "expect ACK (voicemail.yaml:14)", "default"); of a
	// note, the sentence. At most 4096 bytes are kept.
	Why string
	// Marks names what was done on purpose: faults, broken rules, sample
	// values. Empty for nothing. At most 4096 bytes are kept.
	Marks string
	// Data is the message as it was on the wire; nil for notes.
	Data []byte
	// Overwritten is set by readers when Data had to make room for newer
	// messages.
	Overwritten bool
}
