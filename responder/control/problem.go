package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/sipbin/sipbin/scenarios"
)

// problem is an error as RFC 9457 has it told.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail says what is wrong, and how to mend it.
	Detail string `json:"detail"`
	// Errors are the places that are wrong.
	Errors []wrong `json:"errors,omitempty"`
	// Found is what was found in place of what was waited for.
	Found *found `json:"found,omitempty"`
	// Expect are the results of what was verified.
	Expect []tally `json:"expect,omitempty"`

	header http.Header
}

// wrong is one place that is wrong: of a request its field, of a scenario the
// line and column.
type wrong struct {
	Field    string `json:"field,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Severity string `json:"severity,omitempty"`
	Text     string `json:"text"`
	Hint     string `json:"hint,omitempty"`
	RFC      string `json:"rfc,omitempty"`
	Excerpt  string `json:"excerpt,omitempty"`
}

func (p *problem) Error() string { return p.Detail }

func fail(status int, format string, args ...any) *problem {
	return &problem{Status: status, Detail: fmt.Sprintf(format, args...)}
}

// with adds a header field to the answer.
func (p *problem) with(name, value string) *problem {
	if p.header == nil {
		p.header = make(http.Header)
	}
	p.header.Set(name, value)
	return p
}

// badFields is the problem of a request of which fields are wrong.
func badFields(errors []wrong) *problem {
	var texts []string
	for _, w := range errors {
		texts = append(texts, strings.TrimPrefix(w.Field+": "+w.Text, ": "))
	}
	return &problem{Status: http.StatusBadRequest, Detail: strings.Join(texts, "; ") + "; nothing was changed", Errors: errors}
}

// badScenarios is the problem of scenarios, or of faults, that do not check.
func badScenarios(problems scenarios.Problems) *problem {
	n := len(problems.Errors())
	return &problem{
		Status: http.StatusUnprocessableEntity,
		Detail: fmt.Sprintf("%d wrong, first %s; nothing was changed", n, firstLine(problems.Errors()[0].String())),
		Errors: wrongs(problems),
	}
}

func wrongs(problems scenarios.Problems) []wrong {
	list := make([]wrong, len(problems))
	for i, p := range problems {
		list[i] = wrong{
			File: p.At.File, Line: p.At.Line, Column: p.At.Column, Severity: "problem",
			Text: p.Text, Hint: p.Hint, RFC: p.RFC, Excerpt: p.Excerpt,
		}
		if p.Severity == scenarios.Warning {
			list[i].Severity = "warning"
		}
	}
	return list
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// write sends the problem.
func (p *problem) write(w http.ResponseWriter) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	for name, values := range p.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	encode(w, p)
}

// encode writes JSON as people read it. Nobody is left to tell when it cannot.
func encode(w http.ResponseWriter, v any) {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(v)
}
