package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Match says which requests a scenario is for. The zero Match fits none.
type Match struct {
	// User is held against the user part of the Request-URI, in a REGISTER of To.
	User Pattern
}

// Pattern is held against a user part, whose case counts (RFC 3261 19.1.4):
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

// maxPattern keeps patterns and what is held against them short.
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

// Fits reports whether the pattern is for this user part.
func (p Pattern) Fits(user string) bool {
	switch p.kind {
	case exact:
		return user == p.exact
	case regular:
		return len(user) <= maxPattern && p.re.MatchString(user)
	case glob:
		return len(user) <= maxPattern && globFits(p.glob, user)
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

// distance counts the edits that would make the user part fit.
func (p Pattern) distance(user string) int {
	switch p.kind {
	case exact:
		return edits(user, p.exact)
	case glob:
		return globEdits(p.glob, []rune(user))
	}
	return len(user)
}

// compare orders patterns, the more specific first: exact before regular
// expression before glob; of two globs the one that spells out more, then the
// one that asks for more.
func (p Pattern) compare(q Pattern) int {
	if p.kind != q.kind || p.kind != glob {
		return cmp.Compare(q.kind, p.kind)
	}
	pLiteral, pSingle := p.spelled()
	qLiteral, qSingle := q.spelled()
	return cmp.Or(cmp.Compare(qLiteral, pLiteral), cmp.Compare(qSingle, pSingle))
}

func (p Pattern) moreSpecific(q Pattern) bool { return p.compare(q) < 0 }
