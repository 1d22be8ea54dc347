package main

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestQuantileIsTheTrueOneOrLessThanOnePercentAbove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64), 1, 200).Draw(t, "durations")
		q := rapid.SampledFrom([]float64{0.01, 0.25, 0.5, 0.9, 0.99, 1}).Draw(t, "q")
		var h histogram
		for _, v := range values {
			h.add(time.Duration(v))
		}
		slices.Sort(values)
		want := values[int(math.Ceil(q*float64(len(values))-1e-6))-1]
		got := int64(h.quantile(q))
		if got < want || float64(got) > float64(want)*1.01 {
			t.Fatalf("quantile %v is %d, want %d", q, got, want)
		}
	})
}

func TestQuantileOfNothingIsZero(t *testing.T) {
	var h histogram
	if got := h.quantile(0.5); got != 0 {
		t.Errorf("got %s", got)
	}
}

func TestOneSlowResponseInAHundredIsNotInTheP99(t *testing.T) {
	var h histogram
	for range 99 {
		h.add(100)
	}
	h.add(time.Second)
	if p99, all := h.quantile(0.99), h.quantile(1); p99 != 100 || all < time.Second {
		t.Errorf("p99 %s, maximum %s", p99, all)
	}
}
