package scenarios

import (
	"fmt"
	"net/netip"
	"strings"

	"go.yaml.in/yaml/v4"
)

// match reads match:, needs: or where:, which take the same keys.
func (r *reader) match(n *yaml.Node, what string) *Match {
	f := r.fields(n, what, matchKeys, matchHint(what))
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, fmt.Sprintf("an empty %s says nothing", what), matchHint(what))
	}
	m := &Match{}
	for _, p := range []struct {
		key  string
		to   *Pattern
		read func(*yaml.Node, string) Pattern
	}{
		{"user", &m.User, r.pattern}, {"domain", &m.Domain, r.hostPattern},
		{"from", &m.From, r.addressPattern}, {"to", &m.To, r.addressPattern}, {"body", &m.Body, r.pattern},
	} {
		if value := f.take(p.key); value != nil {
			*p.to = p.read(value, p.key)
		}
	}
	if source := f.take("source"); source != nil {
		m.Source = r.networks(source)
	}
	if at := f.take("at"); at != nil {
		m.Listener = r.names(at, "at", "s1")
	}
	if transport := f.take("transport"); transport != nil {
		m.Transport = r.someOf(transport, "transport", transportWords)
	}
	if method := f.take("method"); method != nil {
		for _, word := range r.words(method, "method") {
			if r.method(word) {
				m.Method = append(m.Method, word.Value)
			}
		}
		r.notEmpty(method, "method", []string{"INVITE"})
	}
	if header := f.take("header"); header != nil {
		m.Headers = r.headerPatterns(header)
	}
	if supported := f.take("supported"); supported != nil {
		m.Supported = r.names(supported, "supported", "100rel")
	}
	if sdp := f.take("sdp"); sdp != nil {
		m.SDP = SDP(r.oneOf(sdp, "sdp", sdpCarried))
	}
	f.done()
	return m
}

func matchHint(what string) string {
	switch what {
	case "needs":
		return "write  needs: {supported: 100rel}"
	case "where":
		return "write  where: {sdp: answer}"
	}
	return `write  match: {user: "2???"}`
}

func (r *reader) pattern(n *yaml.Node, what string) Pattern {
	src, ok := r.scalar(n, what)
	if !ok {
		return Pattern{}
	}
	p, err := ParsePattern(src)
	if err != nil {
		r.wrong(n, fmt.Sprintf("%s: %v", what, err), "")
	}
	if p.kind == glob && IsDial(src) {
		r.warn(n, fmt.Sprintf("%s is a dial string, but each * in a pattern stands for any characters", src),
			fmt.Sprintf(`write  %s: "%s"`, what, strings.ReplaceAll(src, "*", `\\*`)))
	}
	return p
}

// hostPattern reads a pattern for a host, which it is held against in lower
// case. A regular expression is taken as it is.
func (r *reader) hostPattern(n *yaml.Node, what string) Pattern {
	p := r.pattern(n, what)
	return p.lower(0)
}

// addressPattern reads a pattern for user@host; the host may be spelt in any
// case.
func (r *reader) addressPattern(n *yaml.Node, what string) Pattern {
	p := r.pattern(n, what)
	at := strings.LastIndexByte(p.src, '@')
	switch {
	case at >= 0:
		return p.lower(at)
	case p.kind == exact && !strings.HasPrefix(p.src, "+"), p.kind == glob && !strings.Contains(p.src, "*"):
		r.warn(n, fmt.Sprintf("%s: is held against user@host, so %s fits none but a tel URI", what, p.src), fmt.Sprintf(`write  %s: "%s@*"`, what, p.src))
	}
	return p
}

// lower is the pattern with its characters from a byte on in lower case.
func (p Pattern) lower(from int) Pattern {
	if p.kind == regular || p.kind == fitsNothing {
		return p
	}
	low, err := ParsePattern(p.src[:from] + strings.ToLower(p.src[from:]))
	if err != nil {
		return p // a class such as [Z-a] goes downwards in lower case
	}
	return low
}

// headerPatterns reads {User-Agent: "*Zoiper*"}.
func (r *reader) headerPatterns(n *yaml.Node) (out []HeaderPattern) {
	const hint = `write  header: {User-Agent: "*Zoiper*"}`
	f := r.fields(n, "header", nil, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "header: names no header", hint)
	}
	for key, value := range f.pairs() {
		switch {
		case f.taken[key]:
		case !token.MatchString(key.Value):
			r.wrong(key, fmt.Sprintf("%q cannot be a header's name", key.Value), "letters, digits and - make one (RFC 3261 25.1)")
		case value.Kind == yaml.ScalarNode && value.Value == "" && value.Style == 0:
			r.wrong(value, key.Value+": is blank", `write  "*"  for any value, or  ""  for a request without the header`)
		case value.Kind == yaml.ScalarNode && value.Value == "":
			out = append(out, HeaderPattern{Name: key.Value})
		default:
			if p := r.pattern(value, key.Value); !p.Zero() {
				out = append(out, HeaderPattern{key.Value, p})
			}
		}
	}
	return out
}

// networks reads addresses and networks.
func (r *reader) networks(n *yaml.Node) (out []netip.Prefix) {
	for _, word := range r.words(n, "source") {
		p, err := netip.ParsePrefix(word.Value)
		if addr, single := netip.ParseAddr(word.Value); single == nil {
			addr = addr.Unmap().WithZone("")
			p, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			r.wrong(word, fmt.Sprintf("source: %q is no address and no network", word.Value), "write 10.0.0.5 or 10.0.0.0/8")
			continue
		}
		if p != p.Masked() {
			r.warn(word, fmt.Sprintf("source: %s names an address inside the network %s", p, p.Masked()), fmt.Sprintf("write %s, or %s for that address alone", p.Masked(), p.Addr()))
		}
		out = append(out, p.Masked())
	}
	r.notEmpty(n, "source", []string{"10.0.0.0/8"})
	return out
}
