package registrar_test

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

var (
	noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	flow = message.Flow{
		Transport: message.TCP, Conn: 7,
		Local:  netip.MustParseAddrPort("10.0.0.1:5060"),
		Remote: netip.MustParseAddrPort("10.0.0.5:40000"),
	}
)

// from is a REGISTER for a user of lab with such a CSeq and further header
// lines, all of one Call-ID.
func from(t interface{ Fatalf(string, ...any) }, user string, cseq uint32, lines ...string) *message.Message {
	return dialled(t, "<sip:"+user+"@lab>", "one", cseq, lines...)
}

func dialled(t interface{ Fatalf(string, ...any) }, to, callID string, cseq uint32, lines ...string) *message.Message {
	head := []string{
		"REGISTER sip:registrar.lab:5070 SIP/2.0",
		"Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKregister",
		"From: <sip:somebody@lab>;tag=1",
		"To: " + to,
		"Call-ID: " + callID,
		fmt.Sprintf("CSeq: %d REGISTER", cseq),
	}
	m, err := message.Parse([]byte(strings.Join(append(head, lines...), "\r\n") + "\r\n\r\n"))
	if err != nil {
		t.Fatalf("the test's own request: %v", err)
	}
	return m
}

// brief is a result on one line.
func brief(r registrar.Result) string {
	s := fmt.Sprintf("%d %s", r.Code, r.Text)
	if r.MinExpires > 0 {
		s += fmt.Sprintf(" min %d", r.MinExpires)
	}
	for _, h := range r.Headers {
		s += fmt.Sprintf(" [%s: %s]", h.Name, h.Value)
	}
	for _, c := range r.Contacts {
		s += " | " + c
	}
	return s
}
