package catalog

import (
	"iter"
	"slices"
	"strings"
)

// look is one reading of a response: of a draft when a scenario is loaded, or
// of what is built for a request.
type look struct {
	req     Request // nil: there is none yet
	method  string
	methods methodSet // the method's bit
	code    *Code     // the entry by which the code is understood
	draft   *Draft
	own     *Own
	headers []Header // built so far
	body    []byte
	marks   []string
	// contentType is that of the body, unless a header says it.
	contentType string
}

// answers reports whether the request is of one of the methods.
func (l *look) answers(methods methodSet) answer {
	if l.method == "" {
		return notYet
	}
	return answerOf(l.methods&methods != 0)
}

func (l *look) mark(text string) {
	if !slices.Contains(l.marks, text) {
		l.marks = append(l.marks, text)
	}
}

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
	if _, ok := l.written("RSeq"); ok {
		return yes
	}
	for _, v := range l.authoredLines("Require") {
		if strings.Contains(v, "100rel") {
			return yes
		}
	}
	return no
}

func (l *look) uacRefreshes() answer {
	v, known := l.value("Session-Expires", FromResponder)
	if known != yes {
		return known
	}
	return answerOf(strings.EqualFold(param(v, "refresher"), "uac"))
}
