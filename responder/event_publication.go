package responder

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
	"time"
)

// publication is one document that somebody published (RFC 3903). What is in it
// is not looked at.
type publication struct {
	tag    string
	kind   string
	body   []byte
	ends   time.Time
	number uint64 // higher than those of publications before
}

// perUser is the most publications of one state: a user has so many devices.
const perUser = 16

// published is the state of a package that can be published: the document that
// came last, of which there may be several by several devices; without one what
// we know ourselves.
type published struct {
	event, kind string
	unpublished func(l *look) []byte

	shownKind string
	shown     []byte
}

func (p *published) look(l *look) bool {
	kind, body := p.kind, p.unpublished(l)
	if d, ok := l.events.published(resource{p.event, l.user}, l.now); ok {
		kind, body = d.kind, d.body
		l.until(d.ends)
	}
	news := kind != p.shownKind || !bytes.Equal(body, p.shown)
	p.shownKind, p.shown = kind, body
	return news
}

func (p *published) body() (string, []byte) { return p.shownKind, p.shown }

// published is the last document published of a state.
func (e *events) published(what resource, now time.Time) (last publication, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.publications[what] {
		if p.ends.After(now) && (!ok || p.number > last.number) {
			last, ok = p, true
		}
	}
	return last, ok
}

// publication is the one with an entity-tag.
func (e *events) publication(what resource, tag string, now time.Time) (publication, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.publications[what] {
		if p.tag == tag && p.ends.After(now) {
			return p, true
		}
	}
	return publication{}, false
}

// hasRoom reports whether one more document can be kept.
func (e *events) hasRoom(what resource, most int, now time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tidy(what, now)
	if e.kept >= most {
		for what := range e.publications {
			e.tidy(what, now)
		}
	}
	return e.kept < most && len(e.publications[what]) < perUser
}

// publish keeps a document in the place of the one with the entity-tag replaced;
// one that has ended is taken away.
func (e *events) publish(what resource, replaced string, p publication, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.number++
	p.number = e.number
	e.kept -= len(e.publications[what])
	list := slices.DeleteFunc(e.publications[what], func(old publication) bool { return replaced != "" && old.tag == replaced })
	e.publications[what] = append(list, p)
	e.kept += len(e.publications[what])
	e.tidy(what, now)
}

// tidy forgets the documents of a state that have ended.
func (e *events) tidy(what resource, now time.Time) {
	before := len(e.publications[what])
	left := slices.DeleteFunc(e.publications[what], func(p publication) bool { return !p.ends.After(now) })
	e.kept += len(left) - before
	if len(left) == 0 {
		delete(e.publications, what)
		return
	}
	e.publications[what] = left
}

// kindOfXML is the media type of a document that an author wrote.
func kindOfXML(body string) string {
	for _, root := range [...]struct{ name, kind string }{
		{"presence", presencePackage.kind}, {"dialog-info", dialogPackage.kind}, {"reginfo", regPackage.kind},
	} {
		if strings.Contains(body, "<"+root.name+" ") || strings.Contains(body, "<"+root.name+">") {
			return root.kind
		}
	}
	return "application/xml"
}

// document is an XML document.
func document(root any) []byte {
	body, err := xml.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // of structs of strings there is nothing that cannot be written
	}
	return append([]byte(xml.Header), append(body, '\n')...)
}
