package media

import (
	"fmt"
	"slices"

	"github.com/pion/sdp/v3"
)

// Accept reads the answer to an offer of ours. The lines are those of the offer:
// one that the answer lacks, or that cannot be used, is refused. What the answer
// breaks of RFC 3264 is in [Agreement.Wrong].
//
// The error is that of [Answer] for a description that cannot be read; an offer
// that cannot be is no offer of [Offer].
func Accept(offer, answer []byte) (Agreement, error) {
	offered, err := parse(offer)
	if err != nil {
		return Agreement{}, err
	}
	answered, err := parse(answer)
	if err != nil {
		return Agreement{}, err
	}
	a := Agreement{Answer: answer}
	if got, want := len(answered.MediaDescriptions), len(offered.MediaDescriptions); got != want {
		a.wrong("it has %s, the offer has %d (RFC 3264 section 6)", count(got, "m-line"), want)
	}
	if answered.TimeDescriptions[0].Timing != offered.TimeDescriptions[0].Timing {
		a.wrong("its t= is not that of the offer (RFC 3264 section 6)")
	}
	for i, asked := range offered.MediaDescriptions {
		line := Line{Direction: Inactive}
		if said := lineOf(answered, i); said != nil {
			line = a.line(i+1, offered, asked, answered, said)
		}
		a.Lines = append(a.Lines, line)
	}
	return a, nil
}

func (a *Agreement) wrong(format string, args ...any) {
	a.Wrong = append(a.Wrong, fmt.Sprintf(format, args...))
}

// line reads the answer to one m-line, the n-th.
func (a *Agreement) line(n int, offer *sdp.SessionDescription, asked *sdp.MediaDescription, answer *sdp.SessionDescription, said *sdp.MediaDescription) Line {
	want, got := asked.MediaName, said.MediaName
	switch {
	case got.Port.Value == 0:
		return Line{Direction: Inactive}
	case want.Port.Value == 0:
		a.wrong("m-line %d is open, the offer closed it (RFC 3264 section 6)", n)
		return Line{Direction: Inactive}
	case got.Media != want.Media || transport(got) != transport(want):
		a.wrong("m-line %d is %s over %s, offered was %s over %s (RFC 3264 section 6)",
			n, short(got.Media), short(transport(got)), want.Media, transport(want))
		return refuse(&Refusal{WarnTransport, "not what was offered"})
	}
	a.lacksAddress(n, answer, said)
	line := Line{Port: want.Port.Value, Codecs: a.codecs(n, formats(asked), formats(said))}
	if len(line.Codecs) == 0 {
		return refuse(&Refusal{WarnFormat, "no codec of the offer"})
	}
	if secured(transport(got)) {
		if line.Crypto = keys(asked, said); line.Crypto == nil {
			a.wrong("m-line %d has no a=crypto with tag and suite of one offered (RFC 4568 section 5.1.2)", n)
			return refuse(&Refusal{WarnTransport, "no a=crypto of the offer"})
		}
	}
	_, offeredMux := asked.Attribute("rtcp-mux")
	_, line.Mux = said.Attribute("rtcp-mux")
	if line.Mux && !offeredMux {
		a.wrong("m-line %d says a=rtcp-mux, which was not offered (RFC 5761 section 5.1.1)", n)
		line.Mux = false
	}
	line.peer(answer, said)
	ours, theirs := directionOf(offer, asked), directionOf(answer, said)
	if line.Direction = ours.And(theirs.Mirror()); line.Direction.Mirror() != theirs && !nowhere(line.Host) {
		a.wrong("m-line %d is %s, offered was %s (RFC 3264 section 6.1)", n, theirs, ours)
	}
	return line
}

// codecs are those of an answer that were offered, with its payload types; an
// answer may name more (RFC 3264 section 6.1).
func (a *Agreement) codecs(n int, offered, answered []Codec) (codecs []Codec) {
	for _, c := range answered {
		at := slices.IndexFunc(offered, c.Is)
		if at < 0 {
			continue
		}
		if asked := offered[at].Payload; asked != c.Payload {
			a.wrong("m-line %d has payload type %d for %s, offered was %d (RFC 3264 section 6.1)", n, c.Payload, c, asked)
		}
		codecs = append(codecs, c)
	}
	if !slices.ContainsFunc(codecs, Codec.Voice) {
		a.wrong("m-line %d has no codec of the offer: it has %s, offered was %s (RFC 3264 section 6.1)", n, names(answered), names(offered))
		return nil
	}
	return codecs
}

// keys are those of an answer and of the line in the offer that it took; nil when
// it took none.
func keys(asked, said *sdp.MediaDescription) *Crypto {
	answered, _ := keyLines(said)
	offered, _ := keyLines(asked)
	for _, theirs := range answered {
		for _, ours := range offered {
			if ours.tag == theirs.tag && ours.suite == theirs.suite {
				return &Crypto{Suite: ours.suite, Local: ours.key, LocalMKI: ours.mki, Remote: theirs.key, RemoteMKI: theirs.mki}
			}
		}
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
