package media

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const phoneOffer = "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n" +
	"m=audio 40000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n"

func port(n int) *int { return &n }

func TestBentAnswersSayWhatTheirAuthorWants(t *testing.T) {
	for _, test := range []struct {
		name  string
		offer string
		bend  Bend
	}{
		{"nothing bent is nothing marked", phoneOffer, Bend{}},
		{"what is so anyway is not marked", phoneOffer, Bend{Address: us.Host, Port: port(10000), Codecs: []string{"pcmu", "pcma", "telephone-event"}, Ptime: 20, Direction: SendRecv}},
		{"a private address stands in o= and c=", phoneOffer, Bend{Address: "192.168.1.77"}},
		{"a private IPv6 address", phoneOffer, Bend{Address: "[fd00::7]"}},
		{"port 0 refuses what media goes on with", phoneOffer, Bend{Port: port(0)}},
		{"another port", phoneOffer, Bend{Port: port(41000)}},
		{"a codec that was never offered has its static number", phoneOffer, Bend{Codecs: []string{"G729"}}},
		{"all the static ones", phoneOffer, Bend{Codecs: []string{"g723", "GSM", "g722", "G728", "CN", "G729"}}},
		{"names without a number of their own get free ones", phoneOffer, Bend{Codecs: []string{"iLBC", "opus", "AMR-WB", "nonsense"}}},
		{"another order is what media prefers too", phoneOffer, Bend{Codecs: []string{"PCMA", "PCMU"}}},
		{"no telephone-event", phoneOffer, Bend{Without: []string{"Telephone-Event"}}},
		{"nothing left is a refusal", phoneOffer, Bend{Without: []string{"pcmu", "pcma", "telephone-event"}}},
		{"swapped payload types", phoneOffer, Bend{Payloads: map[string]int{"PCMU": 8, "PCMA": 0}}},
		{"a payload type for telephone-event", phoneOffer, Bend{Payloads: map[string]int{"telephone-event": 97}}},
		{"a packet time of 60 ms", phoneOffer, Bend{Ptime: 60}},
		{"media that only comes from us", phoneOffer, Bend{Direction: SendOnly}},
		{"sendrecv to one who only sends", phoneOffer + "a=sendonly\r\n", Bend{Direction: SendRecv}},
		{"a codec we do not speak is agreed on when it is named", strings.Replace(phoneOffer, "0 8 101", "18 101", 1), Bend{Codecs: []string{"G729"}}},
		{"a codec that only they speak is not taken for another", strings.Replace(phoneOffer, "0 8 101", "18 101", 1), Bend{Codecs: []string{"PCMU"}}},
		{"everything at once", phoneOffer, Bend{
			Address: "10.9.9.9", Port: port(5000), Codecs: []string{"G729", "PCMA", "telephone-event"}, Without: []string{"telephone-event"},
			Payloads: map[string]int{"PCMA": 99}, Ptime: 30, Direction: RecvOnly,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			own := us
			own.Bend = &test.bend
			agreed, err := Negotiate([]byte(test.offer), own)
			golden(t, filepath.Join("bends", strings.NewReplacer(" ", "-", ",", "").Replace(test.name)), told(agreed, err))
		})
	}
}

func TestABentOfferIsMarkedAndAnswered(t *testing.T) {
	own := us
	own.Bend = &Bend{
		Address: "10.9.9.9", Port: port(5000), Codecs: []string{"G729", "PCMA", "opus"}, Payloads: map[string]int{"opus": 110},
		Ptime: 40, Direction: SendOnly, SRTP: true,
	}
	offer, marks := Offer(own)
	want := []string{
		"sdp: address 10.9.9.9", "sdp: codecs G729 PCMA opus", "sdp: payload type 110 for opus", "sdp: port 5000", "sdp: ptime 40",
		"sdp: direction sendonly",
	}
	if !slices.Equal(marks, want) {
		t.Errorf("marks %q, want %q", marks, want)
	}
	golden(t, filepath.Join("offers", "a-bent-offer"), spoken(offer, nil))

	own.Bend = &Bend{Without: []string{"PCMU", "PCMA", "opus", "telephone-event"}}
	offer, _ = Offer(own)
	if _, err := parse(offer); err != nil || !strings.Contains(string(offer), "m=audio 0 RTP/AVP 0 8") {
		t.Errorf("an offer without codecs: %v\n%s", err, offer)
	}
}

