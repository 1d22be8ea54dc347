package scenarios

import (
	"strings"
	"testing"
)

var seen = View{
	Local: "10.0.0.1:5060",
	Call:  CallView{Number: 7},
	Request: RequestView{
		Method: "INVITE",
		URI:    URIView{Scheme: "sip", User: "2001", Host: "lab.example", Port: "5060", Text: "sip:2001@lab.example:5060"},
		From:   AddressView{Display: "Bob", User: "bob", Host: "b.example", Tag: "t1", Text: `"Bob" <sip:bob@b.example>;tag=t1`},
		To:     AddressView{User: "2001", Host: "lab.example", Text: "<sip:2001@lab.example>"},
		CallID: "c1", CSeq: "1 INVITE", Source: "10.0.0.5:5062", Transport: "udp", Body: "v=0\r\n",
		Headers: func(name string) string {
			if strings.EqualFold(name, "user-agent") {
				return "Lab/1.0"
			}
			return ""
		},
		Lines: func(name string) []string {
			if name == "Route" {
				return []string{"<sip:a;lr>", "<sip:b;lr>"}
			}
			return nil
		},
	},
}

func TestTemplatesSeeTheRequest(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"plain", "plain"},
		{"", ""},
		{"{{.Local}} {{.Call.Number}}", "10.0.0.1:5060 7"},
		{"{{.Request.Method}} {{.Request.CallID}} {{.Request.CSeq}} {{.Request.Source}} {{.Request.Transport}}", "INVITE c1 1 INVITE 10.0.0.5:5062 udp"},
		{"{{.Request.URI}}", "sip:2001@lab.example:5060"},
		{"{{.Request.URI.String}} {{.Request.URI.Scheme}} {{.Request.URI.User}} {{.Request.URI.Host}} {{.Request.URI.Port}}", "sip:2001@lab.example:5060 sip 2001 lab.example 5060"},
		{"{{.Request.From}}", `"Bob" <sip:bob@b.example>;tag=t1`},
		{"{{.Request.From.Display}} {{.Request.From.User}} {{.Request.From.Host}} {{.Request.From.Tag}}", "Bob bob b.example t1"},
		{"{{.Request.To.User}}[{{.Request.To.Tag}}]", "2001[]"},
		{`{{.Request.Header "User-Agent"}}`, "Lab/1.0"},
		{`{{"User-Agent" | .Request.Header}}`, "Lab/1.0"},
		{`{{if eq .Request.Transport "udp"}}u{{else}}t{{end}}`, "u"},
		{`{{$.Local}}`, "10.0.0.1:5060"},
		{`{{printf "%s" (.Request.Header "Subject")}}.`, "."},
		{`{{range .Request.Values "Route"}}Route: {{.}} at {{$.Local}}; {{else}}{{.Local}}{{end}}`, "Route: <sip:a;lr> at 10.0.0.1:5060; Route: <sip:b;lr> at 10.0.0.1:5060; "},
		{`{{range "Via" | .Request.Values}}{{printf "%q" .}}{{else}}none at {{.Local}}{{end}}`, "none at 10.0.0.1:5060"},
		{`{{if .Request.Values "Route"}}{{len (.Request.Values "Route")}} {{index (.Request.Values "Route") 1}}{{end}}`, "2 <sip:b;lr>"},
		{"{{/* said to nobody */}}x", "x"},
	} {
		text, err := ParseText(tt.src)
		if err != nil {
			t.Errorf("ParseText(%q): %v", tt.src, err)
			continue
		}
		if got, err := text.Render(seen); got != tt.want || err != nil {
			t.Errorf("%q renders %q, %v; want %q", tt.src, got, err, tt.want)
		}
		if text.Source() != tt.src || text.Empty() != (tt.src == "") || text.Templated() != strings.Contains(tt.src, "{{") {
			t.Errorf("%q: source %q, empty %v, templated %v", tt.src, text.Source(), text.Empty(), text.Templated())
		}
	}
}

