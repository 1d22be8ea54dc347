// Package dialog keeps what two user agents must remember of each other during
// a call: tags, route set, remote target and CSeq in both directions (RFC 3261
// section 12), and RSeq (RFC 3262). It is pure data, owned by a call.
//
// It may import message and nothing else of sipbin.
package dialog

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
)

// ID names a dialog (RFC 3261 section 12).
type ID struct {
	CallID, LocalTag, RemoteTag string
}

// IDOf is the dialog that a request to us was sent in.
func IDOf(m *message.Message) ID {
	return ID{CallID: m.CallID(), LocalTag: m.ToTag(), RemoteTag: m.FromTag()}
}

// Dialog is one dialog as its UAS sees it.
type Dialog struct {
	ID ID
	// Early is set until a 2xx was sent.
	Early bool
	// Subscribed is set when a SUBSCRIBE or REFER made it, not an INVITE: it ends
	// with its last subscription, and there is no call in it for a BYE to end (RFC
	// 5057 section 4).
	Subscribed bool
	// Local and Remote are To and From of the request that made the dialog,
	// Local with our tag, as they stand in requests of ours.
	Local, Remote string
	// Contact is our Contact value in this dialog.
	Contact string
	// Target is the remote target URI, from the peer's Contact.
	Target string
	// Routes is the route set in the order of the Route header fields to send.
	Routes []string
	// LocalSeq is the CSeq number of our last request, 0 before the first.
	LocalSeq uint32
	// RemoteSeq is the CSeq number of the peer's last request.
	RemoteSeq uint32
	// RSeq is the last RSeq sent, 0 before the first.
	RSeq uint32
	// Offers is what was said of the session, and what is still open of it.
	Offers Offers
}

// ErrOutOfOrder is what [Dialog.Receive] returns for a CSeq lower than the last
// one: the request is answered 500 (RFC 3261 section 12.2.2).
var ErrOutOfOrder = errors.New("CSeq lower than the last one in this dialog")

// New is the dialog that a response with this To value makes of a request
// (RFC 3261 section 12.1.1).
func New(m *message.Message, to, contact string) *Dialog {
	tag, _ := message.Param(to, "tag")
	// Strings of its own: a dialog outlives the message it was read from.
	routes := m.List("Record-Route")
	for i, r := range routes {
		routes[i] = strings.Clone(r)
	}
	return &Dialog{
		ID:        ID{CallID: strings.Clone(m.CallID()), LocalTag: tag, RemoteTag: strings.Clone(m.FromTag())},
		Early:     true,
		Local:     to,
		Remote:    strings.Clone(m.From()),
		Contact:   contact,
		Target:    target(m),
		Routes:    routes,
		RemoteSeq: m.CSeq().Number,
	}
}

// target is the URI of the first Contact, in a string of its own.
func target(m *message.Message) string {
	contact, _ := m.Header("Contact")
	return strings.Clone(message.AddrSpec(message.FirstOf(contact)))
}

// Receive takes note of a request in the dialog. ACK and CANCEL carry the CSeq
// number of their INVITE and are not counted.
func (d *Dialog) Receive(m *message.Message) error {
	if m.Method() == "ACK" || m.Method() == "CANCEL" {
		return nil
	}
	if m.CSeq().Number < d.RemoteSeq {
		return ErrOutOfOrder
	}
	d.RemoteSeq = m.CSeq().Number
	return nil
}

// Refresh takes over the Contact of a target refresh request, INVITE, UPDATE,
// SUBSCRIBE, NOTIFY or REFER, that was answered with 2xx (section 12.2.2), or
// of a 2xx to one of ours.
func (d *Dialog) Refresh(m *message.Message) {
	if t := target(m); t != "" {
		d.Target = t
	}
}

// Head is the Request-URI of a request of ours and the header fields that make
// it part of the dialog: Route, From, To, Call-ID and CSeq. Each call counts
// CSeq up, except for ACK and CANCEL, which take the number of their INVITE.
func (d *Dialog) Head(method string, seq uint32) (uri string, headers []message.Header) {
	if method != "ACK" && method != "CANCEL" {
		d.LocalSeq++
		seq = d.LocalSeq
	}
	uri, routes := d.route()
	for _, r := range routes {
		headers = append(headers, message.Header{Name: "Route", Value: r})
	}
	return uri, append(headers,
		message.Header{Name: "From", Value: d.Local},
		message.Header{Name: "To", Value: d.Remote},
		message.Header{Name: "Call-ID", Value: d.ID.CallID},
		message.Header{Name: "CSeq", Value: strconv.FormatUint(uint64(seq), 10) + " " + method},
	)
}

// route is section 12.2.1.1: with a strict router in front, its URI becomes the
// Request-URI and the target goes to the end of the route set.
func (d *Dialog) route() (uri string, routes []string) {
	target := d.Target
	if target == "" {
		target = message.AddrSpec(d.Remote)
	}
	if len(d.Routes) == 0 {
		return target, nil
	}
	first := message.AddrSpec(d.Routes[0])
	if u, err := message.ParseURI(first); err == nil {
		if _, loose := u.Param("lr"); !loose {
			return requestURI(first), append(append([]string{}, d.Routes[1:]...), "<"+target+">")
		}
	}
	return target, d.Routes
}

// requestURI is a URI without what no Request-URI may have: the method parameter
// and headers (section 19.1.1, table 1).
func requestURI(uri string) string {
	host := strings.LastIndexByte(uri, '@') + 1
	bare, _, _ := strings.Cut(uri[host:], "?")
	parts := strings.Split(bare, ";")
	params := slices.DeleteFunc(parts[1:], func(param string) bool {
		name, _, _ := strings.Cut(param, "=")
		return strings.EqualFold(name, "method")
	})
	return uri[:host] + strings.Join(parts[:1+len(params)], ";")
}
