package integration_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A caller of ours records the RTP that it gets, and measures what is heard.
func TestTonesAreHeardAtTheirFrequencies(t *testing.T) {
	t.Parallel()
	s := serve(t, "--drain", "0s")
	for user, hz := range map[string]float64{"ringback": 425, "tone": 1004} {
		t.Run(user, func(t *testing.T) {
			t.Parallel()
			sounds(t, user, record(t, s.address("127.0.0.1"), user, 25), 8000, hz)
		})
	}
}

// What linphonec hears it writes into a file.
func TestLinphonecHearsTonesAtTheirFrequencies(t *testing.T) {
	t.Parallel()
	needs(t, "linphonec")
	s := serve(t, "--drain", "0s")
	for user, hz := range map[string]float64{"ringback": 425, "tone": 1004} {
		t.Run(user, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "heard.wav")
			l := startLinphonec(t, s)
			l.say("record " + file)
			l.dial(s, user)
			l.saysTimes(7, heard) // a line a second; ringback sounds in one of five
			l.hangUp()
			l.says(`moving from state \w+ to LinphoneCallReleased`)
			l.quit()
			samples, rate := loudest(t, file)
			sounds(t, user, samples, rate, hz)
		})
	}
}

// loudest is the loudest quarter of a second of a WAV file with one channel of
// 16 bits.
func loudest(t *testing.T, file string) (samples []float64, rate float64) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || len(text) < 44 {
		t.Fatalf("%d bytes were heard: %v", len(text), err)
	}
	rate = float64(binary.LittleEndian.Uint32(text[24:]))
	most := 0.0
	for quarter := range slices.Chunk(text[44:], 2*int(rate/4)) {
		power, heard := 0.0, make([]float64, len(quarter)/2)
		for i := range heard {
			heard[i] = float64(int16(binary.LittleEndian.Uint16(quarter[2*i:]))) / (1 << 15)
			power += heard[i] * heard[i]
		}
		if power > most {
			samples, most = heard, power
		}
	}
	if most == 0 {
		t.Fatalf("nothing but silence was heard in %d bytes", len(text))
	}
	return samples, rate
}

// sounds holds that no frequency is stronger than this one.
func sounds(t *testing.T, user string, samples []float64, rate, hz float64) {
	t.Helper()
	best, most := 0.0, 0.0
	for f := 300.0; f <= 1500; f += 5 {
		if power := goertzel(samples, rate, f); power > most {
			best, most = f, power
		}
	}
	if math.Abs(best-hz) > 10 {
		t.Errorf("%s sounds at %.0f Hz, not at %.0f", user, best, hz)
	}
}

// record calls a user and returns the samples of so many packets of PCMU.
func record(t *testing.T, sipbin, user string, packets int) (samples []float64) {
	t.Helper()
	audio, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer audio.Close()
	conn, err := net.Dial("udp4", sipbin)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n", audio.LocalAddr().(*net.UDPAddr).Port)
	head := func(method, to string) string {
		return fmt.Sprintf("%s sip:%s@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%s;rport\r\nMax-Forwards: 70\r\nFrom: <sip:listener@127.0.0.1>;tag=l\r\n"+
			"To: %s\r\nCall-ID: listen-%s\r\nCSeq: 1 %s\r\nContact: <sip:listener@%s>\r\n", method, user, sipbin, conn.LocalAddr(), method, user, to, user, strings.ToUpper(method), conn.LocalAddr())
	}
	to := fmt.Sprintf("<sip:%s@%s>", user, sipbin)
	fmt.Fprintf(conn, "%sContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", head("INVITE", to), len(body), body)
	go func() { // acknowledges what is answered
		answer := make([]byte, 4096)
		tag := regexp.MustCompile(`(?m)^To: (.*;tag=\S+)\r$`)
		for {
			n, err := conn.Read(answer)
			if err != nil {
				return
			}
			if m := tag.FindSubmatch(answer[:n]); m != nil && strings.HasPrefix(string(answer[:n]), "SIP/2.0 200") {
				fmt.Fprintf(conn, "%sContent-Length: 0\r\n\r\n", strings.Replace(head("ACK", string(m[1])), "ACK"+user, "ACK2"+user, 1))
			}
		}
	}()
	packet := make([]byte, 2048)
	for range packets {
		_ = audio.SetReadDeadline(time.Now().Add(10 * time.Second))
		n, err := audio.Read(packet)
		if err != nil {
			t.Fatalf("%s: %d samples came: %v", user, len(samples), err)
		}
		for _, code := range packet[12:n] {
			samples = append(samples, fromMuLaw(code))
		}
	}
	return samples
}

// fromMuLaw is a sample of ITU-T G.711, -1 to 1.
func fromMuLaw(code byte) float64 {
	code = ^code
	magnitude := (int(code&0x0f)<<3+0x84)<<(code>>4&7) - 0x84
	if code&0x80 != 0 {
		magnitude = -magnitude
	}
	return float64(magnitude) / (1 << 15)
}

// goertzel is how strong a frequency is among so many samples a second.
func goertzel(samples []float64, rate, hz float64) float64 {
	k := 2 * math.Cos(2*math.Pi*hz/rate)
	var before, last float64
	for _, x := range samples {
		before, last = last, x+k*last-before
	}
	return before*before + last*last - k*before*last
}
