package catalog

import (
	"strconv"
	"strings"
)

// HeaderField is what is known of a header field.
type HeaderField struct {
	Name    string  `json:"name"`
	Compact string  `json:"compact,omitempty"`
	RFC     int     `json:"rfc,omitempty"` // 0: not of the IETF; Note says whose
	Section string  `json:"section,omitempty"`
	Value   Grammar `json:"value"`
	Places  []Place `json:"places,omitempty"` // in responses; none: it stands in requests only
	Note    string  `json:"note,omitempty"`
}

// Place is where in responses a header field is defined: in which codes, to
// which methods. Codes are ranges and classes ("18x 2xx", "404 480", "" for
// all), Methods a list ("INVITE UPDATE", "not CANCEL", "" for all).
type Place struct {
	Codes   string `json:"codes"`
	Methods string `json:"methods"`
}

// InResponses reports whether the field has a meaning in any response.
func (f *HeaderField) InResponses() bool { return len(f.Places) > 0 }

// StandsIn reports whether the field has a meaning in a response of that code
// to that method. An empty method stands for any.
func (f *HeaderField) StandsIn(code int, method string) bool {
	for _, place := range f.Places {
		if place.covers(code) && place.answers(method) {
			return true
		}
	}
	return false
}

// LookupHeader finds a header field by its name or compact form.
func LookupHeader(name string) (HeaderField, bool) {
	for i := range headerFields {
		if sameName(headerFields[i].Name, name) {
			return headerFields[i], true
		}
	}
	return HeaderField{Name: name}, false
}

// HeaderFields are all header fields of the catalog, those of responses first.
func HeaderFields() []HeaderField {
	return append([]HeaderField(nil), headerFields...)
}

func (p Place) covers(code int) bool {
	if p.Codes == "" {
		return true
	}
	for part := range strings.FieldsSeq(p.Codes) {
		low, high, isRange := strings.Cut(part, "-")
		if !isRange {
			low, high = strings.ReplaceAll(part, "x", "0"), strings.ReplaceAll(part, "x", "9")
		}
		from, _ := strconv.Atoi(low)
		to, _ := strconv.Atoi(high)
		if from <= code && code <= to {
			return true
		}
	}
	return false
}

func (p Place) answers(method string) bool {
	list, except := strings.CutPrefix(p.Methods, "not ")
	if list == "" || method == "" {
		return true
	}
	for name := range strings.FieldsSeq(list) {
		if name == method {
			return !except
		}
	}
	return except
}
