package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/control"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// outcome is what came of a run. Its fields are those of the file that --json
// writes; times are in seconds.
type outcome struct {
	// Result is "met", "failed" or "no traffic", and Exit the exit code.
	Result string `json:"result"`
	Exit   int    `json:"exit"`
	// Why says what ended the run before all came that it waited for, "" for
	// nothing: "within 1m0s", "interrupted".
	Why       string    `json:"why,omitempty"`
	Began     time.Time `json:"began"`
	Seconds   float64   `json:"seconds"`
	Listeners []string  `json:"listeners"`
	Counts    counts    `json:"counts"`
	// Cases are the calls, in the order in which their scenarios were named and
	// they came, and after those of a scenario what did not come.
	Cases []runCase `json:"cases"`
}

// counts are the cases by their outcome; Others are calls that no list of a
// scenario answered.
type counts struct {
	OK            int `json:"ok"`
	Failed        int `json:"failed"`
	NotApplicable int `json:"not_applicable"`
	Unfinished    int `json:"unfinished"`
	Unmatched     int `json:"unmatched"`
	Missing       int `json:"missing"`
	Others        int `json:"others"`
}

// bad is how many cases fail a run.
func (c counts) bad() int { return c.Failed + c.Unfinished + c.Unmatched + c.Missing }

// runCase is one call, or one that did not come.
type runCase struct {
	// Suite is the file of the scenario, "dialled", "unmatched" or "run"; Name is
	// the same in every run: "dnd, call 1".
	Suite string `json:"suite"`
	Name  string `json:"name"`
	// Outcome is "ok", "failed", "not applicable", "unfinished", "unmatched" or
	// "missing".
	Outcome string `json:"outcome"`
	// Why is what was not met, where it stands and what came instead, "" if all
	// is well; Seconds is how long the call lasted.
	Why     string  `json:"why,omitempty"`
	Seconds float64 `json:"seconds"`
	// Findings are what the client did against the RFCs.
	Findings []journal.Finding `json:"findings,omitempty"`
	// Call is as the API shows it, null for one that did not come.
	Call any `json:"call"`
	// Ladder is drawn of what was not ok.
	Ladder string `json:"ladder,omitempty"`
}

// outcome judges what came. The responder has been stopped.
func (w *watch) outcome() *outcome {
	w.Take()
	o := &outcome{Why: w.cut, Began: w.began, Seconds: seconds(w.decided.Sub(w.began)), Cases: w.cases()}
	o.Counts.Others = w.Others()
	for _, c := range o.Cases {
		switch c.Outcome {
		case journal.OK.String():
			o.Counts.OK++
		case journal.Failed.String():
			o.Counts.Failed++
		case journal.NotApplicable.String():
			o.Counts.NotApplicable++
		case journal.Unfinished.String():
			o.Counts.Unfinished++
		case journal.Unmatched.String():
			o.Counts.Unmatched++
		default:
			o.Counts.Missing++
		}
	}
	switch {
	case len(w.calls) == 0:
		o.Result, o.Exit = "no traffic", exitQuiet
	case o.Counts.bad() > 0:
		o.Result, o.Exit = "failed", exitFail
	default:
		o.Result, o.Exit = "met", exitOK
	}
	return o
}

// cases are the calls by scenario, those named first, and what did not come.
func (w *watch) cases() (all []runCase) {
	slices.SortFunc(w.calls, func(a, b judged) int {
		return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.ID, b.ID))
	})
	var order []string
	of := map[string][]judged{}
	for _, sc := range w.wanted {
		order = append(order, sc.Name)
	}
	for _, c := range w.calls {
		if c.Scenario != "" && !slices.Contains(order, c.Scenario) {
			order = append(order, c.Scenario)
		}
		of[c.Scenario] = append(of[c.Scenario], c)
	}
	missed := w.Missed()
	for _, name := range order {
		suite := w.suite(name)
		for i, c := range of[name] {
			all = append(all, w.caseOf(c, suite, callName(name, i+1)))
		}
		if slices.Contains(missed, name) {
			all = append(all, runCase{Suite: suite, Name: callName(name, len(of[name])+1), Outcome: missing, Why: w.absent(name)})
		}
	}
	n := map[string]int{}
	for _, c := range of[""] {
		name := c.Method + " " + c.Dialled
		n[name]++
		all = append(all, w.caseOf(c, "unmatched", callName(name, n[name])))
	}
	if still := w.Missing(); still > 0 {
		want := count(max(w.number, 1), "call")
		all = append(all, runCase{
			Suite: "run", Name: want, Outcome: missing,
			Why: fmt.Sprintf("%d of %s came %s", max(w.number, 1)-still, want, w.deadline()),
		})
	}
	return all
}

