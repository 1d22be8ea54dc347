package media

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// aCrypto are keys that are not secret.
func aCrypto() *Crypto {
	return &Crypto{
		Suite: SuiteSHA1_80,
		Local: []byte("local key 16 byteslocal salt14"), Remote: []byte("remote key 16 bytesremote salt"),
	}
}

// peerOf are the contexts of the other side: the stream's local keys are its remote.
func peerOf(t *testing.T, c *Crypto) (in, out *srtp.Context) {
	t.Helper()
	profile := srtp.ProtectionProfileAes128CmHmacSha1_80
	if c.Suite == SuiteSHA1_32 {
		profile = srtp.ProtectionProfileAes128CmHmacSha1_32
	}
	in, err := srtp.CreateContext(c.Local[:16], c.Local[16:], profile, srtp.MasterKeyIndicator(c.LocalMKI))
	if err != nil {
		t.Fatal(err)
	}
	out, err = srtp.CreateContext(c.Remote[:16], c.Remote[16:], profile, srtp.MasterKeyIndicator(c.RemoteMKI))
	if err != nil {
		t.Fatal(err)
	}
	return in, out
}

func TestSRTPIsUnderstoodBySomebodyElse(t *testing.T) {
	for _, keys := range []struct {
		name, suite   string
		local, remote []byte
	}{
		{name: SuiteSHA1_80, suite: SuiteSHA1_80},
		{name: SuiteSHA1_32, suite: SuiteSHA1_32},
		{"keys with an identifier", SuiteSHA1_80, []byte{0, 0, 0, 1}, []byte{7}},
	} {
		suite := keys.suite
		t.Run(keys.name, func(t *testing.T) {
			var ports Ports
			byHand(&ports)
			s := open(t, &ports, loopback4)
			voice, control := dialPair(t, s)
			line := telephone(voice.address())
			line.Crypto = aCrypto()
			line.Crypto.Suite, line.Crypto.LocalMKI, line.Crypto.RemoteMKI = suite, keys.local, keys.remote
			if err := s.Agree(line); err != nil {
				t.Fatal(err)
			}
			in, out := peerOf(t, line.Crypto)
			tag := map[string]int{SuiteSHA1_80: 10, SuiteSHA1_32: 4}[suite]

			// The echo.
			for number := range uint16(3) {
				plain := packet(5, 65534+number, 160) // across the end of 16 bits
				sent, err := out.EncryptRTP(nil, plain, nil)
				if err != nil {
					t.Fatal(err)
				}
				voice.send(sent)
				got := voice.receive()
				if len(got) != len(plain)+len(keys.local)+tag || bytes.Contains(got, plain[12:]) {
					t.Errorf("the echo is %d bytes, %x", len(got), got)
				}
				if got, err = in.DecryptRTP(nil, got, nil); err != nil || !bytes.Equal(got[12:], plain[12:]) {
					t.Errorf("%v: %x", err, got)
				}
			}

			// What is played.
			if err := s.Play(Playback{Source: ringback(t)}); err != nil {
				t.Fatal(err)
			}
			s.ports.clock.until(s.out.due.Add(time.Second))
			for range 10 {
				got, err := in.DecryptRTP(nil, voice.receive(), nil)
				if err != nil {
					t.Fatal(err)
				}
				var p rtp.Packet
				if err := p.Unmarshal(got); err != nil || toneOf(p) < 0.1 {
					t.Errorf("%v: %v has %.3f of 425 Hz", err, p.Header, toneOf(p))
				}
			}

			// Reports, both ways.
			s.sendReport(time.Now())
			data, err := in.DecryptRTCP(nil, control.receive(), nil)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := reports(t, data)
			ours := first.(*rtcp.SenderReport)
			data, err = (&rtcp.ReceiverReport{SSRC: 5, Reports: []rtcp.ReceptionReport{{SSRC: ours.SSRC, TotalLost: 4}}}).Marshal()
			if err != nil {
				t.Fatal(err)
			}
			s.receiveControl(bytes.Clone(data), control.address(), time.Now())
			if data, err = out.EncryptRTCP(nil, data, nil); err != nil {
				t.Fatal(err)
			}
			s.receiveControl(data, control.address(), time.Now())
			if q := s.Quality(); q.RemoteReports != 1 || q.RemoteLost != 4 || q.Undecryptable != 1 || q.Packets != 3 || q.Lost != 0 {
				t.Errorf("%+v", q)
			}
		})
	}
}

