package integration_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// serveAgents starts a sipbin for clients made of sipgo.
func serveAgents(t *testing.T) *sipbin {
	t.Helper()
	scenarios, err := filepath.Abs("testdata/sipgo")
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, "--scenarios", scenarios, "--http", fmt.Sprintf("127.0.0.1:%d", freePort(t)))
}

// sipgo answers the first challenge there is.
func TestSipgoLogsInByTheFirstAlgorithm(t *testing.T) {
	t.Parallel()
	s := serveAgents(t)
	for user, algorithms := range map[string][]string{
		"md5": {"MD5"}, "sha-256": {"SHA-256"}, "sha-512-256": {"SHA-512-256"}, "twice": {"SHA-256", "SHA-512-256"},
	} {
		for password, want := range map[string]int{"secret": 200, "wrong": 401} {
			t.Run(user+" with the password "+password, func(t *testing.T) {
				t.Parallel()
				if user == "twice" && want != 200 {
					want = 407
				}
				a := startAgent(t, password) // who tries is told apart by From
				r := a.request(sip.REGISTER, s.uri(user), &a.contact, sip.NewHeader("Expires", "600"))
				answer, err := a.Do(a.context, r)
				for range algorithms {
					if err != nil {
						break
					}
					answer, err = a.DoDigestAuth(a.context, r, answer, sipgo.DigestAuth{Username: user, Password: password})
				}
				if err != nil || answer.StatusCode != want {
					t.Fatalf("%v, %v", answer, err)
				}
				for i, name := range []string{"Authorization", "Proxy-Authorization"} {
					if h := r.GetHeader(name); h != nil && !strings.Contains(h.Value(), "algorithm="+algorithms[(i+1)%len(algorithms)]+",") {
						t.Errorf("%s: %s", name, h.Value())
					}
				}
			})
		}
	}
}

func TestSipgoIsCalled(t *testing.T) {
	t.Parallel()
	s := serveAgents(t)
	for name, row := range map[string]struct {
		codes  string
		hangs  bool
		comes  []string
		logged string
	}{
		"and hung up on":  {"180*200*1", false, []string{"INVITE", "BYE"}, "BYE by us"},
		"and hangs up":    {"180*200", true, []string{"INVITE"}, "BYE by callee"},
		"and given up on": {"180*1*487", false, []string{"INVITE"}, "487"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			user := "bob" + row.codes[len(row.codes)-1:]
			a := startAgent(t, user)
			a.hangsUp, a.rings = row.hangs, row.logged == "487"
			answer, err := a.Do(a.context, a.request(sip.REGISTER, s.uri(user), &a.contact, sip.NewHeader("Expires", "600")))
			if err != nil || answer.StatusCode != 200 {
				t.Fatalf("%v, %v", answer, err)
			}
			place(t, s.api(), "sip:"+user+"@localhost", "codes", row.codes)
			a.isAsked(row.comes...)
			s.logged(t, `INVITE sip:`+user+`@\S+ as \S+  <-  180 .*`+row.logged)
		})
	}
}

