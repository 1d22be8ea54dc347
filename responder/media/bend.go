package media

import (
	"fmt"
	"slices"
	"strings"
)

// Bend is what a description of ours says otherwise than it would. What it says
// need not be true nor allowed; the [Line] stays what media really does. The
// zero value changes nothing, and so does nil.
type Bend struct {
	// Address stands in o= and c=; "" leaves [Own.Host].
	Address string
	// Port stands in every m-line that is accepted, 0 to 65535; nil leaves ours,
	// 0 says that the line is refused.
	Port *int
	// Codecs are the encoding names of the m-line in this order, whether they
	// were offered or not. A name that was offered has the payload type of the
	// offer, a well-known one its static one, any other a dynamic one that is
	// free and a clock of 8000 Hz. Nil leaves what was agreed on.
	Codecs []string
	// Without are encoding names that are left out. Where nothing is left, the
	// line says that it is refused.
	Without []string
	// Payloads are payload types by encoding name, 0 to 127.
	Payloads map[string]int
	// Ptime is the packet time it names in milliseconds, 0: that of the offer.
	Ptime int
	// Direction is one of the directions; "" is by the offer. Media is not sent
	// to who does not want it all the same.
	Direction Direction
	// SameVersion keeps the version of o= though the description changed.
	SameVersion bool
	// SRTP makes an offer one over RTP/SAVP, as [Own.SRTP].
	SRTP bool
}

// bent collects the names of what was bent, each once.
type bent struct{ marks []string }

func (m *bent) add(text string) {
	if text = "sdp: " + text; !slices.Contains(m.marks, text) {
		m.marks = append(m.marks, text)
	}
}

// speaks reports whether the codecs are chosen, so that none has to be shared.
func (b *Bend) speaks() bool { return b != nil && len(b.Codecs) > 0 }

// directs reports whether the direction is chosen.
func (b *Bend) directs() bool { return b != nil && b.Direction != "" }

// line bends what an accepted m-line says. Known are the formats whose payload
// types are taken already, those of the offer. The line's codecs become those of
// them that are said too.
func (b *Bend) line(says *said, line *Line, known []Codec, m *bent) {
	if b.Port != nil && *b.Port == 0 {
		says.port, says.codecs = 0, nil
		m.add("port 0")
		return
	}
	agreed := says.codecs
	says.codecs = b.without(b.choose(agreed, known, m), m)
	line.Codecs = used(agreed, says.codecs)
	b.renumber(says.codecs, m)
	if b.Port != nil && *b.Port != says.port {
		says.port = *b.Port
		m.add(fmt.Sprintf("port %d", says.port))
	}
	if len(says.codecs) == 0 {
		says.port = 0
		return
	}
	if b.Ptime != 0 && b.Ptime != says.ptime {
		says.ptime = b.Ptime
		m.add(fmt.Sprintf("ptime %d", says.ptime))
	}
	if b.Direction != "" && b.Direction != says.direction {
		says.direction, line.Direction = b.Direction, line.Direction.And(b.Direction)
		m.add("direction " + string(says.direction))
	}
}

// choose are the codecs of Codecs: as agreed, as known, else as anybody would
// write them.
func (b *Bend) choose(agreed, known []Codec, m *bent) []Codec {
	if len(b.Codecs) == 0 {
		return slices.Clone(agreed)
	}
	var chosen []Codec
	for _, name := range b.Codecs {
		c, ok := byName(agreed, name)
		if !ok {
			c, ok = byName(known, name)
		}
		if !ok {
			c = wellKnown(name, slices.Concat(agreed, known, chosen))
		}
		chosen = append(chosen, c)
	}
	if !slices.Equal(chosen, agreed) {
		m.add("codecs " + strings.Join(b.Codecs, " "))
	}
	return chosen
}

func (b *Bend) without(codecs []Codec, m *bent) []Codec {
	return slices.DeleteFunc(codecs, func(c Codec) bool {
		leave := slices.ContainsFunc(b.Without, func(name string) bool { return strings.EqualFold(name, c.Name) })
		if leave {
			m.add("without " + c.Name)
		}
		return leave
	})
}

func (b *Bend) renumber(codecs []Codec, m *bent) {
	for i, c := range codecs {
		for name, payload := range b.Payloads {
			if strings.EqualFold(name, c.Name) && payload >= 0 && payload < payloads && payload != int(c.Payload) {
				codecs[i].Payload = uint8(payload)
				m.add(fmt.Sprintf("payload type %d for %s", payload, c.Name))
			}
		}
	}
}

// used are the codecs that media uses when others are said: those that were
// agreed on and are said; when that leaves no voice, all that were agreed on;
// and when that was nothing, what is said.
func used(agreed, said []Codec) []Codec {
	var both []Codec
	for _, c := range said {
		if at := slices.IndexFunc(agreed, c.Is); at >= 0 {
			both = append(both, agreed[at])
		}
	}
	switch {
	case slices.ContainsFunc(both, Codec.Voice):
		return both
	case len(agreed) > 0:
		return agreed
	default:
		return slices.Clone(said)
	}
}

// byName is the first of codecs with an encoding name.
func byName(codecs []Codec, name string) (Codec, bool) {
	at := slices.IndexFunc(codecs, func(c Codec) bool { return strings.EqualFold(c.Name, name) })
	if at < 0 {
		return Codec{}, false
	}
	return codecs[at], true
}
