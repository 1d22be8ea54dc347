package faults

import (
	"iter"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
)

// text is a message as the faults on it need it: cut into header fields, every
// byte kept, so that what no fault is about goes out as it came.
type text struct {
	start  string   // the start-line and what stands in front of it
	fields []string // a header field each, with the lines folded into it
	empty  string   // the empty line
	body   string
	marks  []string
}

func cut(data []byte) *text {
	all := string(data)
	begin := len(all) - len(strings.TrimLeft(all, "\r\n"))
	rest := all[begin:]
	end := lineEnd(rest)
	t := &text{start: all[:begin+end]}
	for rest = rest[end:]; rest != ""; rest = rest[end:] {
		end = lineEnd(rest)
		if line := rest[:end]; line == "\r\n" || line == "\n" {
			t.empty, t.body = line, rest[end:]
			break
		}
		for end < len(rest) && isBlank(rest[end]) {
			end += lineEnd(rest[end:])
		}
		t.fields = append(t.fields, rest[:end])
	}
	return t
}

// lineEnd is the length of the first line with its line end.
func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i + 1
	}
	return len(s)
}

func (t *text) bytes() []byte {
	return []byte(t.start + strings.Join(t.fields, "") + t.empty + t.body)
}

func (t *text) mark(text string) { t.marks = append(t.marks, text) }

// edit gives the first field of that name that has a value another one, if
// change has one for it, and reports whether it had.
func (t *text) edit(name string, change func(value string) (string, bool)) bool {
	for i, field := range t.fields {
		from, to := value(field)
		if from == to || !message.SameName(nameOf(field), name) {
			continue
		}
		changed, ok := change(field[from:to])
		if ok {
			t.fields[i] = field[:from] + changed + field[to:]
		}
		return ok
	}
	return false
}

// nameOf is the name of a header field as spelt, "" if it has none.
func nameOf(field string) string {
	name, _, ok := strings.Cut(field, ":")
	if name = strings.TrimRight(name, " \t"); !ok || !message.IsToken(name) {
		return ""
	}
	return name
}

// value is where the value of a header field stands in it, without the white
// space around it.
func value(field string) (from, to int) {
	to = len(strings.TrimRight(field, " \t\r\n"))
	from = strings.IndexByte(field, ':') + 1
	for from < to && isSpace(field[from]) {
		from++
	}
	return from, max(from, to)
}

// param is where a parameter stands in the first element of a header value,
// from its semicolon on; ok is false when it is not there or has no value.
func param(value, name string) (from, to int, ok bool) {
	from = -1
	named := func(end int) bool {
		if from < 0 {
			return false
		}
		key, val, _ := strings.Cut(value[from+1:end], "=")
		return strings.EqualFold(strings.TrimSpace(key), name) && strings.TrimSpace(val) != ""
	}
	to = len(value)
	for i, c := range outside(value) {
		if c != ';' && c != ',' {
			continue
		}
		if to = i; c == ',' || named(i) {
			break
		}
		from, to = i, len(value)
	}
	return from, len(strings.TrimRight(value[:to], " \t\r\n")), named(to)
}

// extend writes more behind the value of a parameter, inside of its quotes.
func extend(value, name, more string) (string, bool) {
	_, to, ok := param(value, name)
	if !ok {
		return value, false
	}
	if value[to-1] == '"' {
		to--
	}
	return value[:to] + more + value[to:], true
}

// outside are the bytes of a header value outside of quoted strings and angle
// brackets, where its own commas, semicolons and white space are.
func outside(value string) iter.Seq2[int, byte] {
	return func(yield func(int, byte) bool) {
		quoted, angle := false, false
		for i := 0; i < len(value); i++ {
			switch c := value[i]; {
			case quoted && c == '\\':
				i++
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '<':
				angle = true
			case c == '>':
				angle = false
			case !angle:
				if !yield(i, c) {
					return
				}
			}
		}
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isSpace is a blank or part of a line end.
func isSpace(c byte) bool { return isBlank(c) || c == '\r' || c == '\n' }