// missing is the outcome of a call that did not come.
const missing = "missing"

// absent says that a call did not come for which a scenario was named.
func (w *watch) absent(scenario string) string {
	left, came := w.Left(scenario)
	if !came {
		return "no call came " + w.deadline()
	}
	tries := count(left, "try")
	if left > 1 {
		tries = fmt.Sprintf("%d tries", left)
	}
	return fmt.Sprintf("the client did not come back %s; it has %s left", w.deadline(), tries)
}

// deadline is when the run ended without what it waited for.
func (w *watch) deadline() string {
	if w.cut == "interrupted" {
		return "before the run was interrupted"
	}
	return w.cut
}

// suite is where a scenario stands.
func (w *watch) suite(scenario string) string {
	sc, err := scenarios.Find(w.set, scenario)
	if err != nil {
		return "unknown" // it was found when it was played
	}
	if sc.Dialled {
		return "dialled"
	}
	return sc.At.File
}

func callName(name string, n int) string { return fmt.Sprintf("%s, call %d", name, n) }

func (w *watch) caseOf(c judged, suite, name string) runCase {
	v := c.Verdict
	rc := runCase{
		Suite: suite, Name: name, Outcome: v.Outcome.String(), Seconds: seconds(c.At.Sub(c.Opened)),
		Why:      strings.TrimPrefix(v.String(), v.Outcome.String()+": "),
		Findings: v.Findings, Call: control.Call(&c.Summary), Ladder: c.ladder,
	}
	switch v.Outcome {
	case journal.Unfinished:
		rc.Why = "the call was not over " + w.deadline()
	case journal.Unmatched:
		rc.Why = "no scenario, extension or dial string fits " + c.Method + " of " + c.Dialled
	}
	rc.Why = journal.RedactText(rc.Why)
	return rc
}

// maxDrawn is how many ladders are printed; the files have all.
const maxDrawn = 20

// text is what a run prints at its end.
func (o *outcome) text(drawn bool) string {
	var b strings.Builder
	ladders := 0
	for _, c := range o.Cases {
		switch c.Outcome {
		case journal.OK.String():
			continue
		case journal.NotApplicable.String():
			fmt.Fprintf(&b, "SKIPPED  %s: %s\n", journal.Printable(c.Name), journal.Printable(c.Why))
			continue
		}
		fmt.Fprintf(&b, "FAILED  %s: %s\n", journal.Printable(c.Name), journal.Printable(c.Why))
		if c.Ladder == "" || drawn {
			continue
		}
		if ladders++; ladders <= maxDrawn {
			b.WriteString(c.Ladder + "\n")
		}
	}
	if ladders > maxDrawn {
		fmt.Fprintf(&b, "%d ladders are left out; --junit FILE has all of them\n", ladders-maxDrawn)
	}
	b.WriteString(o.summary() + "\n")
	return b.String()
}

// summary is the last line of a run.
func (o *outcome) summary() string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{o.Counts.OK, "ok"}, {o.Counts.Failed, "failed"}, {o.Counts.Unfinished, "unfinished"}, {o.Counts.Unmatched, "unmatched"},
		{o.Counts.Missing, "missing"}, {o.Counts.NotApplicable, "skipped"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	if o.Counts.Others > 0 {
		parts = append(parts, count(o.Counts.Others, "other request"))
	}
	return fmt.Sprintf("%s: %s, in %.1fs", o.Result, strings.Join(parts, ", "), o.Seconds)
}

// seconds are rounded to milliseconds.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }

func writeOutcome(w io.Writer, o *outcome) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(o)
}
