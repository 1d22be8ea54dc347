package wire_test

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func TestAPortThatIsTakenIsNamedWithTheFlagThatHelps(t *testing.T) {
	for _, transport := range both() {
		t.Run(string(transport), func(t *testing.T) {
			first, err := wire.Listen(wire.Config{Listeners: listeners(t, transport.Param()+"://127.0.0.1:0")})
			if err != nil {
				t.Fatal(err)
			}
			defer first.Close()
			taken := first.Addrs()[0].Addr
			free := listeners(t, "udp://127.0.0.12:0", "tcp://127.0.0.12:0")
			before := descriptors()
			_, err = wire.Listen(wire.Config{Listeners: append(free, wire.Listener{Name: "s1", Transport: transport, Addr: taken})})
			var bind *wire.BindError
			if !errors.As(err, &bind) || bind.Listener.Addr != taken || !errors.Is(err, syscall.EADDRINUSE) {
				t.Fatalf("got %v, want a BindError for %s", err, taken)
			}
			other := int(taken.Port()) + 10
			if other > 65535 {
				other = int(taken.Port()) - 10
			}
			want := transport.Param() + "://" + taken.String() + " is taken by another socket: choose another with --listen s1=" +
				transport.Param() + "://127.0.0.1:" + strconv.Itoa(other)
			if err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
			if after := descriptors(); after != before {
				t.Errorf("%d descriptors are left open of a Listen that failed", after-before)
			}
		})
	}
}

func TestBindErrorIsOneLineWithAFlagThatIsRead(t *testing.T) {
	for _, c := range []struct {
		listener string
		err      error
		want     string
	}{
		{"udp://:5060", syscall.EADDRINUSE, "udp://:5060 is taken by another socket: choose another with --listen udp://:5070"},
		{"tcp://[::1]:65530", syscall.EADDRINUSE, "tcp://[::1]:65530 is taken by another socket: choose another with --listen tcp://[::1]:65520"},
		{"udp://127.0.0.1:506", syscall.EACCES, "udp://127.0.0.1:506 needs privileges that this process lacks: choose another with --listen udp://127.0.0.1:5070"},
		{"udp://192.0.2.1:5060", syscall.EADDRNOTAVAIL, "udp://192.0.2.1:5060 is no address of this machine: choose another, or all addresses with --listen udp://:5060"},
		{"udp://127.0.0.1:5060", errors.New("two\nlines"), "udp://127.0.0.1:5060 cannot be listened on (two lines): choose another with --listen udp://127.0.0.1:5070"},
	} {
		l := listeners(t, c.listener)[0]
		err := &wire.BindError{Listener: l, Err: &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", c.err)}}
		if c.err.Error() == "two\nlines" {
			err.Err = c.err
		}
		if err.Error() != c.want {
			t.Errorf("got  %s\nwant %s", err, c.want)
		}
		_, flag, _ := strings.Cut(err.Error(), "--listen ")
		if _, err := wire.ParseListener(flag); err != nil {
			t.Errorf("the flag is not read: %v", err)
		}
	}
}

func TestAnAddressOfAnotherMachineIsNotBound(t *testing.T) {
	_, err := wire.Listen(wire.Config{Listeners: listeners(t, "udp://198.51.100.1:0")})
	if !errors.Is(err, syscall.EADDRNOTAVAIL) {
		t.Errorf("got %v", err)
	}
}

func TestATransportThatCannotBeListenedOnIsRefused(t *testing.T) {
	for transport, want := range map[message.Transport]string{message.TLS: "there is no certificate", message.WSS: "there is no certificate", "SCTP": `"SCTP" is no transport`} {
		_, err := wire.Listen(wire.Config{Listeners: []wire.Listener{{Transport: transport, Addr: netip.MustParseAddrPort("127.0.0.1:0")}}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q in it", transport, err, want)
		}
	}
}

func TestNamesOfListeners(t *testing.T) {
	w, err := wire.Listen(wire.Config{Listeners: listeners(t, "s1=udp://127.0.0.1:0", "s1=tcp://127.0.0.1:0", "s2=udp://127.0.0.1:0")})
	if err != nil {
		t.Fatalf("one name for UDP and TCP: %v", err)
	}
	defer w.Close()
	for i, want := range []string{"s1", "s1", "s2"} {
		b := w.Addrs()[i]
		if b.Listener != want || b.Addr.Port() == 0 || b.String() != b.Transport.Param()+" "+b.Addr.String() {
			t.Errorf("bound %d is %+v, %s", i, b, b)
		}
	}
	_, err = wire.Listen(wire.Config{Listeners: listeners(t, "s1=udp://127.0.0.1:0", "s1=udp://127.0.0.1:0")})
	if err == nil || !strings.Contains(err.Error(), `the name "s1" is given to two listeners`) {
		t.Errorf("one name for two sockets: %v", err)
	}
}

func TestAllAddressesAreASocketOfEachFamily(t *testing.T) {
	w, err := wire.Listen(wire.Config{Listeners: listeners(t, "udp://:0", "tcp://:0")})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	families := map[message.Transport][2]int{}
	for _, b := range w.Addrs() {
		n := families[b.Transport]
		if b.Addr.Addr() == netip.IPv4Unspecified() {
			n[0]++
		} else if b.Addr.Addr() == netip.IPv6Unspecified() {
			n[1]++
		}
		families[b.Transport] = n
	}
	v6 := 1
	if strings.Contains(strings.Join(w.Notes(), "\n"), "no IPv6") {
		v6 = 0
	}
	for _, transport := range both() {
		if families[transport] != [2]int{1, v6} {
			t.Errorf("%s: %d of IPv4 and %d of IPv6, notes %q", transport, families[transport][0], families[transport][1], w.Notes())
		}
	}
}

func TestABufferThatTheKernelDoesNotGiveIsNoted(t *testing.T) {
	if descriptors() == 0 {
		t.Skip("this system does not say what it gives")
	}
	w, err := wire.Listen(wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0"), ReadBuffer: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if notes := strings.Join(w.Notes(), "\n"); !strings.Contains(notes, "asked for 1048576") {
		t.Errorf("noted %q", notes)
	}
}

func TestAWireThatNeverServedCloses(t *testing.T) {
	w, err := wire.Listen(wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0", "tcp://127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}
