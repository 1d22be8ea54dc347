package main

import (
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// nextAsk is what POST /api/next takes.
type nextAsk struct {
	Play   string `json:"play"`
	Source string `json:"source,omitempty"`
	Method string `json:"method,omitempty"`
	Test   string `json:"test,omitempty"`
	Times  int    `json:"times"`
	For    string `json:"for"`
}

func (p *program) next() *cobra.Command {
	var ask nextAsk
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "next CODES|SCENARIO",
		Short: "say what the next call gets, whatever it dials",
		Long: `next tells a sipbin that serves what the next call gets: a dial string, or a
scenario by its name. It is for callers whose dial string cannot travel, because
a PBX stands in between or their number is fixed.

  sipbin next 180*5*486 --from 10.0.0.5`,
		Args: one("next takes one dial string, or the name of a scenario"),
	}
	f := settingFlags(cmd, "http-token-file", "config")
	cmd.Flags().StringVar(&ask.Source, "from", "", "`ADDR` or network the call has to come from (default: any)")
	cmd.Flags().IntVar(&ask.Times, "times", 1, "`N` calls get it")
	cmd.Flags().StringVar(&ask.Method, "method", "INVITE", "`METHOD` that begins the call")
	cmd.Flags().StringVar(&ask.Test, "test", "", "`ID` of the test whose call it is (default: of none)")
	cmd.Flags().DurationVar(&wait, "for", 10*time.Minute, "`TIME` it waits for the call, up to an hour")
	at := addAPIFlag(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		api, err := p.apiAt(*at, &s.HTTP)
		if err != nil {
			return err
		}
		ask.Play, ask.For = args[0], wait.String()
		if err := api.do(cmd.Context(), http.MethodPost, "/api/next", ask, nil); err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, ask)
		return nil
	}
	return cmd
}

// String is the ask as a sentence.
func (a nextAsk) String() string {
	what := "the next " + a.Method
	if a.Times > 1 {
		what = fmt.Sprintf("the next %d times %s", a.Times, a.Method)
	}
	if a.Source != "" {
		what += " from " + a.Source
	}
	if a.Test != "" {
		what += " of test " + a.Test
	}
	return what + " gets " + a.Play
}
