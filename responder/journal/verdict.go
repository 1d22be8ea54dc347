package journal

import (
	"fmt"
	"strings"
	"time"
)

// Outcome is what came of a call, in a word.
type Outcome uint8

const (
	// OK is a call in which all came that the scenario asked of the client, and
	// nothing that must not; it is also one that is still going on.
	OK Outcome = iota
	// Failed is a call that did not meet an expect, a never or a must.
	Failed
	// NotApplicable is a call of a client that did not bring what the scenario
	// needs; it went the default way.
	NotApplicable
	// Unfinished is a call that the responder stopped before.
	Unfinished
	// Unmatched is a call that no scenario, extension or dial string fitted, and
	// that the default refused.
	Unmatched
)

var outcomeNames = [...]string{
	OK:            "ok",
	Failed:        "failed",
	NotApplicable: "not applicable",
	Unfinished:    "unfinished",
	Unmatched:     "unmatched",
}

// String is the outcome in words, "not applicable".
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return "unknown"
}

// MarshalText is [Outcome.String]; it makes an Outcome a string in JSON.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Verdict is what was judged of a call. The zero value is that of a call in
// which nothing was amiss.
type Verdict struct {
	Outcome Outcome
	// Step is what was not met, as the journal names it: "expect ACK", "must
	// ACK"; At is where it stands, "voicemail.yaml:14:7". Both are "" where no
	// step of a scenario was judged.
	Step, At string
	// Why is, of a call that failed, what came instead: "no ACK within 32s"; of
	// any other the reason of its outcome.
	Why string
	// After is the time from the beginning of the call to the verdict.
	After time.Duration
	// Findings are what the client did against the RFCs, whatever the scenario
	// asked for. They are read from the journal by who audits a call and are not
	// kept here: the journal returns verdicts without.
	Findings []Finding
}

// Finding is one thing that a client did against a rule.
type Finding struct {
	// Rule is the rule, "RFC 3261 17.1.1.2".
	Rule string `json:"rule"`
	// Text says what the client did, in one line.
	Text string `json:"text"`
}

// FailedAt is the verdict on a call that did not meet a step of its scenario.
func FailedAt(step, at, why string) Verdict {
	return Verdict{Outcome: Failed, Step: step, At: at, Why: why}
}

// String is the verdict in one line, "" for that of a call in which nothing was
// amiss: "failed: expect ACK (voicemail.yaml:14:7): no ACK within 32s".
func (v Verdict) String() string {
	if v.Outcome == OK {
		return ""
	}
	parts := []string{v.Outcome.String()}
	switch {
	case v.Step != "" && v.At != "":
		parts = append(parts, fmt.Sprintf("%s (%s)", v.Step, v.At))
	case v.Step != "":
		parts = append(parts, v.Step)
	}
	if v.Why != "" {
		parts = append(parts, v.Why)
	}
	return strings.Join(parts, ": ")
}
