package media

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
	"pgregory.net/rapid"
)

// anOffer draws an offer that parses: any number of lines of any kind.
func anOffer() *rapid.Generator[string] {
	line := rapid.Custom(func(t *rapid.T) string {
		var text strings.Builder
		fmt.Fprintf(&text, "m=%s %d %s",
			rapid.SampledFrom([]string{"audio", "audio", "audio", "video", "image", "x-smell"}).Draw(t, "media"),
			rapid.SampledFrom([]int{0, 9, 40000}).Draw(t, "port"),
			rapid.SampledFrom([]string{"RTP/AVP", "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "UDP/TLS/RTP/SAVPF", "udptl"}).Draw(t, "proto"))
		formats := rapid.SliceOfN(rapid.IntRange(0, 127), 1, 8).Draw(t, "formats")
		for _, f := range formats {
			fmt.Fprintf(&text, " %d", f)
		}
		text.WriteString("\r\n")
		for _, f := range formats {
			if codec := rapid.SampledFrom([]string{"", "PCMU/8000", "pcma/8000", "opus/48000/2", "telephone-event/8000", "G729/8000", "speex/16000"}).Draw(t, "codec"); codec != "" {
				fmt.Fprintf(&text, "a=rtpmap:%d %s\r\na=fmtp:%d x=%d\r\n", f, codec, f, f)
			}
		}
		for _, a := range rapid.SliceOfN(rapid.SampledFrom([]string{"sendonly", "recvonly", "inactive", "sendrecv", "rtcp-mux", "ptime:20"}), 0, 2).Draw(t, "attributes") {
			text.WriteString("a=" + a + "\r\n")
		}
		return text.String()
	})
	return rapid.Custom(func(t *rapid.T) string {
		address := rapid.SampledFrom([]string{"IN IP4 10.0.0.9", "IN IP4 0.0.0.0", "IN IP6 ::1", "IN IP6 ::"}).Draw(t, "address")
		return "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=" + address + "\r\nt=7 9\r\n" +
			strings.Join(rapid.SliceOfN(line, 0, 5).Draw(t, "lines"), "")
	})
}

func TestAnAnswerFitsItsOffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := us
		own.Ports = rapid.SampledFrom([][]int{{}, {10000}, {10000, 10002}}).Draw(t, "ports")
		fits(t, anOffer().Draw(t, "offer"), own)
	})
}

// fits holds an answer to what RFC 3264 section 6 says of any answer.
func fits(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, offer string, own Own) {
	t.Helper()
	asked, err := parse([]byte(offer))
	if err != nil {
		t.Fatalf("the offer does not parse: %v", err)
	}
	open := func(m *sdp.MediaDescription) bool { return m.MediaName.Port.Value != 0 }
	answer, err := Answer([]byte(offer), own)
	if errors.Is(err, ErrNotAcceptable) {
		before := own.before()
		lacks := before != nil && len(asked.MediaDescriptions) < len(before.MediaDescriptions)
		if !lacks && !slices.ContainsFunc(asked.MediaDescriptions, open) {
			t.Fatalf("an offer without an open line was refused: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatalf("an offer that parses was called junk: %v", err)
	}
	said, err := parse(answer)
	if err != nil {
		t.Fatalf("the answer does not parse: %v\n%s", err, answer)
	}
	if len(said.MediaDescriptions) != len(asked.MediaDescriptions) {
		t.Fatalf("%d lines answer %d", len(said.MediaDescriptions), len(asked.MediaDescriptions))
	}
	if got, want := said.TimeDescriptions[0].Timing, asked.TimeDescriptions[0].Timing; got != want {
		t.Fatalf("t=%v answers t=%v", got, want)
	}
	ports := map[int]bool{}
	for i, line := range said.MediaDescriptions {
		question := asked.MediaDescriptions[i]
		if line.MediaName.Media != question.MediaName.Media || !slices.Equal(line.MediaName.Protos, question.MediaName.Protos) {
			t.Fatalf("m=%v answers m=%v", line.MediaName, question.MediaName)
		}
		if !open(line) {
			continue
		}
		port := line.MediaName.Port.Value
		if !open(question) || ports[port] || !slices.Contains(own.Ports, port) {
			t.Fatalf("port %d answers port %d", port, question.MediaName.Port.Value)
		}
		ports[port] = true
		codecs, voice := formats(line), false
		for _, c := range codecs {
			if !slices.ContainsFunc(formats(question), func(q Codec) bool { return q.Is(c) && q.Payload == c.Payload }) {
				t.Fatalf("payload %d %v was never offered", c.Payload, c)
			}
			voice = voice || c.Voice()
		}
		if !voice || len(codecs) != len(line.MediaName.Formats) {
			t.Fatalf("m=%v has no voice or formats that nobody explains", line.MediaName)
		}
		wish, got := directionOf(asked, question), directionOf(said, line)
		if got.Sends() && !wish.Receives() || got.Receives() && !wish.Sends() {
			t.Fatalf("%s answers %s", got, wish)
		}
	}
	if len(ports) == 0 && slices.ContainsFunc(asked.MediaDescriptions, open) {
		t.Fatalf("all was refused without a refusal")
	}
}
