package main

import (
	"strings"
	"testing"
)

func TestWhatIsAdvertised(t *testing.T) {
	for text, want := range map[string]string{
		"sip.example.com":       "sip.example.com",
		"sip_1:5070":            "sip_1:5070",
		"203.0.113.7":           "203.0.113.7",
		"203.0.113.7:65535":     "203.0.113.7:65535",
		"2001:db8::1":           "[2001:db8::1]",
		"::1":                   "[::1]",
		"[2001:db8::1]":         "[2001:db8::1]",
		"[2001:db8::1]:5070":    "[2001:db8::1]:5070",
		"foo bar":               "",
		"1.2.3.4:99999":         "",
		"1.2.3.4:":              "",
		"1.2.3":                 "",
		":0":                    "",
		":5060":                 "",
		"sip:1.2.3.4":           "",
		"<a>":                   "",
		"[::1":                  "",
		"[1.2.3.4]":             "",
		"fe80::1%eth0":          "",
		"[fe80::1%eth0]:5060":   "",
		"0.0.0.0":               "",
		"::":                    "",
		"a\r\nX: y":             "",
		"a@b":                   "",
		"a;b":                   "",
		"203.0.113.7:5060,else": "",
	} {
		got, err := advertised(text)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q is advertised as %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestTextsThatNoMessageCanSay(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"advertise: foo bar", "--advertise"},
		{"realm: \"a\\r\\nX: y\"", "--realm"},
		{"realm: 'my \"lab\"'", "--realm"},
		{"realm: 'a\\b'", "--realm"},
		{"service-route: junk", "--service-route"},
		{"service-route: ['<sip:a;lr>', 'sip:b;lr']", "--service-route"},
		{"dial-prefix: 'a b'", "--dial-prefix"},
		{"dial-prefix: \"9\\r\\n\"", "--dial-prefix"},
		{"users: [\"a\\nb:c\"]", "--users"},
	} {
		if _, err := read(t, c.file); err == nil || !strings.HasPrefix(err.Error(), c.want+" ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", c.file, err)
		}
	}
	for _, file := range []string{"realm: Müller & Söhne", "service-route: '<sip:a;lr>'", "dial-prefix: +1", "dial-prefix: '*7'", "advertise: '::1'", "users: {a: 'p\"w d'}"} {
		if _, err := read(t, file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}
