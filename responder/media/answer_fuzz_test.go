package media

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// begin adds the offers of the tests.
func begin(f *testing.F) {
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
}

func FuzzAnswer(f *testing.F) {
	begin(f)
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
		fits(t, string(offer), after)
	})
}

// after is our side when something was said before.
var after = Own{Host: us.Host, Ports: us.Ports, SessionID: 42, Last: []byte("v=0\r\no=- 42 3 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" +
	"m=video 0 RTP/AVP 99\r\nm=audio 10000 RTP/SAVP 0 96\r\na=rtpmap:96 opus/48000/2\r\na=crypto:1 " + SuiteSHA1_80 + " inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")}

func FuzzAccept(f *testing.F) {
	begin(f)
	two, secure := us, us
	two.Ports, secure.SRTP = []int{10000, 10002}, true
	plain, _ := Offer(two)
	secret, _ := Offer(secure)
	f.Fuzz(func(t *testing.T, answer []byte) {
		for _, offer := range [][]byte{plain, secret} {
			start := time.Now()
			agreed, err := Accept(offer, answer)
			if spent := time.Since(start); spent > time.Second {
				t.Errorf("%d bytes took %v", len(answer), spent)
			}
			if err != nil {
				continue
			}
			asked := mustParse(t, string(offer))
			if len(agreed.Lines) != len(asked.MediaDescriptions) {
				t.Fatalf("%d lines for %d", len(agreed.Lines), len(asked.MediaDescriptions))
			}
			for i, line := range agreed.Lines {
				if line.Port == 0 {
					continue
				}
				if line.Port != asked.MediaDescriptions[i].MediaName.Port.Value || line.HostPort == 0 || len(line.Codecs) == 0 {
					t.Fatalf("line %+v", line)
				}
				if secured(transport(asked.MediaDescriptions[i].MediaName)) != (line.Crypto != nil) {
					t.Fatal("keys are not where they belong")
				}
			}
		}
	})
}
