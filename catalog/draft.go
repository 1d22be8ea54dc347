package catalog

import (
	"iter"
	"strconv"
	"strings"
	"time"
)

// Draft is a response as its author wants it, before anything is filled.
type Draft struct {
	Code        int      // 100 to 699
	Reason      string   // "": the phrase of the code
	Headers     []Header // as written; several of one name are several lines
	Without     []string // header fields taken away on purpose
	Body        []byte
	ContentType string
	Reliable    bool     // with 100rel (RFC 3262)
	Breaks      []string // words of the rules that may be broken
	Dialled     bool     // samples may stand in for what only an author could know
	Later       []*Rule  // what [CheckDraft] left to be asked with the request; nil: everything
}

// Own is what the responder knows of itself and of this call. All of it is optional.
type Own struct {
	Via            []string      // the request's Via values with received and rport written in, in order; nil: copied
	To             string        // the To value with our tag; "": copied
	Contact        string        // the URI of ours that faces this peer, without <>
	Face           string        // host:port of ours for this peer
	Stream         bool          // the request came over a stream transport
	InDialog       bool          // the request belongs to a dialog
	NeedsSDP       bool          // this response has to carry the offer or the answer
	Allow          []string      // methods; an element may itself be a list, then nothing has to be joined
	Supported      []string      // option tags, likewise
	Accept         []string      // media types, likewise
	AllowEvents    []string      // event packages, likewise
	MinExpires     int           // seconds
	MinSE          int           // seconds
	Expires        int           // seconds granted, for 2xx to SUBSCRIBE and PUBLISH; 0: what was asked
	Bindings       []string      // Contact values of the bindings, for 2xx to REGISTER
	Challenges     []string      // values of WWW-Authenticate or Proxy-Authenticate
	ETag           string        // the entity-tag, for 2xx to PUBLISH
	RSeq           uint32        // of a reliable provisional response
	SessionExpires string        // the value for a 2xx that agreed a session timer
	Date           time.Time     // zero: no Date header
	Delay          time.Duration // since the request came, for the Timestamp of a 100
	Server         string        // product token; "": no Server header
}

// Response is what [Build] made.
type Response struct {
	Code    int
	Reason  string
	Headers []Header
	Body    []byte
	Marks   []string // what was filled with a sample, what was broken on purpose
}

// look is one reading of a response: of a draft when a scenario is loaded, or
// of what is built for a request.
type look struct {
	req     Request // nil: there is none yet
	method  string
	methods methodSet // the method's bit
	code    *Code     // the entry by which the code is understood
	draft   Draft
	own     Own
	headers []Header // built so far
	body    []byte
	marks   []string
}

// answers reports whether the request is of one of the methods.
func (l *look) answers(methods methodSet) answer {
	if l.method == "" {
		return notYet
	}
	return answerOf(l.methods&methods != 0)
}

func (l *look) mark(text string) { l.marks = append(l.marks, text) }

// written is the author's first value of a header.
func (l *look) written(name string) (string, bool) {
	for i := range l.draft.Headers {
		if sameName(l.draft.Headers[i].Name, name) {
			return l.draft.Headers[i].Value, true
		}
	}
	return "", false
}

func (l *look) withheld(name string) bool {
	for _, w := range l.draft.Without {
		if sameName(w, name) {
			return true
		}
	}
	return false
}

// built is the first value of a header among those built so far.
func (l *look) built(name string) (string, bool) {
	for i := range l.headers {
		if sameName(l.headers[i].Name, name) {
			return l.headers[i].Value, true
		}
	}
	return "", false
}

// value is the first value of a header, and whether it is known: a template
// has none before there is a request, neither has what is yet to be filled.
func (l *look) value(name string, fill Fill) (string, answer) {
	if v, ok := l.written(name); ok {
		if l.req == nil && templated(v) {
			return "", notYet
		}
		return v, yes
	}
	if l.req != nil {
		v, ok := l.built(name)
		return v, answerOf(ok)
	}
	if l.withheld(name) || fill == FromAuthor || fill == "" {
		return "", no
	}
	return "", notYet
}

