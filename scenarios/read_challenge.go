package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) challenge(f *fields) Step {
	value := f.take("challenge")
	s := &Challenge{At: r.at(value)}
	if realm := f.take("realm"); realm != nil {
		s.Realm = r.realm(realm)
	}
	if algorithms := f.take("algorithms"); algorithms != nil {
		s.Algorithms = r.someOf(algorithms, "algorithms", algorithmWords)
	}
	if qop := f.take("qop"); qop != nil {
		s.QOP = r.someOf(qop, "qop", qopWords)
		if len(s.QOP) > 1 && strings.Contains(strings.Join(s.QOP, " "), "none") {
			r.wrong(qop, "qop: none stands alone", "write  qop: none,  or  qop: [auth, auth-int]")
		}
	}
	if users := f.take("users"); users != nil {
		s.Users = r.users(users)
	}
	if stale := f.take("stale"); stale != nil {
		s.Stale = r.flag(stale, "stale")
	}
	f.done()
	word, ok := r.scalar(value, "challenge")
	if !ok {
		return nil
	}
	if word != "401" && word != "407" {
		r.wrong(value, fmt.Sprintf("challenge: %s is no challenge", word), "write 401, or 407 to challenge as a proxy does")
		return nil
	}
	s.Code, _, _ = dialElement(word)
	return s
}

func (r *reader) realm(n *yaml.Node) string {
	s, ok := r.scalar(n, "realm")
	switch {
	case !ok:
	case s == "":
		r.wrong(n, "realm: is empty", "leave it out for that of the settings")
	case strings.ContainsAny(s, "\"\\\r\n\x00"):
		r.wrong(n, fmt.Sprintf("realm: %q cannot stand in quotes", s), "leave out quotes, backslashes and line ends")
		return ""
	}
	return s
}

// users reads a map of names to passwords.
func (r *reader) users(n *yaml.Node) map[string]string {
	const hint = "write  users: {alice: secret}"
	f := r.fields(n, "users", nil, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "users: names nobody", hint)
	}
	out := map[string]string{}
	for key, value := range f.pairs() {
		if f.taken[key] {
			continue
		}
		if password, ok := r.scalar(value, "the password of "+key.Value); ok {
			out[key.Value] = password
		}
	}
	return out
}
