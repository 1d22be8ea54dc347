package integration_test

import (
	"strings"
	"testing"
)

// A phone is a softphone somebody sits at, and what it shows is what it says.
type phone interface {
	source() string // the address it calls from, as a pattern
	dial(s *sipbin, dialled string)
	hangUp()
	quit()
	say(command string)
	says(patterns ...string)
	saysTimes(count int, pattern string)
}

// A telephoneCall is a call as the person at the phone knows it.
type telephoneCall struct {
	name   string
	dials  string
	sees   []string // patterns, before hanging up or at the end
	hangs  bool     // hangs up then
	after  []string // patterns, seen after that
	logged string   // a pattern of what came of it in sipbin's line
}

func TestBaresip(t *testing.T) {
	t.Parallel()
	needs(t, "baresip")
	rings := `SIP Progress: 180 Ringing`
	established := []string{`Call established: sip:`, `incoming rtp for 'audio' established`}
	play(t, startBaresip, []telephoneCall{
		{"busy", "486", []string{`session closed: 486 Busy Here`}, false, nil, "486 Busy Here.*ACK ok"},
		{"rings two seconds and is declined", "180*2*603", []string{rings, `session closed: 603 Decline`}, false, nil, "180 .*603 Decline.*ACK ok"},
		{"not found", "404", []string{`session closed: 404 Not Found`}, false, nil, "404 Not Found.*ACK ok"},
		{"is answered, hears its own voice and hangs up", "100*180*200", append([]string{rings}, established...), true,
			[]string{`call: terminate call`, `SIP/2\.0 200 OK\n(?:.+\n)*CSeq: \d+ BYE\n`}, "200 OK.*BYE by caller"},
		{"is hung up on after three seconds", "200*3", append(established, `session closed: `, `terminated \(duration: \d+ sec`), false, nil, `200 OK.*talked \d.*BYE by us`},
		{"gives up while it rings", "180", []string{rings}, true,
			[]string{`call: terminate call`, `SIP/2\.0 200 OK\n(?:.+\n)*CSeq: \d+ CANCEL\n`, `SIP/2\.0 487 Request Terminated\n(?:.+\n)*CSeq: \d+ INVITE\n`}, "487 Request Terminated.*ACK ok.*ended by caller"},
		{"ends the number with #, sent as it is", "486#", []string{`INVITE sip:486#@`, `session closed: 486 Busy Here`}, false, nil, "486 Busy Here.*ACK ok"},
	})
}

func TestLinphonec(t *testing.T) {
	t.Parallel()
	needs(t, "linphonec")
	rings := `Call 1 to .* ringing\.`
	connected := []string{`Call 1 with .* connected\.`, `Media streams established with .*\(audio\)`, heard}
	play(t, startLinphonec, []telephoneCall{
		{"busy", "486", []string{`receiving call response \[486\]`, `Call 1 with .* error\.`}, false, nil, "486 Busy Here.*ACK ok"},
		{"rings two seconds and is declined", "180*2*603", []string{rings, `Call 1 with .* ended \(Call declined\)`}, false, nil, "180 .*603 Decline.*ACK ok"},
		{"not found", "404", []string{`receiving call response \[404\]`, `Call 1 with .* error\.`}, false, nil, "404 Not Found.*ACK ok"},
		{"is answered, hears its own voice and hangs up", "100*180*200", append([]string{rings}, connected...), true,
			[]string{`Call 1 with .* ended \(No error\)`, `received +[1-9]\d* packets`, `moving from state LinphoneCallEnd to LinphoneCallReleased`}, "200 OK.*BYE by caller"},
		{"is hung up on after three seconds", "200*3", append(connected, `Call 1 with .* ended \(No error\)`, `received +[1-9]\d* packets`), false, nil, `200 OK.*talked \d.*BYE by us`},
		{"gives up while it rings", "180", []string{rings}, true,
			[]string{`receiving call response \[487\]`, `Call 1 with .* ended \(No error\)`}, "487 Request Terminated.*ACK ok.*ended by caller"},
		{"ends the number with #, sent as %23", "486#", []string{`INVITE sip:486%23@`, `receiving call response \[486\]`}, false, nil, "486 Busy Here.*ACK ok"},
	})
}

// heard is what linphonec's log says each second of the sound it gets, in kbit/s.
const heard = `\(audio\).*RTP : \[d=[1-9]\d`

// play lets a phone of its own place each call, all side by side.
func play(t *testing.T, startPhone func(*testing.T, *sipbin) phone, calls []telephoneCall) {
	s := serve(t)
	for _, call := range calls {
		t.Run(call.name, func(t *testing.T) {
			t.Parallel()
			p := startPhone(t, s)
			p.dial(s, call.dials)
			p.says(call.sees...)
			if call.hangs {
				p.hangUp()
				p.says(call.after...)
			}
			s.logs(t, p.source(), "INVITE", strings.TrimSuffix(call.dials, "#"), call.logged)
			p.quit()
		})
	}
}
