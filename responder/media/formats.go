package media

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// payloads is how many RTP payload types there are (RFC 3550 section 5.1).
const payloads = 128

// static are the audio payload types that need no a=rtpmap (RFC 3551 section 6).
func static(payload uint8) (Codec, bool) {
	switch payload {
	case 0:
		return Codec{Name: "PCMU", ClockRate: 8000}, true
	case 3:
		return Codec{Name: "GSM", ClockRate: 8000}, true
	case 4:
		return Codec{Name: "G723", ClockRate: 8000}, true
	case 8:
		return Codec{Name: "PCMA", ClockRate: 8000}, true
	case 9:
		return Codec{Name: "G722", ClockRate: 8000}, true
	case 10:
		return Codec{Name: "L16", ClockRate: 44100, Channels: 2}, true
	case 11:
		return Codec{Name: "L16", ClockRate: 44100}, true
	case 13:
		return Codec{Name: "CN", ClockRate: 8000}, true
	case 15:
		return Codec{Name: "G728", ClockRate: 8000}, true
	case 18:
		return Codec{Name: "G729", ClockRate: 8000}, true
	default:
		return Codec{}, false
	}
}

// dynamic are codecs without a static payload type as they are usually written,
// by name in lower case.
func dynamic(name string) (Codec, bool) {
	switch strings.ToLower(name) {
	case "opus":
		return Codec{Name: "opus", ClockRate: 48000, Channels: 2}, true
	case "telephone-event":
		return Codec{Name: "telephone-event", ClockRate: 8000, Fmtp: "0-15"}, true
	case "g7221":
		return Codec{Name: "G7221", ClockRate: 16000}, true
	case "amr-wb":
		return Codec{Name: "AMR-WB", ClockRate: 16000}, true
	case "evs":
		return Codec{Name: "EVS", ClockRate: 16000}, true
	default:
		return Codec{}, false
	}
}

// wellKnown is the codec that a name stands for: with its static payload type,
// else with a dynamic one that none of taken has. A name nobody knows gets a
// clock of 8000 Hz.
func wellKnown(name string, taken []Codec) Codec {
	for payload := range uint8(firstDynamic) {
		if c, ok := static(payload); ok && strings.EqualFold(c.Name, name) {
			c.Payload = payload
			return c
		}
	}
	c, ok := dynamic(name)
	if !ok {
		c = Codec{Name: name, ClockRate: 8000}
	}
	c.Payload = freePayload(taken)
	return c
}

// firstDynamic is where dynamic payload types begin (RFC 3551 section 6).
const firstDynamic = 96

// freePayload is a dynamic payload type that none of the codecs has; 127 when all
// are taken.
func freePayload(taken []Codec) uint8 {
	for payload := uint8(firstDynamic); payload < payloads-1; payload++ {
		if !slices.ContainsFunc(taken, func(c Codec) bool { return c.Payload == payload }) {
			return payload
		}
	}
	return payloads - 1
}

// formats are the codecs of an m-line in its order, each payload type once.
// What says nothing that can be understood is left out.
func formats(line *sdp.MediaDescription) []Codec {
	// One pass over the attributes: an offer may have thousands of both.
	var mapping, parameters [payloads]string
	for _, a := range line.Attributes {
		switch a.Key {
		case "rtpmap":
			keepFirst(&mapping, a.Value)
		case "fmtp":
			keepFirst(&parameters, a.Value)
		}
	}
	var seen [payloads]bool
	var codecs []Codec
	for _, format := range line.MediaName.Formats {
		payload, err := strconv.ParseUint(format, 10, 7)
		if err != nil || seen[payload] {
			continue
		}
		seen[payload] = true
		codec, ok := parseMapping(mapping[payload])
		if mapping[payload] == "" {
			codec, ok = static(uint8(payload))
		}
		if ok {
			codec.Payload, codec.Fmtp = uint8(payload), parameters[payload]
			codecs = append(codecs, codec)
		}
	}
	return codecs
}

// keepFirst files "<payload type> <text>" under its payload type.
func keepFirst(of *[payloads]string, value string) {
	number, text, _ := strings.Cut(strings.TrimSpace(value), " ")
	if payload, err := strconv.ParseUint(number, 10, 7); err == nil && of[payload] == "" {
		of[payload] = strings.TrimSpace(text)
	}
}

// parseMapping reads "opus/48000/2".
func parseMapping(text string) (c Codec, ok bool) {
	name, rest, _ := strings.Cut(text, "/")
	rate, channels, several := strings.Cut(rest, "/")
	c.Name = name
	var err error
	if c.ClockRate, err = strconv.Atoi(rate); err != nil || name == "" || c.ClockRate <= 0 {
		return Codec{}, false
	}
	if several {
		if c.Channels, err = strconv.Atoi(channels); err != nil || c.Channels <= 0 {
			return Codec{}, false
		}
	}
	return c, true
}

// shared are the codecs of an m-line that are also ours, or why there are none.
//
// They stay as they were offered: payload types, because that is what the peer
// listens for; order, because RFC 3264 section 6.1 recommends it and an echo has
// no wish of its own; parameters, because who hears itself had best send what it
// likes to hear. DTMF stays if a voice runs on its clock.
func shared(line *sdp.MediaDescription, ours []Codec) ([]Codec, *Refusal) {
	codecs := slices.DeleteFunc(formats(line), func(c Codec) bool { return !c.in(ours) })
	var clocks []int
	for _, c := range codecs {
		if c.Voice() {
			clocks = append(clocks, c.ClockRate)
		}
	}
	if clocks == nil {
		return nil, &Refusal{WarnFormat, fmt.Sprintf("no common codec: offered %s, known here %s", voicesOf(line), names(ours))}
	}
	return slices.DeleteFunc(codecs, func(c Codec) bool {
		return !c.Voice() && !slices.Contains(clocks, c.ClockRate)
	}), nil
}

// voicesOf lists the voices of a line, and the payload types of which it does not
// say what they are.
func voicesOf(line *sdp.MediaDescription) string {
	codecs := formats(line)
	var unknown []string
	for _, format := range line.MediaName.Formats {
		payload, err := strconv.ParseUint(format, 10, 7)
		said := slices.ContainsFunc(codecs, func(c Codec) bool { return uint64(c.Payload) == payload })
		if err == nil && !said && !slices.Contains(unknown, format) && len(unknown) < mostNames {
			unknown = append(unknown, format)
		}
	}
	if unknown == nil {
		return names(codecs)
	}
	text := strings.Join(unknown, ", ") + " without a right a=rtpmap"
	if slices.ContainsFunc(codecs, Codec.Voice) {
		text = names(codecs) + " and " + text
	}
	return text
}

// mostNames is how many names a Warning has of a kind.
const mostNames = 8

// names lists the voices among codecs; a Warning has to stay short.
func names(codecs []Codec) string {
	var names []string
	for _, c := range codecs {
		if !c.Voice() {
			continue
		}
		if len(names) == mostNames {
			names = append(names, "...")
			break
		}
		names = append(names, short(c.String()))
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}
