package responder_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// voices are the RTP streams of a test: what each was told.
type voices struct {
	open   int
	agreed []string
}

type voice struct {
	fakeStream
	of   *voices
	port int
}

func (v voice) Port() int { return v.port }
func (v voice) Close()    { v.of.open-- }
func (v voice) Agree(line media.Line) error {
	v.of.agreed = append(v.of.agreed, fmt.Sprintf("%d %s %s:%d %v", v.port, line.Direction, line.Host, line.HostPort, line.Codecs))
	return nil
}

// newTalker is a caller whose streams remember what they are told.
func newTalker(t *testing.T, yaml string) (*caller, *voices) {
	t.Helper()
	v := new(voices)
	return newCaller(t, yaml, func(cfg *responder.Config) {
		cfg.OpenRTP = func(netip.Addr, media.Events) (responder.Stream, error) {
			v.open++
			return voice{of: v, port: 40000 + 2*(v.open-1)}, nil
		}
	}), v
}

// said are the descriptions of ours, with what a test looks for in each.
func (c *caller) said(pattern string) (found []string) {
	look := regexp.MustCompile(pattern)
	for _, m := range c.toUs {
		if body := string(m.Body()); strings.HasPrefix(body, "v=0") {
			found = append(found, strings.Join(look.FindAllString(body, -1), " "))
		}
	}
	return found
}

func (c *caller) wantSaid(pattern string, want ...string) {
	c.t.Helper()
	if got := c.said(pattern); !slices.Equal(got, want) {
		c.t.Errorf("said %q, want %q", got, want)
	}
}

func TestTheVersionGoesUpWithEachChange(t *testing.T) {
	c, v := newTalker(t, "")
	c.dial("183*200")
	c.inside("ACK")
	for _, description := range []string{offer, held, held, offer} {
		c.inside("INVITE", description)
		c.inside("ACK")
	}
	c.inside("BYE")
	c.wantSaid(`o=- \d+ \d+`, "o=- 1 1", "o=- 1 1", "o=- 1 1", "o=- 1 2", "o=- 1 2", "o=- 1 3")
	want := []string{"40000 sendrecv 127.0.0.2:6000 [PCMU/8000]", "40000 recvonly 127.0.0.2:6000 [PCMU/8000]", "40000 sendrecv 127.0.0.2:6000 [PCMU/8000]"}
	if got := slices.Compact(v.agreed); !slices.Equal(got, want) {
		t.Errorf("agreed %q", v.agreed)
	}
}

func TestEachEarlyDialogHasAnOriginOfItsOwn(t *testing.T) {
	c, _ := newTalker(t, onScen+`
on:
  INVITE: [{respond: 183, dialog: a}, {respond: 183, dialog: b}, {respond: 183, dialog: a}, {respond: 200, dialog: b}, {expect: ACK}]`)
	c.dial("x")
	got := c.said(`o=- \d+ \d+`)
	if len(got) != 4 || got[0] == got[1] || got[0] != got[2] || got[1] != got[3] {
		t.Errorf("origins %q", got)
	}
}

func TestHoldOfOursStaysUntilItsAuthorEndsIt(t *testing.T) {
	c, v := newTalker(t, onScen+`
on:
  INVITE: [{respond: 200, sdp: hold}, {expect: ACK}, {wait: 1s}, {request: re-INVITE, sdp: offer, expect: 200}, {wait: 1s}, {request: re-INVITE, sdp: hold, expect: 200}]`)
	c.dial("x")
	c.inside("ACK")
	c.inside("INVITE", offer)
	c.inside("ACK")
	c.wait(sec)
	c.reply("INVITE", 200, "", offer)
	c.wait(sec)
	c.reply("INVITE", 200, "", strings.Replace(offer, "m=", "a=inactive\r\nm=", 1))
	c.wantSaid(`a=inactive|a=sendrecv|o=- \d+ \d+`, "o=- 1 1 a=inactive", "o=- 1 1 a=inactive", "o=- 1 2 a=sendrecv", "o=- 1 3 a=inactive")
	want := []string{"40000 inactive", "40000 sendrecv", "40000 inactive"}
	if len(v.agreed) != len(want) {
		t.Fatalf("agreed %q", v.agreed)
	}
	for i := range want {
		if !strings.HasPrefix(v.agreed[i], want[i]) {
			t.Errorf("agreed %q, want %q", v.agreed[i], want[i])
		}
	}
}

