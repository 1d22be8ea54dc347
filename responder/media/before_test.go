package media

import (
	"slices"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
	"pgregory.net/rapid"
)

func versionOf(t interface{ Fatalf(string, ...any) }, description []byte) uint64 {
	return mustParse(t, string(description)).Origin.SessionVersion
}

func mustParse(t interface{ Fatalf(string, ...any) }, text string) *sdp.SessionDescription {
	read, err := parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return read
}

// talk answers one offer after the other in one dialog.
func talk(t *testing.T, own Own, offers ...string) []Agreement {
	t.Helper()
	var said []Agreement
	for i, offer := range offers {
		agreed, err := Negotiate([]byte(offer), own)
		if err != nil {
			t.Fatalf("offer %d: %v", i+1, err)
		}
		own.Last = agreed.Answer
		said = append(said, agreed)
	}
	return said
}

func TestTheVersionIsRaisedByOneWhenAnythingChanged(t *testing.T) {
	refreshed := strings.Replace(phoneOffer, "o=- 1 1", "o=- 1 2", 1)
	said := talk(t, us, phoneOffer, phoneOffer, refreshed, phoneOffer+"a=sendonly\r\n", phoneOffer+"a=sendonly\r\n", phoneOffer)
	var versions []uint64
	for _, a := range said {
		origin := mustParse(t, string(a.Answer)).Origin
		if origin.SessionID != us.SessionID {
			t.Errorf("session id %d", origin.SessionID)
		}
		versions = append(versions, origin.SessionVersion)
	}
	if want := []uint64{3, 3, 3, 4, 4, 5}; !slices.Equal(versions, want) {
		t.Errorf("versions %d, want %d", versions, want)
	}
}

func TestLinesKeepTheirPorts(t *testing.T) {
	own := us
	own.Ports = []int{10000, 10002}
	audio := "m=audio 40000 RTP/AVP 0\r\n"
	head := phoneOffer[:strings.Index(phoneOffer, "m=")]
	ports := func(a Agreement) (ports []int) {
		for _, line := range a.Lines {
			ports = append(ports, line.Port)
		}
		return ports
	}
	said := talk(t, own, head+audio+audio, head+"m=audio 0 RTP/AVP 0\r\n"+audio, head+audio+audio, head+"m=audio 0 RTP/AVP 0\r\n"+audio+audio)
	for i, want := range [][]int{{10000, 10002}, {0, 10002}, {10000, 10002}, {0, 10002, 10000}} {
		if got := ports(said[i]); !slices.Equal(got, want) {
			t.Errorf("answer %d has ports %d, want %d", i+1, got, want)
		}
	}
}

func TestOnlyTheVersionOfTheOriginMayChange(t *testing.T) {
	own := us
	own.Last = talk(t, us, phoneOffer)[0].Answer
	own.Host = "198.51.100.7" // another address of ours faces the peer now
	answer, err := Answer([]byte(phoneOffer), own)
	if err != nil || !strings.Contains(string(answer), "o=- 42 4 IN IP4 192.0.2.1\r\n") || !strings.Contains(string(answer), "c=IN IP4 198.51.100.7\r\n") {
		t.Errorf("%v\n%s", err, answer)
	}
}

func TestAnOfferGoesOnFromWhatWasAgreed(t *testing.T) {
	head := "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
	group := "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\na=group:BUNDLE one two\r\n"
	odd := "m=audio 40000 RTP/AVP 110 96 8\r\na=rtpmap:110 opus/48000/2\r\na=rtpmap:96 telephone-event/8000\r\na=rtcp-mux\r\na=mid:one\r\n"
	for _, test := range []struct {
		name, offer string
		own         Own
	}{
		{"the peer's payload types stay and what else we speak follows", head + odd, us},
		{"a refused video keeps its place", head + "m=video 40002 RTP/AVP 99\r\n" + odd, us},
		{"a bundle goes on", group + odd + "m=video 40000 RTP/AVP 99\r\na=mid:two\r\n", us},
		{"hold is an offer too", head + odd, Own{Host: us.Host, Ports: us.Ports, SessionID: 42, Version: 3, Hold: true}},
		{"keys stay", head + "m=audio 40000 RTP/SAVP 0\r\na=crypto:5 " + SuiteSHA1_32 + " inline:" + strings.Repeat("A", 40) + "\r\n", us},
		{"a line that the peer closed is opened in its old place", head + "m=audio 0 RTP/AVP 0\r\n", us},
	} {
		t.Run(test.name, func(t *testing.T) {
			own := test.own
			own.Last = talk(t, own, test.offer)[0].Answer
			offer, _ := Offer(own)
			golden(t, "offers/"+strings.NewReplacer(" ", "-", "'", "").Replace(test.name), spoken(offer, nil))
			lines, _ := keyLines(mustParse(t, string(own.Last)).MediaDescriptions[0])
			for _, k := range lines {
				if !strings.Contains(string(offer), k.String()[2:]) {
					t.Error("the key of the answer is not in the offer")
				}
			}
			own.Last = offer
			if again, _ := Offer(own); string(again) != string(offer) {
				t.Errorf("the same offer again differs:\n%s\n%s", offer, again)
			}
			if _, err := Answer(offer, own); err != nil {
				t.Errorf("our own offer is not answered: %v", err)
			}
		})
	}
}

