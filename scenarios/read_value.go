package scenarios

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

var (
	unitless      = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
	durationWords = regexp.MustCompile(`^` + durationPattern + `$`)
	countWords    = regexp.MustCompile(`^` + countPattern + `$`)
)

const (
	durationPattern = `([0-9]+(\.[0-9]+)?(h|ms|m|s))+`
	countPattern    = `(first|every) [1-9][0-9]{0,5}|first [1-9][0-9]{0,5} and every [1-9][0-9]{0,5}`
)

// maxDuration is a day.
const maxDuration = 24 * time.Hour

// duration reads "2s", "500ms", "1.5s", "5m" or "1m30s".
func (r *reader) duration(n *yaml.Node, what string) (time.Duration, bool) {
	s, ok := r.scalar(n, what)
	if !ok {
		return 0, false
	}
	if strings.Contains(s, "..") {
		r.wrong(n, fmt.Sprintf("%s: %s is a range, which wait: and delay: can be", what, s), "write one duration, like 2s")
		return 0, false
	}
	return r.time(n, what, s)
}

func (r *reader) time(n *yaml.Node, what, s string) (time.Duration, bool) {
	d, err := time.ParseDuration(s)
	switch {
	case unitless.MatchString(s):
		r.wrong(n, fmt.Sprintf("%s: %s has no unit", what, s), fmt.Sprintf("write %ss or %sms", s, s))
	case !durationWords.MatchString(s) || err != nil:
		r.wrong(n, fmt.Sprintf("%s: %q is no duration", what, s), "write 500ms, 2s, 1.5s or 5m")
	case d > maxDuration:
		r.wrong(n, fmt.Sprintf("%s: %s is longer than a day", what, s), "")
	default:
		return d, true
	}
	return 0, false
}

// span reads a duration, or a range of them: "1s..4s".
func (r *reader) span(n *yaml.Node, what string) (Span, bool) {
	s, ok := r.scalar(n, what)
	if !ok {
		return Span{}, false
	}
	low, high, ranged := strings.Cut(s, "..")
	var out Span
	if out.Min, ok = r.time(n, what, low); !ok || !ranged {
		return out, ok
	}
	if out.Max, ok = r.time(n, what, high); !ok {
		return Span{}, false
	}
	if out.Max <= out.Min {
		r.wrong(n, fmt.Sprintf("%s: %s goes from the longer to the shorter", what, s), "write the shorter one first, like 1s..4s")
		return Span{}, false
	}
	return out, true
}

// count reads "first 2" or "every 3".
func (r *reader) count(n *yaml.Node, what string) (c Count, ok bool) {
	s, ok := r.scalar(n, what)
	switch {
	case !ok:
		return c, false
	case unitless.MatchString(s):
		r.wrong(n, fmt.Sprintf("%s: %s does not say which", what, s), fmt.Sprintf("write  first %s  or  every %s", s, s))
		return c, false
	case !countWords.MatchString(s):
		r.wrong(n, fmt.Sprintf("%s: %q does not count", what, s), "write  first 2  or  every 3")
		return c, false
	}
	words := strings.Fields(s)
	for i := range words {
		switch words[i] {
		case "first":
			c.First, _ = strconv.Atoi(words[i+1]) // the pattern has six digits
		case "every":
			c.Every, _ = strconv.Atoi(words[i+1])
		}
	}
	return c, true
}

// number reads a whole number in a range.
func (r *reader) number(n *yaml.Node, what string, low, high int) (int, bool) {
	s, ok := r.scalar(n, what)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(s)
	if err != nil || i < low || i > high || s != strconv.Itoa(i) {
		r.wrong(n, fmt.Sprintf("%s: %q is no number from %d to %d", what, s, low, high), "")
		return 0, false
	}
	return i, true
}

// flag reads true or false.
func (r *reader) flag(n *yaml.Node, what string) bool {
	s, ok := r.scalar(n, what)
	if ok && s != "true" && s != "false" {
		r.wrong(n, fmt.Sprintf("%s: is true or false, not %q", what, s), "")
	}
	return s == "true"
}

// oneOf reads one of a few words, "" when it is none of them.
func (r *reader) oneOf(n *yaml.Node, what string, known []string) string {
	s, ok := r.scalar(n, what)
	if !ok || slices.Contains(known, s) {
		return s
	}
	r.wrong(n, fmt.Sprintf("%s: takes no %q", what, s), nearHint(s, known))
	return ""
}

// someOf reads a list of such words, or one that stands alone.
func (r *reader) someOf(n *yaml.Node, what string, known []string) (out []string) {
	for _, word := range r.words(n, what) {
		if s := r.oneOf(word, what, known); s != "" {
			out = append(out, s)
		}
	}
	r.notEmpty(n, what, known)
	return out
}

func (r *reader) notEmpty(n *yaml.Node, what string, like []string) {
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.wrong(n, what+": has an empty list", "write one or more, like "+like[0])
	}
}

var plainWord = regexp.MustCompile(`^[^\s]+$`)

// names reads a list of words without blanks, or one that stands alone.
func (r *reader) names(n *yaml.Node, what, like string) (out []string) {
	for _, word := range r.words(n, what) {
		if !plainWord.MatchString(word.Value) {
			r.wrong(word, fmt.Sprintf("%s: %q is no name", what, word.Value), "write a word like "+like)
			continue
		}
		out = append(out, word.Value)
	}
	r.notEmpty(n, what, []string{like})
	return out
}

var dialogName = regexp.MustCompile(`^` + dialogPattern + `$`)

const dialogPattern = `[A-Za-z0-9][A-Za-z0-9-]*`

// dialog reads the name of an early dialog.
func (r *reader) dialog(n *yaml.Node) string {
	s, ok := r.scalar(n, "dialog")
	if ok && !dialogName.MatchString(s) {
		r.wrong(n, fmt.Sprintf("dialog: %q is no name", s), "write a word of letters, digits and -, like a")
		return ""
	}
	return s
}

// expression reads a condition or a value, and tells where in it a word is
// unknown.
func (r *reader) expression(n *yaml.Node, what string, parse func(string) (Expression, error)) Expression {
	s, ok := r.scalar(n, what)
	if !ok {
		return Expression{}
	}
	e, err := parse(s)
	if err == nil {
		return e
	}
	p := Problem{At: r.at(n), Text: what + ": " + err.Error(), Width: plainWidth(n)}
	if bad, ok := errors.AsType[*expressionProblem](err); ok {
		p.Text, p.Hint = what+": "+bad.text, bad.hint
		if bad.place > 0 && n.Line > 0 && (n.Style == 0 || n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0) {
			p.At.Column += bad.place - 1
			if n.Style != 0 {
				p.At.Column++ // behind the quote
			}
			p.Width = bad.width
		}
	}
	r.add(p)
	return Expression{}
}
