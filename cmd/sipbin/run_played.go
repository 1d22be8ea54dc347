package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// played is what a run plays, and what it waits for.
type played struct {
	// set is in force beside the library; wanted were named, in that order.
	set    *scenarios.Set
	wanted []*scenarios.Scenario
	// number of calls to wait for, 0: until each of wanted was played to its
	// last try.
	number int
}

// played finds the scenarios that the arguments name.
func (p *program) played(s *settings, args []string) (*played, error) {
	var files, names []string
	for _, arg := range args {
		if scenarios.IsPath(arg) {
			files = append(files, arg)
		} else {
			names = append(names, arg)
		}
	}
	set, err := p.load(append(files, s.Scenarios...))
	if err != nil {
		return nil, err
	}
	pl := &played{set: set}
	if len(files) > 0 {
		// What a file has was found to be good a moment ago.
		named, _ := scenarios.Load(files)
		for _, sc := range named.All() {
			pl.want(set.ByName(sc.Name))
		}
	}
	for _, name := range names {
		sc, err := scenarios.Find(set, name)
		if err != nil {
			return nil, err
		}
		pl.want(sc)
	}
	for _, sc := range pl.wanted {
		if len(sc.On) == 0 {
			return nil, fmt.Errorf("%s answers nothing: it only has a start: list, which sipbin call plays", sc.Name)
		}
	}
	if len(pl.wanted) == 1 {
		pl.wanted[0] = pl.wanted[0].ForEverybody()
		pl.set = scenarios.Join(scenarios.NewSet(pl.wanted[0]), set)
	}
	return pl, nil
}

// want adds a scenario that was not named before.
func (pl *played) want(sc *scenarios.Scenario) {
	for _, other := range pl.wanted {
		if other.Name == sc.Name {
			return
		}
	}
	pl.wanted = append(pl.wanted, sc)
}

// waits says what for.
func (pl *played) waits(timeout time.Duration) string {
	until := ""
	if timeout > 0 {
		until = " within " + timeout.String()
	}
	var names []string
	for _, sc := range pl.wanted {
		names = append(names, sc.Name)
	}
	switch {
	case pl.number > 0:
		return "waits for " + count(pl.number, "call") + until
	case len(names) == 0:
		return "waits for a call" + until
	case len(names) == 1:
		return "waits for a call that gets " + names[0] + until
	}
	return "waits for calls of " + strings.Join(names, ", ") + until
}