func TestWhatAnOfferMustNotChangeIsNamed(t *testing.T) {
	opus := strings.Replace(phoneOffer, "0 8 101\r\n", "0 96 101\r\na=rtpmap:96 opus/48000/2\r\n", 1)
	for _, test := range []struct {
		name, first, second string
		want                string
	}{
		{"nothing", phoneOffer, phoneOffer + "a=sendonly\r\n", ""},
		{"a payload type that means something else", opus, strings.Replace(opus, "opus/48000/2", "PCMA/8000", 1),
			"m-line 1 has payload type 96 for PCMA/8000 now, before for opus/48000/2 (RFC 3264 section 8.3.2)"},
		{"another medium in an open line", phoneOffer, strings.Replace(phoneOffer, "m=audio", "m=video", 1) + "m=audio 9 RTP/AVP 0\r\n",
			"m-line 1 was audio and is video now (RFC 3264 section 8.3)"},
		{"an address that is not there", phoneOffer, strings.Replace(phoneOffer, "c=IN IP4 10.0.0.9\r\n", "", 1), "m-line 1 has no c= (RFC 8866 section 5.7)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			said := talk(t, us, test.first, test.second)
			if got := strings.Join(said[1].Wrong, "; "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestAnOfferThatLeavesOutALineIsRefused(t *testing.T) {
	two := phoneOffer + "m=video 9 RTP/AVP 99\r\n"
	none := phoneOffer[:strings.Index(phoneOffer, "m=")]
	for _, test := range []struct{ name, first, second, want string }{
		{"one of two", two, phoneOffer, "488, Warning 399: m-lines went from 2 to 1: one is closed with port 0 and stays (RFC 3264 section 8)\n"},
		{"the only one", phoneOffer, none, "488, Warning 399: m-lines went from 1 to 0: one is closed with port 0 and stays (RFC 3264 section 8)\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			own := us
			own.Last = talk(t, us, test.first)[0].Answer
			if got := spoken(Answer([]byte(test.second), own)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLastThatIsNoDescriptionIsAsNone(t *testing.T) {
	own := us
	own.Last = []byte("an author's own text")
	if answer, err := Answer([]byte(phoneOffer), own); err != nil || versionOf(t, answer) != us.Version {
		t.Errorf("%v\n%s", err, answer)
	}
}

func TestWhateverIsSaidInADialogGoesOnByTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := us
		own.Ports = []int{10000, 10002}
		for range rapid.IntRange(2, 5).Draw(t, "rounds") {
			var said []byte
			if rapid.Bool().Draw(t, "ours") {
				own.Hold = rapid.Bool().Draw(t, "hold")
				said, _ = Offer(own)
			} else {
				fits(t, anOffer().Draw(t, "offer"), own)
				answer, err := Answer([]byte(anOffer().Draw(t, "offer again")), own)
				if err != nil {
					continue
				}
				said = answer
			}
			if own.Last != nil {
				step := versionOf(t, said) - versionOf(t, own.Last)
				if same := string(said) == string(own.Last); same && step != 0 || !same && step != 1 {
					t.Fatalf("the version goes on by %d:\n%s\n%s", step, own.Last, said)
				}
			}
			own.Last = said
		}
	})
}
