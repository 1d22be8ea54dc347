package catalog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// spoken are headers a request may come with, as many as chance has it.
var spoken = []Header{
	{"Record-Route", "<sip:p1;lr>, <sip:p2;lr>"}, {"Record-Route", "<sip:p3;lr>"}, {"Supported", "100rel, timer"}, {"k", "199"},
	{"Require", "foo"}, {"Proxy-Require", "bar"}, {"Timestamp", "54.1"}, {"Expires", "60"}, {"Expires", "7200"},
	{"x", "1800;refresher=uac"}, {"Session-Expires", "60"}, {"Min-SE", "120"}, {"Recv-Info", "x"}, {"Geolocation", "<cid:1>"},
	{"Require", "resource-priority"}, {"SIP-If-Match", "e0"}, {"Info-Package", "x"}, {"Suppress-If-Match", "s"},
}

func drawRequest(t *rapid.T) *request {
	method := rapid.SampledFrom(append(MethodNames(), "FOO")).Draw(t, "method")
	r := ask(method, rapid.SliceOfNDistinct(rapid.SampledFrom(spoken), 0, 6, func(h Header) Header { return h }).Draw(t, "headers")...)
	r.uri = rapid.SampledFrom([]string{"sip:486@10.0.0.1", "sips:200@10.0.0.1", "tel:+123", "sip:10.0.0.1"}).Draw(t, "uri")
	return r
}

func drawOwn(t *rapid.T) Own {
	own := ours
	own.InDialog = rapid.Bool().Draw(t, "in dialog")
	own.Stream = rapid.Bool().Draw(t, "stream")
	own.MinExpires = rapid.IntRange(0, 100000).Draw(t, "min expires")
	if rapid.Bool().Draw(t, "no bindings") {
		own.Bindings = nil
	}
	return own
}

func TestWhatBuildReturnsPassesCheck(t *testing.T) {
	built := 0
	rapid.Check(t, func(t *rapid.T) {
		req, own := drawRequest(t), drawOwn(t)
		d := Draft{Code: rapid.IntRange(100, 699).Draw(t, "code"), Dialled: rapid.Bool().Draw(t, "dialled")}
		d.Reliable = d.Code > 100 && d.Code < 200 && (req.Lists("Supported", "100rel") || req.Lists("Require", "100rel"))
		r, err := Build(req, &d, &own)
		if err != nil {
			if d.Dialled {
				t.Fatalf("dialled, nothing stops it: %v", err)
			}
			return
		}
		built++
		for _, p := range Check(req, r, own) {
			if p.Severity == IsProblem && !marked(r, p) {
				t.Fatalf("%v in %v", p.Error(), r)
			}
		}
	})
	if built == 0 {
		t.Error("nothing was ever built")
	}
}

// marked reports whether a dialled response says of itself that it makes no sense.
func marked(r Response, p Problem) bool {
	return slices.Contains(r.Marks, p.Text) || slices.ContainsFunc(Rules(), func(rule *Rule) bool { return rule.Fits && rule.Word == p.Word }) ||
		// a sample stands for what the request did not have
		p.Word == "Unsupported" && slices.Contains(r.Marks, "sample Unsupported")
}

func TestARequiredHeaderTakenAwayIsMissedAndBreaksAllowsJustThat(t *testing.T) {
	removed := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		req, own := drawRequest(t), drawOwn(t)
		for _, code := range Codes() {
			takeAway(t, req, own, code, removed)
		}
	})
	for _, name := range []string{"Contact", "Unsupported", "Min-Expires", "Require", "WWW-Authenticate"} {
		if !removed[name] {
			t.Errorf("%s was never taken away", name)
		}
	}
}

// takeAway takes each header the code requires out of a response.
func takeAway(t *rapid.T, req *request, own Own, code *Code, removed map[string]bool) {
	d := Draft{Code: code.Number, Dialled: true, Reliable: code.Number > 100 && code.Provisional() && req.Lists("Supported", "100rel")}
	r, err := Build(req, &d, &own)
	if err != nil {
		t.Fatal(err)
	}
	l := &look{req: req, method: req.method, methods: methodBit(req.method), code: code, own: &own, headers: r.Headers, draft: &Draft{Code: d.Code, Headers: r.Headers, Reliable: d.Reliable}}
	for i := range code.Required {
		h := &code.Required[i]
		if h.Condition.holdsFor(l) != yes || h.Or != nil {
			continue
		}
		removed[h.Name] = true
		cut := r
		cut.Headers = slices.DeleteFunc(slices.Clone(r.Headers), func(line Header) bool { return sameName(line.Name, h.Name) })
		if words := problemWords(Check(req, cut, own)); !slices.Contains(words, h.Name) {
			t.Fatalf("%s is not missed in %v, only %v", h.Name, cut, words)
		}
		if words := problemWords(Check(req, cut, own, h.Name)); slices.Contains(words, h.Name) {
			t.Fatalf("breaks %s does not allow it: %v", h.Name, words)
		}
		d.Without, d.Breaks = []string{h.Name}, nil
		if _, err := Build(req, &d, &own); err == nil {
			t.Fatalf("%d was built without %s", d.Code, h.Name)
		}
		d.Breaks = d.Without
		if without, err := Build(req, &d, &own); err != nil || len(without.Headers) >= len(r.Headers) {
			t.Fatalf("breaks %s does not allow it: %v", h.Name, err)
		}
	}
}

func problemWords(problems []Problem) (words []string) {
	for _, p := range problems {
		if p.Severity == IsProblem {
			words = append(words, p.Word)
		}
	}
	return words
}

func TestHeadersComeInOrderAndOnce(t *testing.T) {
	once := strings.Fields("From To Call-ID CSeq Content-Type Content-Length Server Date Expires Session-Expires RSeq Min-Expires Min-SE Timestamp")
	rapid.Check(t, func(t *rapid.T) {
		req, own := drawRequest(t), drawOwn(t)
		own.Server = "sipbin"
		r, err := Build(req, &Draft{Code: rapid.IntRange(100, 699).Draw(t, "code"), Dialled: true, Headers: head("X-Mine", "1", "Warning", `399 a "b"`)}, &own)
		if err != nil {
			t.Skip(err)
		}
		var order []string
		for _, h := range r.Headers {
			if len(order) == 0 || order[len(order)-1] != h.Name {
				order = append(order, h.Name)
			}
		}
		for _, name := range once {
			if n := len(linesOf(r, name)); n > 1 {
				t.Fatalf("%d lines of %s", n, name)
			}
		}
		start := slices.DeleteFunc(slices.Clone(order[:6]), func(name string) bool { return name == "Record-Route" })
		if got := strings.Join(start[:5], " "); got != "Via From To Call-ID CSeq" {
			t.Fatalf("begins with %s", got)
		}
		if order[len(order)-1] != "Content-Length" {
			t.Fatalf("ends with %s", order[len(order)-1])
		}
	})
}

func linesOf(r Response, name string) (values []string) {
	for _, h := range r.Headers {
		if sameName(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}