// What is wrong with a name shows at load, also on a way that no call goes.
func TestUnknownNamesAreErrorsAtLoad(t *testing.T) {
	for _, src := range []string{
		"{{.Reqest.Method}}", "{{.Request.Headers}}", "{{.Request.URI.Userr}}", "{{.}}", "{{$}}", "{{.Request}}", "{{.Call}}",
		"{{if false}}{{.Locl}}{{end}}", "{{if .Locl}}x{{end}}", "{{if true}}x{{else}}{{.Locl}}{{end}}", "{{printf .Locl}}", "{{printf (.Locl)}}",
		"{{.Local.Port}}", "{{.Local 3}}", "{{.Request.Header}}", `{{.Request.Header "a" "b"}}`, `{{"a" | .Local}}`, "{{.Request.URI.String.User}}",
		"{{(.Request).Method}}", "{{$x := .Local}}{{$x}}", "{{with .Request}}{{.Method}}{{end}}", "{{range .Request.Body}}x{{end}}",
		`{{define "a"}}x{{end}}{{.Local}}`, `{{template "a"}}`, `{{block "a" .}}x{{end}}`, "{{call .Request.Headers}}", "{{upper .Local}}", "{{.Local", "{{}}", "{{break}}",
		`{{.Request.Values "Route"}}`, `{{(.Request.Values "Route")}}`, `{{"Route" | .Request.Values}}`, "{{range .Request.Values}}{{end}}", "{{range .Vars}}{{end}}", "{{range .}}{{end}}",
		`{{range $i, $x := .Request.Values "Route"}}{{end}}`, `{{range .Request.Values "Route"}}{{.Local}}{{end}}`, `{{range .Request.Values "Route"}}{{. 1}}{{end}}`,
		`{{range .Request.Values "Route"}}{{range $.Request.Values "Via"}}x{{end}}{{end}}`, `{{range .Request.Values "Route"}}{{$.Locl}}{{end}}`, `{{range .Request.Values "Route"}}{{else}}{{.Locl}}{{end}}`,
		`{{range .Request.Values "Route"}}{{break}}{{end}}`,
	} {
		if _, err := ParseText(src); err == nil {
			t.Errorf("ParseText(%q) gives no error", src)
		} else if strings.Contains(err.Error(), "\n") || strings.HasPrefix(err.Error(), "template: ") {
			t.Errorf("ParseText(%q): %q is not in our words", src, err)
		}
	}
}

func TestNothingSmugglesALineIntoAHeader(t *testing.T) {
	for _, bad := range []string{"a\rb", "a\nb", "a\r\nVia: x", "a\x00b"} {
		if _, err := ParseText(bad); err == nil {
			t.Errorf("ParseText(%q) gives no error", bad)
		}
		if _, err := Literal(bad).Render(View{}); err == nil {
			t.Errorf("Literal(%q) renders", bad)
		}
		text, err := ParseText("<sip:{{.Request.URI.User}}>")
		if err != nil {
			t.Fatal(err)
		}
		view := View{Request: RequestView{URI: URIView{User: bad}}}
		if got, err := text.Render(view); err == nil {
			t.Errorf("user %q renders as %q", bad, got)
		}
	}
}

func TestABodyHasLinesThatEndInCRLF(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"v=0\ns=-\n", "v=0\r\ns=-\r\n"},
		{"v=0\r\ns=-\r\n", "v=0\r\ns=-\r\n"},
		{"one\n{{.Local}}", "one\r\n10.0.0.1:5060"},
		{"one", "one"},
	} {
		body, err := ParseBody(tt.src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := body.Render(seen); got != tt.want || err != nil {
			t.Errorf("%q renders %q, %v; want %q", tt.src, got, err, tt.want)
		}
	}
}

func TestATemplateThatGrowsTooFarFails(t *testing.T) {
	text, err := ParseText(strings.Repeat("{{.Request.Body}}", 10))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := text.Render(View{Request: RequestView{Body: strings.Repeat("x", 10000)}}); err == nil || !strings.Contains(err.Error(), "65535") {
		t.Errorf("the error is %v", err)
	}
}

func TestARequestWithoutHeadersHasNone(t *testing.T) {
	if got := (RequestView{}).Header("Via"); got != "" {
		t.Errorf("got %q", got)
	}
	if got := (RequestView{}).Values("Via"); got != nil {
		t.Errorf("got %q", got)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"plain", "{{.Local}}", `{{.Request.Header "Via"}}`, "{{if .Local}}x{{end}}", "{{.Request.URI.User | printf \"%s\"}}", "{{", "{{define \"x\"}}{{end}}", "a\r\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		text, err := ParseText(src)
		if err != nil {
			return
		}
		if out, err := text.Render(seen); err == nil && strings.ContainsAny(out, "\r\n\x00") {
			t.Fatalf("%q renders %q", src, out)
		}
		if !text.Templated() {
			if out, err := text.Render(View{}); out != src || err != nil {
				t.Fatalf("%q without a template renders %q, %v", src, out, err)
			}
		}
	})
}
