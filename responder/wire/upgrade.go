package wire

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"

	"github.com/coder/websocket"

	"github.com/sipbin/sipbin/responder/message"
)

// subprotocol is SIP's over WebSocket (RFC 7118 section 4).
const subprotocol = "sip"

// maxUpgrade bounds the HTTP request that opens a WebSocket, in bytes.
const maxUpgrade = 16 << 10

// upgrade reads the one HTTP request of a connection, for any path, and makes
// a WebSocket of it. What is not a request for SIP over WebSocket gets the
// answer that says so, and an error.
func (c *conn) upgrade(nc net.Conn) (*websocket.Conn, error) {
	source := &failing{Reader: io.LimitReader(nc, maxUpgrade)}
	in := bufio.NewReader(source)
	request, err := http.ReadRequest(in)
	if err != nil {
		return nil, fmt.Errorf("no HTTP request for a WebSocket: %w", cmp.Or(source.err, err))
	}
	reply := &httpReply{conn: paced{nc, c}, in: in, header: http.Header{}}
	if code, text := c.refuseUpgrade(request); code != 0 {
		if code == http.StatusUpgradeRequired {
			reply.header.Set("Upgrade", "websocket")
			reply.header.Set("Connection", "Upgrade")
		}
		http.Error(reply, text, code)
		if code == http.StatusForbidden {
			return nil, foreign(text)
		}
		return nil, errors.New(text)
	}
	return websocket.Accept(reply, request, &websocket.AcceptOptions{
		Subprotocols:       []string{subprotocol},
		InsecureSkipVerify: true, // the origin was looked at
		OnPingReceived:     c.pinged,
		OnPongReceived:     c.ponged,
	})
}

// foreign is why pages of an origin are not let in.
type foreign string

func (f foreign) Error() string { return string(f) }

// failing remembers why nothing more could be read, which http.ReadRequest
// forgets within a line.
type failing struct {
	io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	f.err = err
	return n, err
}

// refuseUpgrade is the status code and the reason for a request that is not
// upgraded, 0 for one that may be.
func (c *conn) refuseUpgrade(r *http.Request) (code int, text string) {
	if !hasToken(r.Header, "Upgrade", "websocket") {
		return http.StatusUpgradeRequired, "here is SIP over WebSocket (RFC 7118), and nothing else"
	}
	if !hasToken(r.Header, "Sec-WebSocket-Protocol", subprotocol) {
		return http.StatusBadRequest, "the request does not offer the subprotocol sip (RFC 7118 section 4)"
	}
	if origin := r.Header.Get("Origin"); !c.welcome(origin, r.Host) {
		return http.StatusForbidden, fmt.Sprintf("pages of the origin %q are not let in; --ws-origin %s does", origin, originHost(origin))
	}
	return 0, ""
}

func hasToken(h http.Header, name, token string) bool {
	for _, line := range h.Values(name) {
		for t := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(t), token) {
				return true
			}
		}
	}
	return false
}

// welcome reports whether pages of an origin may open a WebSocket (RFC 6455
// section 10.2): those of the host they call, if that is ours, of this machine, of
// private addresses, and of [Config.Origins]. What is no page names no origin.
func (c *conn) welcome(origin, host string) bool {
	if origin == "" {
		return true
	}
	from := originHost(origin)
	for _, pattern := range c.w.cfg.Origins {
		if ok, _ := path.Match(strings.ToLower(pattern), from); ok {
			return true
		}
	}
	if addr, err := netip.ParseAddr(from); err == nil && Private().Has(addr) || from == "localhost" {
		return true
	}
	return from == hostOf(host) && c.isOurs(from)
}

// isOurs reports whether a host that is called is ours beyond doubt. The owner of
// a name can have it lead to any address, and so call us from his pages (DNS
// rebinding); but not to ours with TLS, as his certificate is not ours.
func (c *conn) isOurs(host string) bool {
	advertised, _ := message.SplitHostPort(c.w.cfg.Advertise)
	_, err := netip.ParseAddr(host)
	return err == nil || c.flow.Transport == message.WSS || strings.EqualFold(host, advertised)
}

// originHost is the host of an origin in lower case; the origin itself, as in
// "null", if it has none.
func originHost(origin string) string {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return strings.ToLower(origin)
	}
	return strings.ToLower(u.Hostname())
}

func hostOf(hostport string) string {
	return originHost("http://" + hostport)
}

// httpReply is the http.ResponseWriter of a connection that has one request.
type httpReply struct {
	conn   net.Conn
	in     *bufio.Reader
	header http.Header
}

func (r *httpReply) Header() http.Header { return r.header }

func (r *httpReply) WriteHeader(code int) {
	if code != http.StatusSwitchingProtocols {
		r.header.Add("Connection", "close")
	}
	var head strings.Builder
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", code, http.StatusText(code))
	r.header.Write(&head)
	io.WriteString(r.conn, head.String()+"\r\n")
}

func (r *httpReply) Write(body []byte) (int, error) { return r.conn.Write(body) }

// Hijack hands the connection to the WebSocket.
func (r *httpReply) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return r.conn, bufio.NewReadWriter(r.in, bufio.NewWriter(r.conn)), nil
}
