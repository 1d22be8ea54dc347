package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// settingsHelp is the table of settings under serve --help.
func settingsHelp(f *pflag.FlagSet) string {
	var b strings.Builder
	b.WriteString(`Settings are given by flag, by environment, or by key in sipbin.yaml; the first
of these that says something wins. What is repeatable is a list in sipbin.yaml,
and separated by commas in the environment.
`)
	f.VisitAll(func(flag *pflag.Flag) {
		name, text := pflag.UnquoteUsage(flag)
		fmt.Fprintf(&b, "\n  %-28s %-20s %s:\n", strings.TrimSpace("--"+flag.Name+" "+name), envName(flag.Name), flag.Name)
		b.WriteString(wrap("      ", "      ", text))
		fmt.Fprintf(&b, "      default: %s\n", defaultText(flag))
	})
	return b.String()
}

func defaultText(flag *pflag.Flag) string {
	text := flag.DefValue
	if isList(flag) {
		text = strings.ReplaceAll(strings.Trim(text, "[]"), ",", ", ")
	}
	if text == "" {
		return "none"
	}
	return text
}
