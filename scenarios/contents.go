package scenarios

import (
	"maps"
	"slices"
)

// Steps is a sequence of all steps of the scenario, those of blocks as well: of
// its lists in the order of their methods, and of start:.
func (s *Scenario) Steps(yield func(Step) bool) {
	for _, method := range slices.Sorted(maps.Keys(s.On)) {
		for _, try := range s.On[method].Tries {
			if !eachStep(try.Steps, yield) {
				return
			}
		}
	}
	eachStep(s.Start, yield)
}

func eachStep(steps []Step, yield func(Step) bool) bool {
	for _, step := range steps {
		if !yield(step) {
			return false
		}
		var blocks [][]Step
		switch s := step.(type) {
		case *Expect:
			blocks = [][]Step{s.Do, s.Else}
		case *When:
			blocks = [][]Step{s.Do, s.Else}
		case *Repeat:
			blocks = [][]Step{s.Do}
		case *Choose:
			for _, b := range s.Branches {
				blocks = append(blocks, b.Do)
			}
		}
		for _, block := range blocks {
			if !eachStep(block, yield) {
				return false
			}
		}
	}
	return true
}

// Codes are the response codes that the scenario sends, in order.
func (s *Scenario) Codes() (codes []int) {
	for step := range s.Steps {
		switch step := step.(type) {
		case *Respond:
			codes = append(codes, step.Code)
		case *Challenge:
			codes = append(codes, step.Code)
		}
	}
	slices.Sort(codes)
	codes = slices.DeleteFunc(codes, func(code int) bool { return code == 0 })
	return slices.Compact(codes)
}

// Methods are the methods that the scenario has lists for or sends, in order.
func (s *Scenario) Methods() []string {
	methods := slices.Collect(maps.Keys(s.On))
	for step := range s.Steps {
		if r, ok := step.(*Request); ok {
			methods = append(methods, r.Method)
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
