package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) explain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain CODE|SCENARIO|auto",
		Short: "say what a response code means, or what a scenario does",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			word := args[0]
			if n, err := strconv.Atoi(word); err == nil {
				if code, ok := catalog.Lookup(n); ok {
					fmt.Fprint(p.stdout, codePage(code))
					return nil
				}
			}
			if word == "auto" {
				fmt.Fprint(p.stdout, actsPage())
				return nil
			}
			if s := scenarios.Library().ByName(word); s != nil {
				fmt.Fprintf(p.stdout, "%s\n\n%s\n", s.Name, strings.TrimSpace(s.About))
				return nil
			}
			return &exit{exitFail, fmt.Sprintf("nothing is known of %q; try a code (423), a scenario (sipbin list) or auto", word)}
		},
	}
}

// actsPage lists what the responder does by itself.
func actsPage() string {
	var b strings.Builder
	b.WriteString("Automatic acts. Each is switched off by its name: off: [trying]\n\n")
	for _, act := range scenarios.AllActs() {
		fmt.Fprintf(&b, "  %-16s %s\n", act, act.Text())
	}
	return b.String()
}

// codePage is the catalog's entry of a code as a page.
func codePage(c *catalog.Code) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s", c.Number, c.Reason)
	if c.RFC != 0 {
		fmt.Fprintf(&b, "   RFC %d %s", c.RFC, c.Section)
	}
	fmt.Fprintf(&b, "   %s\n", c.Status)
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n%-12s %s", name, text)
		}
	}
	line("answers", c.Methods.String())
	line("sent by", c.Where)
	for _, r := range c.Required {
		line("must have", r.String())
	}
	for _, r := range c.Recommended {
		line("should have", r.String())
	}
	for _, r := range c.Optional {
		line("may have", r.String())
	}
	for _, r := range c.Forbidden {
		line("never has", r.String())
	}
	line("body", c.Body)
	line("dialog", strings.TrimSpace(string(c.Dialog)+" "+c.DialogNote))
	line("client", c.Client)
	line("note", c.Note)
	b.WriteString("\n")
	return b.String()
}
