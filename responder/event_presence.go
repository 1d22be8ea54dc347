package responder

import "encoding/xml"

// presencePackage tells whether somebody can be reached (RFC 3856): as he published it,
// else by whether he is registered.
var presencePackage = &eventPackage{
	name: "presence", kind: "application/pidf+xml", expires: 3600, publish: true,
	watch: func() eventState {
		return &published{event: "presence", kind: "application/pidf+xml", unpublished: reachable}
	},
}

// pidf is a presence document (RFC 3863).
type pidf struct {
	XMLName xml.Name    `xml:"urn:ietf:params:xml:ns:pidf presence"`
	Entity  string      `xml:"entity,attr"`
	Tuples  []pidfTuple `xml:"tuple"`
}

type pidfTuple struct {
	ID      string `xml:"id,attr"`
	Basic   string `xml:"status>basic"`
	Contact string `xml:"contact,omitempty"`
}

// reachable is open while there is a binding.
func reachable(l *look) []byte {
	tuple := pidfTuple{ID: "registration", Basic: "closed"}
	for _, b := range l.cfg.Registrar.Bindings(l.user, l.now) {
		tuple.Basic, tuple.Contact = "open", l.entity
		l.until(b.Expires)
	}
	return document(pidf{Entity: l.entity, Tuples: []pidfTuple{tuple}})
}