// authored is the first value the author wrote, if it is known already.
func (l *look) authored(name string) (string, answer) {
	v, ok := l.written(name)
	if ok && l.req == nil && templated(v) {
		return "", notYet
	}
	return v, answerOf(ok)
}

func (l *look) authoredLines(name string) (values []string) {
	for _, h := range l.draft.Headers {
		if sameName(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

// lines are the header lines as far as they are known: those built, or before
// there is a request those written.
func (l *look) lines() []Header {
	if l.req == nil {
		return l.draft.Headers
	}
	return l.headers
}

// elements are those of a list header, bare of parameters.
func (l *look) elements(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, h := range l.lines() {
			if !sameName(h.Name, name) {
				continue
			}
			for item := range strings.SplitSeq(h.Value, ",") {
				bare, _, _ := strings.Cut(item, ";")
				if bare = strings.TrimSpace(bare); bare != "" && !yield(bare) {
					return
				}
			}
		}
	}
}

// addresses are the addresses of all lines of a header.
func (l *look) addresses(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, h := range l.lines() {
			if !sameName(h.Name, name) {
				continue
			}
			for _, value := range splitAddresses(h.Value) {
				if !yield(value) {
					return
				}
			}
		}
	}
}

// splitAddresses cuts a list of addresses at the commas that stand outside of
// quotes and <>.
func splitAddresses(list string) (values []string) {
	from, quoted, angle := 0, false, false
	add := func(to int) {
		if v := strings.TrimSpace(list[from:to]); v != "" {
			values = append(values, v)
		}
		from = to + 1
	}
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case c == ',' && !angle:
			add(i)
		}
	}
	add(len(list))
	return values
}

// has reports whether a header is there, or will be by who fills it.
func (l *look) has(name string, fill Fill) answer {
	if _, ok := l.written(name); ok {
		return yes
	}
	if l.req == nil && l.draft.Dialled && fill != "" && !l.withheld(name) {
		return yes
	}
	_, known := l.value(name, fill)
	return known
}

// lists reports whether one of the lines of a list header has an element.
func (l *look) lists(name, element string, fill Fill) answer {
	found := no
	if l.req == nil {
		if _, ok := l.written(name); !ok {
			found = l.has(name, fill)
			if found == yes {
				found = notYet
			}
		}
	}
	for item := range l.elements(name) {
		if strings.EqualFold(item, element) {
			return yes
		}
		if l.req == nil && templated(item) {
			found = notYet
		}
	}
	return found
}

// reliable reports whether the author wants the response reliable.
func (l *look) reliable() answer {
	if l.draft.Reliable {
		return yes
	}
	_, ok := l.written("RSeq")
	return answerOf(ok)
}

func (l *look) uacRefreshes() answer {
	v, known := l.value("Session-Expires", FromResponder)
	if known != yes {
		return known
	}
	return answerOf(strings.EqualFold(param(v, "refresher"), "uac"))
}

func templated(value string) bool { return strings.Contains(value, "{{") }

// param is the value of a parameter of a header value, "" without it. Quotes
// around it are taken off.
func param(value, name string) string {
	rest := value
	if i := strings.LastIndexByte(rest, '>'); i >= 0 {
		rest = rest[i:]
	}
	_, rest, _ = strings.Cut(rest, ";")
	for part := range strings.SplitSeq(rest, ";") {
		key, v, _ := strings.Cut(part, "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(strings.TrimSpace(v), `"`)
		}
	}
	return ""
}

// seconds reads delta-seconds in front of any parameters.
func seconds(value string) (int, bool) {
	bare, _, _ := strings.Cut(value, ";")
	n, err := strconv.Atoi(strings.TrimSpace(bare))
	return n, err == nil && n >= 0
}
