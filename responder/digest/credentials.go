package digest

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
)

// credentials are the value of one Authorization or Proxy-Authorization line
// (RFC 3261 section 20.7), unquoted and otherwise as sent, because the hash is
// over what was sent.
type credentials struct {
	username, realm, nonce, uri, response string
	algorithm                             Algorithm
	cnonce, qop, nc                       string
	count                                 uint32 // nc as a number
}

// parseCredentials returns false for a scheme other than Digest. The text says
// what is malformed; what could be read is filled in all the same.
func parseCredentials(value string) (c credentials, malformed string, ok bool) {
	scheme, rest := value, ""
	if i := strings.IndexAny(value, " \t"); i >= 0 {
		scheme, rest = value[:i], value[i:]
	}
	if !strings.EqualFold(scheme, "Digest") {
		return c, "", false
	}
	c.algorithm = MD5 // where the parameter is left out (RFC 7616 section 3.4)
	malformed = c.read(rest)
	if malformed == "" {
		malformed = c.lacks()
	}
	return c, malformed, true
}

// read goes through the parameters. The RFCs put some in quotes and some not;
// clients mix that up, and nothing depends on it.
func (c *credentials) read(params string) string {
	seen := map[string]bool{}
	for _, param := range message.SplitList(params) {
		name, text, ok := strings.Cut(param, "=")
		name, text = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(text)
		value := message.Unquote(text)
		switch {
		case !ok || !message.IsToken(name):
			return "a parameter without a name or value"
		case strings.HasPrefix(text, `"`) && len(value) == len(text):
			return "a quote that does not end"
		case seen[name]:
			return "two " + name
		}
		seen[name] = true
		c.set(name, value)
	}
	return ""
}

func (c *credentials) set(name, value string) {
	switch name {
	case "username":
		c.username = value
	case "realm":
		c.realm = value
	case "nonce":
		c.nonce = value
	case "uri":
		c.uri = value
	case "response":
		c.response = value
	case "algorithm":
		c.algorithm = Algorithm(value)
	case "cnonce":
		c.cnonce = value
	case "qop":
		c.qop = value
	case "nc":
		c.nc = value
	}
}

// lacks says which parameter is missing or cannot be; with qop there have to be
// cnonce and nc (RFC 7616 section 3.4).
func (c *credentials) lacks() string {
	for _, p := range []struct{ name, value string }{
		{"username", c.username}, {"realm", c.realm}, {"uri", c.uri},
	} {
		if p.value == "" {
			return "no " + p.name
		}
	}
	_, sess := c.algorithm.hash()
	switch {
	case c.empty():
		return ""
	case c.nonce == "":
		return "no nonce"
	case c.response == "":
		return "no response"
	case sess && c.cnonce == "":
		return "no cnonce"
	case c.qop == "":
		return ""
	case !strings.EqualFold(c.qop, "auth") && !strings.EqualFold(c.qop, "auth-int"):
		return "a qop that does not exist"
	case c.cnonce == "":
		return "no cnonce"
	}
	count, err := strconv.ParseUint(c.nc, 16, 32)
	switch {
	case err != nil:
		return "an nc that is no number"
	case count == 0: // the first request with a nonce is number 1 (RFC 7616 section 3.4)
		return "an nc of zero"
	}
	c.count = uint32(count)
	return ""
}

// empty is how some clients, those of 3GPP TS 24.229 among them, name their
// user in a first request that no challenge came before.
func (c *credentials) empty() bool { return c.nonce == "" && c.response == "" }

// expected is the response that a password gives (RFC 7616 sections 3.4.1 to
// 3.4.3; without qop RFC 2069). The algorithm is a known one.
func (c *credentials) expected(password, method string, body []byte) string {
	newHash, sess := c.algorithm.hash()
	sum := func(data []byte) string {
		h := newHash()
		h.Write(data)
		return hex.EncodeToString(h.Sum(nil))
	}
	join := func(parts ...string) string { return sum([]byte(strings.Join(parts, ":"))) }

	secret := join(c.username, c.realm, password)
	if sess {
		secret = join(secret, c.nonce, c.cnonce)
	}
	request := join(method, c.uri)
	if strings.EqualFold(c.qop, "auth-int") {
		request = join(method, c.uri, sum(body))
	}
	if c.qop == "" {
		return join(secret, c.nonce, request)
	}
	return join(secret, c.nonce, c.nc, c.cnonce, c.qop, request)
}
