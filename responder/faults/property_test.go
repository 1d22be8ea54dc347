package faults_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// response draws a valid response, with white space and quotes where SIP
// allows them.
func response(t *rapid.T) []byte {
	token := rapid.StringMatching(`[A-Za-z0-9.!%*_+~-]{1,12}`)
	space := rapid.SampledFrom([]string{"", " ", "\t ", "\r\n "})
	params := func(name string) string {
		s := ""
		for range rapid.IntRange(0, 2).Draw(t, name) {
			s += space.Draw(t, "space") + ";" + space.Draw(t, "space") + "p" + token.Draw(t, "param") + "=" + rapid.SampledFrom([]string{`"a ;tag=q, b\" "`, "v"}).Draw(t, "value")
		}
		return s
	}
	address := func(tag string) string {
		out := rapid.SampledFrom([]string{"<sip:b@h;tag=uri>", `"Bob ;tag=x, <b>" <sip:b@h>`, "Bob B. <tel:+1-2;x=y>"}).Draw(t, "address") + params("before tag")
		if tag != "" {
			out += ";tag=" + tag
		}
		return out + params("behind tag")
	}
	via := func() string {
		return "SIP/2.0/UDP 10.0.0.5:5060" + params("before branch") + ";branch=z9hG4bK" + token.Draw(t, "branch") + params("behind branch")
	}
	headers := []message.Header{
		{Name: rapid.SampledFrom([]string{"Via", "v", "VIA"}).Draw(t, "via"), Value: via() + rapid.SampledFrom([]string{"", ", " + via(), "," + via()}).Draw(t, "second")},
		{Name: "From", Value: address(token.Draw(t, "from tag"))},
		{Name: "To", Value: address(rapid.OneOf(rapid.Just(""), token).Draw(t, "to tag"))},
		{Name: "Call-ID", Value: token.Draw(t, "call")},
		{Name: "CSeq", Value: strconv.Itoa(rapid.IntRange(0, 1<<31-1).Draw(t, "number")) + " INVITE"},
	}
	more := []message.Header{
		{Name: "Via", Value: via()}, {Name: "Contact", Value: "<sip:a@h;x>;q=0.5, <sip:b@h>"}, {Name: "Allow", Value: "INVITE, ACK,BYE"},
		{Name: "Allow", Value: "CANCEL"}, {Name: "Subject", Value: "a;b, c  d"}, {Name: "Date", Value: "Sat, 13 Nov 2010 23:29:00 GMT"},
		{Name: "Warning", Value: `399 h "no; user"`}, {Name: "WWW-Authenticate", Value: `Digest realm="a, b", nonce="c"`}, {Name: "Server", Value: "x (a; b)"}, {Name: "X-Empty", Value: ""},
	}
	headers = append(headers, rapid.SliceOfN(rapid.SampledFrom(more), 0, 6).Draw(t, "more")...)
	headers = rapid.Permutation(headers).Draw(t, "headers")
	body := rapid.SliceOfN(rapid.SampledFrom([]byte("a=\r\nVia: ;")), 0, 30).Draw(t, "body")
	headers = append(headers, message.Header{Name: "Content-Length", Value: strconv.Itoa(len(body))})
	return message.AppendResponse(nil, rapid.IntRange(100, 699).Draw(t, "code"), "Reason: x", headers, body)
}

// drawFault draws a fault with any combination of all.
func drawFault(t *rapid.T) scenarios.Fault {
	word := func(name string, words ...string) string {
		return rapid.SampledFrom(append(words, "")).Draw(t, name)
	}
	flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
	number := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
	return scenarios.Fault{
		Via: word("via", "wrong-branch"), CSeq: word("cseq", "wrong"), Tag: word("tag", "missing", "changed"),
		Missing: rapid.SliceOfN(rapid.SampledFrom([]string{"contact", "m", "Allow", "X-None", "Subject"}), 0, 3).Draw(t, "missing"),
		Compact: flag("compact"), Fold: flag("fold"), LFOnly: flag("lf-only"),
		Drop:   scenarios.Count{First: number("first", 2), Every: number("every", 3)},
		Delay:  scenarios.Span{Min: time.Duration(number("min", 2000)) * time.Millisecond, Max: time.Duration(number("max", 4000)) * time.Millisecond},
		Copies: number("copies", 4), Reorder: flag("reorder"), Truncate: number("truncate", 2000), Corrupt: number("corrupt", 2000),
		Split: number("split", 2000), SourcePort: word("source-port", "other"),
	}
}