func TestSeveralAudioLinesHaveStreamsOfTheirOwn(t *testing.T) {
	second := "m=audio 6002 RTP/AVP 8\r\n"
	c, v := newTalker(t, "")
	c.request("INVITE", "200", offer+second+strings.Repeat("m=audio 6004 RTP/AVP 0\r\n", 3)+"m=video 6006 RTP/AVP 99\r\n")
	c.inside("ACK")
	c.wantSaid(`m=\w+ \d+`, "m=audio 40000 m=audio 40002 m=audio 40004 m=audio 40006 m=audio 0 m=video 0")
	c.inside("INVITE", strings.Replace(offer, "m=audio 6000", "m=audio 0", 1)+second+strings.Repeat("m=audio 0 RTP/AVP 0\r\n", 3)+"m=video 0 RTP/AVP 99\r\n")
	c.inside("ACK")
	if got := c.said(`m=\w+ \d+`)[1]; got != "m=audio 0 m=audio 40002 m=audio 0 m=audio 0 m=audio 0 m=video 0" {
		t.Errorf("said %q", got)
	}
	want := []string{
		"40000 sendrecv 127.0.0.2:6000 [PCMU/8000]", "40002 sendrecv 127.0.0.2:6002 [PCMA/8000]",
		"40004 sendrecv 127.0.0.2:6004 [PCMU/8000]", "40006 sendrecv 127.0.0.2:6004 [PCMU/8000]",
		"40002 sendrecv 127.0.0.2:6002 [PCMA/8000]", "40000 inactive :0 []", "40004 inactive :0 []", "40006 inactive :0 []",
	}
	if !slices.Equal(v.agreed, want) {
		t.Errorf("agreed %q", v.agreed)
	}
	c.inside("BYE")
	if v.open != 0 {
		t.Errorf("%d streams are left", v.open)
	}
}

func TestAnOfferThatLeavesOutALineChangesNothing(t *testing.T) {
	c, v := newTalker(t, "")
	c.request("INVITE", "200", offer+"m=video 6006 RTP/AVP 99\r\n")
	c.inside("ACK")
	for _, method := range []string{"INVITE", "UPDATE"} {
		c.inside(method, strings.Replace(offer, "m=audio 6000", "m=audio 7000", 1))
		m := c.last()
		if warning, _ := m.Header("Warning"); m.Code() != 488 || !strings.Contains(warning, `"m-lines went from 2 to 1: one is closed with port 0 and stays (RFC 3264 section 8)"`) {
			t.Errorf("the %s got %d with Warning %s", method, m.Code(), warning)
		}
		if method == "INVITE" {
			c.ack()
		}
	}
	if want := []string{"40000 sendrecv 127.0.0.2:6000 [PCMU/8000]"}; !slices.Equal(v.agreed, want) {
		t.Errorf("agreed %q", v.agreed)
	}
	c.inside("BYE")
	if got := c.last().Code(); got != 200 {
		t.Errorf("the BYE got %d", got)
	}
}

func TestAnOfferThatCannotBeReadIsRefusedWithItsLineAndWhy(t *testing.T) {
	c, _ := newTalker(t, "")
	c.request("INVITE", "200", strings.Replace(offer, "t=0 0\r\n", "", 1))
	m, why := c.last(), `line 5 stands where t= has to be (RFC 8866 section 5): `
	warning, _ := m.Header("Warning")
	if want := `399 127.0.0.1:5060 "SDP does not parse: ` + why + `\"m=audio 6000 RTP/AVP 0\""`; m.Code() != 400 || warning != want {
		t.Errorf("%d with Warning %s, want %s", m.Code(), warning, want)
	}
	if !strings.Contains(c.ladder(), why) {
		t.Errorf("the ladder does not say why:\n%s", c.ladder())
	}
}

func TestTheStreamsKnowWhatWasAgreedBeforeTheAnswerLeaves(t *testing.T) {
	v, order := new(voices), []string(nil)
	c := newCaller(t, "", func(cfg *responder.Config) {
		cfg.OpenRTP = func(netip.Addr, media.Events) (responder.Stream, error) {
			return voice{of: v, port: 40000}, nil
		}
		send, known := cfg.Send, 0
		cfg.Send = func(f message.Flow, data []byte) error {
			if m, err := message.Parse(data); err == nil && m.HasBody() {
				order = append(order, fmt.Sprintf("%d to the %s, %d new agreements before", m.Code(), m.CSeq().Method, len(v.agreed)-known))
				known = len(v.agreed)
			}
			return send(f, data)
		}
	})
	c.dial("183*200")
	c.inside("ACK")
	c.inside("INVITE", held)
	c.inside("ACK")
	c.inside("UPDATE", offer)
	c.inside("UPDATE", offer)
	c.inside("BYE")
	want := []string{
		"183 to the INVITE, 1 new agreements before", "200 to the INVITE, 0 new agreements before",
		"200 to the INVITE, 1 new agreements before", "200 to the UPDATE, 1 new agreements before",
		"200 to the UPDATE, 0 new agreements before",
	}
	if !slices.Equal(order, want) || len(v.agreed) != 3 {
		t.Errorf("agreed %q, sent %q", v.agreed, order)
	}
}

