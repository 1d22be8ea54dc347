package media

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pion/sdp/v3"
)

// What an offer may be, in bytes and m-lines. Phones stay below 10 KB and five;
// beyond this an answer is refused, not computed. The line that is wrong is
// searched for, which takes some ten times the reading, only in what phones send.
const (
	maxBytes    = 64 << 10
	maxLines    = 32
	maxSearched = 10 << 10
)

// parse reads an offer.
func parse(offer []byte) (*sdp.SessionDescription, error) {
	if len(offer) > maxBytes {
		return nil, &Refusal{WarnOther, fmt.Sprintf("SDP of %d bytes, at most %d are read", len(offer), maxBytes)}
	}
	text, names, err := neutral(offer)
	if err != nil {
		return nil, err
	}
	var read sdp.SessionDescription
	if read.UnmarshalString(text) != nil {
		if len(offer) > maxSearched {
			return nil, fmt.Errorf("%w: a line of it is not right, or not in its place (RFC 8866 section 5)", ErrSyntax)
		}
		return nil, culprit(offer)
	}
	// pion takes any beginning of a description for a whole one; having a t=
	// means having v=, o= and s= too, as it holds to their order.
	if len(read.TimeDescriptions) == 0 {
		return nil, fmt.Errorf("%w: %s= is missing (RFC 8866 section 5)", ErrSyntax, missing(text)[:1])
	}
	for i, line := range read.MediaDescriptions {
		port := line.MediaName.Port
		line.MediaName = names[i]
		line.MediaName.Port = port
	}
	return &read, nil
}

// neutral is an offer as pion/sdp can read it. pion is stricter than RFC 8866
// in lines an answer does not depend on: it knows a closed list of media
// (without the image of T.38), of transport protocols and of bandwidth types,
// allows one e= and one p=, and wants the last line ended. So it gets the lines
// that matter, with neutral names on each m-line, and the names are returned.
func neutral(offer []byte) (text string, names []sdp.MediaName, err error) {
	var kept strings.Builder
	kept.Grow(len(offer) + 64)
	number := 0
	for line := range bytes.Lines(offer) {
		number++
		line = trimEnd(line)
		if len(line) == 0 {
			continue
		}
		if len(line) < 2 || line[1] != '=' || bytes.ContainsAny(line, "\r\x00") {
			return "", nil, fmt.Errorf("%w: line %d is not <type>=<value>: %q", ErrSyntax, number, clip(line))
		}
		switch line[0] {
		case 'v', 'o', 's', 'c', 't', 'r', 'a':
			kept.Write(line)
		case 'm':
			if len(names) == maxLines {
				return "", nil, &Refusal{WarnOther, fmt.Sprintf("more than %d m-lines in one SDP", maxLines)}
			}
			name, rest, ok := cutName(string(line[2:]))
			if !ok {
				return "", nil, fmt.Errorf("%w: line %d is not m=<media> <port> <proto> <fmt>: %q", ErrSyntax, number, clip(line))
			}
			names = append(names, name)
			kept.WriteString(rest)
		case 'i', 'u', 'e', 'p', 'b', 'k', 'z':
			continue
		default:
			return "", nil, fmt.Errorf("%w: line %d has a type that SDP does not know: %q", ErrSyntax, number, clip(line))
		}
		kept.WriteString("\r\n")
	}
	return kept.String(), names, nil
}

func trimEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

// cutName takes media, proto and formats out of the value of an m-line, and
// returns the line with neutral ones.
func cutName(value string) (name sdp.MediaName, neutral string, ok bool) {
	words := strings.Fields(value)
	if len(words) < 4 || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return name, "", false
	}
	name.Media, name.Protos, name.Formats = words[0], strings.Split(words[2], "/"), words[3:]
	return name, "m=application " + words[1] + " UDP 0", true
}

// clip is as much of a line as an error message should show.
func clip(line []byte) []byte { return line[:min(len(line), 60)] }

// short is a word of an offer as it may stand in a Warning header field.
func short(word string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '?'
		}
		return r
	}, word[:min(len(word), 40)])
}
