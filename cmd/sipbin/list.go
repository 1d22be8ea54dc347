package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) list() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [WORD]",
		Short: "list the scenarios that can be dialled by name",
		Args:  cobra.MaximumNArgs(1),
	}
	f := settingFlags(cmd, "scenarios", "config")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		yours, err := p.load(s.Scenarios)
		if err != nil {
			return err
		}
		word := strings.ToLower(strings.Join(args, ""))
		found := 0
		for _, s := range scenarios.Join(yours, scenarios.Library()).All() {
			about, _, _ := strings.Cut(s.About, "\n")
			if strings.Contains(strings.ToLower(s.Name+" "+s.About), word) {
				fmt.Fprint(p.stdout, wrap(fmt.Sprintf("%-22s ", s.Name), strings.Repeat(" ", 23), about))
				found++
			}
		}
		if found == 0 {
			return &exit{exitFail, fmt.Sprintf("no scenario has to do with %q; sipbin list shows all", word)}
		}
		return nil
	}
	return cmd
}
