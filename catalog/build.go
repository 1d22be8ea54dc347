package catalog

import (
	"strconv"
	"strings"
)

// Build makes the response an author drafted to a request: it copies what is
// copied, fills what the code must carry and the draft is silent on, and
// checks the result. A header of the draft stands in place of the one that
// would be filled; a name in Without is left out.
//
// When a MUST is broken that is not among the draft's Breaks, or a value could
// not be sent as one header line, the error is [Problems] and nothing is to be
// sent. The headers come in the conventional order, Content-Length last. The
// draft and own are left as they are.
func Build(req Request, d *Draft, own *Own) (Response, error) {
	if bad := malformed(d); bad != nil {
		return Response{}, bad
	}
	method := req.Method()
	l := &look{req: req, method: method, methods: methodBit(method), code: asKnown(d.Code), draft: d, own: own,
		headers: make([]Header, 0, 16+len(d.Headers)), body: d.Body, contentType: d.ContentType}
	p := &plans[d.Code-100]

	l.copyGeneral(p)
	for _, h := range p.fills {
		if h.Condition.holdsFor(l) == yes {
			l.fill(h)
		}
	}
	l.fillOptional()
	if d.Dialled {
		l.sampleExtras()
	}
	l.addWritten()
	l.addBody()

	if bad := l.check(p); bad != nil {
		return Response{}, bad
	}
	reason := d.Reason
	if reason == "" {
		reason = l.code.Reason
	}
	return Response{Code: d.Code, Reason: reason, Headers: l.headers, Body: l.body, Marks: l.marks}, nil
}

// copyGeneral writes what RFC 3261 section 8.2.6.2 copies from the request,
// as the client spelt it.
func (l *look) copyGeneral(p *plan) {
	via := l.own.Via
	if via == nil {
		via = l.req.HeaderValues("Via")
	}
	l.putAll("Via", via)
	for _, h := range p.routes {
		if h.Condition.holdsFor(l) == yes {
			l.putAll("Record-Route", l.req.HeaderValues("Record-Route"))
		}
	}
	l.copyLine("From")
	if l.own.To != "" && l.draft.Code != 100 {
		l.put("To", l.own.To)
	} else {
		l.copyLine("To")
	}
	l.copyLine("Call-ID")
	l.copyLine("CSeq")
}

func (l *look) copyLine(name string) {
	if v, ok := l.req.Header(name); ok {
		l.put(name, v)
	} else {
		l.settled(name)
	}
}

// settled reports whether a header needs no filling: it is there already, or
// taken away, or the author wrote it, whose lines are then put here.
func (l *look) settled(name string) bool {
	if _, ok := l.built(name); ok {
		return true
	}
	found := false
	for _, h := range l.draft.Headers {
		if sameName(h.Name, name) {
			l.headers = append(l.headers, h)
			found = true
		}
	}
	return found || l.withheld(name)
}

func (l *look) put(name, value string) {
	if !l.settled(name) {
		l.headers = append(l.headers, Header{name, value})
	}
}

func (l *look) putAll(name string, values []string) {
	if len(values) == 0 || l.settled(name) {
		return
	}
	for _, v := range values {
		l.headers = append(l.headers, Header{name, v})
	}
}

// addWritten puts the author's headers that stand in no filled one's place.
func (l *look) addWritten() {
	filled := len(l.headers)
	for _, h := range l.draft.Headers {
		if sameName(h.Name, "Content-Type") || sameName(h.Name, "Content-Length") {
			continue
		}
		there := false
		for i := range l.headers[:filled] {
			there = there || sameName(l.headers[i].Name, h.Name)
		}
		if !there {
			l.headers = append(l.headers, h)
		}
	}
}

func (l *look) addBody() {
	if len(l.body) > 0 && l.contentType != "" {
		l.put("Content-Type", l.contentType)
	} else {
		l.settled("Content-Type")
	}
	l.put("Content-Length", strconv.Itoa(len(l.body)))
}

// malformed are the values that cannot be sent as a response: a template may
// have made them. No word allows them.
func malformed(d *Draft) error {
	var bad Problems
	refuse := func(header, text, hint string) {
		bad = append(bad, &Problem{Severity: IsProblem, Text: text, RFC: 3261, Section: "25.1", Hint: hint, Header: header})
	}
	if d.Code < 100 || d.Code > 699 {
		refuse("", strconv.Itoa(d.Code)+" is no response code", "codes are 100 to 699")
	}
	if strings.ContainsAny(d.Reason, "\r\n\x00") {
		refuse("", "the reason phrase is not one line", "take the line breaks out")
	}
	for _, h := range d.Headers {
		if !isToken(h.Name) {
			refuse(h.Name, strconv.Quote(h.Name)+" is no header name", "a name is letters, digits and any of -.!%*_+`'~")
		}
		if strings.ContainsAny(h.Value, "\r\n\x00") {
			refuse(h.Name, "the value of "+h.Name+" is not one line", "take the line breaks out; a list of values makes one line each")
		}
	}
	if strings.ContainsAny(d.ContentType, "\r\n\x00") {
		refuse("Content-Type", "the value of Content-Type is not one line", "take the line breaks out")
	}
	if bad == nil {
		return nil
	}
	return bad
}
