package wire

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
)

// Listener is one place to be reached at.
type Listener struct {
	// Name is what scenarios call it (at: s1); may be empty. Listeners of
	// different transports may share a name.
	Name      string
	Transport message.Transport
	// Addr is the address and port, which 0 leaves to the kernel. An address
	// that is not valid (the zero netip.Addr) stands for all addresses of IPv4
	// and, where the machine has it, of IPv6, on a socket each.
	Addr netip.AddrPort
}

// DefaultListeners is UDP and TCP on port 5060 of all addresses.
func DefaultListeners() []Listener {
	everywhere := netip.AddrPortFrom(netip.Addr{}, message.UDP.Port())
	return []Listener{
		{Transport: message.UDP, Addr: everywhere},
		{Transport: message.TCP, Addr: everywhere},
	}
}

// URL is the listener without its name: udp://127.0.0.1:5060, udp://[::1]:5060,
// or udp://:5060 for all addresses.
func (l Listener) URL() string {
	if !l.Addr.Addr().IsValid() {
		return l.Transport.Param() + "://:" + strconv.Itoa(int(l.Addr.Port()))
	}
	return l.Transport.Param() + "://" + l.Addr.String()
}

// String is the listener as [ParseListener] reads it.
func (l Listener) String() string {
	if l.Name == "" {
		return l.URL()
	}
	return l.Name + "=" + l.URL()
}

// everyFamily reports whether l stands for all addresses of both families.
func (l Listener) everyFamily() bool { return !l.Addr.Addr().IsValid() }

// at is the listener on another address.
func (l Listener) at(a netip.AddrPort) Listener {
	l.Addr = a
	return l
}

var listenerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// transports are the schemes of listeners.
var transports = map[string]message.Transport{
	"udp": message.UDP, "tcp": message.TCP, "tls": message.TLS, "ws": message.WS, "wss": message.WSS,
}

// ParseListener reads [name=]transport://[host][:port], for example
// udp://127.0.0.1:5070, tls://[::1]:5071, s1=udp://127.0.0.11 or ws://:8088. The
// transport is udp, tcp, tls, ws or wss. The host is an address or localhost;
// without one all addresses are meant, and without a port that of
// [message.Transport.Port]. The error says what to write instead.
func ParseListener(s string) (Listener, error) {
	var l Listener
	url := s
	if name, rest, ok := strings.Cut(s, "="); ok {
		if !listenerName.MatchString(name) {
			return Listener{}, fmt.Errorf("listener %q: the name %q is not a letter followed by letters, digits, - and _", s, name)
		}
		l.Name, url = name, rest
	}
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return Listener{}, fmt.Errorf("listener %q names no transport: write udp://%s or tcp://%[2]s", s, url)
	}
	if l.Transport, ok = transports[strings.ToLower(scheme)]; !ok {
		return Listener{}, fmt.Errorf("listener %q: %q is no transport: write udp://, tcp://, tls://, ws:// or wss://", s, scheme)
	}
	addr, err := parseHostPort(rest, l.Transport.Port())
	if err != nil {
		return Listener{}, fmt.Errorf("listener %q: %w", s, err)
	}
	l.Addr = addr
	return l, nil
}

func parseHostPort(s string, port uint16) (netip.AddrPort, error) {
	if strings.ContainsAny(s, "/?#@") {
		return netip.AddrPort{}, fmt.Errorf("more than host:port in %q", s)
	}
	if strings.Count(s, ":") > 1 && !strings.HasPrefix(s, "[") {
		return netip.AddrPort{}, fmt.Errorf("an IPv6 address needs brackets: write [%s], or [%[1]s]:%d", s, port)
	}
	host := s
	if colon := strings.LastIndexByte(s, ':'); colon > strings.LastIndexByte(s, ']') {
		number, err := strconv.ParseUint(s[colon+1:], 10, 16)
		if err != nil {
			return netip.AddrPort{}, fmt.Errorf("port %q is not a number from 0 to 65535", s[colon+1:])
		}
		host, port = s[:colon], uint16(number)
	}
	addr, err := parseHost(host)
	return netip.AddrPortFrom(addr, port), err
}

func parseHost(host string) (netip.Addr, error) {
	if host == "" {
		return netip.Addr{}, nil
	}
	if strings.EqualFold(host, "localhost") {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
	}
	bare := host
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		bare = host[1 : len(host)-1]
	}
	addr, err := netip.ParseAddr(bare)
	if err != nil || addr.Is4() != (bare == host) {
		return netip.Addr{}, fmt.Errorf("host %q is neither an address nor localhost: leave it out to listen on all addresses", host)
	}
	return addr.Unmap(), nil
}