func TestTheVersionStaysWhereItsAuthorWantsThat(t *testing.T) {
	first, err := Negotiate([]byte(phoneOffer), us)
	if err != nil {
		t.Fatal(err)
	}
	own := us
	own.Last, own.Bend = first.Answer, &Bend{SameVersion: true}
	held, err := Negotiate([]byte(phoneOffer+"a=sendonly\r\n"), own)
	if err != nil || versionOf(t, held.Answer) != us.Version || !slices.Equal(held.Marks, []string{"sdp: same version"}) {
		t.Errorf("%v, marks %q\n%s", err, held.Marks, held.Answer)
	}
	own.Last = held.Answer
	if again, _ := Negotiate([]byte(phoneOffer+"a=sendonly\r\n"), own); again.Marks != nil {
		t.Errorf("an unchanged description is marked %q", again.Marks)
	}
}

// aBend draws anything that an author may write.
func aBend() *rapid.Generator[*Bend] {
	name := rapid.SampledFrom([]string{"PCMU", "pcma", "G729", "GSM", "opus", "telephone-event", "iLBC", "X"})
	return rapid.Custom(func(t *rapid.T) *Bend {
		b := &Bend{
			Address:     rapid.SampledFrom([]string{"", "10.0.0.1", "::1", "a.example"}).Draw(t, "address"),
			Codecs:      rapid.SampledFrom([][]string{nil, {"PCMU"}, {"G729", "pcma"}, {"opus", "X", "iLBC", "telephone-event"}}).Draw(t, "codecs"),
			Without:     rapid.SliceOfN(name, 0, 2).Draw(t, "without"),
			Payloads:    rapid.MapOfN(name, rapid.IntRange(0, 127), 0, 2).Draw(t, "payloads"),
			Ptime:       rapid.SampledFrom([]int{0, 60}).Draw(t, "ptime"),
			Direction:   rapid.SampledFrom([]Direction{"", SendRecv, SendOnly, RecvOnly, Inactive}).Draw(t, "direction"),
			SameVersion: rapid.Bool().Draw(t, "same version"),
			SRTP:        rapid.Bool().Draw(t, "srtp"),
		}
		if rapid.Bool().Draw(t, "has port") {
			b.Port = port(rapid.IntRange(0, 65535).Draw(t, "port"))
		}
		return b
	})
}

func TestABentDescriptionIsStillOneAndTheLinesStayTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		offer, own := anOffer().Draw(t, "offer"), us
		own.Ports = []int{10000, 10002}
		straight, _ := Negotiate([]byte(offer), own)
		own.Bend = aBend().Draw(t, "bend")
		bent, err := Negotiate([]byte(offer), own)
		if err != nil {
			return // nothing of it can be taken
		}
		said, err := parse(bent.Answer)
		if err != nil {
			t.Fatalf("%v\n%s", err, bent.Answer)
		}
		if len(said.MediaDescriptions) != len(bent.Lines) {
			t.Fatalf("%d lines are said, %d agreed on", len(said.MediaDescriptions), len(bent.Lines))
		}
		changed := straight.Answer != nil && string(straight.Answer) != string(bent.Answer)
		if changed && !withoutKeys(straight.Answer, bent.Answer) && len(bent.Marks) == 0 {
			t.Fatalf("a change is not marked:\n%s\n%s", straight.Answer, bent.Answer)
		}
		for i, line := range bent.Lines {
			if straight.Answer != nil && own.Bend.Codecs == nil && line.Port != straight.Lines[i].Port {
				t.Fatalf("line %d is at %d, straight at %d", i, line.Port, straight.Lines[i].Port)
			}
			wish := directionOf(mustParse(t, offer), mustParse(t, offer).MediaDescriptions[i])
			if line.Direction.Sends() && !wish.Receives() {
				t.Fatalf("line %d sends to who is %s", i, wish)
			}
		}
		again, marks := Offer(own)
		if _, err := parse(again); err != nil {
			t.Fatalf("an offer, bent: %v %q\n%s", err, marks, again)
		}
	})
}

// withoutKeys reports whether two descriptions differ in nothing but our keys.
func withoutKeys(a, b []byte) bool {
	return ourKeys.ReplaceAllString(string(a), "") == ourKeys.ReplaceAllString(string(b), "")
}

// told is an agreement as a golden file holds it.
func told(a Agreement, err error) string {
	var b strings.Builder
	for _, line := range a.Lines {
		fmt.Fprintf(&b, "line: port %d to %s:%d, RTCP %s:%d, %s, ptime %d, mux %t, %v, crypto %v, refused %v\n",
			line.Port, line.Host, line.HostPort, line.RTCPHost, line.RTCPPort, line.Direction, line.Ptime, line.Mux, line.Codecs, line.Crypto, line.Refusal)
	}
	for _, mark := range a.Marks {
		b.WriteString("mark: " + mark + "\n")
	}
	for _, sentence := range a.Wrong {
		b.WriteString("wrong: " + sentence + "\n")
	}
	return b.String() + spoken(a.Answer, err)
}
