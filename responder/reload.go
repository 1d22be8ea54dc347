package responder

import (
	"sync"

	"github.com/sipbin/sipbin/scenarios"
)

// files are the scenarios of which those in force are made: the author's, and
// what was laid over them since.
type files struct {
	mu     sync.Mutex
	yours  *scenarios.Set
	layers *scenarios.Set
}

// Reload puts other scenarios of the author's in force. Calls in progress keep
// those they began with.
func (e *Engine) Reload(set *scenarios.Set) {
	e.files.mu.Lock()
	defer e.files.mu.Unlock()
	e.files.yours = set
	e.enforce()
}

// Overlay lays scenarios over the author's, in place of those laid over them
// before; they outlive a Reload. Of two with one name the upper one is in force,
// and it goes first where both match as well.
func (e *Engine) Overlay(set *scenarios.Set) {
	e.files.mu.Lock()
	defer e.files.mu.Unlock()
	e.files.layers = set
	e.enforce()
}

func (e *Engine) enforce() {
	e.yours.Store(scenarios.Join(e.files.layers, e.files.yours))
}

// Scenarios are those in force that are not the library's: what was laid over
// the author's first.
func (e *Engine) Scenarios() *scenarios.Set { return e.yours.Load() }

// Library are the scenarios that are reached by name only.
func (e *Engine) Library() *scenarios.Set { return e.cfg.Library }

// Named finds what a caller gets that dials a text: the scenario that a dial
// string says, or the one of that name, the author's before the library's. Nil
// when there is none.
func (e *Engine) Named(text string) *scenarios.Scenario { return e.named(text) }
