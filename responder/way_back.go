package responder

import (
	"net/netip"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// maxDatagram is how long a message may be to be sure to get over UDP in one
// piece (RFC 3261 section 18.1.1).
const maxDatagram = 1300

// sizeMarked marks a datagram that may get lost for its length. It is sent: a
// response has no other way (section 18.2.2).
func sizeMarked(marks string, flow message.Flow, data []byte) string {
	if flow.Transport.Reliable() || len(data) <= maxDatagram {
		return marks
	}
	return strings.Join(append(nonEmpty(marks), "over 1300 bytes on UDP"), ", ")
}

// prove tells the wire that the sender of a request reads what it is sent: the
// request carries a To tag of ours, a keyed hash that nobody guesses, and comes
// from where that was sent. The branch of an ACK proves nothing, its sender has
// chosen it.
func (s *shard) prove(key transaction.Key, in *incoming) {
	if s.cfg.Prove == nil || in.flow.Transport.Reliable() || in.ToTag() == "" {
		return
	}
	var told netip.AddrPort
	if d, known := s.dialogs[dialog.IDOf(in.Message)]; known {
		told = d.call.flow.Remote
	} else if tx := s.servers[key]; tx != nil && in.Method() == "ACK" && in.ToTag() == s.tag(in, "") {
		told = tx.last.flow.Remote
	}
	if told.Addr() == in.flow.Remote.Addr() {
		s.cfg.Prove(told.Addr())
	}
}

// refuseMaddr notes that a Via wants the responses elsewhere than where the
// request came from (RFC 3261 section 18.2.2), which would let anybody send them
// to anybody.
func (s *shard) refuseMaddr(in *incoming, now time.Time) {
	host, ok := message.Param(in.Via().Text, "maddr")
	if !ok || in.flow.Transport.Reliable() {
		return
	}
	what := "maddr=" + host + " is not followed, answers go back to " + in.flow.Remote.Addr().String()
	if s.maddr.Swap(true) {
		s.note(0, in.flow, what, now)
		return
	}
	s.warn(what+"; said once", now)
}
