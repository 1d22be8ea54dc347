package scenarios

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
)

// Match says which requests a scenario is for (match:), what the client must
// bring (needs:), or what a request must be like (where:). All that is given
// must agree. The zero Match fits none.
type Match struct {
	// User is held against the user part of the Request-URI, in a REGISTER of
	// To; Domain against the host of the Request-URI, in lower case.
	User, Domain Pattern
	// From and To are held against user@host of the address, the host in lower
	// case: without display name, scheme, port and parameters. A tel URI is its
	// number alone.
	From, To Pattern
	// Source is where the request came from; one of these must contain it.
	Source []netip.Prefix
	// Listener, Transport and Method each list what it may be.
	Listener, Transport, Method []string
	// Headers must all fit.
	Headers []HeaderPattern
	// Body is held against the body as it came.
	Body Pattern
	// Supported are option tags that must stand in Supported or Require.
	Supported []string
	// SDP is the session description the request carries.
	SDP SDP
}

// HeaderPattern is held against the values of a header, of which one must fit.
// The zero Pattern asks for a request without the header.
type HeaderPattern struct {
	Name string
	Pattern
}

// Zero reports whether nothing was given.
func (m *Match) Zero() bool { return len(m.given()) == 0 && len(m.Headers) == 0 }

// supports reports whether the option tag is asked for.
func (m *Match) supports(tag string) bool {
	return m != nil && slices.ContainsFunc(m.Supported, func(s string) bool { return strings.EqualFold(s, tag) })
}

// Judge reports whether a request agrees with all that is given; if not, why is
// what does not, in one line. A nil Match asks for nothing.
func (m *Match) Judge(r Asked) (ok bool, why string) {
	if m == nil {
		return true, ""
	}
	var wrong []string
	for _, f := range m.fields(&question{Asked: r}) {
		if !f.Fits {
			wrong = append(wrong, f.String())
		}
	}
	return len(wrong) == 0, strings.Join(wrong, ", ")
}

// String is all that is given: "user 2???, source 10.0.0.0/8".
func (m *Match) String() string {
	var parts []string
	for _, c := range m.given() {
		parts = append(parts, c.name+" "+c.expected(m))
	}
	for _, h := range m.Headers {
		parts = append(parts, h.name()+" "+h.expected())
	}
	return strings.Join(parts, ", ")
}

// given are the criteria that apply, without the headers.
func (m *Match) given() []*criterion {
	var out []*criterion
	for i := range criteria {
		if criteria[i].given(m) {
			out = append(out, &criteria[i])
		}
	}
	return out
}

// fields hold a request against all that is given.
func (m *Match) fields(q *question) []Field {
	var out []Field
	for _, c := range m.given() {
		f := Field{Name: c.name, Expected: c.expected(m), Got: c.got(q), Fits: c.fits(m, q)}
		if !f.Fits {
			f.distance = c.distance(m, q)
		}
		out = append(out, f)
	}
	for _, h := range m.Headers {
		out = append(out, h.field(q))
	}
	return out
}

// compare orders matches, the more specific first. What is said first decides:
// user, domain, from, to, source, headers, body, and then whether there is a
// method, transport, listener, supported, sdp at all.
func (m *Match) compare(n *Match) int {
	by := 0
	for i := range criteria {
		if by == 0 {
			by = criteria[i].compare(m, n)
		}
		if criteria[i].name == "source" && by == 0 {
			by = compareHeaders(m.Headers, n.Headers)
		}
	}
	return by
}

func compareHeaders(a, b []HeaderPattern) int {
	by := cmp.Compare(len(b), len(a))
	for i := range a {
		if by != 0 {
			break
		}
		by = a[i].compare(b[i].Pattern)
	}
	return by
}

func (h HeaderPattern) name() string { return "header " + h.Name }

func (h HeaderPattern) expected() string {
	if h.Zero() {
		return "none"
	}
	return h.String()
}

func (h HeaderPattern) fits(q *question) bool {
	if h.Zero() {
		_, there := q.Header(h.Name)
		return !there
	}
	for _, value := range q.HeaderValues(h.Name) {
		if h.Fits(value) {
			return true
		}
	}
	return false
}

func (h HeaderPattern) field(q *question) Field {
	values := q.HeaderValues(h.Name)
	f := Field{Name: h.name(), Expected: h.expected(), Got: strings.Join(values, " | "), Fits: h.fits(q)}
	if !f.Fits {
		f.distance = 1
		for _, value := range values {
			f.distance = min(f.distance, h.distance(value))
		}
	}
	return f
}
