package ladder_test

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

const (
	sdp = "v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=-\r\nc=IN IP4 10.0.0.5\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
	ms  = time.Millisecond
)

// script writes the entries of one call.
type script struct {
	entries []journal.Entry
	run     int // differs from run to run: ports, tags, Call-ID, CSeq
	at      time.Time
	flow    message.Flow
}

func (s *script) over(t message.Transport, listener string) {
	host := fmt.Sprintf("10.0.0.5:%d", 40000+s.run)
	s.flow = message.Flow{
		Transport: t, Local: netip.MustParseAddrPort("10.0.0.1:5060"),
		Remote: netip.MustParseAddrPort(host), Listener: listener,
	}
}

func (s *script) add(after time.Duration, e journal.Entry) {
	s.at = s.at.Add(after)
	e.Seq, e.At, e.Call, e.Flow = uint64(len(s.entries)+1), s.at, 1, s.flow
	s.entries = append(s.entries, e)
}

func (s *script) note(after time.Duration, text string) {
	s.add(after, journal.Entry{Kind: journal.Note, Why: text})
}

// line writes a message: its start line, then what it has of "cseq=2 BYE",
// "to=a" and "from=b" for tags, "sdp" or "body=...", and header lines.
func (s *script) line(kind journal.Kind, after time.Duration, why, start string, with ...string) {
	cseq, to, from, body, more := "1 INVITE", "", "c", "", ""
	for _, w := range with {
		switch name, value, _ := strings.Cut(w, "="); name {
		case "cseq":
			cseq = value
		case "to":
			to = value
		case "from":
			from = value
		case "sdp":
			more, body = more+"Content-Type: application/sdp\r\n", sdp
		case "body":
			body = value
		default:
			more += w + "\r\n"
		}
	}
	number, method, _ := strings.Cut(cseq, " ")
	var n int
	fmt.Sscan(number, &n)
	if to != "" {
		to = fmt.Sprintf(";tag=%s%d", to, s.run)
	}
	s.add(after, journal.Entry{Kind: kind, Why: why, Data: fmt.Appendf(nil,
		"%s\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%d%s\r\nFrom: <sip:alice@10.0.0.5>;tag=%s%d\r\nTo: <sip:bob@10.0.0.1>%s\r\n"+
			"Call-ID: call-%d@10.0.0.5\r\nCSeq: %d %s\r\n%sContent-Length: %d\r\n\r\n%s",
		start, s.flow.Remote, s.run, number, from, s.run, to, s.run, n+s.run, method, more, len(body), body)})
}

func (s *script) in(after time.Duration, why, start string, with ...string) {
	s.line(journal.Received, after, why, start, with...)
}

func (s *script) out(after time.Duration, why, start string, with ...string) {
	s.line(journal.Sent, after, why, start, with...)
}

// marked says what was done on purpose in the last entry.
func (s *script) marked(marks string) { s.entries[len(s.entries)-1].Marks = marks }

func (s *script) ended(after time.Duration, why string) {
	s.add(after, journal.Entry{Kind: journal.Closed, Why: why})
}

