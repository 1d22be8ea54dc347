package catalog

import (
	"encoding/json"
	"strings"
)

// methodNames are the methods the catalog knows, in the order of the registry
// sip-parameters (ACK is one of them though nothing answers it).
var methodNames = [...]string{
	"INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK",
	"UPDATE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "REFER", "INFO",
}

// methodSet is a set of methods; the bit after the known ones stands for all
// that the catalog does not know.
type methodSet uint16

const otherMethods methodSet = 1 << len(methodNames)

const everyMethod = otherMethods<<1 - 1

func methodBit(method string) methodSet {
	for i, name := range methodNames {
		if name == method {
			return 1 << i
		}
	}
	return otherMethods
}

func methodsOf(names ...string) (set methodSet) {
	for _, name := range names {
		set |= methodBit(name)
	}
	return set
}

func (s methodSet) names() []string {
	out := []string{}
	for i, name := range methodNames {
		if s&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// Strength is how hard a rule is.
type Strength string

// The strengths of RFC 2119 as the catalog uses them: breaking a MUST (or a
// MUST NOT) is a problem, breaking a SHOULD (or a SHOULD NOT) a warning.
const (
	Must   Strength = "MUST"
	Should Strength = "SHOULD"
)

// Methods says which requests a code answers, and where that is written.
type Methods struct {
	set     methodSet
	barred  methodSet // those that must not be answered with it; others are odd
	RFC     int       // where the barring stands
	Section string
}

// Names are the known methods the code answers.
func (m Methods) Names() []string { return m.set.names() }

// Other reports whether the code also answers methods the catalog does not know.
func (m Methods) Other() bool { return m.set&otherMethods != 0 }

// Include reports whether the code answers a method.
func (m Methods) Include(method string) bool { return m.set&methodBit(method) != 0 }

// String is the list as one would say it.
func (m Methods) String() string {
	if m.Other() {
		missing := (everyMethod &^ m.set).names()
		return "any except " + strings.Join(missing, ", ")
	}
	return strings.Join(m.Names(), ", ")
}

// MarshalJSON is the list of names.
func (m Methods) MarshalJSON() ([]byte, error) { return json.Marshal(m.Names()) }

// Bar reports whether a method must not be answered with the code; answering
// one that is neither included nor barred is odd, but no RFC forbids it.
func (m Methods) Bar(method string) bool { return m.barred&methodBit(method) != 0 }

// only are the methods of a code that is defined for no other.
func only(names ...string) Methods {
	set := methodsOf(names...)
	return Methods{set: set, barred: everyMethod &^ set}
}

// mainly are the methods a code is meant for; to another one it is odd.
func mainly(names ...string) Methods {
	return Methods{set: methodsOf(names...), barred: methodsOf("ACK")}
}

// anyExcept is every method but ACK, which nothing answers, and those named.
func anyExcept(names ...string) Methods {
	return Methods{set: everyMethod &^ methodsOf(append(names, "ACK")...), barred: methodsOf("ACK")}
}

// by says where it is written that methods are not to be answered with the
// code: those named, or all that are not included.
func (m Methods) by(rfc int, section string, names ...string) Methods {
	m.RFC, m.Section = rfc, section
	m.barred = everyMethod &^ m.set
	if len(names) > 0 {
		m.barred = methodsOf(append(names, "ACK")...)
	}
	return m
}
