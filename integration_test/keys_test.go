package integration_test

import (
	"encoding/binary"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The page of dtmf says that the journal tells by the keys that it names who
// sends them as tones, and who begins an event with each packet.
func TestKeysThatAreSentWronglyAreToldApart(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		press func(*speaker)
		named int
	}{
		"one event":                      {func(sp *speaker) { sp.key(5, 6, 0) }, 1},
		"an event in each packet":        {func(sp *speaker) { sp.key(5, 6, 160) }, 6},
		"a tone in the audio":            {func(sp *speaker) { sp.talk(6) }, 0},
		"an event of which half is lost": {func(sp *speaker) { sp.key(5, 1, 0) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, "--ladder", "--drain", "0s")
			sp := speaks(t, s, "dtmf", 0, 101)
			sp.hears(sp.silent) // the keys that are played first
			test.press(sp)
			sp.key(11, 3, 0) // the # ends the call
			s.says(`key # pressed .RTP.(?s:.*)rtp in [1-9]`)
			if named := strings.Count(s.said.String(), "key 5 pressed (RTP)"); named != test.named {
				t.Errorf("the journal names the key %d times, not %d", named, test.named)
			}
		})
	}
}

// The page of echo says that the journal tells by the audio that came who waits
// to hear something first.
func TestWhoIsSilentIsToldApart(t *testing.T) {
	t.Parallel()
	s := serve(t, "--ladder", "--drain", "0s")
	sp := speaks(t, s, "echo", 0)
	sp.hangUp()
	s.says(`ended by caller`)
	if said := s.said.String(); strings.Contains(said, "rtp in") {
		t.Errorf("audio came from nobody:\n%s", said)
	}
	sp = speaks(t, s, "echo", 0)
	sp.hears(func() { sp.talk(1) })
	sp.hangUp()
	s.says(`rtp in [1-9]`)
}

// A speaker is a caller with an RTP port of its own.
type speaker struct {
	t              *testing.T
	caller         *caller
	leg            *leg
	dialled, final string
	audio          *net.UDPConn
	to             *net.UDPAddr
	sequence       uint16
	timestamp      uint32
}

// speaks calls with these payload types of audio, of which 101 is
// telephone-event, and is answered.
func speaks(t *testing.T, s *sipbin, dialled string, payloads ...int) *speaker {
	t.Helper()
	audio, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = audio.Close() })
	types := strings.Trim(fmt.Sprint(payloads), "[]")
	sp := &speaker{t: t, audio: audio, dialled: dialled, caller: callsTo(t, s.address("127.0.0.1"), "speaker")}
	body := fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP %s\r\na=rtpmap:101 telephone-event/8000\r\n",
		audio.LocalAddr().(*net.UDPAddr).Port, types)
	if sp.leg, sp.final, err = sp.caller.invite(1, dialled, body); err != nil {
		t.Fatal(err)
	}
	port := regexp.MustCompile(`m=audio (\d+) `).FindStringSubmatch(sp.final)
	if port == nil {
		t.Fatalf("there is no audio in\n%s", sp.final)
	}
	if sp.to, err = net.ResolveUDPAddr("udp4", "127.0.0.1:"+port[1]); err != nil {
		t.Fatal(err)
	}
	return sp
}

// send is one RTP packet (RFC 3550 section 5.1).
func (sp *speaker) send(payload byte, marker bool, data []byte) {
	sp.sequence++
	packet := []byte{0x80, payload}
	if marker {
		packet[1] |= 0x80
	}
	packet = binary.BigEndian.AppendUint16(packet, sp.sequence)
	packet = binary.BigEndian.AppendUint32(packet, sp.timestamp)
	packet = binary.BigEndian.AppendUint32(packet, 4711)
	_, _ = sp.audio.WriteToUDP(append(packet, data...), sp.to)
}

// talk sends packets of 20 ms of PCMU.
func (sp *speaker) talk(packets int) {
	for range packets {
		sp.timestamp += 160
		sp.send(0, false, make([]byte, 160))
	}
}

// key sends an event in packets (RFC 4733 section 2.5.1.2), the timestamp of each
// step behind that of the one before: 0 for an event that is one.
func (sp *speaker) key(event byte, packets int, step uint32) {
	const end, volume = 0x80, 10
	sp.timestamp += 1600
	for n := range packets {
		flags := byte(volume)
		if n >= packets-3 {
			flags |= end
		}
		data := binary.BigEndian.AppendUint16([]byte{event, flags}, uint16(160*(n+1)))
		sp.send(101, n == 0 || step > 0, data)
		sp.timestamp += step
	}
}

func (sp *speaker) silent() {}

// hears does something until a packet comes.
func (sp *speaker) hears(meanwhile func()) {
	sp.t.Helper()
	packet := make([]byte, 2048)
	for range 1000 {
		meanwhile()
		_ = sp.audio.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		if _, err := sp.audio.Read(packet); err == nil {
			return
		}
	}
	sp.t.Fatal("no audio came")
}

func (sp *speaker) hangUp() {
	sp.t.Helper()
	if err := sp.caller.bye(1, sp.leg, sp.dialled, sp.final); err != nil {
		sp.t.Fatal(err)
	}
}