func TestTheAnswerToADelayedOfferReachesTheStream(t *testing.T) {
	c, v := newTalker(t, "")
	c.request("INVITE", "200")
	c.inside("ACK", held)
	c.inside("BYE")
	if want := []string{"40000 recvonly 127.0.0.2:6000 [PCMU/8000]"}; !slices.Equal(v.agreed, want) {
		t.Errorf("agreed %q", v.agreed)
	}
}

func TestTheFirstAnswerToOurInviteCounts(t *testing.T) {
	c, v := newTalker(t, "")
	other := strings.Replace(offer, "6000", "7000", 1)
	c.place(nil, invite(200), &scenarios.Wait{For: sec})
	c.reply("INVITE", 183, "a", offer)
	c.reply("INVITE", 183, "b", other)
	c.reply("INVITE", 183, "a", other)
	c.reply("INVITE", 200, "a", other)
	want := []string{"40000 sendrecv 127.0.0.2:6000 [PCMU/8000]", "40000 sendrecv 127.0.0.2:7000 [PCMU/8000]", "40000 sendrecv 127.0.0.2:6000 [PCMU/8000]"}
	if !slices.Equal(v.agreed, want) {
		t.Errorf("agreed %q", v.agreed)
	}
	notes := 0
	for _, e := range c.entries(journal.Note) {
		if strings.Contains(e.Why, "is not the first answer") {
			notes++
		}
	}
	if notes != 2 {
		t.Errorf("%d notes of another answer", notes)
	}
}

func TestAnOfferInAReliableResponseToOursIsAnsweredInThePRACK(t *testing.T) {
	c, v := newTalker(t, "")
	c.place(nil, &scenarios.Request{Method: "INVITE", SDP: scenarios.SDPNone, Expect: []int{200}}, &scenarios.Wait{For: sec})
	c.reply("INVITE", 183, "a", "Require: 100rel", "RSeq: 1", held)
	if prack := c.sent("PRACK"); !strings.Contains(string(prack.Body()), "m=audio 40000 RTP/AVP 0\r\n") {
		t.Errorf("the PRACK says\n%s", prack.Body())
	}
	c.reply("PRACK", 200, "a")
	c.reply("INVITE", 200, "a", held)
	if ack := c.sent("ACK"); ack.HasBody() {
		t.Errorf("the ACK says\n%s", ack.Body())
	}
	if len(v.agreed) != 1 {
		t.Errorf("agreed %q", v.agreed)
	}
}

func TestSRTPIsAnsweredAndOffered(t *testing.T) {
	c, _ := newTalker(t, onScen+`
on:
  INVITE: [200, {expect: ACK}]
  re-INVITE: [{respond: 200, sdp: {srtp: true}}, {expect: ACK}]`)
	secure := strings.Replace(offer, "RTP/AVP", "RTP/SAVP", 1) + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"
	c.request("INVITE", "x", secure)
	c.inside("ACK")
	c.inside("INVITE", secure)
	c.inside("ACK")
	got := c.said(`m=.*|a=crypto.*`)
	if len(got) != 2 || got[0] != got[1] || !strings.Contains(got[0], "RTP/SAVP 0\r a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:") {
		t.Errorf("said %q", got)
	}
}

var unacknowledged = scenarios.Acts(0).With(scenarios.Acknowledge)

func TestAnAuthorAnswersAnOfferInAnACKOfTheirOwn(t *testing.T) {
	for _, test := range []struct {
		name string
		step *scenarios.Request
		want string // in the ACK
		fail bool
	}{
		{"an answer", &scenarios.Request{Method: "ACK", SDP: scenarios.SDPAnswer}, "m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n", false},
		{"a hold", &scenarios.Request{Method: "ACK", SDP: scenarios.SDPHold}, "a=inactive\r\n", false},
		{"a bent answer", &scenarios.Request{Method: "ACK", Bend: &scenarios.Bend{Codecs: []string{"G729"}}}, "m=audio 40000 RTP/AVP 18\r\n", false},
		{"nothing", &scenarios.Request{Method: "ACK"}, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, v := newTalker(t, "")
			c.place(func(p *responder.Placement) { p.Scenario.Off = unacknowledged },
				&scenarios.Request{Method: "INVITE", SDP: scenarios.SDPNone, Expect: []int{200}}, test.step, &scenarios.Wait{For: sec})
			c.reply("INVITE", 200, "a", offer)
			ack := c.sent("ACK")
			if !strings.Contains(string(ack.Body()), test.want) || ack.HasBody() != (test.want != "") {
				t.Errorf("the ACK says\n%s", ack.Body())
			}
			if test.want != "" && len(v.agreed) != 1 {
				t.Errorf("agreed %q", v.agreed)
			}
			if marked := c.entries(journal.Sent)[1].Marks; (marked == "sdp: codecs G729") != (test.step.Bend != nil) {
				t.Errorf("marks %q", marked)
			}
		})
	}
}

