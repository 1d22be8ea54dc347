package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Disturbance is what happens on purpose to messages on their way, whichever
// scenario they belong to.
type Disturbance struct {
	// Fault is done to what is sent, nil for nothing. Its Drop counts all
	// transmissions together.
	Fault *Fault
	// Lose are requests that never arrive, by method; each method is counted
	// over all calls.
	Lose map[string]Count
}

var disturbanceKeys = keys{
	{"fault", "fault", "what is done to all that is sent"},
	{"lose", "lose", "requests that never arrive, by method"},
}

const disturbanceHint = "write  {fault: {drop: every 3}, lose: {ACK: first 1}}"

// ParseDisturbance reads {fault: {drop: every 3}, lose: {ACK: first 1}}, both as
// they stand in a scenario. name is what problems are told under.
func ParseDisturbance(name string, src []byte) (*Disturbance, Problems) {
	if err := readable(src); err != nil {
		return nil, Problems{{At: Position{File: name}, Text: err.Error()}}
	}
	r := &reader{file: name, lines: strings.Split(string(src), "\n")}
	d := &Disturbance{}
	if found := documents(r.lines); len(found) != 1 {
		r.add(Problem{At: r.position(1, 1), Text: fmt.Sprintf("there are %d disturbances here, and it takes one", len(found)), Hint: disturbanceHint})
	} else if root := r.root(string(src)); root != nil {
		r.disturbance(root, d)
	}
	if len(r.problems) > 0 {
		return nil, r.problems.few()
	}
	return d, nil
}

func (r *reader) disturbance(n *yaml.Node, d *Disturbance) {
	f := r.fields(n, "a disturbance", disturbanceKeys, disturbanceHint)
	if f == nil {
		return
	}
	if len(n.Content) == 0 {
		r.wrong(n, "this disturbs nothing", disturbanceHint)
	}
	if fault := f.take("fault"); fault != nil {
		d.Fault = r.fault(fault)
	}
	if lose := f.take("lose"); lose != nil {
		d.Lose = r.lose(lose)
	}
	f.done()
}

// String is the disturbance as it is written, "{fault: {drop: every 3}, lose:
// {ACK: first 1}}".
func (d *Disturbance) String() string {
	var parts []string
	if d.Fault != nil {
		parts = append(parts, "fault: "+d.Fault.String())
	}
	if len(d.Lose) > 0 {
		var lost []string
		for _, method := range slices.Sorted(maps.Keys(d.Lose)) {
			lost = append(lost, method+": "+d.Lose[method].String())
		}
		parts = append(parts, "lose: {"+strings.Join(lost, ", ")+"}")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
