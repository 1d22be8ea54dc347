package media

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// dialPair is a phone with a port for RTCP beside its RTP.
func dialPair(t *testing.T, s *Stream) (voice, control phone) {
	t.Helper()
	rtpSocket, rtcpSocket, err := bindPair(loopback4, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, socket := range []*net.UDPConn{rtpSocket, rtcpSocket} {
		t.Cleanup(func() { _ = socket.Close() })
	}
	local := netip.AddrPortFrom(loopback4, uint16(s.Port()))
	return phone{t, rtpSocket, local}, phone{t, rtcpSocket, netip.AddrPortFrom(loopback4, local.Port()+1)}
}

// reports reads a compound packet: its first report, the name, and whether it says BYE.
func reports(t *testing.T, data []byte) (first rtcp.Packet, name string, bye bool) {
	t.Helper()
	packets, err := rtcp.Unmarshal(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := rtcp.CompoundPacket(packets).Validate(); err != nil {
		t.Errorf("%v: %v", packets, err)
	}
	name, err = rtcp.CompoundPacket(packets).CNAME()
	if err != nil {
		t.Error(err)
	}
	_, bye = packets[len(packets)-1].(*rtcp.Goodbye)
	return packets[0], name, bye
}

func TestASenderReportsWhatItSentAndHeard(t *testing.T) {
	var ports Ports
	byHand(&ports)
	s := open(t, &ports, loopback4)
	voice, control := dialPair(t, s)
	if err := s.Agree(telephone(voice.address())); err != nil {
		t.Fatal(err)
	}
	if err := s.Play(Playback{Source: Silence()}); err != nil {
		t.Fatal(err)
	}
	begin := s.out.due
	s.ports.clock.until(begin.Add(999 * time.Millisecond))
	sent := voice.packets(50)

	// Four of ten come.
	for _, number := range []uint16{100, 101, 105, 109} {
		voice.send(packet(5, number, 160))
	}
	s.counted(4)
	now := begin.Add(time.Second)
	s.sendReport(now)
	first, name, bye := reports(t, control.receive())
	sr, ok := first.(*rtcp.SenderReport)
	if !ok || bye || name == "" {
		t.Fatalf("%T of %q, BYE %v", first, name, bye)
	}
	if sr.SSRC != sent[0].SSRC || sr.PacketCount != 50 || sr.OctetCount != 8000 || len(sr.Reports) != 1 {
		t.Errorf("%+v", sr)
	}
	// The RTP time is that of the report, 20 ms after the last packet.
	if late := sr.RTPTime - sent[49].Timestamp; late < 155 || late > 165 {
		t.Errorf("the report is %d samples after the last packet", late)
	}
	if at := ntp(now); sr.NTPTime != at || at>>32 != uint64(now.Unix()+2208988800) {
		t.Errorf("NTP %x", sr.NTPTime)
	}
	block := sr.Reports[0]
	if block.SSRC != 5 || block.TotalLost != 6 || block.FractionLost != 256*6/10 || block.LastSequenceNumber != 109 || block.LastSenderReport != 0 || block.Delay != 0 {
		t.Errorf("%+v", block)
	}

	// Nothing more is lost, and we stop.
	_ = s.Play(Playback{Source: Stop()})
	voice.send(packet(5, 110, 160))
	s.counted(5)
	for i := range 3 {
		s.sendReport(now.Add(time.Duration(i+1) * 5 * time.Second))
		first, _, _ = reports(t, control.receive())
	}
	rr, ok := first.(*rtcp.ReceiverReport)
	if !ok || len(rr.Reports) != 1 || rr.SSRC != sr.SSRC || rr.Reports[0].FractionLost != 0 || rr.Reports[0].TotalLost != 6 {
		t.Errorf("who stopped sending says %+v", first)
	}

	s.Close()
	if _, again, bye := reports(t, control.receive()); !bye || again != name {
		t.Errorf("BYE %v of %q", bye, again)
	}
}

func TestThePeersReportsAreTaken(t *testing.T) {
	var ports Ports
	byHand(&ports)
	s := open(t, &ports, loopback4)
	voice, control := dialPair(t, s)
	if err := s.Agree(telephone(voice.address())); err != nil {
		t.Fatal(err)
	}
	voice.send(packet(5, 1, 160))
	echo := voice.packets(1)
	now := time.Now()
	s.sendReport(now)
	first, _, _ := reports(t, control.receive())
	ours := first.(*rtcp.SenderReport)
	if ours.SSRC != echo[0].SSRC || ours.PacketCount != 1 || ours.OctetCount != 160 {
		t.Errorf("an echo reports %+v", ours)
	}

	// It kept our report for two seconds, and it took 100 ms both ways.
	theirs := &rtcp.SenderReport{SSRC: 5, NTPTime: 0xAAAA_BBBB_CCCC_DDDD, Reports: []rtcp.ReceptionReport{
		{SSRC: 99, TotalLost: 7},
		{
			SSRC: echo[0].SSRC, TotalLost: 0xFFFFFE, Jitter: 80,
			LastSenderReport: uint32(ours.NTPTime >> 16), Delay: 2 << 16,
		},
	}}
	data, err := theirs.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	then := now.Add(2100 * time.Millisecond)
	s.receiveControl(data, control.address(), then)
	q := s.Quality()
	if q.RemoteReports != 1 || q.RemoteLost != -2 || q.RemoteJitter != 10*time.Millisecond || (q.RoundTrip-100*time.Millisecond).Abs() > time.Millisecond {
		t.Errorf("%+v", q)
	}
	s.sendReport(then.Add(time.Second))
	first, _, _ = reports(t, control.receive())
	block := first.(*rtcp.SenderReport).Reports[0]
	if block.LastSenderReport != 0xBBBB_CCCC || block.Delay != 65536 {
		t.Errorf("%+v", block)
	}

	// Of somebody else they are not.
	theirs.Reports[1].TotalLost = 1000
	data, err = theirs.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	s.receiveControl(data, netip.MustParseAddrPort("127.0.0.2:4000"), then)
	s.receiveControl([]byte("nonsense"), control.address(), then)
	s.receiveControl([]byte{0x81, 200, 0, 99, 0, 0, 0, 0}, control.address(), then)
	if q := s.Quality(); q.RemoteLost != -2 || q.Strays != 1 || q.Junk != 2 {
		t.Errorf("%+v", q)
	}
}

func TestReportsComeBySocketsAndClock(t *testing.T) {
	for name, test := range map[string]struct {
		mux  bool
		line func(Line, netip.AddrPort) Line
	}{
		"on the next port": {false, func(l Line, _ netip.AddrPort) Line { return l }},
		"where SDP says (a=rtcp)": {false, func(l Line, other netip.AddrPort) Line {
			l.RTCPHost, l.RTCPPort = "127.0.0.1", int(other.Port())
			return l
		}},
		"beside RTP (rtcp-mux)": {true, func(l Line, _ netip.AddrPort) Line { l.Mux = true; return l }},
	} {
		t.Run(name, func(t *testing.T) {
			var ports Ports
			s := open(t, &ports, loopback4)
			voice, control := dialPair(t, s)
			other, err := bindUDP(loopback4, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			line := test.line(telephone(voice.address()), other.LocalAddr().(*net.UDPAddr).AddrPort())
			if err := s.Agree(line); err != nil {
				t.Fatal(err)
			}
			at := control
			if line.RTCPPort != 0 {
				at = phone{t, other, control.stream}
			}
			if test.mux {
				at = voice
			}
			voice.send(packet(5, 1, 160))
			voice.receive()
			s.settled(1)
			s.mu.Lock()
			s.ports.clock.set(&s.control.report, time.Now()) // instead of in 2.5 s
			s.mu.Unlock()
			first, _, _ := reports(t, at.receive())
			ours, ok := first.(*rtcp.SenderReport)
			if !ok {
				t.Fatalf("%T", first)
			}
			data, err := (&rtcp.ReceiverReport{SSRC: 5, Reports: []rtcp.ReceptionReport{{SSRC: ours.SSRC, TotalLost: 3}}}).Marshal()
			if err != nil {
				t.Fatal(err)
			}
			at.send(data)
			if q := s.until(func(q Quality) bool { return q.RemoteReports == 1 }); q.RemoteLost != 3 {
				t.Errorf("%+v", q)
			}
			s.Close()
			if _, _, bye := reports(t, at.receive()); !bye {
				t.Error("no BYE at the end")
			}
		})
	}
}

func TestACallWithoutMediaHasNoReportsAndNoReaderForThem(t *testing.T) {
	var ports Ports
	byHand(&ports)
	s := open(t, &ports, loopback4)
	_, control := dialPair(t, s)
	voice := control
	if err := s.Agree(telephone(voice.address())); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(time.Now().Add(time.Minute))
	s.Close()
	control.nothing()
	if s.pair.rtcpOn {
		t.Error("somebody reads RTCP")
	}
}

func TestReportsKeepTheirDistance(t *testing.T) {
	var sum time.Duration
	for range 10_000 {
		i := interval()
		if i < 2*time.Second || i > 6200*time.Millisecond {
			t.Fatalf("%v", i)
		}
		sum += i
	}
	// The mean is 5 s divided by e - 3/2; a group that wants to send at one time
	// makes up for that.
	if mean := sum / 10_000; mean < 4*time.Second || mean > 4200*time.Millisecond {
		t.Errorf("%v in the mean", mean)
	}
}
