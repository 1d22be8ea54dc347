package journal

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	// clock is how the log writes a time of day.
	clock = "15:04:05.000"
	// noticeable is the time between two responses that a line shows.
	noticeable = 100 * time.Millisecond
	// maxShown bounds what a client can put into a line, in characters.
	maxShown = 80
)

// Line is the one line of the log about a call that ended:
//
//	12:04:31.207  10.0.0.5:52114  INVITE 180*5*486  ->  180 .. 486 Busy Here  5.0s  ACK ok
//
// It begins with the time the call ended. Responses more than 100 ms apart are
// joined by "..", and then the time until the last one follows. What was done
// on purpose and what was left unplayed stands in brackets at the end.
func Line(s Summary) string {
	parts := []string{s.At.Format(clock), s.Flow.Remote.String(), request(s), arrow(s), responses(s)}
	if last, ok := s.Last(); ok && last.After > noticeable {
		parts = append(parts, seconds(last.After))
	}
	parts = append(parts, outcome(s)...)
	if aside := aside(s); aside != "" {
		parts = append(parts, "["+aside+"]")
	}
	return strings.Join(parts, "  ")
}

func request(s Summary) string {
	text := s.Method
	if s.Dialled != "" {
		text += " " + s.Dialled
	}
	text = shown(text)
	if s.Scenario != "" && !strings.EqualFold(s.Scenario, s.Dialled) {
		text += " as " + shown(s.Scenario)
	}
	return text
}

// arrow points from the request to its responses; a call of ours is answered by
// the peer.
func arrow(s Summary) string {
	if s.Placed {
		return "<-"
	}
	return "->"
}

func responses(s Summary) string {
	if len(s.Responses) == 0 {
		return "no response"
	}
	var b strings.Builder
	for i, r := range s.Responses {
		switch {
		case i == 0:
		case r.After-s.Responses[i-1].After > noticeable:
			b.WriteString(" .. ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(r.Code))
	}
	if s.Reason != "" {
		b.WriteString(" " + shown(s.Reason))
	}
	return b.String()
}

// outcome is what came after the last response. That the ACK of an answered
// call arrived goes without saying.
func outcome(s Summary) (parts []string) {
	talked := s.Answered() && s.Method == "INVITE"
	if s.Acked != "" && (!talked || s.Acked != "ok") {
		parts = append(parts, "ACK "+s.Acked)
	}
	if talked {
		parts = append(parts, "talked "+seconds(s.Talk))
	}
	switch {
	case s.EndedBy == "":
	case talked:
		parts = append(parts, "BYE by "+s.EndedBy)
	default:
		parts = append(parts, "ended by "+s.EndedBy)
	}
	return parts
}

func aside(s Summary) string {
	var parts []string
	if s.Marks != "" {
		parts = append(parts, s.Marks)
	}
	if s.Unplayed != "" {
		parts = append(parts, "unplayed: "+s.Unplayed)
	}
	if s.Verdict.Outcome != OK {
		parts = append(parts, "verdict: "+s.Verdict.String())
	}
	return Printable(RedactText(strings.Join(parts, "; ")))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1fs", d.Seconds()) }

// shown is text of a client's, safe and short enough for a line.
func shown(s string) string {
	s = Printable(RedactText(s))
	if runes := []rune(s); len(runes) > maxShown {
		return string(runes[:maxShown-3]) + "..."
	}
	return s
}

// Printable escapes in text of a client what would act on a terminal or break
// the line: "\r\n", "\x1b".
func Printable(s string) string {
	if strings.IndexFunc(s, unprintable) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unprintable(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }
