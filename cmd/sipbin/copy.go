package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) copy() *cobra.Command {
	return &cobra.Command{
		Use:   "copy NAME",
		Short: "print a scenario that ships, to begin one of your own with",
		Long: `copy prints the YAML of a scenario that ships: sipbin copy dnd > mine.yaml, then
sipbin serve --scenarios mine.yaml. Yours goes before ours of the same name.`,
		Args: one("copy takes the name of a scenario; sipbin list shows all"),
		RunE: func(_ *cobra.Command, args []string) error {
			s := scenarios.Library().ByName(args[0])
			if s == nil {
				return &exit{exitFail, fmt.Sprintf("no scenario that ships is called %q; sipbin list %s looks for it", args[0], args[0])}
			}
			_, err := fmt.Fprintf(p.stdout, "# yaml-language-server: $schema=sipbin.schema.json\n%s", scenarios.Print(s))
			return err
		},
	}
}