func parsed(t *rapid.T, data []byte) *message.Message {
	m, err := message.Parse(data)
	if err != nil {
		t.Fatalf("%v: %q", err, data)
	}
	if m.Defect() != nil {
		t.Fatalf("%v: %q", m.Defect(), data)
	}
	return m
}

// squeezed is a value without the white space that a fold in front of a
// parameter brings in.
func squeezed(value string) string {
	return strings.ReplaceAll(value, " ;", ";")
}

// Whatever is combined, a correct client can still read the message, and finds
// in it what was marked and nothing else.
func TestAMessageStaysReadableAndOnlyWhatIsMarkedChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, data := drawFault(t), response(t)
		given := bytes.Clone(data)
		out, marks := faults.Message(&f, data)
		if !bytes.Equal(data, given) {
			t.Fatal("changed what it was given")
		}
		if again, _ := faults.Message(&f, data); !bytes.Equal(out, again) {
			t.Fatal("twice the same is not the same")
		}
		if len(marks) == 0 != bytes.Equal(out, data) {
			t.Fatalf("marks %q, but %q\nwas %q", marks, out, data)
		}
		was, is := parsed(t, data), parsed(t, out)

		branch, number, tag := was.Via().Branch, was.CSeq().Number, was.ToTag()
		var gone []string
		for _, mark := range marks {
			switch name, what, _ := strings.Cut(mark, " "); name {
			case "via":
				branch += ".wrong"
			case "cseq":
				if number++; number == 1<<31 {
					number -= 2
				}
			case "tag":
				tag = map[string]string{"missing": "", "changed": tag + ".changed"}[what]
			case "missing":
				gone = append(gone, what)
			case "compact":
				if !slices.ContainsFunc(is.Headers(), func(h message.Header) bool { return h.Name == "l" }) {
					t.Fatalf("long names: %q", out)
				}
			case "lf-only":
				if head := out[:len(out)-len(is.Body())]; bytes.Contains(head, []byte("\r")) {
					t.Fatalf("CR: %q", head)
				}
			}
		}
		if is.Via().Branch != branch || is.CSeq().Number != number || is.CSeq().Method != "INVITE" || is.ToTag() != tag {
			t.Fatalf("branch %s, CSeq %s, tag %s\nmarks %q\n%q\nwas %q", is.Via().Branch, is.CSeq(), is.ToTag(), marks, out, data)
		}
		if !bytes.Equal(is.Body(), was.Body()) || is.StartLine() != was.StartLine() {
			t.Fatalf("%q\nwas %q", out, data)
		}

		rest := is.Headers()
		for _, h := range was.Headers() {
			named := func(name string) bool { return message.SameName(name, h.Name) }
			if slices.ContainsFunc(gone, named) {
				continue
			}
			if len(rest) == 0 || !named(rest[0].Name) {
				t.Fatalf("%s is not in its place: %q", h.Name, out)
			}
			same := rest[0].Value == h.Value
			switch {
			case f.Via != "" && named("Via"), f.CSeq != "" && named("CSeq"), f.Tag != "" && named("To"):
				same = true // looked at above
			case f.Fold && slices.ContainsFunc([]string{"Via", "From", "To", "Contact"}, named):
				same = squeezed(rest[0].Value) == squeezed(h.Value)
			}
			if !same {
				t.Fatalf("%s was %s", rest[0], h)
			}
			rest = rest[1:]
		}
		if len(rest) > 0 {
			t.Fatalf("%v too many", rest)
		}
	})
}