// calls are what the golden ladders are drawn of.
var calls = map[string]func(*script){
	"refused-and-the-486-lost-twice": func(s *script) {
		s.in(0, "new call", "INVITE sip:180*5*486@10.0.0.1 SIP/2.0", "sdp")
		s.out(0, "respond 180", "SIP/2.0 180 Ringing", "to=a")
		s.note(0, "waits 5s (180*5*486)")
		s.in(500*ms, "retransmission", "INVITE sip:180*5*486@10.0.0.1 SIP/2.0", "sdp")
		s.out(0, "retransmission", "SIP/2.0 180 Ringing", "to=a")
		s.line(journal.Lost, 4500*ms, "respond 486", "SIP/2.0 486 Busy Here", "to=a")
		s.marked("drop: first 2")
		s.line(journal.Lost, 500*ms, "repeat-final", "SIP/2.0 486 Busy Here", "to=a")
		s.marked("drop: first 2")
		s.out(1000*ms, "repeat-final", "SIP/2.0 486 Busy Here", "to=a")
		s.line(journal.Unheard, 3*ms, "lose: ACK", "ACK sip:180*5*486@10.0.0.1 SIP/2.0", "cseq=1 ACK", "to=a")
		s.marked("lose: first 1")
		s.in(12*ms, "acknowledges the 486", "ACK sip:180*5*486@10.0.0.1 SIP/2.0", "cseq=1 ACK", "to=a")
		s.ended(0, "ended")
	},
	"challenged-then-answered-and-held": func(s *script) {
		s.in(0, "new call", "INVITE sip:bob@example.com;user=phone SIP/2.0", "sdp")
		s.out(0, "respond 401", "SIP/2.0 401 Unauthorized", "to=x")
		s.in(2*ms, "", "ACK sip:bob@example.com SIP/2.0", "cseq=1 ACK", "to=x")
		s.in(1*ms, "new call", "INVITE sip:bob@example.com;user=phone SIP/2.0", "cseq=2 INVITE", "sdp")
		s.out(0, "respond 200", "SIP/2.0 200 OK", "cseq=2 INVITE", "to=a", "sdp")
		s.in(2*ms, "expect ACK (hold.yaml:14)", "ACK sip:10.0.0.1 SIP/2.0", "cseq=2 ACK", "to=a")
		s.in(1000*ms, "on re-INVITE", "INVITE sip:10.0.0.1 SIP/2.0", "cseq=3 INVITE", "to=a", "sdp")
		s.out(0, "default", "SIP/2.0 200 OK", "cseq=3 INVITE", "to=a", "sdp")
		s.in(2*ms, "default", "ACK sip:10.0.0.1 SIP/2.0", "cseq=3 ACK", "to=a")
		s.out(1000*ms, "request BYE", "BYE sip:alice@10.0.0.5:40001 SIP/2.0", "cseq=77 BYE", "from=a", "to=c")
		s.in(1*ms, "", "SIP/2.0 200 OK", "cseq=77 BYE", "from=a", "to=c")
		s.ended(0, "ended by us")
	},
	"forked-and-reliable": func(s *script) {
		s.in(0, "new call", "INVITE sip:fork@10.0.0.1 SIP/2.0", "sdp", "Supported: 100rel")
		s.out(0, "trying", "SIP/2.0 100 Trying")
		s.out(0, "respond 183", "SIP/2.0 183 Session Progress", "to=a", "sdp", "Require: 100rel", "RSeq: 1")
		s.out(0, "respond 180", "SIP/2.0 180 Ringing", "to=b")
		s.in(4*ms, "expect PRACK", "PRACK sip:10.0.0.1 SIP/2.0", "cseq=2 PRACK", "to=a")
		s.out(0, "default", "SIP/2.0 200 OK", "cseq=2 PRACK", "to=a")
		s.in(2000*ms, "default", "CANCEL sip:fork@10.0.0.1 SIP/2.0", "cseq=1 CANCEL")
		s.out(0, "cancel", "SIP/2.0 200 OK", "cseq=1 CANCEL", "to=a")
		s.out(0, "cancel", "SIP/2.0 487 Request Terminated", "to=a")
		s.in(5*ms, "", "ACK sip:fork@10.0.0.1 SIP/2.0", "cseq=1 ACK", "to=a")
		s.ended(0, "ended by caller, left unplayed: 200 (fork.yaml:9)")
	},
	"over-two-flows": func(s *script) {
		s.in(0, "new call", "INVITE sip:200@10.0.0.1 SIP/2.0", "Content-Type: multipart/Mixed;boundary=b", "body=--b--")
		s.out(0, "respond 200", "SIP/2.0 200 OK", "to=a", "sdp")
		s.over(message.TCP, "s2")
		s.in(20*ms, "", "ACK sip:10.0.0.1;transport=tcp SIP/2.0", "cseq=1 ACK", "to=a")
		s.note(0, fmt.Sprintf("%s goes on over TCP, as call-%d@10.0.0.5", s.flow.Remote, s.run))
		s.in(100*ms, "default", "INFO sip:10.0.0.1 SIP/2.0", "cseq=2 INFO", "to=a", "Content-Type: application/dtmf-relay", "body=Signal=5")
		s.out(0, "default", "SIP/2.0 200 OK", "cseq=2 INFO", "to=a")
	},
	"what-is-no-sip": func(s *script) {
		s.add(0, journal.Entry{Kind: journal.Received, Why: "no SIP message", Data: []byte("\x00\x1b[2Jhello, this is not SIP")})
		s.add(ms, journal.Entry{Kind: journal.Received, Why: "keep-alive", Data: []byte("\r\n\r\n")})
		s.add(ms, journal.Entry{Kind: journal.Sent, Why: "respond 486", Overwritten: true})
		s.in(ms, "", "OPTIONS tel:+49301234567 SIP/2.0", "cseq=1 OPTIONS")
		s.out(0, "respond 200 (größe.yaml:3)", "SIP/2.0 200 In Ordnung, möglicherweise, falls nicht noch jemand etwas dagegen einzuwenden hat", "cseq=1 OPTIONS", "to=a")
	},
}

func played(name string, run int) []journal.Entry {
	s := &script{run: run, at: time.Date(2026, 3, 14, 12, 4, 31, 207e6, time.UTC).Add(time.Duration(run) * time.Hour)}
	s.over(message.UDP, "udp://0.0.0.0:5060")
	calls[name](s)
	return s.entries
}
