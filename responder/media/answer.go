package media

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pion/sdp/v3"
)

// Answer is the answer to an offer (RFC 3264 section 6): as many m-lines as the
// offer has, in its order. Audio over RTP or SRTP that has a codec of ours is
// accepted as long as own has ports; everything else gets port 0.
//
// The error is [ErrSyntax] for an offer that is not SDP, or [ErrNotAcceptable]
// (a *[Refusal]) when all that is offered would be refused, when it has fewer
// m-lines than were agreed on before (section 8), or more than 64 KB or 32 m-lines. An offer without any open line is answered
// in kind.
func Answer(offer []byte, own Own) (answer []byte, err error) {
	agreement, err := Negotiate(offer, own)
	return agreement.Answer, err
}

// Negotiate is [Answer] with all that was agreed on.
func Negotiate(offer []byte, own Own) (Agreement, error) {
	offered, err := Read(offer)
	if err != nil {
		return Agreement{}, err
	}
	return offered.Answer(own)
}

// Offered is an offer that was read.
type Offered struct{ description *sdp.SessionDescription }

// Read reads an offer. The errors are those of [Answer].
func Read(offer []byte) (Offered, error) {
	description, err := parse(offer)
	return Offered{description}, err
}

// Host is the address at which the first open line of audio receives, not valid
// where that is a name, or nowhere.
func (o Offered) Host() netip.Addr {
	for _, line := range o.description.MediaDescriptions {
		if voice(line) {
			return literal(address(o.description, line))
		}
	}
	return netip.Addr{}
}

// Voices is how many ports an answer could need at most: one for each line that
// is open and audio.
func (o Offered) Voices() (n int) {
	for _, line := range o.description.MediaDescriptions {
		if voice(line) {
			n++
		}
	}
	return n
}

// voice reports an open line of audio.
func voice(line *sdp.MediaDescription) bool {
	return line.MediaName.Media == "audio" && line.MediaName.Port.Value != 0
}

// Answer is the answer to the offer, see [Answer].
func (o Offered) Answer(own Own) (Agreement, error) {
	before := own.before()
	if refusal := o.lacks(before); refusal != nil {
		return Agreement{}, refusal
	}
	var m bent
	answer := own.describe(o.description.TimeDescriptions, before, &m)
	lines := make([]Line, 0, len(o.description.MediaDescriptions))
	ports := own.pool(before, func(i int) bool {
		line := lineOf(o.description, i)
		return line != nil && voice(line)
	})
	for i, offered := range o.description.MediaDescriptions {
		line, says := o.agree(i, offered, own, &ports, lineOf(before, i))
		if own.Bend != nil && line.Port != 0 {
			own.Bend.line(&says, &line, formats(offered), &m)
		}
		lines = append(lines, line)
		answer.MediaDescriptions = append(answer.MediaDescriptions, says.describe())
	}
	if refusal := refused(lines); refusal != nil {
		return Agreement{}, refusal
	}
	if group := bundle(o.description, answer.MediaDescriptions); group != "" {
		answer.Attributes = append(answer.Attributes, sdp.NewAttribute("group", group))
	}
	return Agreement{
		Answer: own.write(answer, before, &m), Lines: lines, Marks: m.marks, Wrong: o.wrong(before),
	}, nil
}

// Decline is the answer that takes nothing: every line gets port 0. It is for an
// offer that can be answered but not be refused, as one in a 2xx (RFC 3261
// section 13.2.2.4).
func (o Offered) Decline(own Own) []byte {
	before, m := own.before(), new(bent)
	answer := own.describe(o.description.TimeDescriptions, before, m)
	for _, offered := range o.description.MediaDescriptions {
		says := said{name: offered.MediaName}
		says.mid, _ = offered.Attribute("mid")
		answer.MediaDescriptions = append(answer.MediaDescriptions, says.describe())
	}
	return own.write(answer, before, m)
}

// agree decides about one line of an offer: what is done, and what is said of it.
func (o Offered) agree(i int, offered *sdp.MediaDescription, own Own, ports *portPool, before *sdp.MediaDescription) (Line, said) {
	says := said{name: sdp.MediaName{
		Media: offered.MediaName.Media, Protos: offered.MediaName.Protos, Formats: offered.MediaName.Formats,
	}}
	says.mid, _ = offered.Attribute("mid")
	if offered.MediaName.Port.Value == 0 {
		return Line{Direction: Inactive}, says
	}
	line, key, refusal := o.accept(offered, own)
	if refusal != nil {
		return refuse(refusal), says
	}
	if line.Port = ports.take(i); line.Port == 0 {
		return refuse(&Refusal{WarnOther, "more audio lines than are taken"}), says
	}
	if line.Crypto != nil {
		line.Crypto.Local = keyFor(key.suite, before).key
		says.crypto = []keyLine{{key.tag, key.suite, line.Crypto.Local, line.Crypto.LocalMKI}}
	}
	says.port, says.codecs, says.direction, says.mux = line.Port, line.Codecs, line.Direction, line.Mux
	says.ptime, says.maxptime = line.Ptime, milliseconds(offered, "maxptime")
	return line, says
}

// accept is what can be done with an open line, with the a=crypto that is taken.
func (o Offered) accept(offered *sdp.MediaDescription, own Own) (line Line, key keyLine, refusal *Refusal) {
	name := offered.MediaName
	if name.Media != "audio" {
		return line, key, &Refusal{WarnMedia, fmt.Sprintf("m=%s is not taken, only audio", short(name.Media))}
	}
	if theirs, ours := literal(address(o.description, offered)), literal(own.Host); theirs.IsValid() && ours.IsValid() && theirs.Is4() != ours.Is4() {
		return line, key, &Refusal{WarnAddress, fmt.Sprintf("the audio is at an %s address, only %s is taken here", family(theirs), family(ours))}
	}
	switch proto := transport(name); {
	case plain(proto):
	case secured(proto):
		keys, err := keyLines(offered)
		if len(keys) == 0 {
			return line, key, &Refusal{WarnTransport, fmt.Sprintf("%s is not taken: %v", proto, err)}
		}
		key = keys[0]
		line.Crypto = &Crypto{Suite: key.suite, Remote: key.key, RemoteMKI: key.mki, LocalMKI: key.mki}
	default:
		dtls := ""
		if strings.Contains(proto, "/TLS/") {
			dtls = " (DTLS-SRTP)"
		}
		return line, key, &Refusal{WarnTransport, fmt.Sprintf("audio over %s%s is not taken, only RTP/AVP(F), and RTP/SAVP(F) with a=crypto", short(proto), dtls)}
	}
	line.Codecs, refusal = shared(offered, own.codecs())
	if refusal != nil && !own.Bend.speaks() {
		return line, key, refusal
	}
	_, line.Mux = offered.Attribute("rtcp-mux")
	line.peer(o.description, offered)
	line.Direction = Inactive
	if !own.Hold || own.Bend.directs() {
		line.Direction = directionOf(o.description, offered).Mirror()
	}
	return line, key, nil
}

// refused is why an offer fails as a whole: it has open lines and all are
// refused. What is wrong with the audio is what its author wants to know.
func refused(lines []Line) *Refusal {
	var first *Refusal
	for _, line := range lines {
		switch {
		case line.Port != 0:
			return nil
		case first == nil, line.Refusal != nil && first.Warning == WarnMedia:
			first = line.Refusal
		}
	}
	return first
}
