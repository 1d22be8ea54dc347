package control

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder"
)

// fields are the values of a body or a query while they are read. What is wrong
// with them is noted, so that all of it is told at once; what nobody asked for
// is wrong in the end.
type fields struct {
	values map[string]any // text, json.Number, bool, nil, list, object
	within string         // where the object stands, "expect[0]."
	query  bool           // all values are text
	known  []string
	noted  *[]wrong
}

func bodyFields(object map[string]any) *fields {
	return &fields{values: object, noted: new([]wrong)}
}

func queryFields(query url.Values) *fields {
	f := &fields{values: map[string]any{}, query: true, noted: new([]wrong)}
	for name, values := range query {
		if len(values) > 1 {
			f.wrong(name, "stands %d times", len(values))
		}
		f.values[name] = values[0]
	}
	return f
}

// object begins to read one that stands in this one.
func (f *fields) object(name string, values map[string]any) *fields {
	return &fields{values: values, within: f.within + name + ".", noted: f.noted}
}

func (f *fields) wrong(name, format string, args ...any) *wrong {
	*f.noted = append(*f.noted, wrong{Field: f.within + name, Text: fmt.Sprintf(format, args...)})
	return &(*f.noted)[len(*f.noted)-1]
}

// take is the value of a field, and whether it was given.
func (f *fields) take(name string) (any, bool) {
	f.known = append(f.known, name)
	v, given := f.values[name]
	return v, given
}

func (f *fields) has(name string) bool {
	_, given := f.values[name]
	return given
}

// done notes what nobody took. It returns the problem of all that is wrong, nil
// for none.
func (f *fields) done() error {
	f.end()
	if len(*f.noted) > 0 {
		slices.SortStableFunc(*f.noted, func(a, b wrong) int { return cmp.Compare(a.Field, b.Field) })
		return badFields(*f.noted)
	}
	return nil
}

// end is done for an object that stands in another.
func (f *fields) end() {
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		if slices.Contains(f.known, name) {
			continue
		}
		w := f.wrong(name, "nothing here has this name")
		switch near := catalog.NearestOf(name, f.known); {
		case near != "":
			w.Hint = "did you mean " + near + "?"
		case len(f.known) > 0:
			w.Hint = "there are " + strings.Join(f.known, ", ")
		}
	}
}

// maxText is how long a text may be, in bytes.
const maxText = 1024

// text is a field's text, "" where it was not given. Given, it has to be some.
func (f *fields) text(name string) string {
	v, given := f.take(name)
	if !given {
		return ""
	}
	s, isText := v.(string)
	switch {
	case !isText:
		f.wrong(name, "%s is no text", shown(v)).Hint = `put it in quotes, like "486"`
	case s == "":
		f.wrong(name, "the text is empty").Hint = "leave the field out"
	case len(s) > maxText:
		f.wrong(name, "the text is longer than %d bytes", maxText)
	default:
		return s
	}
	return ""
}

// oneOf is a field that takes one of some words; the first where it was not
// given.
func (f *fields) oneOf(name string, words ...string) string {
	if !f.has(name) {
		f.take(name)
		return words[0]
	}
	word := f.text(name)
	if word != "" && !slices.Contains(words, word) {
		f.wrong(name, "%q is not one of its words", clipped(word)).Hint = "there are " + strings.Join(words, ", ")
	}
	return word
}

// number is a whole one between two, both included; otherwise where it was not
// given.
func (f *fields) number(name string, least, most, otherwise int) int {
	v, given := f.take(name)
	if !given {
		return otherwise
	}
	text := fmt.Sprint(v)
	_, isNumber := v.(json.Number)
	n, err := strconv.Atoi(text)
	if isNumber = isNumber || f.query; !isNumber || err != nil || n < least || n > most {
		f.wrong(name, "%s is not a whole number from %d to %d", shown(v), least, most)
	}
	return n
}

// duration is a time like 1.5s, up to most.
func (f *fields) duration(name string, most, otherwise time.Duration) time.Duration {
	v, given := f.take(name)
	if !given {
		return otherwise
	}
	s, _ := v.(string)
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 || d > most {
		f.wrong(name, "%s is not a time up to %v", shown(v), most).Hint = `write it like "500ms", "5s" or "1m30s"`
	}
	return d
}

// flag is true or false; false where it was not given.
func (f *fields) flag(name string) bool {
	v, given := f.take(name)
	if !given {
		return false
	}
	on, isBool := v.(bool)
	if f.query {
		on, isBool = v == "true", v == "true" || v == "false"
	}
	if !isBool {
		f.wrong(name, "%s is neither true nor false", shown(v))
	}
	return on
}

// source is an address or a network; the zero Prefix where it was not given.
func (f *fields) source(name string) netip.Prefix {
	s := f.text(name)
	if s == "" {
		return netip.Prefix{}
	}
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen())
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		f.wrong(name, "%q is neither an address nor a network", clipped(s)).Hint = "write it like 10.0.0.5 or 10.0.0.0/8"
	}
	return p.Masked()
}

// method is the name of a method, "" where it was not given.
func (f *fields) method(name string, more ...string) string {
	s := f.text(name)
	if s == "" || slices.Contains(more, s) || slices.Contains(catalog.MethodNames(), s) {
		return s
	}
	near := catalog.NearestOf(s, append(catalog.MethodNames(), more...))
	unknown := strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
	if near == "" && unknown {
		return s // nobody registered it, and it may be asked for all the same
	}
	w := f.wrong(name, "%q is no method", clipped(s))
	if w.Hint = "there are " + strings.Join(catalog.MethodNames(), ", "); near != "" {
		w.Hint = "did you mean " + near + "?"
	}
	return s
}

// test is the ID of a test, "" where it was not given.
func (f *fields) test(name string) string {
	id := f.text(name)
	if id == "" {
		return ""
	}
	if err := responder.CheckTestID(id); err != nil {
		f.wrong(name, "%v", err)
	}
	return id
}

// list are the values of a list, none where it was not given.
func (f *fields) list(name string, most int) []any {
	v, given := f.take(name)
	if !given {
		return nil
	}
	list, isList := v.([]any)
	switch {
	case !isList:
		f.wrong(name, "%s is no list", shown(v)).Hint = "write [ ] around it"
	case len(list) == 0:
		f.wrong(name, "the list is empty")
	case len(list) > most:
		f.wrong(name, "the list has more than %d entries", most)
	default:
		return list
	}
	return nil
}

// shown is a value as it was given, in short.
func shown(v any) string {
	switch v := v.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case nil:
		return "null"
	case string:
		return strconv.Quote(clipped(v))
	}
	return clipped(fmt.Sprint(v))
}

func clipped(s string) string {
	const most = 80
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}
