package scenarios

import (
	"fmt"
	"regexp"

	"go.yaml.in/yaml/v4"
)

// page reads what a scenario tells its readers.
func (r *reader) page(n *yaml.Node) *Page {
	const hint = "write  page: {rfc: RFC 3261 9.1, good: ...}"
	f := r.fields(n, "page", pageKeys, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "page: tells nothing", hint)
	}
	p := &Page{}
	for key, text := range map[string]*string{"field": &p.Field, "good": &p.Good, "bad": &p.Bad, "watch": &p.Watch, "setup": &p.Setup} {
		if value := f.take(key); value != nil {
			*text, _ = r.scalar(value, key)
		}
	}
	if rfc := f.take("rfc"); rfc != nil {
		p.RFC = r.sections(rfc)
	}
	if symptoms := f.take("symptoms"); symptoms != nil {
		p.Symptoms = r.sentences(symptoms, "symptoms")
	}
	if clients := f.take("clients"); clients != nil {
		p.Clients = r.clients(clients)
	}
	f.done()
	return p
}

var section = regexp.MustCompile(`^` + sectionPattern + `$`)

// sectionPattern is a section of an RFC, an appendix, or the whole of it.
const sectionPattern = `RFC [1-9][0-9]{0,4}( [0-9A-Z][0-9A-Za-z.]*( \S+)*)?`

// sections reads what RFCs are named.
func (r *reader) sections(n *yaml.Node) (out []string) {
	const like = "RFC 3261 9.1"
	for _, word := range r.words(n, "rfc") {
		if !section.MatchString(word.Value) {
			r.wrong(word, fmt.Sprintf("rfc: %q names no section", word.Value), "write one like "+like+", or a list of them")
			continue
		}
		out = append(out, word.Value)
	}
	r.notEmpty(n, "rfc", []string{like})
	return out
}

// sentences reads a list of texts, or one that stands alone.
func (r *reader) sentences(n *yaml.Node, what string) (out []string) {
	for _, word := range r.words(n, what) {
		if word.Value == "" {
			r.wrong(word, what+": has an empty text", "")
			continue
		}
		out = append(out, word.Value)
	}
	r.notEmpty(n, what, []string{"[no ring-back tone]"})
	return out
}

// clients reads what known clients did.
func (r *reader) clients(n *yaml.Node) map[string]string {
	const hint = "write  clients: {baresip 1.0: acknowledges only the first 200}"
	f := r.fields(n, "clients", nil, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "clients: names no client", hint)
	}
	out := map[string]string{}
	for key, value := range f.pairs() {
		if f.taken[key] {
			continue
		}
		out[key.Value], _ = r.scalar(value, "clients: "+key.Value)
	}
	return out
}
