package message

import (
	"net/netip"
	"strings"
)

// Transport is a transport of SIP, spelt as in a Via header field.
type Transport string

// The transports of RFC 3261 and RFC 7118.
const (
	UDP Transport = "UDP"
	TCP Transport = "TCP"
	TLS Transport = "TLS"
	WS  Transport = "WS"
	WSS Transport = "WSS"
)

// Reliable reports whether the transport delivers by itself, so that no SIP
// retransmission is needed (RFC 3261 section 17).
func (t Transport) Reliable() bool { return t != UDP }

// Secure reports whether the transport is protected by TLS.
func (t Transport) Secure() bool { return t == TLS || t == WSS }

// Param is the transport in lower case, as in the scheme of a listener, "udp".
func (t Transport) Param() string { return strings.ToLower(string(t)) }

// Port is the one that is meant where none is written: 5060, with TLS 5061 (RFC
// 3261 section 18.1.1), over WebSocket those of HTTP (RFC 6455 section 3).
func (t Transport) Port() uint16 {
	switch t {
	case TLS:
		return 5061
	case WS:
		return 80
	case WSS:
		return 443
	}
	return 5060
}

// Flow is one association between an address of ours and one of a peer, in
// both directions (RFC 5626 section 3.1): what a packet came over, and the way
// back.
type Flow struct {
	Transport Transport
	// Local is the address of ours that the peer sent to, never the wildcard.
	Local netip.AddrPort
	// Remote is the address the peer sent from.
	Remote netip.AddrPort
	// Listener names the socket, as in --listen s1=udp://127.0.0.11:5060;
	// unnamed ones are called by their URL.
	Listener string
	// Advertised overrules Local, as host or host:port, in what is told to the
	// peer. Empty: Local.
	Advertised string
	// ReturnPort is the port of sent-by, of a stream on which a request came: a
	// response may go there when the connection is gone (RFC 3261 section
	// 18.2.2). 0: it may not.
	ReturnPort uint16
	// Conn numbers a stream connection of this process, from 1; 0 for UDP.
	Conn uint64
}

// Face is the host:port by which the peer is told to reach us (Contact, Via).
func (f Flow) Face() string {
	switch {
	case f.Advertised == "":
		return f.Local.String()
	case hasPort(f.Advertised):
		return f.Advertised
	default:
		return f.Advertised + ":" + portOf(f.Local)
	}
}

// URI is the URI by which the peer is told to reach a user of ours, or with
// user "" us. A sips URI means TLS without saying so (RFC 3261 section 26.2.2), and
// there is no transport wss: WebSocket is "ws", with or without TLS (RFC 7118
// section 5.2).
func (f Flow) URI(user string, sips bool) string {
	uri := "sip:"
	if sips {
		uri = "sips:"
	}
	if user != "" {
		uri += EscapeUser(user) + "@"
	}
	uri += f.Face()
	switch {
	case f.Transport == WS || f.Transport == WSS:
		uri += ";transport=ws"
	case f.Transport == UDP || f.Transport == TLS && sips:
	default:
		uri += ";transport=" + f.Transport.Param()
	}
	return uri
}

// FaceHost is [Flow.Face] without the port and without brackets, as SDP wants it.
func (f Flow) FaceHost() string {
	host, _ := SplitHostPort(f.Face())
	return host
}

func portOf(a netip.AddrPort) string {
	s := a.String()
	return s[strings.LastIndexByte(s, ':')+1:]
}

func hasPort(hostport string) bool {
	_, port := SplitHostPort(hostport)
	return port != ""
}

// SplitHostPort cuts host[:port] or [v6][:port] apart; the brackets are taken
// off, and a bare IPv6 address is a host without a port.
func SplitHostPort(s string) (host, port string) {
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return s, ""
		}
		return s[1:end], strings.TrimPrefix(s[end+1:], ":")
	}
	if strings.Count(s, ":") != 1 {
		return s, ""
	}
	host, port, _ = strings.Cut(s, ":")
	return host, port
}
