package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// read reads a settings file of this text.
func read(t *testing.T, text string) (*settings, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := allSettings()
	if err := flags.Set("config", name); err != nil {
		t.Fatal(err)
	}
	p := &program{lookupEnv: func(string) (string, bool) { return "", false }}
	return p.settings(flags)
}

func TestValuesOfTheFileAreTakenAsWritten(t *testing.T) {
	s, err := read(t, "dial-prefix: +1\nextensions: [0401, 1e3]\nusers: {Alice: 007, bob: yes}\nladder: true\nt1: 20ms\nallow: any\n")
	if err != nil {
		t.Fatal(err)
	}
	if s.DialPrefix != "+1" || !s.Ladder || s.T1.String() != "20ms" || !slices.Equal(s.Allow, []string{"any"}) {
		t.Errorf("read %+v", s)
	}
	if !slices.Equal(s.Extensions, []string{"0401", "1e3"}) {
		t.Errorf("extensions are %q", s.Extensions)
	}
	if !slices.Equal(s.Users, []string{"Alice:007", "bob:yes"}) {
		t.Errorf("users are %q", s.Users)
	}
}

func TestAnEmptyFileSaysNothing(t *testing.T) {
	for _, text := range []string{"", "\n", "# nothing yet\n", "---\n", "{}\n"} {
		if s, err := read(t, text); err != nil || s.Realm != "sipbin" {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

// Whatever stands in a settings file, it is read or refused in one line.
func FuzzSettingsFile(f *testing.F) {
	for _, text := range []string{"realm: x", "users:\n  a: b\n", "listen: [udp://:1, tcp://:2]", "t1: 5", "a: &a [*a]", "realm: [", "- x", "ladder: [true]", "? {a: b}\n: c"} {
		f.Add(text)
	}
	known := allSettings()
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := parseSettings("sipbin.yaml", []byte(text), known); err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("more than a line: %v", err)
		}
	})
}

func TestWhoIsAnExtension(t *testing.T) {
	known, err := extensions([]string{"400-499", "alice", "7"}, []string{"bob:secret"})
	if err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]bool{
		"400": true, "499": true, "500": false, "399": false, "0400": false, "45": false,
		"alice": true, "Alice": false, "7": true, "77": false, "bob": true, "secret": false, "": false,
	} {
		if known(user) != want {
			t.Errorf("%q is an extension: %v, want %v", user, !want, want)
		}
	}
}

func TestListenersOnAllAddressesAreOnePlace(t *testing.T) {
	at := func(transport message.Transport, addr string) wire.Bound {
		return wire.Bound{Transport: transport, Addr: netip.MustParseAddrPort(addr)}
	}
	for _, tt := range []struct {
		name  string
		bound []wire.Bound
		want  string
	}{
		{"both families", []wire.Bound{at(message.UDP, "0.0.0.0:5060"), at(message.UDP, "[::]:5060"), at(message.TCP, "0.0.0.0:5060"), at(message.TCP, "[::]:5060")}, "udp *:5060  tcp *:5060"},
		{"a machine without IPv6", []wire.Bound{at(message.UDP, "0.0.0.0:5060"), at(message.TCP, "0.0.0.0:5060")}, "udp 0.0.0.0:5060  tcp 0.0.0.0:5060"},
		{"different ports", []wire.Bound{at(message.UDP, "0.0.0.0:5060"), at(message.UDP, "[::]:5062")}, "udp 0.0.0.0:5060  udp [::]:5062"},
		{"IPv6 only", []wire.Bound{at(message.UDP, "[::]:5060")}, "udp [::]:5060"},
	} {
		if got := strings.Join(places(tt.bound), "  "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
