package catalog

import "strings"

// answer is what a question about a response comes to. Before there is a
// request some questions have to wait.
type answer int8

const (
	no answer = iota
	yes
	notYet
)

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

func (a answer) and(b answer) answer {
	if a == no || b == no {
		return no
	}
	if a == notYet || b == notYet {
		return notYet
	}
	return yes
}

// or is the answer, or what a plain no comes to.
func (a answer) or(b answer) answer {
	if a == no {
		return b
	}
	return a
}

// Condition says when a header rule applies. The zero value is "always".
type Condition struct {
	methods methodSet // none: all
	text    string
	holds   func(*look) answer // nil: yes
}

// String is the condition in words, "" for always.
func (c Condition) String() string {
	if c.methods == 0 {
		return c.text
	}
	to := "to " + strings.Join(c.methods.names(), ", ")
	if c.text == "" {
		return to
	}
	return to + ", " + c.text
}

// MarshalText is the condition in words.
func (c Condition) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c Condition) holdsFor(l *look) answer {
	applies := yes
	if c.methods != 0 {
		applies = l.answers(c.methods)
	}
	if applies == no || c.holds == nil {
		return applies
	}
	return applies.and(c.holds(l))
}

// to restricts a rule to some methods.
func to(methods ...string) Condition { return Condition{methods: methodsOf(methods...)} }

// when adds a further condition to one about methods.
func (c Condition) when(d Condition) Condition {
	first := c.holds
	if c.text != "" {
		d.text = c.text + " and " + d.text
	}
	if first != nil {
		second := d.holds
		d.holds = func(l *look) answer { return first(l).and(second(l)) }
	}
	d.methods = c.methods
	return d
}

// seen is a condition that needs the request.
func seen(text string, holds func(*look) bool) Condition {
	return Condition{text: text, holds: func(l *look) answer {
		if l.req == nil {
			return notYet
		}
		return answerOf(holds(l))
	}}
}

// known is a condition that only people can judge: it is printed, and holds
// for no check.
func known(text string) Condition {
	return Condition{text: text, holds: func(*look) answer { return no }}
}

func requestHas(name string) Condition {
	return seen("when the request has "+name, func(l *look) bool {
		_, has := l.req.Header(name)
		return has
	})
}

func responseRequires(tag string) Condition {
	return Condition{text: "when Require lists " + tag, holds: func(l *look) answer { return l.lists("Require", tag, "") }}
}

var (
	outsideDialog = seen("when it makes a dialog", func(l *look) bool { return !l.own.InDialog })
	insideDialog  = seen("within a dialog", func(l *look) bool { return l.own.InDialog })
	haveBindings  = seen("when there are bindings", func(l *look) bool { return len(l.own.Bindings) > 0 })
	notifier      = seen("of a notifier", func(l *look) bool { return len(l.own.AllowEvents) > 0 })
	reliably      = Condition{text: "when sent reliably", holds: func(l *look) answer { return l.reliable() }}
	timerAgreed   = seen("when a session timer was agreed", func(l *look) bool { return l.own.SessionExpires != "" })
	uacRefreshes  = Condition{text: "when the client is to refresh the session", holds: func(l *look) answer { return l.uacRefreshes() }}
	// RFC 3329 section 2.3.2: the client did not bring sec-agree up itself.
	serverInitiated = seen("when the request does not require sec-agree", func(l *look) bool {
		return !l.req.Lists("Require", "sec-agree") && !l.req.Lists("Proxy-Require", "sec-agree")
	})
	offersDigest = Condition{text: "when Security-Server offers digest", holds: func(l *look) answer { return l.lists("Security-Server", "digest", "") }}
)
