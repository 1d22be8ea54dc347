package media

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	"github.com/pion/sdp/v3"
)

// culprit says which line of a description pion stumbles over, and why. pion does
// not say, but it takes any beginning of a description for a whole one, so the
// line is the last of the shortest beginning that fails.
func culprit(offer []byte) error {
	lines := bytes.SplitAfter(offer, []byte("\n"))
	ends := make([]int, len(lines))
	end := 0
	for i := range lines {
		end += len(lines[i])
		ends[i] = end
	}
	i := sort.Search(len(lines)-1, func(i int) bool { return !reads(offer[:ends[i]]) })
	before, line := offer[:ends[i]-len(lines[i])], trimEnd(lines[i])
	return fmt.Errorf("%w: line %d %s: %q", ErrSyntax, i+1, wrongWith(before, line), clip(line))
}

// reads reports whether a description, or a beginning of one, can be read.
func reads(text []byte) bool {
	neutral, _, err := neutral(text)
	return err == nil && new(sdp.SessionDescription).UnmarshalString(neutral) == nil
}

// wrongWith is what is wrong with the line that follows a beginning: what it says,
// where a good line of its type could stand, or its place.
func wrongWith(before, line []byte) string {
	kind := line[0]
	switch lacks := missing(string(before)); {
	case reads(append(bytes.Clone(before), forms[kind].good...)):
		return "is not " + forms[kind].is
	case mends(before, lacks, line):
		return "stands where " + lacks[:1] + "= has to be (RFC 8866 section 5)"
	default:
		return "is out of order (RFC 8866 section 5)"
	}
}

// missing are the types of the lines that a description must have and that this
// one has not.
func missing(text string) (kinds string) {
	for _, kind := range "vost" {
		start := string(kind) + "="
		if !strings.HasPrefix(text, start) && !strings.Contains(text, "\n"+start) {
			kinds += string(kind)
		}
	}
	return kinds
}

// mends reports whether a line can follow a beginning once what is missing is
// there, as far as it has to be.
func mends(before []byte, lacks string, line []byte) bool {
	whole := bytes.Clone(before)
	for _, kind := range []byte(lacks) {
		whole = append(append(whole, forms[kind].good...), "\r\n"...)
		if reads(append(bytes.Clone(whole), line...)) {
			return true
		}
	}
	return false
}

// form is how a type of line has to be written, with one that is.
type form struct{ good, is string }

// forms are those of the lines that are read.
var forms = map[byte]form{
	's': {"s=-", "s=<name> (RFC 8866 section 5.3)"},
	'v': {"v=0", "v=0 (RFC 8866 section 5.1)"},
	'o': {"o=- 1 1 IN IP4 0.0.0.0", "o=<username> <sess-id> <sess-version> IN IP4|IP6 <address>, the second and third of digits (RFC 8866 section 5.2)"},
	'c': {"c=IN IP4 0.0.0.0", "c=IN IP4|IP6 <address> (RFC 8866 section 5.7)"},
	't': {"t=0 0", "t=<start> <stop> of digits (RFC 8866 section 5.9)"},
	'r': {"r=1 1 0", "r=<interval> <duration> <offsets> (RFC 8866 section 5.10)"},
	'a': {"a=x", "a=<attribute> (RFC 8866 section 5.13)"},
	'm': {"m=audio 0 RTP/AVP 0", "m=<media> <port> <proto> <fmt>, the port up to 65535 (RFC 8866 section 5.14)"},
}
