package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) check() *cobra.Command {
	var strict, asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE|-...",
		Short: "say what is wrong with scenario files",
		Long:  "check reads scenario files and directories of them, or standard input for -, and\nprints all that is wrong, sorted by place. It ends with 2 when there are\nproblems, and with 0 when there are none or only warnings.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("check takes the files or directories to read")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			set, problems, err := checked(cmd.InOrStdin(), args)
			if err != nil {
				return err
			}
			if asJSON {
				if err := writeJSON(p, toldProblems(problems)); err != nil {
					return err
				}
			} else {
				for _, problem := range problems {
					fmt.Fprintln(p.stdout, problem)
				}
			}
			wrong, warnings := len(problems.Errors()), len(problems.Warnings())
			if wrong > 0 || strict && warnings > 0 {
				return &exit{exitUsage, fmt.Sprintf("%s, %s", count(wrong, "problem"), count(warnings, "warning"))}
			}
			if asJSON {
				return nil
			}
			fmt.Fprintf(p.stdout, "%s good\n", count(len(set.All()), "scenario"))
			return nil
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "end with 2 on warnings too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the problems as JSON: file, line, column, severity, text, rfc, hint")
	return cmd
}

// checked reads what is to be checked: files, or a text that an editor or another
// program has.
func checked(stdin io.Reader, args []string) (*scenarios.Set, scenarios.Problems, error) {
	if !slices.Contains(args, "-") {
		set, problems := scenarios.Load(args)
		return set, problems, nil
	}
	if len(args) > 1 {
		return nil, nil, errors.New("check reads either files or, for - alone, standard input")
	}
	const most = 2 << 20 // more is told as too large
	text, err := io.ReadAll(io.LimitReader(stdin, most))
	if err != nil {
		return nil, nil, fmt.Errorf("standard input: %w", err)
	}
	set, problems := scenarios.Parse("-", text)
	return set, problems, nil
}

// toldProblem is a problem in the JSON of check. Line and column begin at 1 and
// are missing where a whole file is meant.
type toldProblem struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Width    int    `json:"width,omitempty"`
	Severity string `json:"severity"` // "error" or "warning"
	Text     string `json:"text"`
	RFC      string `json:"rfc,omitempty"`
	Hint     string `json:"hint,omitempty"`
}

func toldProblems(problems scenarios.Problems) []toldProblem {
	told := make([]toldProblem, 0, len(problems))
	for _, p := range problems {
		severity := "error"
		if p.Severity == scenarios.Warning {
			severity = "warning"
		}
		told = append(told, toldProblem{p.At.File, p.At.Line, p.At.Column, p.Width, severity, p.Text, p.RFC, p.Hint})
	}
	return told
}
