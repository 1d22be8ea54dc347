package scenarios

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// A value is nil when it says nothing, so that its key is not printed.

// given is a text that is not empty.
func given(s string) node {
	if s == "" {
		return nil
	}
	return word(scalar(s))
}

// scalar is a text as YAML reads it back, in quotes where YAML or a reader might
// take it for something else.
func scalar(s string) string {
	if !strings.ContainsAny(s, `*?:#,[]{}\`) {
		if plain, err := yaml.Dump(s); err == nil && string(plain) == s+"\n" {
			return s
		}
	}
	if strings.ContainsAny(s, `"\`) && !strings.Contains(s, "'") && printable(s) {
		return "'" + s + "'"
	}
	return strconv.Quote(s) // its escapes are YAML's too
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) })
}

var wholeNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`)

// headerValue is a text, but a number as it is usual: Retry-After: 5.
func headerValue(s string) node {
	if wholeNumber.MatchString(s) {
		return word(s)
	}
	return word(scalar(s))
}

// prose is a text that may have several lines.
func prose(s string) node {
	if block, ok := block(s); ok {
		return block
	}
	return given(s)
}

// raw is a message that is sent as it stands. A block's line ends become CRLF,
// and the empty line behind its header need not be written, so one that has others,
// or lacks that, stands in quotes.
func raw(s string) node {
	text := strings.ReplaceAll(s, "\r\n", "\n")
	if header := strings.TrimSuffix(text, "\n"); withEmptyLine(header) == text {
		text = header
	}
	if block, ok := block(text); ok && crlf(withEmptyLine(text)) == s {
		return block
	}
	return given(s)
}

// block is a text of several lines, or of one long line, as people write them:
// none begins or ends with what one cannot see.
func block(s string) (l lines, ok bool) {
	text := strings.TrimRight(s, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		if !printable(line) || strings.HasSuffix(line, " ") {
			return "", false
		}
	}
	several := strings.Contains(text, "\n") || s == text+"\n" && len(text) > columns/2
	return lines(s), several && text[0] != '\n' && text[0] != ' '
}

func oneOrMore(names []string) node { return scalars(names).orOne() }

// all is a list even of one.
func all(names []string) node {
	if len(names) == 0 {
		return nil
	}
	return scalars(names)
}

func scalars(names []string) (out sequence) {
	for _, name := range names {
		out = append(out, word(scalar(name)))
	}
	return out
}

// sorted is a map of an author's names.
func sorted[V any](m map[string]V, value func(V) word) node {
	var out mapping
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, entry{scalar(name), value(m[name])})
	}
	return out.unlessEmpty()
}

func flagged(set bool) node {
	if !set {
		return nil
	}
	return word("true")
}

func decimal(n int) node {
	if n == 0 {
		return nil
	}
	return word(strconv.Itoa(n))
}

// decimals is a number with as many places as it has, at most six.
func decimals(x float64) word {
	s := strconv.FormatFloat(x, 'f', 6, 64)
	return word(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

func duration(d time.Duration) node {
	if d == 0 {
		return nil
	}
	return exactly(d)
}

// exactly is "5m" where Go says "5m0s", and "0.5ms" where it says "500µs".
func exactly(d time.Duration) word {
	if d > 0 && d < time.Millisecond {
		return word(strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64) + "ms")
	}
	s := d.String()
	for _, end := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, end) {
			s = s[:len(s)-2]
		}
	}
	return word(s)
}

func (s Span) node() node {
	if s.Max <= s.Min {
		return exactly(s.Min)
	}
	return exactly(s.Min) + ".." + exactly(s.Max)
}
