package ladder

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
)

// Messages prints every message in full, each under a line that says when, which
// way and why. Credentials are masked: the response of a digest, and all of any
// other scheme.
func Messages(entries []journal.Entry) string {
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
			parts = append(parts, journal.Printable(e.Why))
		}
		if e.Marks != "" {
			parts = append(parts, "! "+journal.Printable(e.Marks))
		}
		b.WriteString(strings.Join(parts, "  ") + "\n")
		if e.Overwritten {
			b.WriteString("its bytes are no longer kept\n\n")
			continue
		}
		b.WriteString(lines(masked(string(e.Data))) + "\n")
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

var (
	// Wherever it stands, so that a header that is broken on purpose or by
	// mistake does not show it.
	digestResponse = regexp.MustCompile(`(?i)(\bresponse[ \t]*=\s*)("[^"\r\n]*(?:\r?\n[ \t][^"\r\n]*)*"?|[^\s,;"]+)`)
	// A scheme that is not Digest, and its credentials with their folds.
	otherScheme = regexp.MustCompile(`(?im)^((?:Proxy-)?Authorization[ \t]*:\s*)([^\s,]+)([ \t]+)(\S.*(?:\r?\n[ \t].*)*)`)
)

const mask = "***"

// masked takes the credentials out of a message (RFC 7616 section 3.4, RFC 8898).
func masked(text string) string {
	if !strings.Contains(strings.ToLower(text), "authorization") {
		return text
	}
	text = digestResponse.ReplaceAllStringFunc(text, func(found string) string {
		parts := digestResponse.FindStringSubmatch(found)
		if strings.HasPrefix(parts[2], `"`) {
			return parts[1] + `"` + mask + `"`
		}
		return parts[1] + mask
	})
	return otherScheme.ReplaceAllStringFunc(text, func(found string) string {
		parts := otherScheme.FindStringSubmatch(found)
		if strings.EqualFold(parts[2], "Digest") {
			return found
		}
		return parts[1] + parts[2] + parts[3] + mask
	})
}
