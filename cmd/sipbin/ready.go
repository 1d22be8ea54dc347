package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/responder/wire"
)

func (p *program) ready() *cobra.Command {
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "ready",
		Short: "tell whether a responder answers",
		Long: `ready asks the listeners that serve would have under the same settings, by an
OPTIONS each. It ends with 0 when all of them answer and with 1 when not; with
--wait it asks until they do or the time is up.`,
		Args: none,
	}
	f := settingFlags(cmd, "listen", "config")
	cmd.Flags().DurationVar(&wait, "wait", 0, "`TIME` to go on asking, as in --wait=5s")
	cmd.Flags().Lookup("wait").NoOptDefVal = "30s"
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), max(wait, time.Second))
		defer cancel()
		for _, url := range s.Listen {
			l, err := wire.ParseListener(url)
			if err != nil {
				return err
			}
			for err = ask(ctx, l); err != nil; err = ask(ctx, l) {
				if wait == 0 || ctx.Err() != nil {
					return &exit{exitFail, fmt.Sprintf("%s does not answer: %v", l.URL(), err)}
				}
			}
			fmt.Fprintf(p.stdout, "%s answers\n", l.URL())
		}
		return nil
	}
	return cmd
}
