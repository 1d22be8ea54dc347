package registrar

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
)

// pathOf are the Path values of a REGISTER in their order, which is that of the
// Route values to reach the contact (RFC 3327 section 5.3).
func pathOf(m *message.Message) []string {
	path := m.List("Path")
	for i, value := range path {
		path[i] = strings.Clone(value)
	}
	return path
}

// applyOutbound tells flows apart by instance and reg-id where client and first
// hop support that; elsewhere reg-id counts for nothing (RFC 5626 section 6).
func (q *request) applyOutbound(m *message.Message) *Result {
	if !m.Lists("Supported", "outbound") {
		return nil
	}
	flows := 0
	for i := range q.contacts {
		c := &q.contacts[i]
		text, ok := c.Param("reg-id")
		if !ok {
			continue
		}
		id, err := strconv.ParseInt(text, 10, 32)
		if err != nil || id < 1 || c.Instance == "" {
			continue
		}
		c.RegID = int(id)
		if c.expires > 0 {
			flows++
		}
		q.outbound = true
	}
	switch {
	case !q.outbound:
		return nil
	case flows > 0 && len(q.contacts) > 1:
		return &Result{Code: 400, Text: "Contact with reg-id beside other Contacts"}
	case !q.firstHopIsEdge(m):
		return &Result{Code: 439, Text: "First Hop Lacks Outbound Support"}
	}
	return nil
}

// firstHopIsEdge reports whether the client's first hop keeps flows: we are that
// hop ourselves, or it says so by ob in its Path, the one added first.
func (q *request) firstHopIsEdge(m *message.Message) bool {
	if len(m.List("Via")) == 1 {
		return true
	}
	if len(q.path) == 0 {
		return false
	}
	uri, err := message.ParseURI(message.AddrSpec(q.path[len(q.path)-1]))
	_, ob := uri.Param("ob")
	return err == nil && ob
}

// oneFlowEach keeps of several flows to one instance the one made last (RFC 5626
// section 7).
func oneFlowEach(bindings []Binding) []Binding {
	return slices.DeleteFunc(slices.Clone(bindings), func(b Binding) bool {
		return b.RegID != 0 && slices.ContainsFunc(bindings, func(other Binding) bool {
			return other.RegID != 0 && other.AOR == b.AOR && strings.EqualFold(other.Instance, b.Instance) &&
				(other.Registered.After(b.Registered) || other.Registered.Equal(b.Registered) && other.Number > b.Number)
		})
	})
}