func TestAnswersToNothingFailTheirStep(t *testing.T) {
	c, _ := newTalker(t, "")
	c.place(func(p *responder.Placement) { p.Scenario.Off = unacknowledged },
		invite(200), &scenarios.Request{Method: "ACK", SDP: scenarios.SDPAnswer})
	c.reply("INVITE", 200, "a", offer)
	if !strings.Contains(c.ladder(), "no offer of the peer waits for an answer") {
		t.Errorf("the ladder says\n%s", c.ladder())
	}
}

func TestAnOfferInAPRACKOfOursIsAnsweredInIts200(t *testing.T) {
	c, v := newTalker(t, "")
	c.place(func(p *responder.Placement) { p.Scenario.Off = unacknowledged },
		invite(183), &scenarios.Request{Method: "PRACK", SDP: scenarios.SDPOffer, Expect: []int{200}}, &scenarios.Wait{For: sec})
	c.reply("INVITE", 183, "a", "Require: 100rel", "RSeq: 1", offer)
	c.reply("PRACK", 200, "a", held)
	c.reply("INVITE", 200, "a")
	want := []string{"40000 sendrecv 127.0.0.2:6000 [PCMU/8000]", "40000 recvonly 127.0.0.2:6000 [PCMU/8000]"}
	if !slices.Equal(v.agreed, want) || len(c.entries(journal.Note)) > 0 && strings.Contains(c.ladder(), "no answer to our offer") {
		t.Errorf("agreed %q\n%s", v.agreed, c.ladder())
	}
	c.wantSaid(`o=- \d+ \d+`, "o=- 1 1", "o=- 1 1")
}

// The family of IP of the signalling is not always that of the media.
func TestMediaGoesToTheFamilyOfTheOffer(t *testing.T) {
	six := strings.NewReplacer("IP4", "IP6", "127.0.0.2", "::1").Replace(offer)
	for _, test := range []struct {
		name, offer string
		ours        netip.Addr // for the other family
		code        int
		says        string
		binds       string
	}{
		{"as it is signalled", offer, netip.IPv6Loopback(), 200, "c=IN IP4 127.0.0.1", "127.0.0.1"},
		{"over IPv6", six, netip.IPv6Loopback(), 200, "c=IN IP6 ::1", "::1"},
		{"over IPv6, which we have not", six, netip.Addr{}, 488, "", "127.0.0.1"},
		{"at a name", strings.ReplaceAll(offer, "127.0.0.2", "phone.invalid"), netip.IPv6Loopback(), 200, "c=IN IP4 127.0.0.1", "127.0.0.1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var bound netip.Addr
			c := newCaller(t, "", func(cfg *responder.Config) {
				cfg.MediaHost = func(peer netip.Addr) netip.Addr { return test.ours }
				cfg.OpenRTP = func(local netip.Addr, _ media.Events) (responder.Stream, error) {
					bound = local
					return fakeStream{new(openPorts)}, nil
				}
			})
			c.request("INVITE", "200", test.offer)
			if c.last().Code() != test.code || bound.String() != test.binds || !strings.Contains(string(c.last().Body()), test.says) {
				t.Errorf("%d, RTP at %s:\n%s", c.last().Code(), bound, c.last().Body())
			}
			warning, _ := c.last().Header("Warning")
			if refused := strings.HasPrefix(warning, "301 "); refused != (test.code == 488) {
				t.Errorf("Warning: %s", warning)
			}
			if test.code != 200 {
				return
			}
			c.inside("ACK")
			c.inside("INVITE", strings.Replace(test.offer, "o=- 1 1", "o=- 1 2", 1)+"a=sendonly\r\n")
			if again := string(c.last().Body()); !strings.Contains(again, test.says) {
				t.Errorf("on hold:\n%s", again)
			}
		})
	}
}
