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
	// Name is what scenarios call it (at: s1); may be empty. A UDP and a TCP
	// listener may share a name.
	Name string
	// Transport is UDP or TCP.
	Transport message.Transport
	// Addr is the address and port, which 0 leaves to the kernel. An address
	// that is not valid (the zero netip.Addr) stands for all addresses of IPv4
	// and, where the machine has it, of IPv6, on a socket each.
	Addr netip.AddrPort
}

// Port is SIP's own over UDP and TCP (RFC 3261 section 18.1.1).
const Port = 5060

// DefaultListeners is UDP and TCP on port 5060 of all addresses.
func DefaultListeners() []Listener {
	everywhere := netip.AddrPortFrom(netip.Addr{}, Port)
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

// ParseListener reads [name=]transport://[host][:port], for example
// udp://127.0.0.1:5070, tcp://[::1]:5070, s1=udp://127.0.0.11 or udp://:5060.
// The host is an address or localhost; without one all addresses are meant,
// and without a port 5060. The error says what to write instead.
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
	switch strings.ToLower(scheme) {
	case "udp":
		l.Transport = message.UDP
	case "tcp":
		l.Transport = message.TCP
	case "tls", "ws", "wss":
		return Listener{}, fmt.Errorf("listener %q: %s is not in this version yet: write udp:// or tcp://", s, strings.ToLower(scheme))
	default:
		return Listener{}, fmt.Errorf("listener %q: %q is no transport: write udp:// or tcp://", s, scheme)
	}
	addr, err := parseHostPort(rest)
	if err != nil {
		return Listener{}, fmt.Errorf("listener %q: %w", s, err)
	}
	l.Addr = addr
	return l, nil
}

func parseHostPort(s string) (netip.AddrPort, error) {
	if strings.ContainsAny(s, "/?#@") {
		return netip.AddrPort{}, fmt.Errorf("more than host:port in %q", s)
	}
	if strings.Count(s, ":") > 1 && !strings.HasPrefix(s, "[") {
		return netip.AddrPort{}, fmt.Errorf("an IPv6 address needs brackets: write [%s], or [%[1]s]:%d", s, Port)
	}
	host, port, port0 := s, "", false
	if colon := strings.LastIndexByte(s, ':'); colon > strings.LastIndexByte(s, ']') {
		host, port, port0 = s[:colon], s[colon+1:], true
	}
	number := uint64(Port)
	if port0 {
		var err error
		if number, err = strconv.ParseUint(port, 10, 16); err != nil {
			return netip.AddrPort{}, fmt.Errorf("port %q is not a number from 0 to 65535", port)
		}
	}
	addr, err := parseHost(host)
	return netip.AddrPortFrom(addr, uint16(number)), err
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