// For any bytes, and with any combination: no panic, and the delivery is as
// its marks say.
func TestATransmissionIsAsItsMarksSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFault(t)
		data := rapid.OneOf(rapid.Custom(response), rapid.SliceOfN(rapid.Byte(), 0, 40)).Draw(t, "data")
		given := bytes.Clone(data)
		n, stream, seed := rapid.IntRange(1, 12).Draw(t, "n"), rapid.Bool().Draw(t, "stream"), rapid.Uint64().Draw(t, "seed")
		d := faults.Transmit(&f, data, n, stream, seeded(seed))
		if !bytes.Equal(data, given) {
			t.Fatal("changed what it was given")
		}
		if again := faults.Transmit(&f, data, n, stream, seeded(seed)); !reflect.DeepEqual(d, again) {
			t.Fatalf("%+v\nand with the same seed %+v", d, again)
		}
		if f.Drop.Has(n) != (len(d.Sends) == 0) {
			t.Fatalf("%d of %s: %+v", n, f.Drop, d)
		}
		if len(d.Sends) == 0 {
			if d.Held || len(d.Marks) != 1 {
				t.Fatalf("%+v", d)
			}
			return
		}

		want := map[string]string{}
		first := d.Sends[0]
		sent := bytes.Join(first.Segments, nil)
		if cutOff := len(data) - len(sent); cutOff > 0 {
			want["truncate"] = strconv.Itoa(cutOff)
			if f.Truncate != cutOff && (len(sent) != 1 || f.Truncate < cutOff) {
				t.Fatalf("%d bytes of %d were cut off", cutOff, len(data))
			}
		}
		changed := 0
		for i := range sent {
			if sent[i] != data[i] {
				changed++
			}
		}
		if changed != min(f.Corrupt, len(sent)) {
			t.Fatalf("%d bytes changed of %d", changed, len(sent))
		}
		for name, n := range map[string]int{"corrupt": changed, "split": len(first.Segments) - 1, "copies": len(d.Sends) - 1} {
			if n > 0 {
				want[name] = strconv.Itoa(n)
			}
		}
		for _, name := range []string{"split", "copies"} {
			if n, err := strconv.Atoi(want[name]); err == nil {
				want[name] = strconv.Itoa(n + 1)
			}
		}
		if first.After > 0 {
			want["delay"] = first.After.String()
		}
		if d.Held {
			want["reorder"] = ""
		}
		if first.OtherPort {
			want["source-port"] = "other"
		}
		got := map[string]string{}
		for _, mark := range d.Marks {
			name, what, _ := strings.Cut(mark, " ")
			got[name] = what
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("marked %v, done %v", got, want)
		}

		if len(d.Sends) != max(1, f.Copies) || d.Held != f.Reorder || first.OtherPort != (f.SourcePort == "other" && !stream) {
			t.Fatalf("%s: %+v", &f, d)
		}
		if first.After < f.Delay.Min || first.After > max(f.Delay.Min, f.Delay.Max) {
			t.Fatalf("%s for %s", first.After, f.Delay)
		}
		if segments := max(1, min(f.Split, len(sent))); !stream && len(first.Segments) != 1 || stream && len(first.Segments) != segments {
			t.Fatalf("%d segments for %s", len(first.Segments), &f)
		}
		for _, segment := range first.Segments {
			if len(segment) == 0 && len(sent) > 0 {
				t.Fatal("an empty segment")
			}
		}
		for _, s := range d.Sends {
			if !reflect.DeepEqual(s, first) {
				t.Fatalf("%+v is not like %+v", s, first)
			}
		}
	})
}

func TestDropEveryNDropsExactlyFloorKByN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, n := rapid.IntRange(0, 200).Draw(t, "k"), rapid.IntRange(1, 50).Draw(t, "n")
		if got := dropped(scenarios.Count{Every: n}, k); got != k/n {
			t.Fatalf("every %d of %d: %d dropped", n, k, got)
		}
		if got := dropped(scenarios.Count{First: n}, k); got != min(n, k) {
			t.Fatalf("first %d of %d: %d dropped", n, k, got)
		}
	})
}

func dropped(c scenarios.Count, k int) (count int) {
	f, data := scenarios.Fault{Drop: c, Copies: 2}, []byte("data")
	for n := 1; n <= k; n++ {
		if len(faults.Transmit(&f, data, n, false, nil).Sends) == 0 {
			count++
		}
	}
	return count
}

// A row of transmissions draws from one source, as those of a call do.
func TestTheSameSeedCorruptsAndDelaysTheSame(t *testing.T) {
	f := scenarios.Fault{Drop: scenarios.Count{Every: 3}, Corrupt: 2, Delay: scenarios.Span{Max: time.Second}}
	row := func(chance *rand.Rand) (out []string) {
		for n := range 9 {
			for _, s := range faults.Transmit(&f, []byte("some bytes to corrupt"), n+1, false, chance).Sends {
				out = append(out, fmt.Sprintf("%s %q", s.After, s.Segments))
			}
		}
		return out
	}
	one, same, other := row(seeded(7)), row(seeded(7)), row(seeded(8))
	if !slices.Equal(one, same) || slices.Equal(one, other) {
		t.Errorf("%q\n%q\nand with another seed %q", one, same, other)
	}
	if one[0] == one[1] {
		t.Errorf("two transmissions alike: %q", one[:2])
	}
}
