package control

import (
	"io"
	"net/http"
)

// answer is what a request is answered with: a value as JSON, or a text of a
// kind of its own.
type answer struct {
	status int
	value  any
	kind   string // of text
	text   string
	// location is the path of what was made, "" for nothing.
	location string
}

const (
	plainText = "text/plain; charset=utf-8"
	yamlText  = "application/yaml"
)

func ok(value any) *answer { return &answer{status: http.StatusOK, value: value} }

func created(location string, value any) *answer {
	return &answer{status: http.StatusCreated, value: value, location: location}
}

func done() *answer { return &answer{status: http.StatusNoContent} }

func text(kind, text string) *answer {
	return &answer{status: http.StatusOK, kind: kind, text: text}
}

func (a *answer) write(w http.ResponseWriter) {
	if a.location != "" {
		w.Header().Set("Location", a.location)
	}
	switch {
	case a.kind != "":
		w.Header().Set("Content-Type", a.kind)
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.text)
	case a.value != nil:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(a.status)
		encode(w, a.value)
	default:
		w.WriteHeader(a.status)
	}
}
