package media

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func FuzzAnswer(f *testing.F) {
	offers, err := filepath.Glob("testdata/answers/*.offer")
	if err != nil || len(offers) == 0 {
		f.Fatalf("no offers to begin with: %v", err)
	}
	for _, file := range offers {
		offer, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(crlf(offer))
	}
	f.Fuzz(func(t *testing.T, offer []byte) {
		start := time.Now()
		_, err := Answer(offer, us)
		if spent := time.Since(start); spent > time.Second {
			t.Errorf("%d bytes took %v", len(offer), spent)
		}
		if errors.Is(err, ErrSyntax) || len(offer) > maxBytes {
			return
		}
		if _, limit := parse(offer); limit != nil {
			if !errors.Is(err, ErrNotAcceptable) {
				t.Errorf("neither junk nor refused: %v", limit)
			}
			return
		}
		fits(t, string(offer), us)
	})
}
