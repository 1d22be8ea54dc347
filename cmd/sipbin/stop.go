package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/sipbin/sipbin/responder"
)

// untilTold sees to who stops sipbin while calls go on: it says what is waited
// for, and being told to stop once more ends the wait. It does so until what it
// returns is called.
func (p *program) untilTold(ctx context.Context, r *responder.Responder, drain time.Duration) (over func()) {
	again := make(chan os.Signal, 1)
	ended := make(chan struct{})
	told := context.AfterFunc(ctx, func() {
		signal.Notify(again, os.Interrupt, syscall.SIGTERM)
		defer signal.Stop(again) // the third one ends the program
		calls := r.Up()
		if calls == 0 || drain == 0 {
			return
		}
		r.Say(fmt.Sprintf("waiting for %s, up to %v; again to stop now", count(calls, "call"), drain))
		select {
		case <-again:
			r.Hasten()
		case <-ended:
		}
	})
	return func() {
		told()
		close(ended)
	}
}
