package scenarios

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestASpanIsDrawnInWholeMillisecondsAndReachesBothEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Span{Min: time.Duration(rapid.Int64Range(0, 1e10).Draw(t, "min"))}
		s.Max = s.Min + time.Duration(rapid.Int64Range(1, 1e10).Draw(t, "more"))
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		if d := s.Draw(chance.Int64N); d < s.Min || d > s.Max || (d-s.Min)%time.Millisecond != 0 {
			t.Fatalf("%s draws %s", s, d)
		}
	})
	s := Span{Min: time.Second, Max: 4 * time.Second}
	if d := s.Draw(func(int64) int64 { return 0 }); d != time.Second {
		t.Errorf("the shortest of %s is %s", s, d)
	}
	if d := s.Draw(func(n int64) int64 { return n - 1 }); d != 4*time.Second {
		t.Errorf("the longest of %s is %s", s, d)
	}
}

func TestOneTimeIsNotDrawn(t *testing.T) {
	for _, s := range []Span{{}, {Min: time.Second}, {Min: time.Second, Max: time.Second}, {Min: 2 * time.Second, Max: time.Second}} {
		if d := s.Draw(nil); d != s.Min {
			t.Errorf("%s draws %s", s, d)
		}
	}
}
