package control

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/scenarios"
)

// maxOverlay is how many scenarios may be put here.
const maxOverlay = 1000

// scenarioView is a scenario in short.
type scenarioView struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Origin is "api", "file" or "library".
	Origin string `json:"origin"`
	// At is where it stands.
	At string `json:"at"`
	// Match is which requests it is for, "" for one reached by its name only.
	Match string `json:"match"`
	// Places reports whether it can place a call.
	Places bool `json:"places"`
}

func viewScenario(s *scenarios.Scenario, origin string) scenarioView {
	about, _, _ := strings.Cut(s.About, "\n")
	v := scenarioView{Name: s.Name, About: about, Origin: origin, At: s.At.String(), Places: len(s.Start) > 0}
	if !s.Match.Zero() {
		v.Match = s.Match.String()
	}
	return v
}

// listScenarios lists what can be played by name, those in force first.
func (c *Control) listScenarios(a *asked) (*answer, error) {
	word := strings.ToLower(a.text("word"))
	origin := a.oneOf("origin", "", "api", "file", "library")
	if err := a.done(); err != nil {
		return nil, err
	}
	list := []scenarioView{}
	seen := map[string]bool{}
	add := func(set *scenarios.Set, from func(*scenarios.Scenario) string) {
		for _, s := range set.All() {
			v := viewScenario(s, from(s))
			if !seen[s.Name] && (origin == "" || v.Origin == origin) && strings.Contains(strings.ToLower(s.Name+" "+s.About), word) {
				list = append(list, v)
			}
			seen[s.Name] = true
		}
	}
	overlay := c.laid()
	add(c.responder.Scenarios(), func(s *scenarios.Scenario) string {
		if overlay.ByName(s.Name) == s {
			return "api"
		}
		return "file"
	})
	add(c.responder.Library(), func(*scenarios.Scenario) string { return "library" })
	return ok(map[string]any{"scenarios": list}), nil
}

// laid are the scenarios that were put here.
func (c *Control) laid() *scenarios.Set {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.overlay
}

// lay puts the scenarios in force that were put here. Called with writing held.
func (c *Control) lay(set *scenarios.Set) {
	c.overlay = set
	c.responder.Overlay(set)
}

// getScenario is a scenario, or what a dial string says, as YAML.
func (c *Control) getScenario(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	name := a.PathValue("name")
	s := c.responder.Named(name)
	if s == nil {
		return nil, fail(http.StatusNotFound, "%q is neither a dial string nor the name of a scenario; /api/scenarios lists them", clipped(name))
	}
	return text(yamlText, string(scenarios.Print(s))), nil
}

// addScenarios lays scenarios over those in force; each takes the place of one
// of its name.
func (c *Control) addScenarios(a *asked) (*answer, error) { return c.put(a, "body.yaml", "") }

// putScenario does so with the one that the path names.
func (c *Control) putScenario(a *asked) (*answer, error) {
	name := a.PathValue("name")
	return c.put(a, name+".yaml", name)
}

func (c *Control) put(a *asked, file, name string) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	set, problems := scenarios.Parse(file, a.body)
	if len(problems.Errors()) > 0 {
		return nil, badScenarios(problems)
	}
	all := set.All()
	if name != "" && (len(all) != 1 || all[0].Name != name) {
		return nil, fail(http.StatusUnprocessableEntity, "this path takes one scenario, called %s; POST /api/scenarios takes any", name)
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	joined := scenarios.Join(set, c.overlay)
	if len(joined.All()) > maxOverlay {
		return nil, fail(http.StatusTooManyRequests, "more than %d scenarios would be here; delete those that are not needed", maxOverlay)
	}
	isNew := c.overlay.ByName(all[0].Name) == nil
	c.lay(joined)
	views := make([]scenarioView, len(all))
	for i, s := range all {
		views[i] = viewScenario(s, "api")
	}
	ans := ok(map[string]any{"scenarios": views, "warnings": wrongs(problems)})
	if isNew && name != "" {
		ans.status, ans.location = http.StatusCreated, "/api/scenarios/"+url.PathEscape(name)
	}
	return ans, nil
}

// deleteScenario takes away a scenario that was put here; one of a file that it
// had replaced is in force again.
func (c *Control) deleteScenario(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	name := a.PathValue("name")
	c.writing.Lock()
	defer c.writing.Unlock()
	s := c.overlay.ByName(name)
	if s == nil && c.responder.Named(name) != nil {
		return nil, fail(http.StatusConflict, "%s was not put here, but stands in a file or ships; put another of this name over it", clipped(name))
	}
	if s == nil {
		return nil, fail(http.StatusNotFound, "no scenario is called %q; /api/scenarios lists them", clipped(name))
	}
	left := slices.DeleteFunc(c.overlay.All(), func(other *scenarios.Scenario) bool { return other == s })
	c.lay(scenarios.NewSet(left...))
	return done(), nil
}
