package main

import (
	"math/bits"
	"time"
)

// histogram counts durations in buckets whose width grows with their value, so
// that what it tells is less than one percent above the truth. Zero is ready.
type histogram struct {
	count   int
	buckets [(64 - fineBits) << fineBits]int
}

// Durations below 2^fineBits ns have a bucket each; above, every doubling has
// 2^fineBits of them.
const fineBits = 7

func (h *histogram) add(d time.Duration) {
	h.count++
	h.buckets[bucket(uint64(max(d, 0)))]++
}

// quantile is the value that a share q, 0 to 1, of the durations does not
// exceed; 0 when there are none.
func (h *histogram) quantile(q float64) time.Duration {
	want := max(1, int(q*float64(h.count)+0.999999))
	for i, n := range h.buckets {
		if want -= n; want <= 0 {
			return upper(i)
		}
	}
	return 0
}

func bucket(ns uint64) int {
	shift := max(0, bits.Len64(ns)-fineBits-1)
	return shift<<fineBits + int(ns>>shift)
}

// upper is the largest duration in bucket i.
func upper(i int) time.Duration {
	shift := max(0, i>>fineBits-1)
	return time.Duration((i-shift<<fineBits+1)<<shift - 1)
}
