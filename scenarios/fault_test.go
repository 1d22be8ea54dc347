package scenarios

import (
	"testing"
	"time"
)

func TestAFaultIsPrintedAsItStandsInAScenario(t *testing.T) {
	for want, fault := range map[string]Fault{
		"{}":                  {},
		"{via: wrong-branch}": {Via: "wrong-branch"},
		"{cseq: wrong, tag: missing, missing: Contact}":   {CSeq: "wrong", Tag: "missing", Missing: []string{"Contact"}},
		"{missing: [Contact, Allow]}":                     {Missing: []string{"Contact", "Allow"}},
		"{compact: true, fold: true, lf-only: true}":      {Compact: true, Fold: true, LFOnly: true},
		"{drop: first 2, delay: 1.5s}":                    {Drop: Count{First: 2}, Delay: Span{Min: 1500 * time.Millisecond}},
		"{drop: every 3, delay: 1s..4s, copies: 2}":       {Drop: Count{Every: 3}, Delay: Span{Min: time.Second, Max: 4 * time.Second}, Copies: 2},
		"{delay: 0s..2s, reorder: true}":                  {Delay: Span{Max: 2 * time.Second}, Reorder: true},
		"{truncate: 20, corrupt: 3, split: 5}":            {Truncate: 20, Corrupt: 3, Split: 5},
		"{drop: first 1 and every 4, source-port: other}": {Drop: Count{First: 1, Every: 4}, SourcePort: "other"},
	} {
		if got := fault.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestACountPicks(t *testing.T) {
	for _, c := range []struct {
		name  string
		count Count
		want  string // of the first nine
	}{
		{"none when nothing is said", Count{}, "........."},
		{"the first two", Count{First: 2}, "xx......."},
		{"every third", Count{Every: 3}, "..x..x..x"},
		{"all", Count{Every: 1}, "xxxxxxxxx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for n := 1; n <= 9; n++ {
				if c.count.Has(n) {
					got += "x"
				} else {
					got += "."
				}
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
