package responder

import (
	"cmp"
	"crypto/sha256"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

// regPackage tells where somebody is registered (RFC 3680). Its subscriptions
// last longer than a registration by default, so that they outlive one.
var regPackage = &eventPackage{
	name: "reg", kind: "application/reginfo+xml", expires: 3761,
	watch: func() eventState { return &regInfo{version: -1} },
}

// deactivated is the event of a binding that was taken away by us: the client is
// to register again at once (RFC 3680 section 5.1).
const deactivated = "deactivated"

type regInfo struct {
	XMLName       xml.Name          `xml:"urn:ietf:params:xml:ns:reginfo reginfo"`
	Version       int               `xml:"version,attr"`
	State         string            `xml:"state,attr"`
	Registrations []regRegistration `xml:"registration"`

	version int
	entity  string
	there   []registrar.Binding
	gone    []regGone
}

type regRegistration struct {
	aor      string
	AOR      string       `xml:"aor,attr"`
	ID       string       `xml:"id,attr"`
	State    string       `xml:"state,attr"`
	Contacts []regContact `xml:"contact"`
}

type regContact struct {
	ID    string `xml:"id,attr"`
	State string `xml:"state,attr"`
	Event string `xml:"event,attr"`
	Q     string `xml:"q,attr,omitempty"`
	URI   string `xml:"uri"`
}

// regGone is a binding that is no more, and why.
type regGone struct {
	registrar.Binding
	event string
}

// look finds what bindings there are. One that is gone is told once.
func (r *regInfo) look(l *look) bool {
	now := l.cfg.Registrar.Bindings(l.user, l.now)
	slices.SortStableFunc(now, func(a, b registrar.Binding) int {
		return cmp.Or(cmp.Compare(a.AOR, b.AOR), cmp.Compare(a.URI.Text, b.URI.Text))
	})
	r.entity, r.gone = l.entity, nil
	for _, b := range r.there {
		if slices.ContainsFunc(now, func(other registrar.Binding) bool { return idOf(other) == idOf(b) }) {
			continue
		}
		event := cmp.Or(l.cause, "unregistered")
		if !b.Expires.After(l.now) {
			event = "expired"
		}
		r.gone = append(r.gone, regGone{b, event})
	}
	for _, b := range now {
		l.until(b.Expires)
	}
	news := !slices.EqualFunc(r.there, now, func(a, b registrar.Binding) bool {
		return idOf(a) == idOf(b) && a.Contact == b.Contact
	})
	r.there = now
	return news
}

func (r *regInfo) body() (string, []byte) {
	r.version++
	r.Version, r.State, r.Registrations = r.version, "full", nil
	for _, b := range r.there {
		contact := contactOf(b, "active", "registered")
		of := r.of(b)
		of.State = "active"
		of.Contacts = append(of.Contacts, contact)
	}
	for _, b := range r.gone {
		of := r.of(b.Binding)
		of.Contacts = append(of.Contacts, contactOf(b.Binding, "terminated", b.event))
	}
	if r.Registrations == nil {
		r.Registrations = []regRegistration{{AOR: r.entity, ID: r.entity, State: "init"}}
	}
	r.gone = nil
	return regPackage.kind, document(r)
}

// of is the registration in the document that a binding belongs to.
func (r *regInfo) of(b registrar.Binding) *regRegistration {
	i := slices.IndexFunc(r.Registrations, func(of regRegistration) bool { return of.aor == b.AOR })
	if i < 0 {
		i = len(r.Registrations)
		r.Registrations = append(r.Registrations, regRegistration{aor: b.AOR, AOR: b.Record(), ID: b.Record(), State: "terminated"})
	}
	return &r.Registrations[i]
}

func contactOf(b registrar.Binding, state, event string) regContact {
	q, _ := message.Param(b.Contact, "q")
	return regContact{ID: idOf(b), State: state, Event: event, Q: q, URI: b.URI.Text}
}

// idOf names a binding in the document: the same for as long as it is renewed.
func idOf(b registrar.Binding) string {
	what := []string{b.AOR, b.URI.Text}
	if b.RegID != 0 {
		what = []string{b.AOR, strings.ToLower(b.Instance), codeText(b.RegID)}
	}
	sum := sha256.Sum256([]byte(strings.Join(what, " ")))
	return tagLetters.EncodeToString(sum[:10])
}
