package integration_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// An agent is a client made of sipgo.
type agent struct {
	*sipgo.Client
	t         *testing.T
	context   context.Context
	contact   sip.ContactHeader
	transport string
	dialogs   *sipgo.DialogClientCache
	answers   *sipgo.DialogServerCache
	asked     chan string // the methods of requests that came
	rings     bool        // and does not answer
	hangsUp   bool        // as soon as it is called and has answered
	mu        sync.Mutex
	wrong     error
}

// offer is what an agent hears; it has no sound.
const offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"

// startAgent makes one that sends and listens at one UDP port. Its name is that
// of its user.
func startAgent(t *testing.T, name string) *agent {
	t.Helper()
	return startAgentOver(t, "udp", name)
}

// startAgentOver is startAgent for another transport.
func startAgentOver(t *testing.T, transport, name string, options ...sipgo.UserAgentOption) *agent {
	t.Helper()
	ua, err := sipgo.NewUA(append(options, sipgo.WithUserAgent(name), sipgo.WithUserAgentHostname("127.0.0.1"))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ua.Close() })
	port := freePort(t)
	at := sip.Uri{Scheme: "sip", User: name, Host: "127.0.0.1", Port: port}
	if transport != "udp" {
		at.UriParams.Add("transport", transport)
	}
	a := &agent{t: t, transport: strings.ToUpper(transport), asked: make(chan string, 16), contact: sip.ContactHeader{Address: at}}
	if a.Client, err = sipgo.NewClient(ua, sipgo.WithClientAddr(fmt.Sprintf("127.0.0.1:%d", port)), sipgo.WithClientConnectionAddr(fmt.Sprintf("127.0.0.1:%d", port))); err != nil {
		t.Fatal(err)
	}
	server, err := sipgo.NewServer(ua)
	if err != nil {
		t.Fatal(err)
	}
	a.dialogs = sipgo.NewDialogClientCache(a.Client, a.contact)
	a.answers = sipgo.NewDialogServerCache(a.Client, a.contact)
	server.OnInvite(a.answer)
	server.OnAck(func(r *sip.Request, tx sip.ServerTransaction) { a.holds(a.answers.ReadAck(r, tx)) })
	server.OnBye(a.hungUp)
	for _, method := range []sip.RequestMethod{sip.OPTIONS, sip.UPDATE, sip.INFO, sip.MESSAGE} {
		server.OnRequest(method, a.accept)
	}
	var cancel func()
	a.context, cancel = context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	t.Cleanup(a.report)
	return a
}

// holds holds that what sipgo did went well. sipgo may still be at it when the
// test is over, so the test says at its end what did not.
func (a *agent) holds(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wrong = errors.Join(a.wrong, err)
}

func (a *agent) report() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wrong != nil {
		a.t.Error(a.wrong)
	}
}

// answer rings, and takes the call.
func (a *agent) answer(r *sip.Request, tx sip.ServerTransaction) {
	d, err := a.answers.ReadInvite(r, tx)
	if err != nil {
		a.holds(err)
		return
	}
	a.asked <- "INVITE"
	a.holds(d.Respond(180, "Ringing", nil))
	if a.rings {
		<-tx.Done() // sipgo answers the CANCEL
		return
	}
	a.holds(d.RespondSDP([]byte(offer)))
	if a.hangsUp {
		a.holds(d.Bye(a.context))
	}
}

// accept answers a request in a call; an offer with what was offered before.
func (a *agent) accept(r *sip.Request, tx sip.ServerTransaction) {
	response := sip.NewResponseFromRequest(r, 200, "OK", nil)
	if r.Method == sip.UPDATE {
		response = sip.NewSDPResponseFromRequest(r, []byte(offer))
		response.AppendHeader(&a.contact)
	}
	a.asked <- r.Method.String()
	a.holds(tx.Respond(response))
}

func (a *agent) hungUp(r *sip.Request, tx sip.ServerTransaction) {
	if a.dialogs.ReadBye(r, tx) != nil {
		a.holds(a.answers.ReadBye(r, tx))
	}
	a.asked <- "BYE"
}

// isAsked waits for requests, in this order.
func (a *agent) isAsked(methods ...string) {
	a.t.Helper()
	for _, want := range methods {
		select {
		case got := <-a.asked:
			if got != want {
				a.t.Fatalf("a %s came, not %s", got, want)
			}
		case <-a.context.Done():
			a.t.Fatalf("no %s came", want)
		}
	}
}

// request is one outside of a dialog.
func (a *agent) request(method sip.RequestMethod, uri string, headers ...sip.Header) *sip.Request {
	a.t.Helper()
	r := sip.NewRequest(method, a.uri(uri))
	r.SetTransport(a.transport)
	for _, h := range headers {
		r.AppendHeader(h)
	}
	return r
}

func (a *agent) uri(text string) (uri sip.Uri) {
	a.holds(sip.ParseUri(text, &uri))
	return uri
}

// calls begins a call with an offer, and waits for the answer; each response is
// shown to seen.
func (a *agent) calls(uri string, seen sipgo.AnswerOptions) *sipgo.DialogClientSession {
	a.t.Helper()
	d, err := a.dialogs.Invite(a.context, a.uri(uri), []byte(offer), sip.NewHeader("Content-Type", "application/sdp"))
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { _ = d.Close() })
	if err := d.WaitAnswer(a.context, seen); err != nil {
		a.t.Fatal(err)
	}
	return d
}

// does sends a request in a dialog, and holds that it gets 200.
func (a *agent) does(d *sipgo.DialogClientSession, method sip.RequestMethod, body string, headers ...sip.Header) *sip.Response {
	a.t.Helper()
	r := sip.NewRequest(method, d.InviteResponse.Contact().Address)
	for _, h := range headers {
		r.AppendHeader(h)
	}
	r.SetBody([]byte(body))
	answer, err := d.Do(a.context, r)
	if err != nil || answer.StatusCode != 200 {
		a.t.Fatalf("%s: %v, %v", method, answer, err)
	}
	return answer
}
