package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) check() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "say what is wrong with scenario files",
		Long:  "check reads scenario files and directories of them and prints all that is wrong,\nsorted by place. It ends with 2 when there are problems, and with 0 when there\nare none or only warnings.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("check takes the files or directories to read")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			set, problems := scenarios.Load(args)
			for _, problem := range problems {
				fmt.Fprintln(p.stdout, problem)
			}
			wrong, warnings := len(problems.Errors()), len(problems.Warnings())
			if wrong > 0 || strict && warnings > 0 {
				return &exit{exitUsage, fmt.Sprintf("%s, %s", count(wrong, "problem"), count(warnings, "warning"))}
			}
			fmt.Fprintf(p.stdout, "%s good\n", count(len(set.All()), "scenario"))
			return nil
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "end with 2 on warnings too")
	return cmd
}
