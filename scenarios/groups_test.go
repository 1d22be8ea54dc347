package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// hundred is how many numbers a group has, the first of which nobody gets.
const hundred = 100

// numbered gives every scenario a number that has none, or one that is another's
// or of another group. Numbers that nobody has any more are left out.
func numbered(all []*Scenario, numbers map[string]string) (map[string]string, error) {
	out, taken := map[string]string{}, map[string]bool{}
	for _, s := range all {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Name == s.Group })
		if i < 0 {
			return nil, fmt.Errorf("%s is in %s, which is no group of the library", s.Name, s.Group)
		}
		if number := numbers[s.Name]; !taken[number] && groups[i].has(number) {
			out[s.Name], taken[number] = number, true
		}
	}
	for _, s := range all {
		if out[s.Name] != "" {
			continue
		}
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Name == s.Group })
		number, ok := groups[i].free(taken)
		if !ok {
			return nil, fmt.Errorf("%s has more scenarios than numbers", s.Group)
		}
		out[s.Name], taken[number] = number, true
	}
	return out, nil
}

func (g Group) has(number string) bool {
	for n := g.First + 1; n < g.First+hundred; n++ {
		if number == fmt.Sprint(n) {
			return true
		}
	}
	return false
}

func (g Group) free(taken map[string]bool) (string, bool) {
	for n := g.First + 1; n < g.First+hundred; n++ {
		if number := fmt.Sprint(n); !taken[number] {
			return number, true
		}
	}
	return "", false
}

func TestEveryScenarioOfTheLibraryHasANumberOfItsOwn(t *testing.T) {
	got, err := numbered(Library().All(), numbers())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for name, number := range got {
		lines = append(lines, number+"\t"+name+"\n")
	}
	slices.Sort(lines)
	generated(t, numbersFile, strings.Join(lines, ""))
}

func TestNumbersStayWhenOthersComeAndGo(t *testing.T) {
	of := func(group string, names ...string) (all []*Scenario) {
		for _, name := range names {
			all = append(all, &Scenario{Name: name, Group: group})
		}
		return all
	}
	all := slices.Concat(of("busy", "a", "c", "d"), of("cancel", "e", "f"))
	got, err := numbered(all, map[string]string{"c": "2201", "d": "2250", "e": "2201", "gone": "2202", "f": "486"})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"a": "2202", "c": "2201", "d": "2250", "e": "2501", "f": "2502"}; !maps.Equal(got, want) {
		t.Errorf("the numbers are %v, want %v", got, want)
	}
	again, err := numbered(append(of("busy", "b"), all...), got)
	if err != nil || again["b"] != "2203" {
		t.Errorf("%v, %v", again, err)
	}
	for name, number := range got {
		if again[name] != number {
			t.Errorf("%s was %s and is %s", name, number, again[name])
		}
	}
	if _, err := numbered(of("elsewhere", "x"), nil); err == nil {
		t.Error("a group that is none has numbers")
	}
	if _, err := numbered(make([]*Scenario, 0), nil); err != nil {
		t.Error(err)
	}
	var many []string
	for i := range hundred {
		many = append(many, fmt.Sprintf("x%02d", i))
	}
	if _, err := numbered(of("busy", many...), nil); err == nil {
		t.Error("a hundred scenarios have numbers of one group")
	}
}

func TestGroupsHaveAllOfTheLibraryInTheOrderOfTheirNumbers(t *testing.T) {
	count := 0
	for _, g := range Groups() {
		last := ""
		for _, s := range g.Scenarios {
			count++
			if s.Number <= last || len(s.Number) != 4 || IsDial(s.Number) || s.Scenario.Group != g.Name {
				t.Errorf("%s of %s has the number %q after %q", s.Name, g.Name, s.Number, last)
			}
			last = s.Number
		}
	}
	if count != len(Library().All()) {
		t.Errorf("groups have %d of %d scenarios", count, len(Library().All()))
	}
}

func TestSymptomsLeadToEveryScenarioThatTellsThem(t *testing.T) {
	a, b := &Scenario{Name: "a", Page: &Page{Symptoms: []string{"No audio", "it rings on"}}}, &Scenario{Name: "b", Page: &Page{Symptoms: []string{"it rings on"}}}
	var got []string
	for _, s := range Symptoms([]*Scenario{a, {Name: "none"}, b}) {
		got = append(got, fmt.Sprintf("%s: %d", s.Text, len(s.Scenarios)))
	}
	if want := []string{"it rings on: 2", "No audio: 1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
