package ladder

import (
	"fmt"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
)

// Messages prints every message in full, each under a line that says when, which
// way and why, without its secrets ([journal.Redact]).
func Messages(entries []journal.Entry) string { return messages(entries, journal.Redact) }

// WholeMessages is [Messages] with the secrets, for who asked for them by name.
func WholeMessages(entries []journal.Entry) string {
	return messages(entries, func(data []byte) []byte { return data })
}

func messages(entries []journal.Entry, redact func([]byte) []byte) string {
	var b strings.Builder
	for _, e := range entries {
		if !e.Kind.Message() {
			continue
		}
		from, to := e.Flow.Remote, e.Flow.Local
		if e.Kind.Ours() {
			from, to = to, from
		}
		parts := []string{fmt.Sprintf("---- %s %s %s %s -> %s", e.At.Format("15:04:05.000"), e.Kind, e.Flow.Transport, from, to)}
		if e.Why != "" {
			parts = append(parts, journal.Printable(string(redact([]byte(e.Why)))))
		}
		if e.Marks != "" {
			parts = append(parts, "! "+journal.Printable(string(redact([]byte(e.Marks)))))
		}
		b.WriteString(strings.Join(parts, "  ") + "\n")
		if e.Overwritten {
			b.WriteString("its bytes are no longer kept\n\n")
			continue
		}
		b.WriteString(lines(string(redact(e.Data))) + "\n")
	}
	return b.String()
}

// lines is a message for a terminal: line ends its own, all else that acts on a
// terminal escaped.
func lines(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		cells := strings.Split(line, "\t")
		for i := range cells {
			cells[i] = journal.Printable(cells[i])
		}
		b.WriteString(strings.Join(cells, "\t") + "\n")
	}
	return b.String()
}
