package respondertest_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/respondertest"
)

// line is the other end of a caller, played by hand.
type line struct {
	t      *testing.T
	caller *respondertest.Caller
	now    time.Time
	sent   []*message.Message // by the caller
}

func newLine(t *testing.T, as string) *line {
	t.Helper()
	profile, err := respondertest.ProfileNamed(as)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	l.caller = respondertest.NewCaller(profile, message.Flow{
		Transport: message.UDP, Local: netip.MustParseAddrPort("127.0.0.1:5060"), Remote: netip.MustParseAddrPort("127.0.0.2:5080"),
	}, func(data []byte) {
		m, err := message.Parse(data)
		if err != nil || m.Defect() != nil {
			t.Errorf("the caller sent what is not SIP: %v\n%s", m.Defect(), data)
		}
		l.sent = append(l.sent, m)
	})
	return l
}

// wait lets time pass, from deadline to deadline.
func (l *line) wait(d time.Duration) {
	end := l.now.Add(d)
	for {
		at, due := l.caller.Next()
		if !due || at.After(end) {
			break
		}
		l.now = at
		l.caller.Advance(at)
	}
	l.now = end
}

// said are the start lines the caller sent since the last time, methods and codes.
func (l *line) said() (words []string) {
	for _, m := range l.sent {
		if m.IsRequest() {
			words = append(words, m.Method())
		} else {
			words = append(words, fmt.Sprint(m.Code()))
		}
	}
	l.sent = nil
	return words
}

// last is the last request of a method.
func (l *line) last(method string) *message.Message {
	l.t.Helper()
	for _, m := range slices.Backward(l.sent) {
		if m.IsRequest() && m.Method() == method {
			return m
		}
	}
	l.t.Fatalf("no %s was sent", method)
	return nil
}

// answer sends a response to a request of the caller's.
func (l *line) answer(m *message.Message, code int, more ...string) {
	to := m.To()
	if m.ToTag() == "" {
		to += ";tag=them"
	}
	lines := []string{
		fmt.Sprintf("SIP/2.0 %d Whatever", code), "Via: " + m.Via().Text, "From: " + m.From(), "To: " + to,
		"Call-ID: " + m.CallID(), "CSeq: " + m.CSeq().String(),
	}
	lines = append(lines, more...)
	l.caller.Receive([]byte(strings.Join(append(lines, "Content-Length: 0", "", ""), "\r\n")), l.now)
}

// ask sends a request in the dialog of a request of the caller's.
func (l *line) ask(m *message.Message, method string, seq int, more ...string) {
	lines := []string{
		method + " sip:phone@127.0.0.2:5080 SIP/2.0",
		fmt.Sprintf("Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKx%d", seq), "Max-Forwards: 70",
		"From: " + m.To() + ";tag=them", "To: " + m.From(), "Call-ID: " + m.CallID(), fmt.Sprintf("CSeq: %d %s", seq, method),
	}
	lines = append(lines, more...)
	l.caller.Receive([]byte(strings.Join(append(lines, "Content-Length: 0", "", ""), "\r\n")), l.now)
}

const contact = "Contact: <sip:them@127.0.0.1:5060>"

// up is an answered call.
func up(t *testing.T, as string) (*line, *message.Message) {
	t.Helper()
	l := newLine(t, as)
	l.caller.Open("INVITE", "them", l.now)
	invite := l.last("INVITE")
	l.answer(invite, 200, contact)
	return l, invite
}

func wants(t *testing.T, l *line, want string) {
	t.Helper()
	if got := strings.Join(l.said(), " "); got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

func TestAnInviteWithoutAnAnswerIsGivenUp(t *testing.T) {
	l := newLine(t, "phone")
	l.caller.Open("INVITE", "them", l.now)
	l.wait(time.Minute)
	wants(t, l, "INVITE INVITE INVITE INVITE INVITE INVITE INVITE")
	if _, due := l.caller.Next(); due {
		t.Error("something is still due")
	}
}

func TestARouteSetIsFollowed(t *testing.T) {
	l := newLine(t, "phone")
	l.caller.Open("INVITE", "them", l.now)
	l.answer(l.last("INVITE"), 200, contact, "Record-Route: <sip:near.example;lr>", "Record-Route: <sip:far.example;lr>")
	l.wait(6 * time.Second)
	for _, method := range []string{"ACK", "BYE"} {
		m := l.last(method)
		if got := strings.Join(m.List("Route"), " "); got != "<sip:far.example;lr> <sip:near.example;lr>" {
			t.Errorf("%s has Route %s", method, got)
		}
		if m.RequestURI() != "sip:them@127.0.0.1:5060" || m.ToTag() != "them" {
			t.Errorf("%s went to %s, %s", method, m.RequestURI(), m.To())
		}
	}
	if ack, bye := l.last("ACK").CSeq().Number, l.last("BYE").CSeq().Number; bye != ack+1 {
		t.Errorf("CSeq of ACK is %d, of BYE %d", ack, bye)
	}
}

func TestAnAckOfARefusalBelongsToTheTransaction(t *testing.T) {
	l := newLine(t, "phone")
	l.caller.Open("INVITE", "them", l.now)
	invite := l.last("INVITE")
	l.answer(invite, 486)
	ack := l.last("ACK")
	if ack.Via().Branch != invite.Via().Branch || ack.RequestURI() != invite.RequestURI() || ack.ToTag() != "them" {
		t.Errorf("this is no ACK of the 486:\n%s", ack.Raw())
	}
}

func TestWhatFitsNothingIsDropped(t *testing.T) {
	l := newLine(t, "phone")
	l.caller.Open("INVITE", "them", l.now)
	invite := l.last("INVITE")
	l.said()
	l.caller.Receive([]byte("not SIP at all"), l.now)
	l.caller.Receive([]byte("SIP/2.0 200 OK\r\n\r\n"), l.now)
	l.caller.Receive([]byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKother\r\nFrom: "+invite.From()+
		"\r\nTo: <sip:them@x>;tag=them\r\nCall-ID: "+invite.CallID()+"\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"), l.now)
	wants(t, l, "")
}

