package scenarios

import (
	"fmt"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// code asks the catalog what is wrong with one response.
func (w *walk) code(s *Respond) {
	method := w.method
	if method == "any" {
		method = ""
	}
	problems, _ := catalog.CheckDraft(method, s.draft())
	for _, p := range problems {
		w.add(fromCatalog(p, s))
	}
}

// draft is the response before there is a request to fill in templates from.
func (s *Respond) draft() catalog.Draft {
	d := catalog.Draft{Code: s.Code, Reason: s.Reason, Breaks: s.Breaks}
	for _, h := range s.Headers {
		if h.Value.Empty() {
			d.Without = append(d.Without, h.Name)
			continue
		}
		d.Headers = append(d.Headers, catalog.Header{Name: h.Name, Value: h.Value.Source()})
	}
	if !s.Body.Empty() {
		d.Body = []byte(s.Body.Source())
		d.ContentType = "text/plain"
	}
	return d
}

// fromCatalog places the catalog's problem at the header it is about, when the
// author wrote that, else at the step.
func fromCatalog(p catalog.Problem, s *Respond) Problem {
	out := Problem{At: s.At, Text: p.Text, Hint: p.Hint, Word: p.Word}
	if p.Severity == catalog.IsWarning {
		out.Severity = Warning
	}
	if p.RFC != 0 {
		out.RFC = strings.TrimSpace(fmt.Sprintf("RFC %d %s", p.RFC, p.Section))
	}
	for _, h := range s.Headers {
		if h.At != (Position{}) && p.Header != "" && strings.EqualFold(h.Name, p.Header) {
			out.At = h.At
			break
		}
	}
	return out
}

// sequence looks at all responses to one request together.
func (w *walk) sequence() {
	var final *Respond
	for _, s := range w.answers {
		switch {
		case final == nil && s.Code >= 200:
			final = s
		case final == nil:
		case s.Code < 200:
			w.add(Problem{At: s.At, RFC: "RFC 3261 17.2", Text: fmt.Sprintf("%d comes after the final response %d", s.Code, final.Code), Hint: "put it before"})
		default:
			w.add(Problem{At: s.At, RFC: "RFC 3261 17.2", Text: fmt.Sprintf("%d is a second final response, after %d", s.Code, final.Code),
				Hint: "to answer the caller's next try with it, write  {attempts: [[...], [...]]}"})
		}
	}
}
