package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// code asks the catalog what is wrong with one response, by itself and after
// those before it.
func (w *walk) code(s *Respond) {
	d := s.draft()
	for _, p := range catalog.CheckSequence(w.method, append(w.before(), catalog.Answer{Code: s.Code, Dialog: s.Dialog})) {
		if p.At < len(w.answers) {
			continue // told of that one
		}
		// CheckDraft sees no sequence and would call the word useless.
		kept := slices.DeleteFunc(slices.Clone(d.Breaks), func(word string) bool { return word == p.Word })
		if len(kept) == len(d.Breaks) {
			w.add(fromCatalog(p, s))
		}
		d.Breaks = kept
	}
	if w.elsewhere {
		d.Breaks = slices.DeleteFunc(slices.Clone(d.Breaks), func(word string) bool { return slices.Contains(wordsOfSequence, word) })
	}
	if !s.Raw.Empty() {
		for _, word := range d.Breaks {
			w.add(Problem{At: s.At, Severity: Warning, Text: fmt.Sprintf("breaks %s, but raw: is sent as it stands, whatever it breaks", word), Hint: "take the word out"})
		}
		return
	}
	method := w.method
	if method == "any" {
		method = ""
	}
	problems, _ := catalog.CheckDraft(method, d)
	for _, p := range problems {
		w.add(fromCatalog(p, s))
	}
}

// wordsOfSequence break rules on the answers to one request together.
var wordsOfSequence = []string{"two-finals", "late-provisional"}

// before is the responses that were sent already.
func (w *walk) before() []catalog.Answer {
	answers := make([]catalog.Answer, len(w.answers))
	for i, s := range w.answers {
		answers[i] = catalog.Answer{Code: s.Code, Dialog: s.Dialog, Breaks: s.Breaks}
	}
	return answers
}

// draft is the response before there is a request to fill in templates from.
func (s *Respond) draft() catalog.Draft {
	d := catalog.Draft{Code: s.Code, Reason: s.Reason, Breaks: s.Breaks, Reliable: s.Reliable}
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
		field, _ := catalog.LookupHeader(h.Name)
		if h.At == (Position{}) || !strings.EqualFold(field.Name, p.Header) {
			continue
		}
		if p.Value == "" || p.Value == h.Value.Source() {
			out.At = h.At
			break
		}
	}
	return out
}
