package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// Pattern is held against a text, such as a user part. Case counts, as it does
// in a user part (RFC 3261 19.1.4):
//
//	2001        exactly this
//	2???        a glob: ? one character, * any number, [0-9] one of a class,
//	            \* the character itself
//	/^2\d+$/    a regular expression in Go's syntax, anywhere unless anchored
//
// The zero Pattern fits nothing.
type Pattern struct {
	src   string
	kind  patternKind
	exact string         // kind exact: what is compared
	re    *regexp.Regexp // kind regular
	glob  []globPart     // kind glob
}

// patternKind orders patterns: the later, the more specific.
type patternKind uint8

const (
	fitsNothing patternKind = iota
	glob
	regular
	exact
)

// maxPattern keeps patterns short.
const maxPattern = 512

// ParsePattern reads a pattern. The error says what is wrong with a class or a
// regular expression.
func ParsePattern(src string) (Pattern, error) {
	p := Pattern{src: src}
	switch {
	case src == "":
		return Pattern{}, errors.New("an empty pattern fits nothing")
	case len(src) > maxPattern:
		return Pattern{}, fmt.Errorf("a pattern of %d bytes is too long, %d are enough", len(src), maxPattern)
	case len(src) > 1 && src[0] == '/' && src[len(src)-1] == '/':
		re, err := regexp.Compile(src[1 : len(src)-1])
		if err != nil {
			return Pattern{}, errors.New(strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		}
		p.kind, p.re = regular, re
	case strings.ContainsAny(src, `*?[\`):
		parts, literal, err := parseGlob(src)
		if err != nil {
			return Pattern{}, err
		}
		p.kind, p.glob = glob, parts
		if literal != "" {
			p.kind, p.exact = exact, literal
		}
	default:
		p.kind, p.exact = exact, src
	}
	return p, nil
}

// Fits reports whether the pattern is for this text. Wildcards and regular
// expressions fit no text that is longer than 64 KB.
func (p Pattern) Fits(text string) bool {
	switch p.kind {
	case exact:
		return text == p.exact
	case regular:
		return len(text) <= maxText && p.re.MatchString(text)
	case glob:
		return len(text) <= maxText && globFits(p.glob, text)
	}
	return false
}

// String is the pattern as it was written.
func (p Pattern) String() string { return p.src }

// Zero reports whether the pattern was never given.
func (p Pattern) Zero() bool { return p.kind == fitsNothing }

// spelled counts the characters that a glob spells out, and those that it asks
// for without saying which.
func (p Pattern) spelled() (literal, single int) {
	for _, part := range p.glob {
		switch {
		case part.many:
		case !part.not && len(part.ranges) == 1 && part.ranges[0].from == part.ranges[0].to:
			literal++
		default:
			single++
		}
	}
	return literal, single
}

// distance is how much of the text would have to change to fit: 0 nothing, 1 all
// of it, which is also said of a regular expression that does not fit.
func (p Pattern) distance(text string) float64 {
	if p.Fits(text) {
		return 0
	}
	runes := []rune(text)
	runes = runes[:min(len(runes), maxNear)]
	var wrong int
	switch p.kind {
	case exact:
		wrong = catalog.Distance(string(runes), p.exact[:min(len(p.exact), maxNear)])
	case glob:
		wrong = globEdits(p.glob, runes)
	default:
		return 1
	}
	const least = 0.01 // what was cut off made it fit
	return max(least, min(1, float64(wrong)/float64(max(len(runes), len(p.exact), 1))))
}

// compare orders patterns, the more specific first: exact before regular
// expression before glob before those that fit everything, which say as much as
// none; of two globs the one that spells out more, then the one that asks for
// more.
func (p Pattern) compare(q Pattern) int {
	pKind, qKind := p.rank(), q.rank()
	if pKind != qKind || pKind != glob {
		return cmp.Compare(qKind, pKind)
	}
	pLiteral, pSingle := p.spelled()
	qLiteral, qSingle := q.spelled()
	return cmp.Or(cmp.Compare(qLiteral, pLiteral), cmp.Compare(qSingle, pSingle))
}

func (p Pattern) rank() patternKind {
	if p.fitsAll() {
		return fitsNothing
	}
	return p.kind
}

// fitsAll reports whether a pattern plainly fits every text.
func (p Pattern) fitsAll() bool {
	return p.kind != exact && slices.Contains([]string{"*", "**", "//", "/.*/", "/^.*$/", "/^/", "/$/"}, p.src)
}