func TestSipgoCallsInADialog(t *testing.T) {
	t.Parallel()
	s := serveAgents(t)
	for _, row := range []struct {
		name   string
		calls  func(t *testing.T, a *agent)
		dialed string
		logged string
	}{
		{"answered, and asked in the call", func(t *testing.T, a *agent) {
			d := a.calls(s.uri("asks"), sipgo.AnswerOptions{})
			a.holds(d.Ack(a.context))
			a.isAsked("OPTIONS", "UPDATE", "INFO", "MESSAGE", "BYE")
		}, "asks", `200 OK.*BYE by us\n`},
		{"answered, and asks in the call", func(t *testing.T, a *agent) {
			d := a.calls(s.uri("200"), sipgo.AnswerOptions{})
			a.holds(d.Ack(a.context))
			sdp := sip.NewHeader("Content-Type", "application/sdp")
			a.does(d, sip.UPDATE, strings.Replace(offer, "1 1 IN", "1 2 IN", 1)+"a=sendonly\r\n", sdp)
			if answer := a.does(d, sip.INVITE, strings.Replace(offer, "1 1 IN", "1 3 IN", 1), sdp); !strings.Contains(string(answer.Body()), "a=sendrecv") {
				t.Errorf("resumed with\n%s", answer.Body())
			}
			a.holds(d.Ack(a.context))
			a.does(d, sip.INFO, "Signal=5\r\nDuration=160\r\n", sip.NewHeader("Content-Type", "application/dtmf-relay"))
			a.does(d, sip.OPTIONS, "")
			a.holds(d.Bye(a.context))
			s.logged(t, `key 5 pressed \(INFO\)`)
		}, "200", `200 OK.*BYE by caller`},
		{"challenged twice", func(t *testing.T, a *agent) {
			d := a.calls(s.uri("login"), sipgo.AnswerOptions{Username: "alice", Password: "secret"})
			a.holds(d.Ack(a.context))
			a.holds(d.Bye(a.context))
		}, "login", `200 OK.*BYE by caller`},
		{"given up", func(t *testing.T, a *agent) {
			patient, giveUp := context.WithCancel(a.context)
			defer giveUp()
			d, err := a.dialogs.Invite(a.context, a.uri(s.uri("180")), []byte(offer), sip.NewHeader("Content-Type", "application/sdp"))
			if err != nil {
				t.Fatal(err)
			}
			err = d.WaitAnswer(patient, sipgo.AnswerOptions{OnResponse: func(r *sip.Response) error {
				if r.StatusCode == 180 {
					giveUp()
				}
				return nil
			}})
			if !errors.Is(err, context.Canceled) || d.InviteResponse.StatusCode != 487 {
				t.Errorf("%v, %v", err, d.InviteResponse)
			}
		}, "180", `487 Request Terminated.*ACK ok.*ended by caller`},
		{"rung reliably", func(t *testing.T, a *agent) { a.acknowledgesReliably(s) }, "reliable", `180 .*183 .*200 OK.*BYE by caller\n`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			a := startAgent(t, "alice")
			row.calls(t, a)
			s.logs(t, fmt.Sprintf(`127\.0\.0\.1:%d`, a.contact.Address.Port), "INVITE", row.dialed, row.logged)
		})
	}
}

// acknowledgesReliably calls who rings reliably. The dialogs of sipgo know
// nothing of PRACK: it is sent in the early dialog like any request, and then
// the ACK would carry its number in place of the INVITE's, so that is made here.
func (a *agent) acknowledgesReliably(s *sipbin) {
	a.t.Helper()
	d, err := a.dialogs.Invite(a.context, a.uri(s.uri("reliable")), []byte(offer), sip.NewHeader("Content-Type", "application/sdp"), sip.NewHeader("Supported", "100rel"))
	if err != nil {
		a.t.Fatal(err)
	}
	number, last := d.InviteRequest.CSeq().SeqNo, ""
	a.holds(d.WaitAnswer(a.context, sipgo.AnswerOptions{OnResponse: func(r *sip.Response) error {
		if h := r.GetHeader("RSeq"); h != nil && h.Value() != last {
			last = h.Value()
			a.does(d, sip.PRACK, "", sip.NewHeader("RAck", fmt.Sprintf("%s %d INVITE", h.Value(), number)))
		}
		return nil
	}}))
	ack := sip.NewRequest(sip.ACK, d.InviteResponse.Contact().Address)
	for _, h := range []sip.Header{d.InviteRequest.From(), d.InviteResponse.To(), d.InviteRequest.CallID(), &sip.CSeqHeader{SeqNo: number, MethodName: sip.ACK}} {
		ack.AppendHeader(sip.HeaderClone(h))
	}
	a.holds(a.WriteRequest(ack))
	a.does(d, sip.BYE, "")
}
