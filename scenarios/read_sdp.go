package scenarios

import (
	"fmt"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// sdp reads which session description a message of ours carries, and what it
// says otherwise than it would: a word, or a map of it and more.
func (r *reader) sdp(n *yaml.Node, f *fields, known []string) (SDP, *Bend) {
	if f.has("body") {
		r.wrong(n, "sdp: and body: cannot both be the body", "leave one of them out")
	}
	if n.Kind == yaml.MappingNode {
		return r.bent(n, known)
	}
	return SDP(r.oneOf(n, "sdp", known)), nil
}

func (r *reader) bent(n *yaml.Node, known []string) (sdp SDP, bend *Bend) {
	f := r.fields(n, "sdp", sdpKeys, "")
	if len(n.Content) == 0 {
		r.wrong(n, "sdp: says nothing", "write a word like answer, or a map like {port: 0}")
	}
	if as := f.take("as"); as != nil {
		if as.Kind == yaml.ScalarNode && as.Value == string(SDPNone) {
			r.wrong(as, "as: none leaves nothing that could be said otherwise", "write  sdp: none")
		} else {
			sdp = SDP(r.oneOf(as, "as", slices.DeleteFunc(slices.Clone(known), func(word string) bool { return word == string(SDPNone) })))
		}
	}
	b := r.bend(f)
	f.done()
	if b.says() {
		bend = &b
	}
	return sdp, bend
}

// address is a host as it may stand in c=, or an address.
var address = regexp.MustCompile(`^(` + addressPattern + `)$`)

const addressPattern = `[A-Za-z0-9][A-Za-z0-9.-]*|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*`

const maxPtime = 1000

func (r *reader) bend(f *fields) (b Bend) {
	if n := f.take("address"); n != nil {
		b.Address, _ = r.scalar(n, "address")
		if n.Kind == yaml.ScalarNode && !address.MatchString(b.Address) {
			r.wrong(n, fmt.Sprintf("address: %q is no address and no host", b.Address), "write one like 10.0.0.99, without a port")
		}
	}
	if n := f.take("port"); n != nil {
		if port, ok := r.number(n, "port", 0, 65535); ok {
			b.Port = &port
		}
	}
	if n := f.take("codecs"); n != nil {
		b.Codecs = r.encodings(n, "codecs")
	}
	if n := f.take("without"); n != nil {
		b.Without = r.encodings(n, "without")
		if f.has("codecs") {
			r.warn(n, "codecs: is all there is, so without: means nothing", "leave one of them out")
		}
	}
	if n := f.take("payloads"); n != nil {
		b.Payloads = r.payloads(n)
	}
	if n := f.take("ptime"); n != nil {
		b.Ptime, _ = r.number(n, "ptime", 1, maxPtime)
	}
	if n := f.take("direction"); n != nil {
		b.Direction = r.oneOf(n, "direction", directionWords)
	}
	if n := f.take("version"); n != nil {
		b.SameVersion = r.oneOf(n, "version", versionWords) != ""
	}
	if n := f.take("srtp"); n != nil {
		b.SRTP = r.flag(n, "srtp")
	}
	return b
}

// says reports whether anything is said otherwise.
func (b *Bend) says() bool { return len(sdpKeys.written(b.written)) > 0 }

// encodings reads encoding names, which RFC 8866 6.6 spells as tokens.
func (r *reader) encodings(n *yaml.Node, what string) (out []string) {
	for _, word := range r.words(n, what) {
		if !token.MatchString(word.Value) {
			r.wrong(word, fmt.Sprintf("%s: %q is no encoding name", what, word.Value), "write it as in a=rtpmap, without clock rate: PCMU, G729, telephone-event")
			continue
		}
		out = append(out, word.Value)
	}
	r.notEmpty(n, what, []string{"PCMU"})
	return out
}

// payloads reads {PCMU: 97}.
func (r *reader) payloads(n *yaml.Node) map[string]int {
	const hint, most = "write  payloads: {PCMU: 97}", 127
	f := r.fields(n, "payloads", nil, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "payloads: names no codec", hint)
	}
	out := map[string]int{}
	for key, value := range f.pairs() {
		switch {
		case f.taken[key]:
		case !token.MatchString(key.Value):
			r.wrong(key, fmt.Sprintf("payloads: %q is no encoding name", key.Value), hint)
		default:
			if number, ok := r.number(value, "payloads: "+key.Value, 0, most); ok {
				out[key.Value] = number
			}
		}
	}
	return out
}
