package faults

import (
	"fmt"
	"slices"
	"strings"
)

// Stage is when a fault is done.
type Stage string

// The stages of a fault.
const (
	OnMessage  Stage = "message"  // once, before the first transmission
	OnDelivery Stage = "delivery" // for each transmission anew
)

// Takes is what kind of value a fault has in a scenario.
type Takes string

// The kinds of values.
const (
	Word    Takes = "word"    // one of Info.Words
	Flag    Takes = "flag"    // true
	Headers Takes = "headers" // the name of a header field, or a list of names
	Count   Takes = "count"   // "first N" or "every N", N at least 1
	Span    Takes = "span"    // a duration, or two as in 1s..4s
	Number  Takes = "number"  // from Info.Min to Info.Max
)

// Info is what there is to say of a fault.
type Info struct {
	// Name is its key under fault:.
	Name  string `json:"name"`
	Stage Stage  `json:"stage"`
	Takes Takes  `json:"takes"`
	// Words are what a Word may be.
	Words []string `json:"words,omitempty"`
	// Min and Max are the bounds of a Number, both included.
	Min int `json:"min,omitempty"`
	Max int `json:"max,omitempty"`
	// Example is a value it may have in a scenario.
	Example string `json:"example"`
	// Does says what it does, Client what a correct client does then; both begin
	// with a verb.
	Does   string `json:"does"`
	Client string `json:"client"`
	// RFC is the document and section that say so, "RFC 3261 18.1.2".
	RFC string `json:"rfc"`
}

// All are the faults in the order they are done in.
func All() []Info {
	var all []Info
	for _, f := range messageFaults {
		all = append(all, f.listed(OnMessage))
	}
	for _, f := range deliveryFaults {
		all = append(all, f.listed(OnDelivery))
	}
	return all
}

func (i Info) listed(s Stage) Info {
	i.Stage, i.Words = s, slices.Clone(i.Words)
	return i
}

// Values are what may be written in a scenario, in words: "missing or changed".
func (i Info) Values() string {
	switch i.Takes {
	case Word:
		return strings.Join(i.Words, " or ")
	case Flag:
		return "true"
	case Headers:
		return "a header field or a list of them"
	case Count:
		return "first N or every N"
	case Span:
		return "a duration, or one drawn as in 1s..4s"
	default:
		return fmt.Sprintf("a number from %d to %d", i.Min, i.Max)
	}
}

// String is the fault in one line: what it does, what a correct client does
// then, and where that is written.
func (i Info) String() string {
	return fmt.Sprintf("%s; a correct client %s (%s)", i.Does, i.Client, i.RFC)
}
