package journal

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/sipbin/sipbin/responder/message"
)

// PCAP writes messages as a capture file for Wireshark: packets of raw IP, UDP
// as sent, the other transports as segments of TCP without their TLS and
// WebSocket framing (of a port that it knows for something else, 8080, Wireshark
// has to be told "Decode As SIP"). A transmission that was dropped on purpose is
// left out, as on the wire.
type PCAP struct {
	w       io.Writer
	out     bytes.Buffer // whole packets that are not yet with w
	file    *pcapgo.Writer
	buf     gopacket.SerializeBuffer
	streams streams
	id      uint16 // of the IPv4 packet
	next    uint64 // entry to read next
	skipped atomic.Uint64
}

const (
	snapLen = 1 << 18
	// segment is the most that goes into one TCP segment.
	segment = 1400
	// datagram is the most that goes into one of UDP over IPv4.
	datagram = 65507
)

// NewPCAP writes the header of the file. Every write to w is of it or of whole
// packets.
func NewPCAP(w io.Writer) (*PCAP, error) {
	p := &PCAP{w: w, buf: gopacket.NewSerializeBuffer()}
	p.file = pcapgo.NewWriterNanos(&p.out)
	if err := p.file.WriteFileHeader(snapLen, layers.LinkTypeRaw); err != nil {
		return nil, err
	}
	return p, p.flush()
}

// flush hands on what was written.
func (p *PCAP) flush() error {
	defer p.out.Reset()
	_, err := p.w.Write(p.out.Bytes())
	return err
}

// Follow writes what is in the journal and what comes, until ctx is done and
// all that was there then is written. It returns the error of the writer. Its
// caller runs it in a goroutine and waits for it.
func (p *PCAP) Follow(ctx context.Context, j *Journal) error {
	return follow(ctx, j, func() (uint64, time.Duration, error) {
		for {
			entries, next, lost := j.Read(p.next, portion, Received, Unheard, Sent)
			p.next = next
			p.skipped.Add(lost)
			if len(entries) == 0 {
				return next, 0, nil
			}
			for _, e := range entries {
				if err := p.write(e); err != nil {
					return next, 0, err
				}
			}
			if err := p.flush(); err != nil {
				return next, 0, err
			}
		}
	})
}

// Skipped is the number of entries that were overwritten before [PCAP.Follow]
// came to them, messages or not.
func (p *PCAP) Skipped() uint64 { return p.skipped.Load() }

// Write writes a message. Other entries, and those whose bytes are gone, are
// passed over.
func (p *PCAP) Write(e Entry) error {
	if err := p.write(e); err != nil {
		return err
	}
	return p.flush()
}

func (p *PCAP) write(e Entry) error {
	if !e.Kind.Message() || e.Kind == Lost || len(e.Data) == 0 {
		return nil
	}
	from, to := e.Flow.Remote, e.Flow.Local
	if e.Kind.Ours() {
		from, to = to, from
	}
	if e.Flow.Transport == message.UDP {
		return p.packet(e.At, from, to, &layers.UDP{
			SrcPort: layers.UDPPort(from.Port()), DstPort: layers.UDPPort(to.Port()),
		}, e.Data[:min(len(e.Data), datagram)])
	}
	s := p.streams.of(e.Flow)
	out, in := &s.theirs, &s.ours
	if e.Kind.Ours() {
		out, in = in, out
	}
	for data := e.Data; len(data) > 0; {
		n := min(len(data), segment)
		err := p.packet(e.At, from, to, &layers.TCP{
			SrcPort: layers.TCPPort(from.Port()), DstPort: layers.TCPPort(to.Port()),
			Seq: *out, Ack: *in, ACK: true, PSH: n == len(data), Window: 65535,
		}, data[:n])
		if err != nil {
			return err
		}
		*out += uint32(n)
		data = data[n:]
	}
	return nil
}

// transport is a layer above IP.
type transport interface {
	gopacket.SerializableLayer
	SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
}

func (p *PCAP) packet(at time.Time, from, to netip.AddrPort, segment transport, data []byte) error {
	network := p.network(from.Addr().Unmap(), to.Addr().Unmap(), protocol(segment))
	if err := segment.SetNetworkLayerForChecksum(network.(gopacket.NetworkLayer)); err != nil {
		return err
	}
	fix := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(p.buf, fix, network, segment, gopacket.Payload(data)); err != nil {
		return err
	}
	packet := p.buf.Bytes()
	return p.file.WritePacket(gopacket.CaptureInfo{Timestamp: at, CaptureLength: len(packet), Length: len(packet)}, packet)
}

func (p *PCAP) network(from, to netip.Addr, next layers.IPProtocol) gopacket.SerializableLayer {
	if from.Is4() && to.Is4() {
		p.id++
		return &layers.IPv4{Version: 4, TTL: 64, Id: p.id, Protocol: next, SrcIP: from.AsSlice(), DstIP: to.AsSlice()}
	}
	return &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: next, SrcIP: ip6(from), DstIP: ip6(to)}
}

func ip6(a netip.Addr) net.IP {
	b := a.As16()
	return b[:]
}

func protocol(l transport) layers.IPProtocol {
	if l.LayerType() == layers.LayerTypeUDP {
		return layers.IPProtocolUDP
	}
	return layers.IPProtocolTCP
}

// stream is the sequence number of the next byte each side sends.
type stream struct{ ours, theirs uint32 }

// streams keeps those of the connections that were used lately: what was not
// while as many others were is forgotten.
type streams struct {
	recent, before map[streamKey]*stream
}

type streamKey struct {
	conn          uint64
	local, remote netip.AddrPort
}

const maxStreams = 1 << 14

func (ss *streams) of(f message.Flow) *stream {
	key := streamKey{f.Conn, f.Local, f.Remote}
	if s, ok := ss.recent[key]; ok {
		return s
	}
	if ss.recent == nil || len(ss.recent) == maxStreams {
		ss.before, ss.recent = ss.recent, make(map[streamKey]*stream)
	}
	s := cmp.Or(ss.before[key], &stream{ours: 1, theirs: 1})
	ss.recent[key] = s
	return s
}
