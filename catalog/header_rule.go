package catalog

// Fill is who knows the value of a header that an author did not write.
type Fill string

// Where the value of a header comes from.
const (
	FromRequest   Fill = "request"   // it follows from the request
	FromResponder Fill = "responder" // from the responder's abilities, addresses and settings
	FromChallenge Fill = "challenge" // from the challenge that is made
	FromAuthor    Fill = "author"    // only the author of a scenario knows it
)

// HeaderRule is one header field in the entry of a code: that it is required,
// recommended, optional or forbidden there, when, and where this is written.
type HeaderRule struct {
	Name      string    `json:"name"`
	Or        []string  `json:"or,omitempty"`    // alternatives that do as well
	Value     string    `json:"value,omitempty"` // an element that it must list
	Condition Condition `json:"condition"`
	RFC       int       `json:"rfc"`
	Section   string    `json:"section"`
	Fill      Fill      `json:"fill"`
}

// present reports whether the response carries what the rule asks for.
func (h *HeaderRule) present(l *look) answer {
	if h.Value != "" {
		return l.lists(h.Name, h.Value, h.Fill)
	}
	has := l.has(h.Name, h.Fill)
	for _, name := range h.Or {
		if has == yes {
			break
		}
		if other := l.has(name, ""); other != no {
			has = other
		}
	}
	return has
}

func (h *HeaderRule) String() string {
	s := h.Name
	for _, name := range h.Or {
		s += " or " + name
	}
	if h.Value != "" {
		s += ": " + h.Value
	}
	return s
}

// may lists optional headers; each takes its place from the header's own entry.
func may(names ...string) []HeaderRule {
	rules := make([]HeaderRule, 0, len(names))
	for _, name := range names {
		field, _ := LookupHeader(name)
		rules = append(rules, HeaderRule{Name: field.Name, RFC: field.RFC, Section: field.Section})
	}
	return rules
}

func join[T any](lists ...[]T) (all []T) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}
