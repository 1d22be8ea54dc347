package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/respondertest"
	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) try() *cobra.Command {
	var as, method string
	var drawn ladder.Options
	cmd := &cobra.Command{
		Use:   "try FILE [SCENARIO]",
		Short: "let a built-in caller call a scenario, and draw what happens",
		Long:  tryLong(),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 {
				return errors.New("try takes a file, a name or a dial string: sipbin try 180*486; after a file the name of one of its scenarios")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			profile, err := respondertest.ProfileNamed(as)
			if err != nil {
				if !strings.HasSuffix(err.Error(), "?") {
					err = fmt.Errorf("%w; sipbin try --help lists them", err)
				}
				return fmt.Errorf("--as: %w", err)
			}
			var options []respondertest.Option
			if method = strings.ToUpper(method); method != "" {
				if !slices.Contains(catalog.MethodNames(), method) {
					return fmt.Errorf("--method %s: there is no such method", method)
				}
				options = append(options, respondertest.Opening(method))
			}
			set, names, err := p.tried(args[0])
			if err != nil {
				return err
			}
			if len(args) == 2 {
				names = args[1:]
			}
			return p.rehearse(set, names, profile, options, drawn)
		},
	}
	cmd.Flags().StringVar(&as, "as", "phone", "`CLIENT` that calls")
	cmd.Flags().StringVar(&method, "method", "", "`METHOD` it begins with (default: what the scenario is for)")
	cmd.Flags().BoolVar(&drawn.Golden, "golden", false, "leave out what differs between runs, for a file to compare with")
	cmd.Flags().BoolVar(&drawn.ASCII, "ascii", false, "draw with ASCII only")
	return cmd
}

// tryLong tells of the clients there are.
func tryLong() string {
	var b strings.Builder
	b.WriteString(`try plays every scenario of a file, or the one named, to a built-in caller that
behaves well, without sockets and in no time: the ladder is the same each time.
In place of a file there may be the name of a scenario that ships, or a dial
string. It ends with 2 when the file has problems, and with 1 when a scenario
failed the caller. The clients:

`)
	for _, profile := range respondertest.Profiles() {
		b.WriteString(wrap(fmt.Sprintf("  %-10s", profile.Name), strings.Repeat(" ", 13), profile.About))
	}
	b.WriteString("\nEach can have habits, joined to it by +: phone+no-ack. Those of correct clients:\n\n")
	habits := respondertest.Habits()
	for i, h := range habits {
		if i > 0 && h.Wrong && !habits[i-1].Wrong {
			b.WriteString("\nAnd of broken ones, which scenarios tell apart:\n\n")
		}
		b.WriteString(wrap(fmt.Sprintf("  %-26s", h.Name), strings.Repeat(" ", 29), h.About))
	}
	return strings.TrimRight(b.String(), "\n")
}

// tried are the scenarios that an argument means: those of a file or directory,
// a dial string, or one that ships.
func (p *program) tried(arg string) (set *scenarios.Set, names []string, err error) {
	if scenarios.IsPath(arg) {
		set, err = p.load([]string{arg})
		for _, sc := range set.All() {
			names = append(names, sc.Name)
		}
		return set, names, err
	}
	return nil, []string{arg}, nil // Rehearse knows what is near
}

// rehearse draws each scenario, under its name when there are several.
func (p *program) rehearse(set *scenarios.Set, names []string, as respondertest.Profile, options []respondertest.Option, drawn ladder.Options) error {
	failed := 0
	for i, name := range names {
		r, err := respondertest.Rehearse(set, name, as, options...)
		if err != nil {
			return err
		}
		if len(names) > 1 {
			fmt.Fprintf(p.stdout, "%s%s:\n", strings.Repeat("\n", min(i, 1)), name)
		}
		fmt.Fprint(p.stdout, r.Ladder(drawn))
		if r.Failed() {
			failed++
		}
		if r.Failed() || !r.Applicable() {
			if other, ok := respondertest.Fitting(set, name, options...); ok && as.Correct() {
				fmt.Fprintf(p.stderr, "hint: %s is made for other clients; try --as %s\n", name, other.Name)
			}
		}
	}
	if failed > 0 {
		return &exit{exitFail, fmt.Sprintf("%s of %d failed", count(failed, "scenario"), len(names))}
	}
	return nil
}
