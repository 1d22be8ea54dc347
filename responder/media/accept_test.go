package media

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAnAnswerToOurOfferIsReadWithWhatIsWrongInIt(t *testing.T) {
	own := us
	own.Ports = []int{10000, 10002}
	offer, _ := Offer(own)
	held := own
	held.Hold = true
	hold, _ := Offer(held)
	secure := us
	secure.SRTP = true
	secret, _ := Offer(secure)
	head := "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
	audio, closed := "m=audio 40000 RTP/AVP 0\r\n", "m=audio 0 RTP/AVP 0\r\n"
	theirs := " inline:" + strings.Repeat("A", 40) + "\r\n"
	for _, test := range []struct {
		name          string
		offer, answer string
	}{
		{"both lines taken", string(offer), head + audio + audio},
		{"the second refused", string(offer), head + audio + closed},
		{"a line is lacking", string(offer), head + audio},
		{"a line too many", string(offer), head + audio + closed + "m=video 9 RTP/AVP 99\r\n"},
		{"everything refused", string(offer), head + closed + closed},
		{"hold in the answer", string(offer), head + audio + "a=sendonly\r\n" + closed},
		{"hold by 0.0.0.0 in the answer", string(offer), strings.Replace(head, "c=IN IP4 10.0.0.9", "c=IN IP4 0.0.0.0", 1) + audio + closed},
		{"media for who is on hold", string(hold), head + audio + closed},
		{"another transport", string(offer), head + "m=audio 40000 RTP/SAVP 0\r\n" + closed},
		{"another medium", string(offer), head + "m=video 40000 RTP/AVP 0\r\n" + closed},
		{"a codec that was not offered", string(offer), head + "m=audio 40000 RTP/AVP 18\r\n" + closed},
		{"a codec that was not offered beside one that was", string(offer), head + "m=audio 40000 RTP/AVP 18 8\r\n" + closed},
		{"events alone", string(offer), head + "m=audio 40000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n" + closed},
		{"another payload type for the same codec", string(offer), head + "m=audio 40000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n" + closed},
		{"mux that was not offered", string(offer), head + audio + "a=rtcp-mux\r\n" + closed},
		{"an address of the line's own, for RTCP too", string(offer),
			head + "m=audio 40000 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\na=rtcp:53020 IN IP6 2001:db8::2\r\na=ptime:30\r\n" + closed},
		{"no address", string(offer), strings.Replace(head, "c=IN IP4 10.0.0.9\r\n", "", 1) + audio + closed},
		{"other times", string(offer), strings.Replace(head, "t=0 0", "t=1 2", 1) + audio + closed},
		{"the second key taken", string(secret), head + "m=audio 40000 RTP/SAVP 0\r\na=crypto:2 " + SuiteSHA1_32 + theirs},
		{"no key", string(secret), head + "m=audio 40000 RTP/SAVP 0\r\n"},
		{"a key for a tag that was not offered", string(secret), head + "m=audio 40000 RTP/SAVP 0\r\na=crypto:3 " + SuiteSHA1_32 + theirs},
		{"a key of another suite than its tag", string(secret), head + "m=audio 40000 RTP/SAVP 0\r\na=crypto:1 " + SuiteSHA1_32 + theirs},
		{"an answer that opens what we closed", strings.Replace(string(offer), "m=audio 10002", "m=audio 0", 1), head + audio + audio},
	} {
		t.Run(test.name, func(t *testing.T) {
			agreed, err := Accept([]byte(test.offer), []byte(test.answer))
			agreed.Answer = nil
			golden(t, "accepted/"+strings.NewReplacer(" ", "-", "'", "", ",", "").Replace(test.name), told(agreed, err))
		})
	}
}

func TestAnAnswerThatIsNotSDPIsAnError(t *testing.T) {
	offer, _ := Offer(us)
	for _, answer := range []string{"", "junk", "v=0\r\n"} {
		if _, err := Accept(offer, []byte(answer)); !errors.Is(err, ErrSyntax) {
			t.Errorf("%q: %v", answer, err)
		}
	}
	if _, err := Accept([]byte("junk"), offer); !errors.Is(err, ErrSyntax) {
		t.Errorf("an offer of junk: %v", err)
	}
	if _, err := Accept(offer, make([]byte, maxBytes+1)); !errors.Is(err, ErrNotAcceptable) {
		t.Errorf("a huge answer: %v", err)
	}
}

// TestBothSidesAgree lets one of us answer the other.
func TestBothSidesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		caller := Own{
			Host: "192.0.2.9", Ports: []int{20000, 20002}, SessionID: 7,
			SRTP: rapid.Bool().Draw(t, "srtp"), Hold: rapid.Bool().Draw(t, "caller holds"),
		}
		callee := us
		callee.Ports = []int{10000, 10002}[:rapid.IntRange(1, 2).Draw(t, "ports")]
		callee.Hold = rapid.Bool().Draw(t, "callee holds")
		for range rapid.IntRange(1, 3).Draw(t, "rounds") {
			offer, _ := Offer(caller)
			answered, err := Negotiate(offer, callee)
			if err != nil {
				t.Fatalf("%v\n%s", err, offer)
			}
			accepted, err := Accept(offer, answered.Answer)
			if err != nil || accepted.Wrong != nil || answered.Wrong != nil {
				t.Fatalf("%v %q %q\n%s", err, accepted.Wrong, answered.Wrong, answered.Answer)
			}
			for i, there := range accepted.Lines {
				here := answered.Lines[i]
				if there.Direction != here.Direction.Mirror() || there.HostPort != here.Port && here.Port != 0 {
					t.Fatalf("caller %+v, callee %+v", there, here)
				}
				if here.Port != 0 && !cmp.Equal(there.Codecs, here.Codecs) {
					t.Fatalf("caller speaks %v, callee %v", there.Codecs, here.Codecs)
				}
				if (there.Crypto != nil) != (here.Crypto != nil) ||
					there.Crypto != nil && (string(there.Crypto.Local) != string(here.Crypto.Remote) || string(there.Crypto.Remote) != string(here.Crypto.Local)) {
					t.Fatal("the keys do not fit")
				}
			}
			caller.Last, callee.Last = offer, answered.Answer
			caller.Hold = rapid.Bool().Draw(t, "caller holds now")
		}
	})
}
