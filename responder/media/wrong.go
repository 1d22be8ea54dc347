package media

import (
	"fmt"

	"github.com/pion/sdp/v3"
)

// wrong is what an offer breaks and is answered all the same, given what we said
// before, which has the lines and payload types of what was agreed on until now.
func (o Offered) wrong(before *sdp.SessionDescription) []string {
	var a Agreement
	for i, line := range o.description.MediaDescriptions {
		if line.MediaName.Port.Value != 0 {
			a.lacksAddress(i+1, o.description, line)
		}
	}
	if before == nil {
		return a.Wrong
	}
	for i, line := range before.MediaDescriptions {
		if offered := lineOf(o.description, i); offered != nil && line.MediaName.Port.Value != 0 && offered.MediaName.Port.Value != 0 {
			a.remapped(i+1, line, offered)
		}
	}
	return a.Wrong
}

// lacks is why an offer is refused that leaves out a line there was: there is no
// place for the answer to say what became of it (RFC 3264 section 8).
func (o Offered) lacks(before *sdp.SessionDescription) *Refusal {
	if before == nil {
		return nil
	}
	got, had := len(o.description.MediaDescriptions), len(before.MediaDescriptions)
	if got >= had {
		return nil
	}
	return &Refusal{WarnOther, fmt.Sprintf("m-lines went from %d to %d: one is closed with port 0 and stays (RFC 3264 section 8)", had, got)}
}

// remapped looks for what must not change in a line while it is open.
func (a *Agreement) remapped(n int, before, offered *sdp.MediaDescription) {
	if had, got := before.MediaName.Media, offered.MediaName.Media; had != got {
		a.wrong("m-line %d was %s and is %s now (RFC 3264 section 8.3)", n, had, short(got))
		return
	}
	now := formats(offered)
	for _, was := range formats(before) {
		for _, c := range now {
			if c.Payload == was.Payload && !c.Is(was) {
				a.wrong("m-line %d has payload type %d for %s now, before for %s (RFC 3264 section 8.3.2)", n, c.Payload, short(c.String()), short(was.String()))
			}
		}
	}
}

// lacksAddress looks for the c= that a line needs, of its own or for all.
func (a *Agreement) lacksAddress(n int, description *sdp.SessionDescription, line *sdp.MediaDescription) {
	if address(description, line) == "" {
		a.wrong("m-line %d has no c= (RFC 8866 section 5.7)", n)
	}
}
