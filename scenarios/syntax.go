package scenarios

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

const (
	aliasHint    = `in YAML a * begins an alias; put the value in quotes, like "*99"`
	templateHint = `put a value that holds {{...}} in quotes, like "<sip:{{.Local}}>"`
)

var alias = regexp.MustCompile(`(^|[\s:\[{,-])\*`)

// syntax tells what is no YAML.
func (r *reader) syntax(err error) {
	var failed *yaml.LoadError
	if !errors.As(err, &failed) {
		r.add(Problem{At: r.position(1, 1), Text: "this is no YAML: " + err.Error()})
		return
	}
	mark := failed.Mark
	if begun := failed.ContextMark; begun.Line > 0 && (strings.Contains(failed.ContextMsg, "alias") || strings.Contains(failed.ContextMsg, "quoted")) {
		mark = begun // where it begins, not where it fails
	}
	p := Problem{At: r.position(max(mark.Line, 1), max(mark.Column, 1))}
	runes := []rune(r.line(p.At.Line))
	split := min(p.At.Column-1, len(runes))
	p.Text, p.Hint = trap(failed, string(runes[:split]), string(runes[split:]))
	if p.Text == "" {
		p.Text = "this is no YAML: " + failed.Message
		if open := failed.ContextMark.Line; open > 0 && strings.Contains(failed.ContextMsg, "flow") {
			p.Hint = fmt.Sprintf("look for a missing , or bracket from line %d on", open+r.above)
		}
	}
	r.add(p)
}

// trap knows what SIP makes people write that is no YAML. before and after are
// the line around the place; the text is "" for what it does not know.
func trap(failed *yaml.LoadError, before, after string) (text, hint string) {
	message, inside := failed.Message, failed.ContextMsg
	switch {
	case strings.Contains(message, "max depth"):
		return fmt.Sprintf("more than %d lists and maps stand in each other", maxDepth), ""
	case strings.Contains(inside, "alias"), strings.Contains(message, "unknown anchor"):
		return "a value cannot begin with * unless it is in quotes", aliasHint
	case strings.HasPrefix(after, "\t"):
		return "a tab cannot indent YAML", "indent with spaces"
	case after != "" && strings.Contains("@`%", after[:1]):
		return fmt.Sprintf("a value cannot begin with %s unless it is in quotes", after[:1]), "put it in quotes"
	case strings.Contains(message, "unknown escape"):
		return `in " quotes a \ begins an escape, and YAML does not know this one`, `write \\ for the \ itself, or put the value in ' quotes`
	case strings.Contains(inside, "quoted") && strings.Contains(message, "end of stream"):
		return "this quote is never closed", "write the quote again where the value ends"
	case strings.Contains(before+after, "{{"):
		return "this is no YAML: " + message, templateHint
	case strings.Contains(message, "mapping values are not allowed") && strings.Contains(before, ": "):
		return "a second colon on this line makes YAML look for a second key", `put a value that holds ": " in quotes`
	case strings.Contains(message, "mapping values are not allowed"):
		return "this key does not belong to what stands above it", "look for a missing : on the line above, or another indentation"
	case alias.MatchString(before + after):
		return "this is no YAML: " + message, aliasHint
	}
	return "", ""
}
