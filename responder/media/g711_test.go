package media

import (
	"testing"

	"pgregory.net/rapid"
)

func TestG711IsTheLawOfTheBook(t *testing.T) {
	for _, test := range []struct {
		sample int16
		mu, a  byte
	}{
		{0, 0xff, 0xd5}, {-1, 0x7f, 0x55}, {8, 0xfe, 0xd5}, {-8, 0x7e, 0x55},
		{100, 0xf2, 0xd3}, {-100, 0x72, 0x53}, {1000, 0xce, 0xfa}, {-1000, 0x4e, 0x7a},
		{8031, 0xa0, 0x8a}, {16000, 0x90, 0xba}, {-16000, 0x10, 0x3a},
		{32767, 0x80, 0xaa}, {-32768, 0x00, 0x2a},
	} {
		if mu, a := toMu(test.sample), toA(test.sample); mu != test.mu || a != test.a {
			t.Errorf("%d is %#02x in µ-law and %#02x in A-law, want %#02x and %#02x", test.sample, mu, a, test.mu, test.a)
		}
	}
}

func TestEveryByteOfG711MeansItself(t *testing.T) {
	for b := range 256 {
		if got := toA(fromA(byte(b))); got != byte(b) {
			t.Errorf("A-law %#02x came back as %#02x", b, got)
		}
		// µ-law has two zeros.
		if got := toMu(fromMu(byte(b))); got != byte(b) && b != 0x7f {
			t.Errorf("µ-law %#02x came back as %#02x", b, got)
		}
	}
}

func TestG711ErrsByAStepOfItsSegmentAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sample := int(rapid.Int16().Draw(t, "sample"))
		for law, got := range map[string]int{"µ": int(fromMu(toMu(int16(sample)))), "A": int(fromA(toA(int16(sample))))} {
			if wrong := max(got-sample, sample-got); wrong > 16+max(sample, -sample)/16 {
				t.Errorf("%s-law makes %d of %d", law, got, sample)
			}
		}
	})
}
