package scenarios

import (
	"fmt"
	"strings"
	"text/template"
)

// Text is a header value, a reason phrase or a body as its author wrote it:
// literal, or a text/template over a [View]. The zero Text is empty.
type Text struct {
	src   string
	tmpl  *template.Template
	lines bool     // a body: line ends are wanted, and leave as CRLF
	raw   bool     // every byte is wanted
	vars  []string // the names of Vars it uses
}

// maxText bounds what a template may grow to, in bytes; a UDP datagram holds no more.
const maxText = 65535

// Literal is a value that is sent as it stands.
func Literal(s string) Text { return Text{src: s} }

// ParseText reads a header value or reason phrase. It is a template when it
// contains {{ ; a name that no [View] has is an error here already, and so are
// line ends and NUL, which would begin another header.
func ParseText(src string) (Text, error) {
	if err := oneLine(src); err != nil {
		return Text{}, err
	}
	return newText(src, false)
}

// ParseBody reads a body. It may have several lines; each line end is sent as
// CRLF, however the file spells it.
func ParseBody(src string) (Text, error) { return newText(src, true) }

// ParseRaw reads what is sent byte for byte, templates filled in: line ends leave
// as they are.
func ParseRaw(src string) (Text, error) {
	t, err := newText(src, false)
	t.raw = true
	return t, err
}

func newText(src string, lines bool) (Text, error) {
	t := Text{src: src, lines: lines}
	if !strings.Contains(src, "{{") {
		return t, nil
	}
	tmpl, err := template.New("").Parse(src)
	if err != nil {
		return Text{}, templateError("cannot be read", err)
	}
	if t.vars, err = checkNames(tmpl); err != nil {
		return Text{}, err
	}
	t.tmpl = tmpl.Option("missingkey=zero")
	return t, nil
}

// Render is the value for one request. It fails when the template does, when it
// grows beyond 65,535 bytes, and, unless it is a body or raw, when the request smuggled
// CR, LF or NUL into it.
func (t Text) Render(v View) (string, error) {
	out := t.src
	if t.tmpl != nil {
		var w bounded
		if err := t.tmpl.Execute(&w, v); err != nil {
			return "", templateError("fails", err)
		}
		out = w.String()
	}
	switch {
	case t.raw:
		return out, nil
	case t.lines:
		return crlf(out), nil
	}
	return out, oneLine(out)
}

// Source is the text as it was written.
func (t Text) Source() string { return t.src }

// Empty reports whether nothing was written, which takes a header away.
func (t Text) Empty() bool { return t.src == "" }

// Templated reports whether Render needs a View.
func (t Text) Templated() bool { return t.tmpl != nil }

func oneLine(s string) error {
	if i := strings.IndexAny(s, "\r\n\x00"); i >= 0 {
		return fmt.Errorf("a value must stay on its line, but byte %d of %.40q is %q", i, s, s[i])
	}
	return nil
}

func crlf(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

// templateProblem is what is wrong with a template, and how to mend it.
type templateProblem struct{ text, hint string }

func (p *templateProblem) Error() string {
	if p.hint == "" {
		return p.text
	}
	return p.text + "; " + p.hint
}

// templateError is an error of text/template without its prefix, whose name and
// line speak of no file the author knows.
func templateError(what string, err error) error {
	text := strings.TrimPrefix(err.Error(), "template: :")
	if _, rest, ok := strings.Cut(text, ": "); ok && text[0] >= '0' && text[0] <= '9' {
		text = rest
	}
	if i := strings.LastIndex(text, ">: "); i >= 0 {
		text = text[i+3:]
	}
	return &templateProblem{"the template " + what + ": " + text, ""}
}

// bounded is a buffer that refuses to grow beyond maxText.
type bounded struct{ strings.Builder }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxText {
		return 0, fmt.Errorf("the value grows beyond %d bytes", maxText)
	}
	return b.Builder.Write(p)
}
