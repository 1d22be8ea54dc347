package wire_test

import (
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func TestParseListener(t *testing.T) {
	all := netip.Addr{}
	for _, c := range []struct {
		text string
		want wire.Listener
	}{
		{"udp://127.0.0.1:5070", wire.Listener{Transport: message.UDP, Addr: netip.MustParseAddrPort("127.0.0.1:5070")}},
		{"tcp://[::1]:5070", wire.Listener{Transport: message.TCP, Addr: netip.MustParseAddrPort("[::1]:5070")}},
		{"tcp://[::1]", wire.Listener{Transport: message.TCP, Addr: netip.MustParseAddrPort("[::1]:5060")}},
		{"udp://[fe80::1%eth0]:5060", wire.Listener{Transport: message.UDP, Addr: netip.MustParseAddrPort("[fe80::1%eth0]:5060")}},
		{"udp://[::ffff:127.0.0.1]:5060", wire.Listener{Transport: message.UDP, Addr: netip.MustParseAddrPort("127.0.0.1:5060")}},
		{"UDP://localhost", wire.Listener{Transport: message.UDP, Addr: netip.MustParseAddrPort("127.0.0.1:5060")}},
		{"udp://0.0.0.0", wire.Listener{Transport: message.UDP, Addr: netip.MustParseAddrPort("0.0.0.0:5060")}},
		{"udp://:5062", wire.Listener{Transport: message.UDP, Addr: netip.AddrPortFrom(all, 5062)}},
		{"tcp://", wire.Listener{Transport: message.TCP, Addr: netip.AddrPortFrom(all, 5060)}},
		{"udp://127.0.0.1:0", wire.Listener{Transport: message.UDP, Addr: netip.MustParseAddrPort("127.0.0.1:0")}},
		{"tls://127.0.0.1", wire.Listener{Transport: message.TLS, Addr: netip.MustParseAddrPort("127.0.0.1:5061")}},
		{"WS://[::1]", wire.Listener{Transport: message.WS, Addr: netip.MustParseAddrPort("[::1]:80")}},
		{"page=wss://", wire.Listener{Name: "page", Transport: message.WSS, Addr: netip.AddrPortFrom(all, 443)}},
		{"s1=udp://127.0.0.11:5060", wire.Listener{Name: "s1", Transport: message.UDP, Addr: netip.MustParseAddrPort("127.0.0.11:5060")}},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := wire.ParseListener(c.text)
			if err != nil || got != c.want {
				t.Errorf("got %v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestParseListenerSaysWhatToWrite(t *testing.T) {
	for _, c := range []struct{ text, hint string }{
		{"127.0.0.1:5070", "write udp://127.0.0.1:5070 or tcp://127.0.0.1:5070"},
		{"s1=127.0.0.1:5070", "write udp://127.0.0.1:5070"},
		{"", "names no transport"},
		{"sip://127.0.0.1", "write udp://, tcp://, tls://, ws:// or wss://"},
		{"ws://127.0.0.1/ws", "more than host:port"},
		{"tls://::1", "write [::1], or [::1]:5061"},
		{"udp://::1", "write [::1]"},
		{"udp://pbx.example", "neither an address nor localhost"},
		{"udp://[127.0.0.1]", "neither an address nor localhost"},
		{"udp://127.0.0.1:sip", `port "sip"`},
		{"udp://127.0.0.1:65536", `port "65536"`},
		{"udp://127.0.0.1:", `port ""`},
		{"udp://127.0.0.1:5060/", "more than host:port"},
		{"1s=udp://127.0.0.1", `name "1s"`},
		{"=udp://127.0.0.1", `name ""`},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := wire.ParseListener(c.text)
			if err == nil || !strings.Contains(err.Error(), c.hint) {
				t.Errorf("got %v, %v, want an error with %q", got, err, c.hint)
			}
		})
	}
}

func TestDefaultListenersAreBothTransportsOnAllAddresses(t *testing.T) {
	var urls []string
	for _, l := range wire.DefaultListeners() {
		urls = append(urls, l.String())
	}
	if got, want := strings.Join(urls, " "), "udp://:5060 tcp://:5060"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAListenerIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := wire.Listener{
			Name:      rapid.StringMatching(`([A-Za-z][A-Za-z0-9_-]{0,5})?`).Draw(t, "name"),
			Transport: rapid.SampledFrom([]message.Transport{message.UDP, message.TCP, message.TLS, message.WS, message.WSS}).Draw(t, "transport"),
		}
		addr := netip.Addr{}
		switch rapid.SampledFrom([]string{"all", "v4", "v6"}).Draw(t, "family") {
		case "v4":
			addr = netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "v4")))
		case "v6":
			addr = netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "v6"))).Unmap()
		}
		l.Addr = netip.AddrPortFrom(addr, rapid.Uint16().Draw(t, "port"))
		got, err := wire.ParseListener(l.String())
		if err != nil || got != l {
			t.Fatalf("%s is read as %v, %v", l, got, err)
		}
	})
}

func FuzzParseListener(f *testing.F) {
	for _, s := range []string{"udp://127.0.0.1:5070", "s1=tcp://[fe80::1%lo]:0", "udp://:5060", "tcp://", "127.0.0.1:5070", "udp://::1", "a=b=udp://"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := wire.ParseListener(s)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n") && !strings.ContainsAny(s, "\r\n") {
				t.Fatalf("%q: error of more than a line: %q", s, err)
			}
			return
		}
		again, err := wire.ParseListener(l.String())
		if err != nil || again != l {
			t.Fatalf("%q is %v, written as %s, which is %v, %v", s, l, l, again, err)
		}
	})
}
