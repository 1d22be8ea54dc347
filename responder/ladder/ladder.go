package ladder

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sipbin/sipbin/responder/journal"
)

// Options say how a ladder looks. The zero value is for a person's terminal.
type Options struct {
	// ASCII draws with the characters of US-ASCII only.
	ASCII bool
	// Golden leaves out or replaces by placeholders what differs from one run
	// to the next: addresses, ports, Call-ID, date, the first CSeq number.
	Golden bool
}

// Width of the space between the rails, in characters.
const (
	minLabel = 32
	maxLabel = 72
	arrows   = len("-- ") + len(" -->")
)

// Text draws the entries of a call as a ladder, one line each. Times are seconds
// since the first message. In brackets stand the CSeq number where there is more
// than one of a method, the dialog where there is more than one, what the body
// is, and "again" for a message that was there before.
func Text(entries []journal.Entry, opt Options) string {
	if len(entries) == 0 {
		return ""
	}
	c := read(entries, opt)
	p := painter{pen: unicodePen, width: minLabel}
	if opt.ASCII {
		p.pen = asciiPen
	}
	labels := make([]string, len(entries))
	for i := range entries {
		labels[i] = cut(c.label(i), maxLabel)
		p.width = max(p.width, utf8.RuneCountInString(labels[i]))
	}
	p.heading(c)
	for i, e := range entries {
		p.rung(e.At.Sub(c.start), e.Kind, labels[i], c.remark(i))
	}
	return p.out.String()
}

// pen is what a ladder is drawn with.
type pen struct {
	rail, line, gone, left, right string
}

var (
	unicodePen = pen{rail: "│", line: "─", gone: "┄", left: "◀", right: "▶"}
	asciiPen   = pen{rail: "|", line: "-", gone: ".", left: "<", right: ">"}
)

type painter struct {
	pen
	width int // of the labels
	out   strings.Builder
}

const margin = "        " // as wide as a time

func (p *painter) heading(c *conversation) {
	for _, line := range c.title() {
		p.out.WriteString(line + "\n")
	}
	client, us := c.ends()
	between := p.width + arrows + 2 - utf8.RuneCountInString(client) - utf8.RuneCountInString(us)
	p.out.WriteString(margin + "  " + client + strings.Repeat(" ", max(between, 2)) + us + "\n")
}

// rung draws one line: what is between the rails, and the remark behind.
func (p *painter) rung(at time.Duration, kind journal.Kind, label, remark string) {
	rest := p.width - utf8.RuneCountInString(label)
	var between string
	switch kind {
	case journal.Received:
		between = p.line + p.line + " " + label + " " + strings.Repeat(p.line, rest+2) + p.right
	case journal.Unheard:
		between = p.gone + p.gone + " " + label + " " + strings.Repeat(p.gone, rest+1) + "x "
	case journal.Sent:
		between = p.left + p.line + " " + label + " " + strings.Repeat(p.line, rest+3)
	case journal.Lost:
		between = " x " + label + " " + strings.Repeat(p.gone, rest+3)
	default:
		between = strings.Repeat(" ", p.width+arrows)
	}
	line := fmt.Sprintf("%8.3f  %s%s%s  %s", at.Seconds(), p.rail, between, p.rail, remark)
	p.out.WriteString(strings.TrimRight(line, " ") + "\n")
}

// cut shortens text to so many characters.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-3]) + "..."
}
