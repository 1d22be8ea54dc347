package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) copy() *cobra.Command {
	return &cobra.Command{
		Use:   "copy NAME|CODES",
		Short: "print a scenario, to begin one of your own with",
		Long: `copy prints the YAML of a scenario that ships: sipbin copy dnd > mine.yaml, then
sipbin serve --scenarios mine.yaml. Yours goes before ours of the same name. Of a
dial string it prints the scenario that says the same: sipbin copy 180*5*486. What
an author has to say of a code, such as where a 302 leads, sipbin check asks for.

Editors complete and explain it with the schema that its first line names:
sipbin schema > sipbin.schema.json`,
		Args: one("copy takes the name of a scenario or a dial string; sipbin list shows all"),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := copied(args[0])
			if err != nil {
				return err
			}
			if s == nil {
				return &exit{exitFail, fmt.Sprintf("no scenario that ships is called %q; sipbin list %s looks for it", args[0], args[0])}
			}
			_, err = fmt.Fprintf(p.stdout, "# yaml-language-server: $schema=sipbin.schema.json\n%s", scenarios.Print(s))
			return err
		},
	}
}

// copied is the scenario of that name, or what a dial string says, nil for
// neither.
func copied(name string) (*scenarios.Scenario, error) {
	if !scenarios.IsDial(name) {
		return scenarios.Library().ByName(name), nil
	}
	dialled, err := scenarios.Dial(name)
	if err != nil {
		return nil, err
	}
	s := *dialled
	s.About = "What is played to who dials " + name + "."
	return &s, nil
}

func (p *program) schema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "print the JSON Schema of scenarios, for editors",
		Long: `schema prints the JSON Schema of scenarios, by which editors complete and explain
them: sipbin schema > sipbin.schema.json beside the scenarios, which name it in
their first line, as sipbin copy writes it.`,
		Args: none,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.stdout.Write(scenarios.Schema())
			return err
		},
	}
}
