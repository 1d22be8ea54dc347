package wire

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
)

func bytesOf(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The address, transaction ID and cookie are those of the vectors in RFC 5769
// section 2.2 and 2.3.
const vectorID = "b7e7a701bc34d686fa87dfae"

func TestABindingRequestIsAnswered(t *testing.T) {
	request := bytesOf(t, "0001 0000 2112a442"+vectorID)
	for _, c := range []struct{ name, from, want string }{
		{"over IPv4", "192.0.2.1:32853", "0101 000c 2112a442" + vectorID + "0020 0008 0001 a147 e112a643"},
		{"over IPv6", "[2001:db8:1234:5678:11:2233:4455:6677]:32853", "0101 0018 2112a442" + vectorID +
			"0020 0014 0002 a147 0113a9faa5d3f179bc25f4b5bed2b9d9"},
	} {
		if !isSTUN(request) {
			t.Fatal("not taken for STUN")
		}
		got := answerSTUN(request, netip.MustParseAddrPort(c.from))
		if want := bytesOf(t, c.want); !bytes.Equal(got, want) {
			t.Errorf("%s: %x, want %x", c.name, got, want)
		}
	}
}

func TestAFingerprintIsCheckedAndAnsweredByOne(t *testing.T) {
	from := netip.MustParseAddrPort("192.0.2.1:32853")
	request := bytesOf(t, "0001 0000 2112a442"+vectorID)
	request[3] = 8
	printed := appendAttribute(request, fingerprint, []byte{0, 0, 0, 0})
	for i, b := range []byte{24, 16, 8, 0} {
		printed[24+i] = byte(fingerprintOf(printed[:20]) >> b)
	}
	answer := answerSTUN(printed, from)
	if len(answer) != 40 || !isSTUN(answer) || answer[1] != 0x01 {
		t.Fatalf("answered %x", answer)
	}
	// As a request it would be taken only with the right fingerprint at its end.
	if got := answer[36:]; !bytes.Equal(got, bigEndian(fingerprintOf(answer[:32]))) {
		t.Errorf("the answer's fingerprint is %x", got)
	}
	printed[25] ^= 1
	if got := answerSTUN(printed, from); got != nil {
		t.Errorf("a wrong fingerprint is answered by %x", got)
	}
}

func bigEndian(n uint32) []byte { return []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)} }

func TestTheFingerprintIsThatOfRFC5769(t *testing.T) {
	// Section 2.1, the sample request up to its fingerprint.
	request := bytesOf(t, `0001 0058 2112a442 b7e7a701bc34d686fa87dfae
		8022 0010 5354554e207465737420636c69656e74
		0024 0004 6e0001ff
		8029 0008 932ff9b151263b36
		0006 0009 6576746a3a68367659202020
		0008 0014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2`)
	if got := fingerprintOf(request); got != 0xe57a3bcf {
		t.Errorf("it is %08x, want e57a3bcf", got)
	}
}

func TestSTUNThatCannotBeAnsweredOrOnlyByAnError(t *testing.T) {
	from := netip.MustParseAddrPort("192.0.2.1:32853")
	for _, c := range []struct{ name, request, want string }{
		{"an indication", "0011 0000", ""},
		{"a response", "0101 0000", ""},
		{"another method", "0003 0000", ""},
		{"an attribute that is cut", "0001 0004 8022 0010", ""},
		{"half an attribute's head", "0001 0004 8022", ""},
		{"something after the fingerprint", "0001 0008 8028 0004 00000000 8022 0000", ""},
		{"attributes that may be ignored", "0001 0008 8022 0002 61620000", "0101 000c 2112a442" + vectorID + "0020 0008 0001 a147 e112a643"},
		{"one that must be understood", "0001 0008 0024 0004 6e0001ff",
			"0111 0024 2112a442" + vectorID + "0009 0015 00000414 556e6b6e6f776e20417474726962757465 000000 000a 0002 0024 0000"},
	} {
		request := bytesOf(t, c.request)
		request = append(request[:4:4], append(bytesOf(t, "2112a442"+vectorID), request[4:]...)...)
		if got, want := answerSTUN(request, from), bytesOf(t, c.want); !bytes.Equal(got, want) {
			t.Errorf("%s: %x, want %x", c.name, got, want)
		}
	}
}

func TestWhatIsSTUN(t *testing.T) {
	for text, want := range map[string]bool{
		"0001 0000 2112a442" + vectorID:          true,
		"0001 0004 2112a442" + vectorID:          false, // longer than it is
		"0001 0000 2112a443" + vectorID:          false, // no cookie
		"4001 0000 2112a442" + vectorID:          false,
		"0001 0000 2112a442":                     false,
		hex.EncodeToString([]byte(request[:40])): false,
	} {
		if got := isSTUN(bytesOf(t, text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// Whatever bytes come, they are answered or not, and never by more than three
// times as many.
func FuzzSTUN(f *testing.F) {
	f.Add(bytesOf(f, "0001 0000 2112a442"+vectorID), uint16(5060), false)
	f.Add(bytesOf(f, "0001 0008 2112a442"+vectorID+"0024 0004 6e0001ff"), uint16(1), true)
	f.Add(bytesOf(f, "0001 0008 2112a442"+vectorID+"8028 0004 00000000"), uint16(0), true)
	f.Fuzz(func(t *testing.T, data []byte, port uint16, v6 bool) {
		if !isSTUN(data) {
			return
		}
		addr := netip.MustParseAddr("192.0.2.1")
		if v6 {
			addr = netip.MustParseAddr("2001:db8::1")
		}
		answer := answerSTUN(data, netip.AddrPortFrom(addr, port))
		if answer == nil {
			return
		}
		if !isSTUN(answer) || answer[0] != 1 || !bytes.Equal(answer[8:20], data[8:20]) {
			t.Errorf("%x is answered by %x", data, answer)
		}
		if len(answer) > 4*len(data) {
			t.Errorf("%d bytes are answered by %d", len(data), len(answer))
		}
	})
}
