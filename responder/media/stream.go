package media

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/rtp"
)

// maxPacket is the buffer of a stream, in bytes. Audio fits into a frame of the
// network; a datagram that fills the buffer was cut and is no packet to us.
const maxPacket = 2048

// Stream is a bound pair of UDP ports that echoes the RTP it receives.
//
// The peer is whoever sends the first RTP packet: what SDP says of its address
// is often wrong behind a NAT, so media goes back to where it came from (RFC
// 4961). From then on packets of others are counted only, so that nobody can
// turn a call on a third party.
//
// An echo carries the peer's packet with an SSRC of our own: who reads its own
// SSRC from another address has to take it for a loop (RFC 3550 section 8.2).
//
// RTCP is taken and not answered.
type Stream struct {
	rtp, rtcp *net.UDPConn
	admit     func(netip.Addr) bool
	release   func()
	// disguise is what tells our SSRC from the peer's: 32 random bits, not all 0.
	disguise uint32

	closing sync.Once
	done    chan struct{}

	mu        sync.Mutex
	direction Direction
	playback  Playback
	peer      netip.AddrPort
	stats     Stats
	order     order
}

// Stats is what a stream has seen.
type Stats struct {
	// Packets and Bytes are the RTP packets of the peer and their size, headers
	// of RTP included and those below not.
	Packets, Bytes uint64
	// Echoed is how many of them were sent back.
	Echoed uint64
	// Lost is how many are missing by sequence number (RFC 3550 section 6.4.1).
	Lost uint64
	// RTCP and STUN are packets of these kinds at the RTP port (RFC 5761, RFC
	// 7983), Stray RTP packets of somebody else, Junk everything that is none
	// of these: above all what is not RTP version 2.
	RTCP, STUN, Stray, Junk uint64
	// First is when the first RTP packet of the peer came; zero before.
	First time.Time
	// Peer is where the peer sends from; not valid before the first packet.
	Peer netip.AddrPort
}

func start(rtp, rtcp *net.UDPConn, admit func(netip.Addr) bool, release func()) *Stream {
	// Nobody reads RTCP; it is bound so that a peer is not told by ICMP that
	// nobody is there, and should not fill kernel memory. If the system will not
	// shrink the buffer, it costs that memory and nothing else.
	_ = rtcp.SetReadBuffer(1)
	s := &Stream{
		rtp: rtp, rtcp: rtcp, admit: admit, release: release,
		disguise: rand.Uint32N(1<<32-1) + 1,
		done:     make(chan struct{}),
	}
	go s.receive()
	return s
}

// Port is the RTP port, even; RTCP is on the next.
func (s *Stream) Port() int { return int(portOf(s.rtp)) }

// Stats is what was seen until now, or until Close.
func (s *Stream) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := s.stats
	stats.Lost = s.order.lost()
	stats.Peer = s.peer
	return stats
}

// Agree tells the stream what was agreed for its m-line: in which direction, with
// which codecs, and where the peer says it is. It may be told again, when another
// offer changed that; as the peer may have moved then, its next RTP packet shows
// anew where it is (RFC 3264 section 8.3.1). The error says why nothing but the
// echo can be played.
func (s *Stream) Agree(line Line) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.direction = line.Direction
	s.peer = netip.AddrPort{}
	return nil
}

// Play puts another sound in the place of what the stream plays; a new stream
// echoes. The error says why it cannot be played; then the stream goes on as it did.
func (s *Stream) Play(p Playback) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Source != nil && p.Source != Echo() && p.Source != Stop() {
		return errors.New("this source cannot be played yet, only echo and stop")
	}
	s.playback = p
	return nil
}

// Quality is what was seen until now, or until Close.
func (s *Stream) Quality() Quality {
	stats := s.Stats()
	return Quality{Packets: stats.Packets, Bytes: stats.Bytes, Lost: stats.Lost, Sent: stats.Echoed, Junk: stats.Junk, Strays: stats.Stray, Peer: stats.Peer}
}

// Close gives the ports back. It waits until the stream has stopped, which takes
// no longer than a packet, and may be called more than once.
func (s *Stream) Close() {
	s.closing.Do(func() {
		// An error of Close would say that the socket is closed already.
		_ = s.rtp.Close()
		_ = s.rtcp.Close()
		<-s.done
		s.release()
	})
}

func (s *Stream) receive() {
	defer close(s.done)
	buffer := make([]byte, maxPacket)
	var header rtp.Header // kept, for its slices
	for {
		n, from, err := s.rtp.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			// Some systems report here that an echo could not be delivered.
			continue
		}
		if packet := buffer[:n]; s.take(packet, &header, from) {
			s.echo(packet, header.SSRC, from)
		}
	}
}

// take counts a packet and reports whether it is to be echoed.
func (s *Stream) take(packet []byte, header *rtp.Header, from netip.AddrPort) bool {
	kind := kindOf(packet, header)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case kind == isSTUN:
		s.stats.STUN++
	case kind == isRTCP:
		s.stats.RTCP++
	case kind == isJunk:
		s.stats.Junk++
	case !s.learn(from):
		s.stats.Stray++
	default:
		if s.stats.First.IsZero() {
			s.stats.First = time.Now()
		}
		s.stats.Packets++
		s.stats.Bytes += uint64(len(packet))
		s.order.add(header.SSRC, header.SequenceNumber)
		return s.direction.Sends() && s.playback.echoes()
	}
	return false
}

// learn reports whether from is the peer, which it is if there was none yet.
func (s *Stream) learn(from netip.AddrPort) bool {
	if !s.peer.IsValid() && (s.admit == nil || s.admit(from.Addr().Unmap())) {
		s.peer = from
	}
	return s.peer == from
}
