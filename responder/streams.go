package responder

import (
	"net/netip"
	"slices"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
)

// discardPort stands in SDP where no RTP port is opened.
const discardPort = 9

// maxVoices is how many audio lines of one call are taken.
const maxVoices = 4

// mediaOwn is what SDP says of us in a dialog of the call, nil for one that is
// still to be made, the fork-th of its INVITE. RTP ports are opened when they are
// first spoken of.
func (c *call) mediaOwn(flow message.Flow, d *dialog.Dialog, fork uint64, voices int, now time.Time) (media.Own, error) {
	ports, err := c.ports(flow, min(max(voices, 1), maxVoices), now)
	if err != nil {
		return media.Own{}, err
	}
	const forks = 32 // bits above the number of the call
	own := media.Own{Host: c.mediaFace(flow), Ports: ports, SessionID: c.id | fork<<forks, Version: 1}
	if d != nil {
		own.Last = d.Offers.Said
	}
	return own, nil
}

// meet looks for an address of ours in the family of IP in which the peer has its
// media, as long as no port is open. Where there is none media refuses what is
// offered.
func (c *call) meet(offered media.Offered, flow message.Flow) {
	peer, find := offered.Host(), c.shard.cfg.MediaHost
	if len(c.streams) > 0 || !peer.IsValid() || find == nil {
		return
	}
	c.mediaHost = netip.Addr{}
	if ours, err := netip.ParseAddr(flow.FaceHost()); err == nil && ours.Unmap().Is4() != peer.Is4() {
		c.mediaHost = find(peer)
	}
}

// mediaFace is the address that stands in SDP.
func (c *call) mediaFace(flow message.Flow) string {
	if c.mediaHost.IsValid() {
		return c.mediaHost.String()
	}
	return flow.FaceHost()
}

// ports are the RTP ports of the call, for so many audio lines; fewer when no
// more are free.
func (c *call) ports(flow message.Flow, voices int, now time.Time) (ports []int, err error) {
	open := c.shard.cfg.OpenRTP
	if open == nil {
		return slices.Repeat([]int{discardPort}, voices), nil
	}
	local := flow.Local.Addr()
	if c.mediaHost.IsValid() {
		local = c.mediaHost
	}
	for len(c.streams) < voices {
		stream, err := open(local, media.Events{Digit: c.pressed})
		if err != nil {
			c.note("no RTP: "+err.Error(), now)
			if len(c.streams) == 0 {
				return nil, &refusal{catalog.Draft{Code: 500}}
			}
			break
		}
		c.streams = append(c.streams, stream)
	}
	ports = make([]int, len(c.streams))
	for i, s := range c.streams {
		ports[i] = s.Port()
	}
	return ports, nil
}

// agree lets the streams do as was agreed in a dialog.
func (c *call) agree(d *dialog.Dialog, lines []media.Line, now time.Time) {
	c.follows = d
	c.tellStreams(lines, now)
}

// tellStreams tells each stream its line; one without is silent. Where SDP named
// another port, lines go by their order.
func (c *call) tellStreams(lines []media.Line, now time.Time) {
	var told [maxVoices]bool
	tell := func(at int, line media.Line) {
		told[at] = true
		if err := c.streams[at].Agree(line); err != nil {
			c.note("RTP: "+err.Error(), now)
		}
	}
	for _, line := range lines {
		if at := c.streamOf(line.Port, told[:]); line.Port != 0 && at >= 0 {
			tell(at, line)
		}
	}
	for at := range c.streams {
		if !told[at] {
			tell(at, media.Line{Direction: media.Inactive})
		}
	}
}

// streamOf is the stream with that port that was not told yet, else the first of
// those; -1 when all were.
func (c *call) streamOf(port int, told []bool) int {
	first := -1
	for at, s := range c.streams {
		switch {
		case told[at]:
		case s.Port() == port:
			return at
		case first < 0:
			first = at
		}
	}
	return first
}

// closeStreams gives the RTP ports back, and takes down how the media was.
func (c *call) closeStreams(now time.Time) {
	for _, s := range c.streams {
		if q := s.Quality(); q.Packets > 0 || q.Sent > 0 {
			c.note(q.String(), now)
		}
		s.Close()
	}
	c.streams = nil
}