func TestChallengesAreAnsweredOnceARealm(t *testing.T) {
	const near, far = `Proxy-Authenticate: Digest realm="near", nonce="1", qop="auth-int, auth"`, `Proxy-Authenticate: Digest realm="far", nonce="2"`
	l := newLine(t, "phone")
	l.caller.Open("OPTIONS", "them", l.now)
	l.answer(l.last("OPTIONS"), 407,
		`Proxy-Authenticate: Digest realm="near", nonce="1", algorithm=AKAv1-MD5`, near, `Proxy-Authenticate: Basic realm="near"`, far)
	again := l.last("OPTIONS")
	if got := again.HeaderValues("Proxy-Authorization"); len(got) != 2 || !strings.Contains(got[0], `username="sipbin"`) {
		t.Fatalf("credentials are %q", got)
	}
	if again.CSeq().Number != 2 {
		t.Errorf("the next try has CSeq %d", again.CSeq().Number)
	}
	l.said()
	l.answer(again, 407, near+", stale=true")
	wants(t, l, "OPTIONS")
	l = newLine(t, "phone")
	l.caller.Open("OPTIONS", "them", l.now)
	for range 10 { // a realm that is never content
		l.answer(l.last("OPTIONS"), 407, near+", stale=true")
	}
	wants(t, l, "OPTIONS OPTIONS OPTIONS OPTIONS OPTIONS")
	l = newLine(t, "phone")
	l.caller.Open("OPTIONS", "them", l.now)
	l.answer(l.last("OPTIONS"), 407, near)
	l.answer(l.last("OPTIONS"), 407, near)
	wants(t, l, "OPTIONS OPTIONS")
}

func TestWhatFollowsFromARefusal(t *testing.T) {
	for _, test := range []struct {
		name, method string
		code         int
		header       string
		wait         time.Duration
		want         string
	}{
		{"a short Retry-After is waited for", "MESSAGE", 503, "Retry-After: 7 (busy);duration=60", 7 * time.Second, "MESSAGE MESSAGE"},
		{"and not less", "MESSAGE", 503, "Retry-After: 7", 6999 * time.Millisecond, "MESSAGE"},
		{"a long one is not", "MESSAGE", 503, "Retry-After: 3600", 2 * time.Hour, "MESSAGE"},
		{"a 503 alone ends it", "MESSAGE", 503, "Server: x", time.Hour, "MESSAGE"},
		{"a contact elsewhere is not called", "MESSAGE", 302, "Contact: <sip:them@192.0.2.1>", 0, "MESSAGE"},
		{"a contact here is", "MESSAGE", 302, "Contact: <sip:others@127.0.0.1>", 0, "MESSAGE MESSAGE"},
		{"a longer expiry is asked for", "REGISTER", 423, "Min-Expires: 7200", 0, "REGISTER REGISTER"},
		{"a shorter one is none", "REGISTER", 423, "Min-Expires: 30", 0, "REGISTER"},
		{"404 is an answer", "MESSAGE", 404, "Retry-After: 1", time.Hour, "MESSAGE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLine(t, "phone")
			l.caller.Open(test.method, "them", l.now)
			l.answer(l.last(test.method), test.code, test.header)
			l.wait(min(test.wait, 20*time.Second))
			l.caller.Advance(l.now)
			wants(t, l, test.want)
		})
	}
}

