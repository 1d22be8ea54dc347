package control

import (
	"strings"
	"time"
)

// bindingView is where an address-of-record is registered.
type bindingView struct {
	AOR     string  `json:"aor"`
	Contact string  `json:"contact"`
	Q       float64 `json:"q"`
	// Expires is the time left, in seconds.
	Expires    int       `json:"expires"`
	Registered time.Time `json:"registered"`
	CallID     string    `json:"call_id"`
	Source     string    `json:"source"`
	Transport  string    `json:"transport"`
}

func (c *Control) listRegistrations(a *asked) (*answer, error) {
	aor := a.text("aor")
	if err := a.done(); err != nil {
		return nil, err
	}
	now := time.Now()
	list := []bindingView{}
	for _, b := range c.responder.Bindings(now) {
		if aor != "" && b.AOR != aor {
			continue
		}
		list = append(list, bindingView{
			AOR: b.AOR, Contact: bare(b.Contact), Q: b.Q, Expires: int(b.Remaining(now) / time.Second), Registered: b.Registered,
			CallID: b.CallID, Source: b.Flow.Remote.String(), Transport: b.Flow.Transport.Param(),
		})
	}
	return ok(map[string]any{"registrations": list}), nil
}

// deleteRegistrations takes away the bindings of one address-of-record, or all.
// The clients are not told.
func (c *Control) deleteRegistrations(a *asked) (*answer, error) {
	aor := a.text("aor")
	if err := a.done(); err != nil {
		return nil, err
	}
	n := c.unbind(func(bound string) bool { return aor == "" || bound == aor })
	return ok(map[string]any{"deleted": n}), nil
}

func (c *Control) unbind(meant func(aor string) bool) (n int) {
	now := time.Now()
	for _, b := range c.responder.Bindings(now) {
		if meant(b.AOR) {
			n += c.responder.Unbind(b.AOR, now)
		}
	}
	return n
}

// userBegins reports whether the user of an address-of-record begins with a
// prefix.
func userBegins(aor, prefix string) bool {
	return prefix != "" && strings.HasPrefix(bareURI(aor), prefix)
}
