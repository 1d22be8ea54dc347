package responder

import (
	"strings"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// choice is the scenario that answers a request, and why.
type choice struct {
	scenario *scenarios.Scenario // nil: the method's default
	dialled  string
	why      string
	// asked is what the scenario was asked for by, nil where nobody did.
	asked *asked
}

func (c choice) name() string {
	if c.scenario == nil {
		return ""
	}
	return c.scenario.Name
}

// choose decides who answers a request that begins something: the first of
// X-Sipbin, what was asked for the next call, a scenario whose match fits, an
// extension, the dial string, a scenario's name, the method's default.
func (s *shard) choose(in *incoming, now time.Time) choice {
	in.called = dialledUser(in)
	in.user = in.called
	s.readTest(in, now)
	c := choice{dialled: in.user}
	if c.dialled == "" {
		c.dialled = in.RequestURI()
	}
	if s.draining.Load() && in.Method() == "INVITE" {
		c.scenario, c.why = overload, "shutting down"
		return c
	}
	if want, ok := in.Header("X-Sipbin"); ok {
		c.dialled = want
		if c.scenario = s.named(want); c.scenario != nil {
			c.why = "X-Sipbin"
			return c
		}
		s.warn("X-Sipbin: "+want+" is neither a dial string nor the name of a scenario", now)
	}
	if c.scenario, c.asked = s.nexts.take(in, now); c.scenario != nil {
		if c.why = "next"; c.asked != nil {
			s.attempts.restart(c.scenario, in)
		}
		return c
	}
	if c.scenario = s.yours.Load().Choose(in); c.scenario != nil {
		c.why = "match of " + c.scenario.Name
		return c
	}
	if in.user != "" && s.cfg.Known(in.user) {
		c.why = "extension"
		return c
	}
	if text, ok := strings.CutPrefix(in.user, s.cfg.DialPrefix); ok && text != "" {
		if c.scenario = s.named(text); c.scenario != nil {
			c.why = "dialled"
			if in.Method() == "REGISTER" && !strings.Contains(in.user, "*") {
				s.warn("REGISTER of "+in.user+" was dialled; --extensions "+in.user+" makes it an extension that can register", now)
			}
			return c
		}
	}
	c.why = "default"
	return c
}

// named reads a dial string, a scenario's name, yours before ours, or a number of
// the settings.
func (e *Engine) named(text string) *scenarios.Scenario {
	text = scenarios.DialText(text)
	if scenarios.IsDial(text) {
		return e.dials.scenario(text)
	}
	if sc := e.yours.Load().ByName(text); sc != nil {
		return sc
	}
	if sc := e.cfg.Numbers[text]; sc != nil {
		return sc
	}
	return e.cfg.Library.ByName(text)
}

// dials keeps the scenarios that dial strings were compiled into, a bounded
// number of them.
type dials struct {
	mu   sync.Mutex
	kept map[string]*scenarios.Scenario
}

func (d *dials) scenario(text string) *scenarios.Scenario {
	d.mu.Lock()
	defer d.mu.Unlock()
	if sc := d.kept[text]; sc != nil {
		return sc
	}
	sc, err := scenarios.Dial(text)
	if err != nil {
		return nil
	}
	const most = 1000
	if d.kept == nil || len(d.kept) >= most {
		d.kept = make(map[string]*scenarios.Scenario)
	}
	d.kept[text] = sc
	return sc
}

// dialledUser is the user part that is read: of the Request-URI, in a REGISTER
// of To.
func dialledUser(in *incoming) string {
	text := in.RequestURI()
	if in.Method() == "REGISTER" {
		text = message.AddrSpec(in.To())
	}
	u, err := message.ParseURI(text)
	if err != nil {
		return ""
	}
	return u.User
}

// overload is what new INVITEs get while the responder shuts down.
var overload = func() *scenarios.Scenario {
	sc, err := scenarios.Dial("503")
	if err != nil {
		panic(err)
	}
	return sc
}()
