package catalog

import "strings"

// request is a request made of header lines, as little as the catalog needs.
type request struct {
	method, uri string
	headers     []Header
	body        string
}

// ask makes a request with the headers every request has and more of them.
func ask(method string, more ...Header) *request {
	return &request{method: method, uri: "sip:486@10.0.0.1", headers: append([]Header{
		{"Via", "SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK-2;rport"},
		{"v", "SIP/2.0/TCP 10.0.0.7;branch=z9hG4bK-1"},
		{"f", "Alice <sip:alice@10.0.0.7>;tag=a1"},
		{"TO", "<sip:486@10.0.0.1>"},
		{"Call-ID", "c1@10.0.0.7"},
		{"CSeq", "7  " + method},
		{"Contact", "<sip:alice@10.0.0.7>"},
	}, more...)}
}

func (r *request) with(more ...Header) *request {
	r.headers = append(r.headers, more...)
	return r
}

func (r *request) Method() string     { return r.method }
func (r *request) RequestURI() string { return r.uri }
func (r *request) HasBody() bool      { return r.body != "" }
func (r *request) Body() []byte       { return []byte(r.body) }

func (r *request) Header(name string) (string, bool) {
	values := r.HeaderValues(name)
	if len(values) == 0 {
		return "", false
	}
	return values[0], true
}

func (r *request) HeaderValues(name string) (values []string) {
	for _, h := range r.headers {
		if sameName(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

func (r *request) List(name string) (items []string) {
	for _, v := range r.HeaderValues(name) {
		for item := range strings.SplitSeq(v, ",") {
			if item = strings.TrimSpace(item); item != "" {
				items = append(items, item)
			}
		}
	}
	return items
}

func (r *request) Lists(name, element string) bool {
	for _, item := range r.List(name) {
		bare, _, _ := strings.Cut(item, ";")
		if strings.EqualFold(strings.TrimSpace(bare), element) {
			return true
		}
	}
	return false
}
