package journal

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// What a ring still returns is what was put there; what it no longer returns
// had to make room.
func TestRingReturnsWhatWasPutOrNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 40).Draw(t, "size")
		r := ring{buf: make([]byte, size)}
		type put struct {
			pos  uint64
			data []byte
		}
		var puts []put
		for _, data := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 50), 1, 30).Draw(t, "puts") {
			pos, room := r.take(len(data))
			copy(room, data)
			puts = append(puts, put{pos, data})

			kept, since, largest := 0, 0, 0
			for i := len(puts) - 1; i >= 0; i-- {
				got, ok := r.at(puts[i].pos, len(puts[i].data))
				if ok && !bytes.Equal(got, puts[i].data) {
					t.Fatalf("put %d is torn: % x, want % x", i, got, puts[i].data)
				}
				if ok {
					kept += len(got)
				}
				// At most one gap, smaller than what did not fit into it.
				since, largest = since+len(puts[i].data), max(largest, len(puts[i].data))
				if !ok && since+largest <= size {
					t.Fatalf("put %d is gone after %d bytes in a ring of %d", i, since, size)
				}
			}
			if kept > size {
				t.Fatalf("%d bytes kept in a ring of %d", kept, size)
			}
			if _, ok := r.at(pos, len(data)); ok != (len(data) <= size) {
				t.Fatalf("the newest of %d bytes in a ring of %d: kept %v", len(data), size, ok)
			}
		}
	})
}
