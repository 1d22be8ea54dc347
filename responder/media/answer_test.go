package media

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var us = Own{Host: "192.0.2.1", Ports: []int{10000}, SessionID: 42, Version: 3}

func TestAnswers(t *testing.T) {
	six := us
	six.Host = "[fe80::1%eth0]"
	two := us
	two.Ports = []int{10000, 10002}
	held := us
	held.Hold = true
	narrow := us
	narrow.Codecs = []Codec{{Name: "G729", ClockRate: 8000, Payload: 18}}
	for _, test := range []struct {
		name, offer string
		own         Own
	}{
		{"sipp's single PCMU comes back", "sipp", us},
		{"static payload types need no rtpmap, and are explained in the answer", "no-rtpmap", us},
		{"codecs of our own choice decide what is shared", "no-rtpmap", narrow},
		{"baresip's order, opus parameters, ptime and events stay, its video goes", "baresip", us},
		{"linphone's events stay on the clocks of opus and PCMU only", "linphone", us},
		{"events go when no voice runs on their clock", "events-off-clock", us},
		{"a browser's DTLS line is refused for its transport", "webrtc", us},
		{"SRTP beside plain RTP takes the one port", "srtp-and-plain", us},
		{"a second audio line is refused for want of a port", "two-audios", us},
		{"a second audio line is taken when there is a port", "two-audios", two},
		{"fax, floor control and a closed line keep their places", "fax", us},
		{"music on hold is only received", "moh", us},
		{"hold by 0.0.0.0 means that we do not send", "old-hold", us},
		{"hold is a line's own, by its address or its direction", "hold-one-of-two", two},
		{"a hold of ours is inactive", "sipp", held},
		{"a bundle keeps the line that is accepted, and names stay", "bundle", us},
		{"a bundle without rtcp-mux is not kept", "bundle-no-mux", us},
		{"of two audios the bundle keeps the one it names first", "bundle-two-audios", two},
		{"each line has an address of its own", "addresses", two},
		{"SRTP with feedback has the answer's key under the offer's tag", "savpf", us},
		{"SRTP without a key is refused for its transport", "savp-no-key", us},
		{"inactive for the whole description counts for the line", "inactive", us},
		{"the line's direction goes before the description's", "recvonly-over-session", us},
		{"a line the peer closes is closed, which is no refusal", "closing", us},
		{"an offer without media has an answer without media", "no-media", us},
		{"IPv6 is called IP6 and loses brackets and zone; rtcp-mux and packet times stay", "ipv6", six},
		{"media at an IP6 address is 301 to who has IP4", "ipv6", us},
		{"media at an IP4 address is 301 to who has IP6", "sipp", six},
		{"hold by 0.0.0.0 has no family", "old-hold", six},
		{"times come back, lines that pion refuses are read past, a ptime in words is dropped", "times", us},
		{"no common codec is 305 in spite of telephone-event and video", "g729-only", us},
		{"video alone is 304", "video-only", us},
		{"a codec's name alone does not make it the same", "wrong-rate", us},
		{"payload types of the offer are used, once each, in its spelling", "renumbered", us},
		{"no port at all refuses all", "sipp", Own{Host: "192.0.2.1"}},
		{"junk does not parse", "junk", us},
		{"nothing does not parse", "empty", us},
		{"half a description does not parse", "cut-short", us},
		{"an m-line without format does not parse", "no-format", us},
		{"a port beyond 65535 does not parse", "bad-port", us},
		{"lines in the wrong order do not parse", "wrong-order", us},
	} {
		t.Run(test.name, func(t *testing.T) {
			offer, err := os.ReadFile(filepath.Join("testdata", "answers", test.offer+".offer"))
			if err != nil {
				t.Fatal(err)
			}
			got := spoken(Answer(crlf(offer), test.own))
			golden(t, filepath.Join("answers", strings.NewReplacer(" ", "-", ",", "", ";", "", "'", "").Replace(test.name)), got)

			if lf := spoken(Answer(offer, test.own)); lf != got {
				t.Errorf("with bare LF the answer differs: %s", cmp.Diff(got, lf))
			}
			if unended := spoken(Answer(bytes.TrimRight(crlf(offer), "\r\n"), test.own)); unended != got {
				t.Errorf("without the last line end the answer differs: %s", cmp.Diff(got, unended))
			}
		})
	}
}

func TestOffers(t *testing.T) {
	two := us
	two.Host, two.Ports = "::ffff:192.0.2.1", []int{10000, 10002}
	for _, test := range []struct {
		name string
		own  Own
	}{
		{"an offer names all that is spoken", us},
		{"an offer has a line a port", two},
		{"an offer without port describes what could be accepted", Own{Host: "sipbin.example"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			offer, _ := Offer(test.own)
			golden(t, filepath.Join("offers", strings.ReplaceAll(test.name, " ", "-")), spoken(offer, nil))
			if _, err := Answer(offer, two); err != nil {
				t.Errorf("our own offer is not answered: %v", err)
			}
		})
	}
}

