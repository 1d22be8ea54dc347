package respondertest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"

	"github.com/sipbin/sipbin/responder/respondertest"
)

// A client written with sipgo calls; it rings for a second at the other side, who
// is then busy. In a test of your own, t is the *testing.T it is given.
func ExampleStart() {
	t := exampleT()
	defer t.end()
	s := respondertest.Start(t, "180*1*486")

	agent, err := sipgo.NewUA(sipgo.WithUserAgent("alice"))
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer agent.Close()
	client, err := sipgo.NewClient(agent, sipgo.WithClientHostname("127.0.0.1"))
	if err != nil {
		t.Fatalf("%v", err)
	}
	var bob sip.Uri
	if err := sip.ParseUri(s.URI("bob"), &bob); err != nil {
		t.Fatalf("%v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	invite := sip.NewRequest(sip.INVITE, bob)
	invite.AppendHeader(&sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "alice", Host: "127.0.0.1"}})
	call, err := client.TransactionRequest(ctx, invite)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer call.Terminate()
	for answered := false; !answered; {
		select {
		case answer := <-call.Responses():
			fmt.Println(answer.StatusCode, answer.Reason)
			answered = answer.StatusCode >= 200
		case <-call.Done():
			t.Fatalf("%v", call.Err())
		}
	}

	s.Expect() // waits until the ACK came, and fails the test if it did not
	s.Exactly(1)
	// Output:
	// 180 Ringing
	// 486 Busy Here
}

// A scenario says what the client is to do, and Expect holds it to that. What
// the client sent can be looked at, too.
func ExampleServer_Expect() {
	t := exampleT()
	defer t.end()
	s := respondertest.Start(t, `
scenario: hang-up
on:
  INVITE:
    - 200
    - {expect: ACK, within: 2s}
    - {expect: BYE, within: 5s}
`)

	if _, err := ring(s.Dial(), s, "INVITE", "bob", false); err != nil { // the client under test
		t.Fatalf("%v", err)
	}

	s.Expect()
	call := s.NextCall()
	fmt.Println(call.EndedBy, call.Received("BYE")[0].CSeq().Number)
	// Output:
	// caller 2
}

// A program under test is started, told where to call, and what it printed and
// what it sent are both looked at.
func ExampleServer_Addr() {
	t := exampleT()
	defer t.end()
	s := respondertest.Start(t, "") // whatever is dialled, or asked for by default

	program := exec.Command(os.Args[0]) // of your own: exec.Command("my-phone", s.URI("bob"))
	program.Env = append(os.Environ(), "RESPONDERTEST_PROBE="+s.Addr())
	printed, err := program.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, printed)
	}

	fmt.Printf("%s", printed)
	for _, request := range s.Journal().Calls(nil) {
		fmt.Println(request.Method, "of", request.Dialled)
	}
	// Output:
	// SIP/2.0 200 OK
	// OPTIONS of probe
}
