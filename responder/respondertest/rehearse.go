package respondertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// Rehearsal is what came of trying a scenario.
type Rehearsal struct {
	// Calls are all that took place, in the order in which they began. A caller
	// that is challenged, redirected or told to come back makes several. What
	// belonged to no call comes last, as call 0.
	Calls []Call
	// Verdict is that of the calls: the first that failed decides, or else the
	// first in which anything was amiss.
	Verdict journal.Verdict
	// Cut says why the rehearsal ended before the calls did: after 15 virtual
	// minutes, after 10,000 messages, or because both sides wait for nothing. ""
	// when it came to its end.
	Cut string
}

// Call is one call of a rehearsal: its summary, and all that the journal has.
type Call struct {
	journal.Summary
	// Begun is when, since the rehearsal began.
	Begun   time.Duration
	Entries []journal.Entry
}

// Failed reports whether a scenario failed the caller.
func (r Rehearsal) Failed() bool { return r.Verdict.Outcome == journal.Failed }

// Applicable reports whether the caller brought what the scenarios need.
func (r Rehearsal) Applicable() bool { return r.Verdict.Outcome != journal.NotApplicable }

// Ladder draws all calls. Above each stands when it began, in seconds since the
// rehearsal did, but for a first one that began with it.
func (r Rehearsal) Ladder(opt ladder.Options) string {
	var b strings.Builder
	for i, c := range r.Calls {
		if i > 0 {
			b.WriteString("\n")
		}
		switch {
		case c.ID == 0:
			fmt.Fprintf(&b, "at %.3f, of no call:\n", c.Begun.Seconds())
		case i > 0 || c.Begun > 0:
			fmt.Fprintf(&b, "at %.3f:\n", c.Begun.Seconds())
		}
		b.WriteString(ladder.Text(c.Entries, opt))
	}
	if r.Cut != "" {
		b.WriteString("\n" + r.Cut + "\n")
	}
	return b.String()
}

// Option varies a rehearsal.
type Option func(*options)

type options struct {
	method    string
	transport message.Transport
	seed      uint64
}

// Opening makes the caller begin with a request of this method. Default: INVITE
// if the scenario has a list for it, else the first that it has a list for, of
// REGISTER, SUBSCRIBE, PUBLISH, MESSAGE, OPTIONS and REFER.
func Opening(method string) Option { return func(o *options) { o.method = method } }

// Over is the transport. Default: UDP.
func Over(t message.Transport) Option { return func(o *options) { o.transport = t } }

// Seed is where chance comes from, as in [responder.Config]. Default: 0.
func Seed(seed uint64) Option { return func(o *options) { o.seed = seed } }

// openings are the methods that begin something, in the order of preference.
var openings = []string{"INVITE", "REGISTER", "SUBSCRIBE", "PUBLISH", "MESSAGE", "OPTIONS", "REFER"}

// insides are the requests that only a call can have; a caller sends each that
// the scenario has a list for.
var insides = []string{"re-INVITE", "UPDATE", "INFO", "REFER"}

// Rehearse lets a caller play against a scenario of the set, or of those that
// ship, or a dial string. It takes no time: both sides are moved from deadline
// to deadline. The error says that there is no such scenario; what the calls
// came to is in the Rehearsal.
func Rehearse(set *scenarios.Set, name string, as Profile, opts ...Option) (Rehearsal, error) {
	how := options{transport: message.UDP}
	for _, o := range opts {
		o(&how)
	}
	sc, err := scenarios.Find(set, name)
	if err != nil {
		return Rehearsal{}, err
	}
	if how.method == "" {
		how.method = opening(sc)
	}
	r, err := rehearse(set, sc, as, how, "")
	if err == nil && !r.played(sc.Name) {
		// Another scenario's match fits this name.
		return rehearse(set, sc, as, how, sc.Name)
	}
	return r, err
}

// Fitting is the first of [Profiles] that the scenario is made for: whom it does
// not fail, and who sees all of it if anybody does. It reports false when it
// fails them all.
func Fitting(set *scenarios.Set, name string, opts ...Option) (as Profile, ok bool) {
	for _, p := range Profiles() {
		r, err := Rehearse(set, name, p, opts...)
		if err != nil || r.Failed() || !r.Applicable() || r.Cut != "" {
			continue
		}
		if !slices.ContainsFunc(r.Calls, func(c Call) bool { return c.Unplayed != "" }) {
			return p, true
		}
		if !ok {
			as, ok = p, true
		}
	}
	return as, ok
}

func rehearse(set *scenarios.Set, sc *scenarios.Scenario, as Profile, how options, byName string) (Rehearsal, error) {
	s, err := newStage(set, as, how)
	if err != nil {
		return Rehearsal{}, err
	}
	s.caller.byName = byName
	for _, method := range insides {
		if sc.On[method] != nil {
			s.caller.inside = append(s.caller.inside, method)
		}
	}
	s.caller.Open(how.method, sc.Name, s.now)
	return s.rehearsal(s.play()), nil
}

// opening is the method that a caller begins with.
func opening(sc *scenarios.Scenario) string {
	for _, method := range openings {
		if sc.ListFor(method) != nil {
			return method
		}
	}
	return openings[0]
}

// played reports whether a call was answered by the scenario.
func (r Rehearsal) played(name string) bool {
	for _, c := range r.Calls {
		if c.Scenario == name {
			return true
		}
	}
	return false
}
