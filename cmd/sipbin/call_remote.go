package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// placedCall is a call as the API tells it.
type placedCall struct {
	Call    uint64 `json:"call"`
	Dialled string `json:"dialled"`
	Ended   bool   `json:"ended"`
	End     struct {
		Responses []struct{ Code int }
		Verdict   struct{ Outcome, Step, At, Why string }
	}
}

// placeThere has a sipbin that serves place the call: it knows who is
// registered.
func (p *program) placeThere(ctx context.Context, s *settings, how callFlags, what, uri string) error {
	api, err := p.apiAt(how.api, &s.HTTP)
	if err != nil {
		return err
	}
	ask := map[string]string{"target": withHost(uri)}
	if scenarios.IsDial(what) {
		ask["codes"] = what
	} else {
		ask["scenario"] = what
	}
	if how.from != "" {
		ask["from"] = how.from
	}
	if how.user != "" {
		ask["user"] = how.user
		ask["password"], _ = p.lookupEnv(passwordOf)
	}
	var call placedCall
	if err := api.do(ctx, http.MethodPost, "/api/calls", ask, &call); err != nil {
		return err
	}
	path := fmt.Sprintf("/api/calls/%d", call.Call)
	end := time.Now().Add(how.timeout)
	const look = 100 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	for told := false; !call.Ended; {
		if !told && (time.Now().After(end) || ctx.Err() != nil) {
			ctx, told = context.WithoutCancel(ctx), true
			if err := api.do(ctx, http.MethodDelete, path, nil, nil); err != nil {
				return err
			}
		}
		<-tick.C
		if err := api.do(ctx, http.MethodGet, path, nil, &call); err != nil {
			return err
		}
	}
	fmt.Fprintln(p.stdout, call)
	if call.End.Verdict.Outcome != journal.OK.String() {
		return &exit{code: exitFail}
	}
	return nil
}

// String is the call in a line.
func (c placedCall) String() string {
	var codes []string
	for _, r := range c.End.Responses {
		codes = append(codes, fmt.Sprint(r.Code))
	}
	v := c.End.Verdict
	return joined("  ", fmt.Sprintf("call %d", c.Call), c.Dialled, "<-", strings.Join(codes, " "), joined(": ", v.Outcome, v.Step, v.Why))
}

// withHost makes alice the URI of a user of the sipbin that serves.
func withHost(uri string) string {
	if !strings.Contains(uri, "@") && !strings.Contains(uri, ":") {
		uri += "@localhost"
	}
	return withScheme(uri)
}
