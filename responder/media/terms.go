package media

import (
	"errors"
	"net/netip"
	"strings"
)

// ErrOnlyEcho marks that no codec was agreed in which a sound could be made: only
// G.711 is encoded.
var ErrOnlyEcho = errors.New("neither PCMU nor PCMA was agreed, so nothing but the echo can be played")

const (
	// maxSamples is the longest packet of ours, 60 ms.
	maxSamples = 480
	maxPayload = maxSamples
	// none is no payload type.
	none = -1
)

// terms are what was agreed for a stream, as far as its packets need it.
type terms struct {
	direction Direction
	// announced is where the peer says it is; not valid if it does not, if that
	// is not admitted, or if it is a name, which would take time to look up.
	announced netip.AddrPort
	// control is the same for RTCP.
	control netip.AddrPort
	mux     bool
	abilities
}

// abilities are what can be sent.
type abilities struct {
	codecs  []Codec          // nil before anything was agreed
	law     string           // "PCMU" or "PCMA", empty if neither was agreed
	encode  func(int16) byte // by that law
	voice   uint8            // payload type of what encode makes
	samples int              // of a packet
	noise   int              // payload type of RFC 3389, or none
	keys    int              // payload type of RFC 4733 on the clock of G.711, or none
}

func newTerms(line Line, admit func(netip.Addr) bool) terms {
	t := terms{
		direction: line.Direction, mux: line.Mux,
		announced: announced(line.Host, line.HostPort, admit), control: announced(line.RTCPHost, line.RTCPPort, admit),
		abilities: abilities{codecs: line.Codecs, samples: packetTime(line.Ptime), noise: none, keys: none},
	}
	for _, c := range line.Codecs {
		switch encode := encoding(c); {
		case encode != nil && t.encode == nil:
			t.law, t.encode, t.voice = strings.ToUpper(c.Name), encode, c.Payload
		case c.ClockRate != sampleRate:
		case strings.EqualFold(c.Name, "CN"):
			t.noise = int(c.Payload)
		case strings.EqualFold(c.Name, "telephone-event"):
			t.keys = int(c.Payload)
		}
	}
	return t
}

// announced is an address of the peer by SDP; not valid if it is none that may be
// sent to.
func announced(host string, port int, admit func(netip.Addr) bool) netip.AddrPort {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	ip = ip.Unmap()
	if err != nil || ip.IsUnspecified() || port <= 0 || port > 65535 || admit != nil && !admit(ip) {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(ip, uint16(port))
}

// packetTime is how many samples go into a packet when the peer asks for so many
// milliseconds; 20 ms if it does not ask or asks for what is not sent.
func packetTime(ptime int) int {
	switch ptime {
	case 10, 30, 40, 60:
		return ptime * sampleRate / 1000
	default:
		return 20 * sampleRate / 1000
	}
}

// sounds reports whether what is made by others sounds the same by t.
func (t *abilities) sounds(other abilities) bool {
	return t.law == other.law && t.voice == other.voice && t.samples == other.samples &&
		t.noise == other.noise && t.keys == other.keys
}

// speak is the speaker of a sound.
func (t *abilities) speak(s sound) (speaker, error) {
	if t.encode == nil {
		return nil, ErrOnlyEcho
	}
	return &encoded{sound: s, encode: t.encode, payload: t.voice, samples: t.samples}, nil
}

// codec is what a payload type means, and whether anything was agreed of it.
func (t *abilities) codec(payload uint8) (Codec, bool) {
	for _, c := range t.codecs {
		if c.Payload == payload {
			return c, true
		}
	}
	return static(payload)
}
