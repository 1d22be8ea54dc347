package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) explain() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain WORD",
		Short: "say what SIP says of a word, or what a scenario does",
		Long: `explain prints what is known of a word: a response code (423), a header field
(Min-Expires), a method (INVITE), a scenario's name (voicemail), a dial string
(180*5*486), a step (expect), a fault (drop), auto for what the responder does
by itself or one of these acts (trying), breaks for the words that allow
breaking a rule.`,
		Args: one("explain takes one word: a code (423), a header field, a method, a scenario's name, a dial string, a step, a fault, an act, auto or breaks"),
	}
	f := settingFlags(cmd, "scenarios", "config")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what the catalog knows as JSON")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		yours, err := p.load(s.Scenarios)
		if err != nil {
			return err
		}
		text, facts := look(args[0], scenarios.Join(yours, scenarios.Library()))
		switch {
		case text == "":
			return &exit{exitFail, unknown(args[0], scenarios.Join(yours, scenarios.Library()))}
		case !asJSON:
			_, err = fmt.Fprint(p.stdout, text)
		case facts == nil:
			err = &exit{exitFail, fmt.Sprintf("there is no JSON of %s: it is not in the catalog", args[0])}
		default:
			err = writeJSON(p, facts)
		}
		return err
	}
	return cmd
}

func (p *program) codes() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "codes",
		Short: "list the response codes",
		Args:  none,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return writeJSON(p, catalog.Codes())
			}
			for _, c := range catalog.Codes() {
				fmt.Fprintf(p.stdout, "%d  %-38s %s\n", c.Number, c.Reason, written(c.RFC, c.Section))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print all that is known of each")
	return cmd
}

// look finds the page of a word, and the catalog's facts behind it.
func look(word string, all *scenarios.Set) (text string, facts any) {
	if number, err := strconv.Atoi(word); err == nil {
		if c, ok := catalog.Lookup(number); ok {
			return codePage(c), c
		}
	}
	if dialled, err := scenarios.Dial(word); err == nil {
		return dialPage(dialled), nil
	}
	switch word {
	case "auto":
		return actsPage(), nil
	case "breaks":
		return breaksPage(), catalog.Rules()
	}
	// SIP, the language and scenarios share words: cancel is a method and an act,
	// glare an act and a scenario.
	pages := wordPages(word)
	if field, ok := catalog.LookupHeader(word); ok {
		pages, facts = append([]string{headerPage(&field)}, pages...), field
	}
	for _, method := range catalog.MethodNames() {
		if strings.EqualFold(method, word) {
			pages, facts = append([]string{methodPage(method)}, pages...), catalog.CodesFor(method)
		}
	}
	if s := all.ByName(word); s != nil {
		pages = append(pages, scenarioPage(s))
	}
	return strings.Join(pages, "\n"), facts
}

// unknown is said of a word without a page.
func unknown(word string, all *scenarios.Set) string {
	if near := nearWords(word, all); len(near) > 0 {
		return fmt.Sprintf("nothing is known of %q; near it: %s", word, strings.Join(near, ", "))
	}
	return fmt.Sprintf("nothing is known of %q; sipbin codes and sipbin list show what there is", word)
}

func writeJSON(p *program, v any) error {
	e := json.NewEncoder(p.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
