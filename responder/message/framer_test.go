package message

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const framed = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c;branch=z9hG4bK1\r\nContent-Length: 4\r\n\r\nbody"

func TestFramerFindsMessages(t *testing.T) {
	tests := []struct {
		name   string
		stream string
		want   []string
		lost   bool
	}{
		{"one message", framed, []string{framed}, false},
		{"two messages in one segment", framed + framed, []string{framed, framed}, false},
		{"a single CRLF in front of a message is ignored", "\r\n" + framed, []string{framed}, false},
		{"a double CRLF is a ping", "\r\n\r\n" + framed, []string{"\r\n\r\n", framed}, false},
		{"compact Content-Length", strings.Replace(framed, "Content-Length", "l", 1), []string{strings.Replace(framed, "Content-Length", "l", 1)}, false},
		{"bare line feeds", strings.ReplaceAll(framed, "\r\n", "\n"), []string{strings.ReplaceAll(framed, "\r\n", "\n")}, false},
		{"no Content-Length loses the framing", "OPTIONS sip:a@b SIP/2.0\r\n\r\n", nil, true},
		{"a negative Content-Length loses the framing", strings.Replace(framed, ": 4", ": -4", 1), nil, true},
		{"two different lengths lose the framing", strings.Replace(framed, "Content", "Content-Length: 5\r\nContent", 1), nil, true},
		{"a message beyond the limit loses the framing", strings.Replace(framed, ": 4", ": 99999", 1), nil, true},
		{"headers without end lose the framing", strings.Repeat("x: y\r\n", 20000), nil, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, step := range []int{1, 7, len(test.stream)} {
				got, err := feed([]byte(test.stream), step)
				if errors.Is(err, ErrLostFraming) != test.lost {
					t.Fatalf("segments of %d: error %v", step, err)
				}
				if strings.Join(got, "|") != strings.Join(test.want, "|") {
					t.Errorf("segments of %d: got %q, want %q", step, got, test.want)
				}
			}
		})
	}
}

func feed(stream []byte, step int) (got []string, err error) {
	var f Framer
	for len(stream) > 0 {
		n := min(step, len(stream))
		f.Write(stream[:n])
		stream = stream[n:]
		for {
			msg, err := f.Next()
			if err != nil {
				return got, err
			}
			if msg == nil {
				break
			}
			got = append(got, string(msg))
		}
	}
	return got, nil
}

func TestFramerKeepsNoBlankLines(t *testing.T) {
	var f Framer
	for range 1000 {
		f.Write(bytes.Repeat([]byte("\n"), 1000))
		if msg, err := f.Next(); msg != nil || err != nil {
			t.Fatalf("%q %v", msg, err)
		}
	}
	if f.Buffered() > 4 {
		t.Errorf("%d bytes of blank lines are kept", f.Buffered())
	}
}

func TestHowAStreamIsCutChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var stream []byte
		var want []string
		for range rapid.IntRange(1, 5).Draw(t, "messages") {
			body := rapid.StringN(0, 200, 400).Draw(t, "body")
			msg := string(AppendRequest(nil, "MESSAGE", "sip:a@b", []Header{{"Content-Length", itoa(len(body))}}, []byte(body)))
			stream = append(stream, msg...)
			want = append(want, msg)
		}
		var f Framer
		var got []string
		for len(stream) > 0 {
			n := rapid.IntRange(1, len(stream)).Draw(t, "segment")
			f.Write(stream[:n])
			stream = stream[n:]
			for msg, err := f.Next(); msg != nil || err != nil; msg, err = f.Next() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(msg))
			}
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func FuzzFramer(f *testing.F) {
	f.Add([]byte(framed), 3)
	f.Add([]byte("\r\n\r\n\r\n"+framed), 1)
	f.Add([]byte("l: 5\r\n\n"), 2)
	f.Fuzz(func(t *testing.T, stream []byte, step int) {
		if step <= 0 || len(stream) > 1<<16 {
			return
		}
		got, err := feed(stream, step)
		whole, err2 := feed(stream, max(len(stream), 1))
		if err == nil && err2 == nil && strings.Join(got, "|") != strings.Join(whole, "|") {
			t.Fatalf("cut into %d: %q, whole: %q", step, got, whole)
		}
	})
}
