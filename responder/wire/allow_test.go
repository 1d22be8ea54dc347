package wire_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/wire"
)

func TestPrivateSourcesAreAllowed(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1": true, "127.255.255.255": true, "128.0.0.1": false,
		"10.0.0.5": true, "11.0.0.1": false,
		"172.16.0.1": true, "172.31.255.255": true, "172.32.0.0": false, "172.15.255.255": false,
		"192.168.1.1": true, "192.169.0.0": false,
		"169.254.1.1": true, "100.64.0.1": true, "100.127.255.255": true, "100.128.0.0": false,
		"8.8.8.8": false, "0.0.0.0": false, "224.0.1.75": false,
		"::1": true, "::2": false, "fc00::1": true, "fdff::1": true, "fe00::1": false,
		"fe80::1": true, "fe80::1%eth0": true, "febf::1": true, "fec0::1": false,
		"2001:db8::1": false, "::ffff:10.0.0.5": true, "::ffff:8.8.8.8": false,
	} {
		if got := wire.Private().Has(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s allowed: %v, want %v", addr, got, want)
		}
	}
}

func TestParseAllow(t *testing.T) {
	for _, c := range []struct {
		list    []string
		in, out string
	}{
		{[]string{"203.0.113.0/24"}, "203.0.113.7", "203.0.114.7"},
		{[]string{"203.0.113.9/24"}, "203.0.113.7", "127.0.0.1"},
		{[]string{"203.0.113.7"}, "203.0.113.7", "203.0.113.8"},
		{[]string{"2001:db8::/32"}, "2001:db8::1", "2001:db9::1"},
		{[]string{"2001:db8::1"}, "2001:db8::1", "2001:db8::2"},
		{[]string{"::ffff:203.0.113.0/120"}, "203.0.113.7", "203.0.114.7"},
		{[]string{"::ffff:203.0.113.7"}, "203.0.113.7", "203.0.113.8"},
		{[]string{"fe80::1%eth0"}, "fe80::1", "fe80::2"},
		{[]string{"private", "203.0.113.7"}, "203.0.113.7", "203.0.113.8"},
		{[]string{"private", "203.0.113.7"}, "10.1.2.3", "8.8.8.8"},
		{[]string{"Any"}, "8.8.8.8", ""},
		{[]string{"any"}, "2001:db8::1", ""},
	} {
		allow, err := wire.ParseAllow(c.list)
		if err != nil {
			t.Errorf("%v: %v", c.list, err)
			continue
		}
		if !allow.Has(netip.MustParseAddr(c.in)) {
			t.Errorf("%v does not let %s in", c.list, c.in)
		}
		if c.out != "" && allow.Has(netip.MustParseAddr(c.out)) {
			t.Errorf("%v lets %s in", c.list, c.out)
		}
	}
}

func TestParseAllowSaysWhatToWrite(t *testing.T) {
	for text, hint := range map[string]string{
		"":                  "write an address",
		"pbx.example":       "write an address",
		"203.0.113.0/33":    "203.0.113.0/24",
		"203.0.113/24":      "203.0.113.0/24",
		"::ffff:1.2.3.4/64": "write the IPv4 prefix",
	} {
		if allow, err := wire.ParseAllow([]string{text}); err == nil {
			t.Errorf("%q is read as %v", text, allow)
		} else if !strings.Contains(err.Error(), hint) {
			t.Errorf("%q: %v, want %q in it", text, err, hint)
		}
	}
}
