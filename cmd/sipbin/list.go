package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) list() *cobra.Command {
	var paths []string
	cmd := &cobra.Command{
		Use:   "list [WORD]",
		Short: "list the scenarios that can be dialled by name",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			yours, err := p.load(paths)
			if err != nil {
				return err
			}
			word := strings.ToLower(strings.Join(args, ""))
			found := 0
			for _, s := range scenarios.Join(yours, scenarios.Library()).All() {
				about, _, _ := strings.Cut(s.About, "\n")
				if strings.Contains(strings.ToLower(s.Name+" "+s.About), word) {
					fmt.Fprintf(p.stdout, "%-28s %s\n", s.Name, about)
					found++
				}
			}
			if found == 0 {
				return &exit{exitFail, fmt.Sprintf("no scenario has to do with %q; sipbin list shows all", word)}
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&paths, "scenarios", nil, "`PATH` of scenarios of yours to list as well; repeatable")
	return cmd
}
