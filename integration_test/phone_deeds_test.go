package integration_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// A deed is what a person does at a phone or sees on it, or what sipbin does.
type deed func(t *testing.T, d *desk)

// A desk is a phone, and the sipbin it belongs to.
type desk struct {
	phone
	s   *sipbin
	api string // of sipbin, for calls of ours
}

// deeds are what is done one after the other, at a desk of their own.
type deeds struct {
	name  string
	start func(*testing.T, *sipbin) phone
	do    []deed
}

func (row deeds) run(t *testing.T, flags ...string) {
	t.Run(row.name, func(t *testing.T) {
		t.Parallel()
		scenarios, err := filepath.Abs("testdata/phones")
		if err != nil {
			t.Fatal(err)
		}
		http := fmt.Sprintf("127.0.0.1:%d", freePort(t))
		s := serve(t, append(flags, "--http", http, "--users", "tester:secret", "--scenarios", scenarios)...)
		d := &desk{phone: row.start(t, s), s: s, api: "http://" + http}
		for _, do := range row.do {
			do(t, d)
		}
		d.quit()
	})
}

func dials(user string) deed {
	return func(_ *testing.T, d *desk) { d.dial(d.s, user) }
}

func sees(patterns ...string) deed {
	return func(_ *testing.T, d *desk) { d.says(patterns...) }
}

func seesTimes(count int, pattern string) deed {
	return func(_ *testing.T, d *desk) { d.saysTimes(count, pattern) }
}

// types gives the phone a command of its own.
func types(command string) deed {
	return func(_ *testing.T, d *desk) { d.say(command) }
}

// transfersTo types a command with the address of a user of sipbin behind it.
func transfersTo(command, user string) deed {
	return func(_ *testing.T, d *desk) { d.say(command + " " + d.s.uri(user)) }
}

// logs holds that sipbin prints something, by itself or in a ladder.
func logs(patterns ...string) deed {
	return func(t *testing.T, d *desk) {
		for _, pattern := range patterns {
			d.s.logged(t, pattern)
		}
	}
}

// isCalled has sipbin call the registered user tester.
func isCalled(codes string) deed { return isCalledBy("codes", codes) }

// isCalledAs has sipbin call tester the way a scenario says.
func isCalledAs(scenario string) deed { return isCalledBy("scenario", scenario) }

func isCalledBy(how, what string) deed {
	return func(t *testing.T, d *desk) { place(t, d.api, "sip:tester@localhost", how, what) }
}

// place has sipbin call somebody, by codes or by a scenario.
func place(t *testing.T, api, target, how, what string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"target": target, how: what})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(api+"/api/calls", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatalf("POST /api/calls: %s", answer.Status)
	}
}