func TestNegotiateTellsWhatWasAgreed(t *testing.T) {
	offer, err := os.ReadFile("testdata/answers/baresip.offer")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Negotiate(crlf(offer), us)
	if err != nil {
		t.Fatal(err)
	}
	want := []Line{
		{
			Port: 10000, Host: "192.168.1.20", HostPort: 13576, RTCPHost: "192.168.1.20", RTCPPort: 13577,
			Direction: SendRecv, Ptime: 20,
			Codecs: []Codec{
				{Name: "opus", ClockRate: 48000, Channels: 2, Payload: 96, Fmtp: "stereo=1;sprop-stereo=1"},
				{Name: "PCMU", ClockRate: 8000},
				{Name: "PCMA", ClockRate: 8000, Payload: 8},
				{Name: "telephone-event", ClockRate: 8000, Payload: 101, Fmtp: "0-15"},
			},
		},
		{Direction: Inactive, Refusal: &Refusal{WarnMedia, "m=video is not taken, only audio"}},
	}
	if diff := cmp.Diff(want, got.Lines); diff != "" {
		t.Error(diff)
	}
}

func TestAnOfferBeyondTheLimitsIsRefusedNotComputed(t *testing.T) {
	head := "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
	audio := "m=audio 40000 RTP/AVP 0\r\n"
	for name, test := range map[string]struct {
		offer string
		want  error
	}{
		"32 m-lines are answered":           {head + strings.Repeat(audio, 32), nil},
		"33 m-lines are refused":            {head + strings.Repeat(audio, 33), ErrNotAcceptable},
		"64 KB are answered":                {head + audio + "a=" + strings.Repeat("x", 64<<10-len(head+audio)-2), nil},
		"a byte more is refused":            {head + audio + "a=" + strings.Repeat("x", 64<<10-len(head+audio)-1), ErrNotAcceptable},
		"a million lines are refused":       {head + strings.Repeat("m=audio 1 RTP/AVP 0\n", 1_000_000), ErrNotAcceptable},
		"a million attributes are refused":  {head + audio + strings.Repeat("a=x\r\n", 1_000_000), ErrNotAcceptable},
		"a bare CR within a line is junk":   {head + audio + "a=ptime:20\ra=sendonly\r\n", ErrSyntax},
		"a NUL is junk":                     {head + audio + "a=\x00\r\n", ErrSyntax},
		"an m-line in Greek is junk":        {head + "m=φωνή 1 RTP/AVP 0\r\n", ErrSyntax},
		"lower case v= is required":         {"V" + head[1:] + audio, ErrSyntax},
		"hold by a name under .invalid":     {strings.Replace(head, "c=IN IP4 10.0.0.9", "c=IN IP6 hold.invalid", 1) + audio, nil},
		"a connection without address":      {strings.Replace(head, "c=IN IP4 10.0.0.9", "c=IN IP4", 1) + audio, nil},
		"no connection line, kindly passed": {strings.Replace(head, "c=IN IP4 10.0.0.9\r\n", "", 1) + audio, nil},
	} {
		t.Run(name, func(t *testing.T) {
			own := us
			own.Ports = make([]int, 32)
			for i := range own.Ports {
				own.Ports[i] = 10000 + 2*i
			}
			if _, err := Answer([]byte(test.offer), own); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestDirectionsMirror(t *testing.T) {
	for offer, want := range map[Direction]Direction{
		"": SendRecv, SendRecv: SendRecv, SendOnly: RecvOnly, RecvOnly: SendOnly, Inactive: Inactive,
	} {
		if got := offer.Mirror(); got != want {
			t.Errorf("%q is answered %q, want %q", offer, got, want)
		}
	}
}

func TestARefusalFitsIntoAHeaderField(t *testing.T) {
	offer := "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 96\r\na=rtpmap:96 \"\xff\t" +
		strings.Repeat("x", 5000) + "/8000\r\n"
	_, err := Answer([]byte(offer), us)
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if len(refusal.Reason) > 200 || strings.ContainsFunc(refusal.Reason, func(r rune) bool { return r < ' ' || r > '~' || r == '"' }) {
		t.Errorf("reason %q", refusal.Reason)
	}
}

// spoken is an answer, or the error, as a golden file holds it.
func spoken(answer []byte, err error) string {
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return fmt.Sprintf("488, Warning %d: %s\n", refusal.Warning, refusal.Reason)
	case errors.Is(err, ErrSyntax):
		return "400, " + err.Error() + "\n"
	case err != nil:
		return "unexpected: " + err.Error() + "\n"
	case bytes.Count(answer, []byte("\n")) != bytes.Count(answer, []byte("\r\n")):
		return "not every line ends with CRLF: " + string(answer)
	}
	return ourKeys.ReplaceAllString(strings.ReplaceAll(string(answer), "\r\n", "\n"), "inline:<key of ours>")
}

// ourKeys are random.
var ourKeys = regexp.MustCompile(`inline:[A-Za-z0-9+/]{40}`)

func crlf(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")) }

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
