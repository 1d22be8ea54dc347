package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Status is how a code stands in the registry sip-parameters.
type Status string

// The standings of a code.
const (
	Current       Status = "current"
	Deprecated    Status = "deprecated"
	Reserved      Status = "reserved"
	NotRegistered Status = "not registered"
)

// Effect is what a response does to a dialog: one to be made for 1xx and 2xx,
// the one it came in for failures (RFC 5057 section 5.1). A failure of the first
// request besides ends every early dialog of it (RFC 3261 section 12.3).
type Effect string

// The effects on a dialog.
const (
	NoEffect    Effect = "none"
	MakesEarly  Effect = "early"       // makes an early dialog, or goes on with it
	EndsEarly   Effect = "ends early"  // ends this one early dialog
	Confirms    Effect = "confirms"    // makes or refreshes a dialog
	Transaction Effect = "transaction" // only this transaction failed
	Usage       Effect = "usage"       // the usage of the dialog is over: the call, the subscription
	DestroysAll Effect = "dialog"      // the dialog and all its usages are over
)

// Retry is what is open to the client after a response.
type Retry string

// What a client may do about a response.
const (
	Wait      Retry = "wait"      // nothing is decided yet
	Done      Retry = "done"      // it succeeded
	Elsewhere Retry = "elsewhere" // try the addresses the response names
	Changed   Retry = "changed"   // try again with a changed request
	Later     Retry = "later"     // the same request may succeed later, or at another server
	Never     Retry = "never"     // do not try this again
)

// Code is all the catalog knows of one status code.
type Code struct {
	Number    int     `json:"code"`
	Class     string  `json:"class"` // "1xx" to "6xx"
	Reason    string  `json:"reason"`
	OldReason string  `json:"old_reason,omitempty"` // once used, still to be accepted
	Status    Status  `json:"status"`
	RFC       int     `json:"rfc"` // 0: in none
	FormerRFC int     `json:"former_rfc,omitempty"`
	Section   string  `json:"section"`
	Methods   Methods `json:"methods"`
	Where     string  `json:"where,omitempty"` // who sends it, and upon what

	// Beside what [General] lists for every response.
	Required    []HeaderRule `json:"required"`
	Recommended []HeaderRule `json:"recommended"`
	Optional    []HeaderRule `json:"optional"`
	Forbidden   []HeaderRule `json:"forbidden"`

	Body       string `json:"body"`
	Dialog     Effect `json:"dialog"`
	DialogNote string `json:"dialog_note,omitempty"`
	Retry      Retry  `json:"retry"`
	Client     string `json:"client"`         // what a correct client does next
	Said       string `json:"said,omitempty"` // what is often said of it in the field, and Note puts right
	Note       string `json:"note,omitempty"`
}

// Provisional reports whether the code is a 1xx.
func (c *Code) Provisional() bool { return c.Number < 200 }

// codes has an entry for each known code, by number less 100.
var codes = func() (table [600]*Code) {
	for _, class := range [][]Code{codes1xx, codes2xx, codes3xx, codes4xx, codes5xx, codes6xx} {
		for i := range class {
			c := &class[i]
			c.Class = strconv.Itoa(c.Number/100) + "xx"
			if c.Status == "" {
				c.Status = Current
			}
			if c.Body == "" {
				c.Body = "none"
			}
			if c.Dialog == "" {
				c.Dialog = Transaction
			}
			if c.Methods.RFC == 0 {
				c.Methods.RFC, c.Methods.Section = c.RFC, c.Section
			}
			for _, list := range []*[]HeaderRule{&c.Required, &c.Recommended, &c.Optional, &c.Forbidden} {
				if *list == nil {
					*list = []HeaderRule{}
				}
			}
			table[c.Number-100] = c
		}
	}
	return table
}()

// Lookup finds the entry of a code: one of the 75 registered ones, or 409, 411
// and 556, which are in use though never registered.
func Lookup(code int) (*Code, bool) {
	if code < 100 || code > 699 || codes[code-100] == nil {
		return nil, false
	}
	return codes[code-100], true
}

// Codes are all entries, ascending.
func Codes() []*Code {
	all := make([]*Code, 0, 80)
	for _, c := range codes {
		if c != nil {
			all = append(all, c)
		}
	}
	return all
}

// CodesFor are the codes that can answer a method, ascending.
func CodesFor(method string) []*Code {
	return slices.DeleteFunc(Codes(), func(c *Code) bool { return !c.Methods.Include(method) })
}

// CodesWith are the codes that require a header field in some case, and those
// that recommend it, ascending.
func CodesWith(header string) (required, recommended []*Code) {
	asks := func(list []HeaderRule) bool {
		return slices.ContainsFunc(list, func(h HeaderRule) bool {
			return sameName(h.Name, header) || slices.ContainsFunc(h.Or, func(or string) bool { return sameName(or, header) })
		})
	}
	for _, c := range Codes() {
		if asks(c.Required) {
			required = append(required, c)
		}
		if asks(c.Recommended) {
			recommended = append(recommended, c)
		}
	}
	return required, recommended
}

// Reason is the phrase of a code; an unknown code has the phrase of its class,
// because that is how it is understood (RFC 3261 section 8.1.3.2).
func Reason(code int) string {
	if code < 100 || code > 699 {
		return "Unknown"
	}
	return asKnown(code).Reason
}

// asKnown is the entry by which a receiver understands a code between 100 and
// 699: its own, 183 for another 1xx, else the x00 of its class.
func asKnown(code int) *Code {
	if c := codes[code-100]; c != nil {
		return c
	}
	if code < 200 {
		return codes[183-100]
	}
	return codes[code/100*100-100]
}

// General are the header fields of every response (RFC 3261 section 8.2.6.2).
// They are not repeated in the entries.
func General() []HeaderRule { return slices.Clone(general) }

var general = []HeaderRule{
	{Name: "Via", RFC: 3261, Section: "8.2.6.2", Fill: FromRequest},
	{Name: "From", RFC: 3261, Section: "8.2.6.2", Fill: FromRequest},
	{Name: "To", RFC: 3261, Section: "8.2.6.2", Fill: FromRequest},
	{Name: "Call-ID", RFC: 3261, Section: "8.2.6.2", Fill: FromRequest},
	{Name: "CSeq", RFC: 3261, Section: "8.2.6.2", Fill: FromRequest},
	{Name: "Content-Length", Condition: Condition{text: "over TCP and TLS"}, RFC: 3261, Section: "18.3", Fill: FromResponder},
}

// MethodNames are the methods the catalog knows.
func MethodNames() []string { return slices.Clone(methodNames[:]) }

// names reports whether the entry has a header in one of its lists, for a
// response to one of the methods.
func (c *Code) names(header string, methods methodSet) bool {
	for _, list := range [][]HeaderRule{c.Required, c.Recommended, c.Optional} {
		for i := range list {
			h := &list[i]
			if h.Condition.methods != 0 && h.Condition.methods&methods == 0 {
				continue
			}
			if sameName(h.Name, header) || slices.ContainsFunc(h.Or, func(or string) bool { return sameName(or, header) }) {
				return true
			}
		}
	}
	return false
}

func sortedUnique(words []string) []string {
	slices.SortFunc(words, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return slices.Compact(words)
}
