package scenarios

import (
	"errors"
	"unicode/utf8"
)

// globPart is one character of a glob, or a * for any number of them.
type globPart struct {
	many   bool
	not    bool
	ranges []globRange // empty: any character
}

type globRange struct{ from, to rune }

// parseGlob reads a glob. literal is what it stands for when it has no
// wildcard, "" when it has one.
func parseGlob(src string) (parts []globPart, literal string, err error) {
	plain := true
	rest := []rune(src)
	next := func() rune {
		c := rest[0]
		rest = rest[1:]
		return c
	}
	for len(rest) > 0 {
		switch c := next(); {
		case c == '*':
			plain = false
			parts = append(parts, globPart{many: true})
		case c == '?':
			plain = false
			parts = append(parts, globPart{})
		case c == '[':
			plain = false
			class, n, err := parseClass(rest)
			if err != nil {
				return nil, "", err
			}
			parts, rest = append(parts, class), rest[n:]
		case c == '\\' && len(rest) == 0:
			return nil, "", errors.New(`the \ at the end needs a character behind it`)
		case c == '\\':
			c = next()
			fallthrough
		default:
			literal += string(c)
			parts = append(parts, globPart{ranges: []globRange{{c, c}}})
		}
	}
	if !plain {
		literal = ""
	}
	return parts, literal, nil
}

// parseClass reads what follows a [ and says how long it was.
func parseClass(rest []rune) (class globPart, n int, err error) {
	if n < len(rest) && (rest[n] == '!' || rest[n] == '^') {
		class.not = true
		n++
	}
	one := func() (rune, bool) {
		if n < len(rest) && rest[n] == '\\' {
			n++
		}
		if n >= len(rest) {
			return 0, false
		}
		n++
		return rest[n-1], true
	}
	for n < len(rest) && rest[n] != ']' {
		from, ok := one()
		to := from
		if ok && n+1 < len(rest) && rest[n] == '-' && rest[n+1] != ']' {
			n++
			to, ok = one()
		}
		if !ok {
			break
		}
		if to < from {
			return class, n, errors.New("a class goes from the lower to the higher character, like [0-9]")
		}
		class.ranges = append(class.ranges, globRange{from, to})
	}
	if n >= len(rest) {
		return class, n, errors.New("a [ needs its ]")
	}
	if len(class.ranges) == 0 {
		return class, n, errors.New("an empty class [] fits nothing")
	}
	return class, n + 1, nil
}

func (p globPart) fits(c rune) bool {
	if len(p.ranges) == 0 {
		return true
	}
	for _, r := range p.ranges {
		if r.from <= c && c <= r.to {
			return !p.not
		}
	}
	return p.not
}

// globFits goes back to the last * only, so its time is bounded by the product
// of both lengths.
func globFits(parts []globPart, s string) bool {
	star, again, i := -1, "", 0
	for s != "" {
		c, size := utf8.DecodeRuneInString(s)
		switch {
		case i < len(parts) && parts[i].many:
			star, again = i, s
			i++
		case i < len(parts) && parts[i].fits(c):
			s = s[size:]
			i++
		case star >= 0:
			_, size := utf8.DecodeRuneInString(again)
			again = again[size:]
			s, i = again, star+1
		default:
			return false
		}
	}
	for i < len(parts) && parts[i].many {
		i++
	}
	return i == len(parts)
}

// globEdits counts the edits that would make s fit; what a * stands for is free.
func globEdits(parts []globPart, s []rune) int {
	last := make([]int, len(s)+1)
	for j := range last {
		last[j] = j
	}
	for _, p := range parts {
		row := make([]int, len(s)+1)
		row[0] = last[0] + 1
		if p.many {
			row[0] = last[0]
		}
		for j, c := range s {
			switch {
			case p.many:
				row[j+1] = min(last[j+1], row[j])
			case p.fits(c):
				row[j+1] = min(last[j], last[j+1]+1, row[j]+1)
			default:
				row[j+1] = min(last[j], last[j+1], row[j]) + 1
			}
		}
		last = row
	}
	return last[len(s)]
}