func TestACancelledInviteThatIsNeverAnsweredIsGivenUp(t *testing.T) {
	l := newLine(t, "impatient")
	l.caller.Open("INVITE", "them", l.now)
	invite := l.last("INVITE")
	l.answer(invite, 180, contact)
	l.wait(3 * time.Second)
	l.answer(l.last("CANCEL"), 200)
	wants(t, l, "INVITE CANCEL")
	l.wait(40 * time.Second)
	l.answer(invite, 200, contact)
	wants(t, l, "") // its transaction is no more
}

func TestA2xxThatCrossesTheCancelIsHungUp(t *testing.T) {
	l := newLine(t, "impatient")
	l.caller.Open("INVITE", "them", l.now)
	invite := l.last("INVITE")
	l.answer(invite, 180, contact)
	l.wait(3 * time.Second)
	l.answer(invite, 200, contact)
	wants(t, l, "INVITE CANCEL ACK BYE")
}

func TestRequestsOfTheOtherEndAreAnswered(t *testing.T) {
	for _, test := range []struct {
		name string
		ask  func(l *line, invite *message.Message)
		want string
	}{
		{"BYE", func(l *line, m *message.Message) { l.ask(m, "BYE", 10) }, "200"},
		{"a repeated BYE", func(l *line, m *message.Message) { l.ask(m, "BYE", 10); l.ask(m, "BYE", 10) }, "200 200"},
		{"a request after the BYE", func(l *line, m *message.Message) { l.ask(m, "BYE", 10); l.ask(m, "INFO", 11) }, "200 481"},
		{"a CSeq too low", func(l *line, m *message.Message) { l.ask(m, "INFO", 10); l.ask(m, "INFO", 9) }, "200 500"},
		{"a method it does not know", func(l *line, m *message.Message) { l.ask(m, "DANCE", 10) }, "501"},
		{"a REFER", func(l *line, m *message.Message) { l.ask(m, "REFER", 10, "Refer-To: <sip:a@b>") }, "603"},
		{"OPTIONS outside", func(l *line, _ *message.Message) {
			l.caller.Receive([]byte("OPTIONS sip:phone@127.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKo\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: o\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"), l.now)
		}, "200"},
		{"INVITE outside", func(l *line, _ *message.Message) {
			l.caller.Receive([]byte("INVITE sip:phone@127.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKo\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: o\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"), l.now)
		}, "180"},
		{"SUBSCRIBE outside", func(l *line, _ *message.Message) {
			l.caller.Receive([]byte("SUBSCRIBE sip:phone@127.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKo\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: o\r\nCSeq: 1 SUBSCRIBE\r\nContent-Length: 0\r\n\r\n"), l.now)
		}, "405"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, invite := up(t, "phone")
			l.said()
			test.ask(l, invite)
			wants(t, l, test.want)
		})
	}
}

func TestA2xxToAReInviteIsRepeatedUntilItsAck(t *testing.T) {
	l, invite := up(t, "listener")
	l.said()
	l.ask(invite, "INVITE", 10, contact)
	l.wait(1500 * time.Millisecond)
	wants(t, l, "200 200 200")
	l.ask(invite, "ACK", 10)
	l.wait(10 * time.Second)
	wants(t, l, "")
	l.ask(invite, "INVITE", 11, contact)
	l.wait(32 * time.Second)
	if said := l.said(); said[len(said)-1] != "BYE" {
		t.Errorf("without an ACK the call goes on: %s", said)
	}
}

func TestANotifyMayComeBeforeThe2xx(t *testing.T) {
	l := newLine(t, "phone")
	l.caller.Open("SUBSCRIBE", "them", l.now)
	m := l.last("SUBSCRIBE")
	l.ask(m, "NOTIFY", 10, contact, "Subscription-State: active", "Event: presence")
	l.answer(m, 200, contact)
	l.wait(5 * time.Second)
	wants(t, l, "SUBSCRIBE 200 SUBSCRIBE")
	l.ask(m, "NOTIFY", 11, contact, "Subscription-State: terminated;reason=timeout", "Event: presence")
	l.ask(m, "NOTIFY", 12, contact, "Subscription-State: terminated", "Event: presence")
	wants(t, l, "200 481")
}

// The trunk keeps the session alive, or ends it before it expires.
func TestASessionIsRefreshedByWhoIsNamed(t *testing.T) {
	for _, test := range []struct{ name, expires, allow, want string }{
		{"the caller by re-INVITE", "90;refresher=uac", "BYE", "INVITE"},
		{"the caller by UPDATE", "90;refresher=uac", "UPDATE", "UPDATE"},
		{"the other end", "90;refresher=uas", "UPDATE", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLine(t, "trunk")
			l.caller.Open("INVITE", "them", l.now)
			l.answer(l.last("OPTIONS"), 200)
			l.answer(l.last("INVITE"), 200, contact, "Session-Expires: "+test.expires, "Allow: "+test.allow)
			l.said()
			l.wait(45 * time.Second)
			wants(t, l, test.want)
		})
	}
}
