package media

import (
	"slices"
	"strconv"

	"github.com/pion/sdp/v3"
)

// Offer is an offer of ours: for an INVITE that came without one (RFC 3261
// section 13.2.1), or for a request of ours. Marks name what [Own.Bend] changed;
// nil for nothing.
//
// When something was said in this dialog before, the offer goes on from that
// (RFC 3264 section 8): its lines stay in their places, those that were refused
// with port 0, and what was agreed on comes first and keeps its payload types.
//
// Without a port in own it has one line with port 0: nothing to talk to, but a
// description of what could be accepted, as a 488 or the answer to OPTIONS may
// carry (RFC 3261 section 11.2).
func Offer(own Own) (offer []byte, marks []string) {
	m, before := new(bent), own.before()
	times := []sdp.TimeDescription{{}}
	if before != nil {
		times = before.TimeDescriptions
	}
	description := own.describe(times, before, m)
	for _, says := range own.lines(before) {
		if own.Bend != nil && len(says.codecs) > 0 {
			says.name.Formats, _ = describe(says.codecs)
			own.Bend.line(&says, new(Line), own.codecs(), m)
		}
		description.MediaDescriptions = append(description.MediaDescriptions, says.describe())
	}
	if before != nil {
		if group := bundle(before, description.MediaDescriptions); group != "" {
			description.Attributes = append(description.Attributes, sdp.NewAttribute("group", group))
		}
	}
	return own.write(description, before, m), m.marks
}

// lines are the m-lines of an offer.
func (o Own) lines(before *sdp.SessionDescription) (lines []said) {
	ports := o.pool(before, func(int) bool { return true })
	var taken []Codec
	open := false
	if before != nil {
		for i, line := range before.MediaDescriptions {
			taken = append(taken, formats(line)...)
			says := said{name: line.MediaName}
			says.mid, _ = line.Attribute("mid")
			if line.MediaName.Port.Value != 0 {
				o.audio(&says, ports.take(i), line, formats(line))
				open = open || says.port != 0
			}
			lines = append(lines, says)
		}
	}
	if open {
		return lines
	}
	free := ports.free
	if len(free) == 0 {
		free = []int{0}
	}
	for _, port := range free {
		says := said{name: sdp.MediaName{Media: "audio", Protos: []string{"RTP", "AVP"}}}
		if o.SRTP || o.Bend != nil && o.Bend.SRTP {
			says.name.Protos = []string{"RTP", "SAVP"}
		}
		o.audio(&says, port, nil, taken)
		// A line that was closed may be taken for a new one (section 8.1).
		if at := slices.IndexFunc(lines, closedAudio); at >= 0 {
			says.mid = lines[at].mid
			lines[at] = says
		} else {
			lines = append(lines, says)
		}
	}
	return lines
}

func closedAudio(line said) bool {
	return line.name.Media == "audio" && line.port == 0 && len(line.codecs) == 0
}

// audio offers a line: what is said of it in before first, then what else we
// speak, with payload types that none of taken has.
func (o Own) audio(says *said, port int, before *sdp.MediaDescription, taken []Codec) {
	says.port, says.direction = port, SendRecv
	if o.Hold && !o.Bend.directs() {
		says.direction = Inactive
	}
	if before != nil {
		_, says.mux = before.Attribute("rtcp-mux")
		for _, c := range formats(before) {
			if c.in(o.codecs()) {
				says.codecs = append(says.codecs, c)
			}
		}
	}
	taken = slices.Clone(taken)
	for _, c := range o.codecs() {
		if c.in(says.codecs) {
			continue
		}
		if at := slices.IndexFunc(taken, c.Is); at >= 0 {
			c.Payload = taken[at].Payload
		} else if slices.ContainsFunc(taken, func(t Codec) bool { return t.Payload == c.Payload }) {
			c.Payload = freePayload(slices.Concat(taken, o.codecs()))
		}
		says.codecs, taken = append(says.codecs, c), append(taken, c)
	}
	if secured(transport(says.name)) {
		says.crypto = []keyLine{keyFor(SuiteSHA1_80, before), keyFor(SuiteSHA1_32, before)}
		for i := range says.crypto {
			says.crypto[i].tag = strconv.Itoa(i + 1)
		}
	}
}