// ends has sipbin end a call.
func ends(call int) deed {
	return func(t *testing.T, d *desk) {
		ask, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, fmt.Sprintf("%s/api/calls/%d", d.api, call), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
}

func TestBaresipInCalls(t *testing.T) {
	t.Parallel()
	needs(t, "baresip")
	established := sees(`Call established: sip:`, `incoming rtp for 'audio' established`)
	rings := sees(`Incoming call from`)
	hangsUp := types("b")
	for _, row := range []deeds{
		{"presses a key, holds and resumes", startBaresip, []deed{
			dials("200"), established, types("5"), sees(`send DTMF digit end`),
			types("/hold"), sees(`a=recvonly`), types("/resume"), seesTimes(4, `a=sendrecv`),
			hangsUp, logs(`key 5 pressed \(RTP\)`, `200 OK \(INVITE \d+, SDP\)(?s:.*)200 OK \(INVITE \d+, SDP\)(?s:.*)200 OK \(INVITE \d+, SDP\)`, `200 OK .*BYE by caller`),
		}},
		{"logs in, is called, answers and is hung up on", startBaresipRegistered, []deed{
			isCalled("180*200*1"), rings, types("a"), established, sees(`session closed`), logs(`401 Unauthorized`, `INVITE .*  <-  .*200 Answering.*BYE by us`),
		}},
		{"logs in, is called, answers and hangs up", startBaresipRegistered, []deed{
			isCalled("180*200"), rings, types("a"), established, hangsUp, logs(`INVITE .*  <-  .*200 Answering.*BYE by callee`),
		}},
		{"logs in, is called and declines", startBaresipRegistered, []deed{
			isCalled("180*486"), rings, hangsUp, logs(`INVITE .*  <-  .*486`),
		}},
		{"logs in, and the caller gives up", startBaresipRegistered, []deed{
			isCalled("180*1*487"), rings, sees(`session closed`), logs(`200 OK \(CANCEL\)`, `INVITE .*  <-  .*487`),
		}},
		{"transfers sipbin to somebody who is busy", startBaresip, []deed{
			dials("200"), established, transfersTo("/transfer", "486"), sees(`transfer failed: 486 Busy Here`),
			logs(`NOTIFY \(CSeq \d+, sipfrag 100\)`, `NOTIFY \(CSeq \d+, sipfrag 486\)`, `as refer  <-  486 Busy Here`),
		}},
		{"is transferred by sipbin", startBaresip, []deed{
			dials("refers"), logs(`202 Accepted \(REFER\)`, `INVITE 486  ->  486 Busy Here`), hangsUp,
		}},
		{"is put on hold by sipbin and taken back", startBaresip, []deed{
			dials("holds"), sees(`a=sendonly(?s:.*)a=recvonly(?s:.*)a=sendrecv(?s:.*)a=sendrecv`, `session closed`), logs(`INVITE holds  ->  200 OK.*BYE by us\n`),
		}},
		{"is called, presses a key, holds and resumes", startBaresipRegistered, []deed{
			isCalled("180*200"), rings, types("a"), established, types("5"), sees(`send DTMF digit end`),
			types("/hold"), sees(`a=recvonly`), types("/resume"), seesTimes(4, `a=sendrecv`),
			hangsUp, logs(`key 5 pressed \(RTP\)`, `INVITE .*  <-  .*200 Answering.*BYE by callee`),
		}},
		{"is called, put on hold by sipbin and taken back", startBaresipRegistered, []deed{
			isCalledAs("calls-and-holds"), rings, types("a"), sees(`a=sendonly(?s:.*)a=recvonly(?s:.*)a=sendrecv(?s:.*)a=sendrecv`, `session closed`), logs(`INVITE .*  <-  .*200 Answering.*BYE by us\n`),
		}},
		{"is called, and transfers sipbin to somebody who is busy", startBaresipRegistered, []deed{
			isCalled("180*200"), rings, types("a"), established, transfersTo("/transfer", "486"), sees(`transfer failed: 486 Busy Here`),
			logs(`NOTIFY \(CSeq \d+, sipfrag 100\)`, `NOTIFY \(CSeq \d+, sipfrag 486\)`, `as refer  <-  486 Busy Here`), hangsUp,
		}},
		{"is called, and transferred by sipbin", startBaresipRegistered, []deed{
			isCalledAs("calls-and-refers"), rings, types("a"), logs(`202 Accepted \(REFER\)`, `INVITE 486  ->  486 Busy Here`), hangsUp,
		}},
		{"talks SRTP", startBaresipSecured, []deed{
			dials("200"), established, sees(`RTP/SAVP`), hangsUp, logs(`rtp in [1-9]\d* lost 0 .* out [1-9]`, `200 OK .*BYE by caller`),
		}},
	} {
		row.run(t)
	}
}

func TestLinphonecInCalls(t *testing.T) {
	t.Parallel()
	needs(t, "linphonec")
	connected := sees(`Call 1 with .* connected\.`, heard)
	rings := sees(`Receiving new incoming call`)
	hangsUp := types("terminate")
	for _, row := range []deeds{
		{"presses a key, holds and resumes", startLinphonec, []deed{
			dials("200"), connected, types("5"), types("pause"), sees(`Call 1 with .* is now paused`, `a=recvonly`),
			types("resume"), sees(`from state LinphoneCallResuming to LinphoneCallStreamsRunning`),
			hangsUp, logs(`key 5 pressed \(RTP\)`, `200 OK .*BYE by caller`),
		}},
		{"logs in, is called, answers and is hung up on", startLinphonecRegistered, []deed{
			isCalled("180*200*1"), rings, types("answer"), sees(`Call 1 with .* connected`, `Call 1 with .* ended`), logs(`401 Unauthorized`, `INVITE .*  <-  .*200 Ok.*BYE by us`),
		}},
		{"logs in, is called, answers and hangs up", startLinphonecRegistered, []deed{
			isCalled("180*200"), rings, types("answer"), connected, hangsUp, logs(`INVITE .*  <-  .*200 Ok.*BYE by callee`),
		}},
		{"logs in, is called and declines", startLinphonecRegistered, []deed{
			isCalled("180*603"), rings, hangsUp, logs(`INVITE .*  <-  .*603`),
		}},
		{"logs in, and the caller gives up", startLinphonecRegistered, []deed{
			isCalled("180*1*487"), rings, sees(`Call 1 with .* ended \(Not answered\)`), logs(`200 Ok \(CANCEL\)`, `INVITE .*  <-  .*487`),
		}},
		{"transfers sipbin to somebody who is busy", startLinphonec, []deed{
			dials("200"), connected, transfersTo("transfer", "486"), sees(`SIP/2\.0 486 Busy Here`), logs(`as refer  <-  486 Busy Here`), hangsUp,
			logs(`NOTIFY \(CSeq \d+, sipfrag 100\)`, `NOTIFY \(CSeq \d+, sipfrag 486\)`),
		}},
		{"is transferred by sipbin", startLinphonec, []deed{
			dials("refers"), logs(`202 Accepted \(REFER\)`, `NOTIFY \(CSeq \d+, sipfrag 486\)`, `INVITE refers  ->  200 OK.*BYE by us`),
		}},
		{"is put on hold by sipbin and taken back", startLinphonec, []deed{
			dials("holds"), sees(`LinphoneCallPausedByRemote`, `a=recvonly`, `Call 1 with .* ended`), logs(`INVITE holds  ->  200 OK.*BYE by us\n`),
		}},
		{"is called, presses a key, holds and resumes", startLinphonecRegistered, []deed{
			isCalled("180*200"), rings, types("answer"), connected, types("5"), types("pause"), sees(`Call 1 with .* is now paused`, `a=recvonly`),
			types("resume"), sees(`from state LinphoneCallResuming to LinphoneCallStreamsRunning`),
			hangsUp, logs(`key 5 pressed \(RTP\)`, `INVITE .*  <-  .*200 Ok.*BYE by callee`),
		}},
		{"is called, put on hold by sipbin and taken back", startLinphonecRegistered, []deed{
			isCalledAs("calls-and-holds"), rings, types("answer"), sees(`LinphoneCallPausedByRemote`, `a=recvonly`, `Call 1 with .* ended`), logs(`INVITE .*  <-  .*200 Ok.*BYE by us\n`),
		}},
		{"is called, and transfers sipbin to somebody who is busy", startLinphonecRegistered, []deed{
			isCalled("180*200"), rings, types("answer"), connected, transfersTo("transfer", "486"), sees(`SIP/2\.0 486 Busy Here`), logs(`as refer  <-  486 Busy Here`), hangsUp,
			logs(`NOTIFY \(CSeq \d+, sipfrag 100\)`, `NOTIFY \(CSeq \d+, sipfrag 486\)`),
		}},
		{"is called, and transferred by sipbin", startLinphonecRegistered, []deed{
			isCalledAs("calls-and-refers"), rings, types("answer"), logs(`202 Accepted \(REFER\)`, `NOTIFY \(CSeq \d+, sipfrag 486\)`, `INVITE .*  <-  .*200 Ok.*BYE by us`),
		}},
	} {
		row.run(t)
	}
}

// linphonec names a party it transfers to without the port, so this sipbin has
// the port that goes without saying, at an address of its own.
func TestLinphonecTransfersOneCallToTheOther(t *testing.T) {
	t.Parallel()
	needs(t, "linphonec")
	host := fmt.Sprintf("127.0.%d.%d", 1+os.Getpid()/250%250, 1+os.Getpid()%250)
	probe, err := net.ListenPacket("udp", host+":5060")
	if err != nil {
		t.Skipf("port 5060 is taken: %v", err)
	}
	_ = probe.Close()
	deeds{"attended", startLinphonec, []deed{
		types("call sip:200@" + host), sees(`Call 1 with .* connected\.`, heard), types("pause"), sees(`Call 1 with .* is now paused`),
		types("call sip:180*200@" + host), sees(`Call 2 with .* connected\.`), types("transfer 1 --to-call 2"),
		sees(`Replaces=`, `Call 2 with .* ended`), logs(`another dialog took the place of this one`, `NOTIFY \(CSeq \d+, sipfrag 200\)`), ends(3),
	}}.run(t, "--listen", "udp://"+host+":5060")
}
