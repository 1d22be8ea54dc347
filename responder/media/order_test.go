package media

import (
	"testing"

	"pgregory.net/rapid"
)

func TestLostPacketsAreCountedBySequenceNumber(t *testing.T) {
	type step struct {
		ssrc   uint32
		number uint16
	}
	for name, test := range map[string]struct {
		steps []step
		want  uint64
	}{
		"nothing came, nothing is lost":                 {nil, 0},
		"one packet is no gap":                          {[]step{{1, 500}}, 0},
		"a gap of two":                                  {[]step{{1, 1}, {1, 4}}, 2},
		"a late packet fills the gap":                   {[]step{{1, 1}, {1, 3}, {1, 2}}, 0},
		"a packet before the first belongs to it":       {[]step{{1, 5}, {1, 3}}, 1},
		"the numbers go round":                          {[]step{{1, 65534}, {1, 65535}, {1, 1}}, 1},
		"a late packet from before the round":           {[]step{{1, 65534}, {1, 0}, {1, 65535}}, 0},
		"a duplicate does not make less than no loss":   {[]step{{1, 1}, {1, 1}, {1, 1}}, 0},
		"a jump begins anew and keeps what was lost":    {[]step{{1, 1}, {1, 3}, {1, 20000}, {1, 20002}}, 2},
		"a jump back begins anew":                       {[]step{{1, 5000}, {1, 10}, {1, 11}}, 0},
		"another SSRC begins anew and keeps what was":   {[]step{{1, 1}, {1, 3}, {2, 100}, {2, 103}}, 3},
		"3000 lost are lost, one more is another begin": {[]step{{1, 0}, {1, 3000}}, 2999},
	} {
		t.Run(name, func(t *testing.T) {
			var o order
			for _, s := range test.steps {
				o.add(s.ssrc, s.number)
			}
			if got := o.lost(); got != test.want {
				t.Errorf("lost %d, want %d", got, test.want)
			}
		})
	}
}

func TestWhatIsDroppedFromASequenceIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o order
		number := rapid.Uint16().Draw(t, "first")
		o.add(1, number)
		var dropped uint64
		for _, gap := range rapid.SliceOf(rapid.Uint16Range(0, maxDropout-1)).Draw(t, "gaps") {
			number += gap + 1
			dropped += uint64(gap)
			o.add(1, number)
		}
		if got := o.lost(); got != dropped {
			t.Fatalf("lost %d of %d dropped", got, dropped)
		}
	})
}
