package scenarios

// View is what templates see, with a leading dot: {{.Request.From.User}}. The
// responder fills one only when a [Text] is Templated.
type View struct {
	// Request is the request that is being answered.
	Request RequestView
	// Local is the address of ours that faces this peer, as host:port for a URI.
	Local string
	// Call is the call the request belongs to.
	Call CallView
	// Vars are the values captured in this call.
	Vars map[string]string
	// Binding is what the registrar holds for the From address-of-record.
	Binding BindingView
}

// RequestView is a request as templates see it, spelt as the client spelt it.
type RequestView struct {
	Method    string
	URI       URIView
	From, To  AddressView
	CallID    string
	CSeq      string // number and method, "314159 INVITE"
	Source    string // where it came from, host:port
	Transport string // "udp", "tcp", ...
	Body      string
	// Headers finds the first value of a header by its name in any case, or "".
	Headers func(name string) string
	// Lines finds all lines of a header by its name in any case.
	Lines func(name string) []string
}

// Values are all lines of a header, by its name in any case.
func (r RequestView) Values(name string) []string {
	if r.Lines == nil {
		return nil
	}
	return r.Lines(name)
}

// Header is the first value of a header, by its name in any case; "" when the
// request has none. In a template: {{.Request.Header "User-Agent"}}.
func (r RequestView) Header(name string) string {
	if r.Headers == nil {
		return ""
	}
	return r.Headers(name)
}

// URIView is a URI in its parts. Port is "" when the URI names none.
type URIView struct {
	Scheme, User, Host, Port string
	// Text is the whole URI as the client spelt it.
	Text string
}

// String is the whole URI.
func (u URIView) String() string { return u.Text }

// AddressView is a From or To in its parts.
type AddressView struct {
	Display, User, Host, Tag string
	// Text is the header's value as the client spelt it.
	Text string
}

// String is the header's value.
func (a AddressView) String() string { return a.Text }

// CallView is the call as templates see it.
type CallView struct {
	// Number counts calls in order of arrival, from 1.
	Number uint64
	// Digits are the keys pressed in it until now.
	Digits string
}

// BindingView is a binding as templates see it; all is empty without one.
type BindingView struct {
	Contact string // the Contact value, as spelt
	Source  string // where it was registered from, host:port
	Expires int    // seconds left
}