func TestWhatDoesNotFitTheKeysIsNothing(t *testing.T) {
	var ports Ports
	s := open(t, &ports, loopback4)
	phone, stranger := dial(t, s), dial(t, s)
	line := telephone(phone.address())
	line.Crypto = aCrypto()
	line.Host = "phone.example"
	if err := s.Agree(line); err != nil {
		t.Fatal(err)
	}
	_, out := peerOf(t, line.Crypto)
	good, err := out.EncryptRTP(nil, packet(5, 1, 160), nil)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[20] ^= 1
	// Who cannot prove who it is does not become the peer.
	stranger.send(packet(5, 1, 160))
	stranger.send(bad)
	s.until(func(q Quality) bool { return q.Undecryptable == 2 })
	phone.send(good)
	phone.receive()
	phone.send(good) // again: it is dropped (RFC 3711 section 3.3.2)
	q := s.until(func(q Quality) bool { return q.Duplicates == 1 })
	if q.Undecryptable != 2 || q.Packets != 1 || q.Sent != 1 || q.Peer != phone.address() {
		t.Errorf("%+v", q)
	}
	phone.nothing()
}

func TestWhoChangesItsSSRCTooOftenIsNotFollowed(t *testing.T) {
	var ports Ports
	s := open(t, &ports, loopback4)
	line := telephone(discard)
	line.Crypto = aCrypto()
	if err := s.Agree(line); err != nil {
		t.Fatal(err)
	}
	_, out := peerOf(t, line.Crypto)
	for ssrc := range uint32(maxSources + 50) {
		data, err := out.EncryptRTP(nil, packet(ssrc, 1, 20), nil)
		if err != nil {
			t.Fatal(err)
		}
		s.receive(data, discard, time.Now())
	}
	if q := s.Quality(); q.SSRCs != maxSources || q.Undecryptable != 50 {
		t.Errorf("%+v", q)
	}
}

func TestTheSameKeysGoOnAndOthersBegin(t *testing.T) {
	var ports Ports
	s := open(t, &ports, loopback4)
	line := telephone(discard)
	line.Crypto = aCrypto()
	if err := s.Agree(line); err != nil {
		t.Fatal(err)
	}
	before := s.secret
	line.Crypto = aCrypto()
	if err := s.Agree(line); err != nil || s.secret != before {
		t.Errorf("%v: the same keys began anew", err)
	}
	line.Crypto.Local[0]++
	line.Crypto = &Crypto{Suite: line.Crypto.Suite, Local: bytes.Repeat([]byte{1}, 30), Remote: line.Crypto.Remote}
	if err := s.Agree(line); err != nil || s.secret == before {
		t.Errorf("%v: other keys are not taken", err)
	}
	line.Crypto = nil
	if err := s.Agree(line); err != nil || s.secret != nil {
		t.Errorf("%v: RTP is still secret", err)
	}
}

func TestKeysThatAreNoneSilenceTheStreamAndAreNotShown(t *testing.T) {
	for name, crypto := range map[string]*Crypto{
		"unknown suite": {Suite: "F8_128_HMAC_SHA1_80", Local: aCrypto().Local, Remote: aCrypto().Remote},
		"short":         {Suite: SuiteSHA1_80, Local: aCrypto().Local[:29], Remote: aCrypto().Remote},
		"none":          {Suite: SuiteSHA1_80},
	} {
		t.Run(name, func(t *testing.T) {
			var ports Ports
			s := open(t, &ports, loopback4)
			phone := dial(t, s)
			line := telephone(phone.address())
			line.Crypto = crypto
			err := s.Agree(line)
			if err == nil || strings.Contains(err.Error(), "salt14") || strings.Contains(err.Error(), "\n") {
				t.Errorf("it says %v", err)
			}
			phone.send(packet(1, 1, 160))
			s.counted(1)
			phone.nothing()
		})
	}
}
