package wire_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/responder/wire/certificate"
)

// lab is a certificate authority for one test: what a server has of it, and
// what a client has that trusts it.
func lab(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	l, err := certificate.OpenLab(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(l.Root())
	return &tls.Config{GetCertificate: l.Get}, &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}
}

// secure is a TLS client on a connection of its own.
func secure(t *testing.T, from string, to netip.AddrPort, cfg *tls.Config) *tls.Conn {
	t.Helper()
	c := tls.Client(dialTCP(t, from, to), cfg)
	if err := c.Handshake(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMessagesOverTLS(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			if host == "::1" {
				needIPv6(t)
			}
			server, client := lab(t)
			url := "tls://" + netip.AddrPortFrom(netip.MustParseAddr(host), 0).String()
			r := serve(t, wire.Config{Listeners: listeners(t, url), TLS: server}, echo)
			client.ServerName = host
			conn := secure(t, host, r.at(host), client)
			if v := conn.ConnectionState().Version; v < tls.VersionTLS12 {
				t.Errorf("speaks %s", tls.VersionName(v))
			}
			for _, msg := range [][]byte{options("alice", 0), options("bob", 40_000)} {
				write(t, conn, msg)
				if got := readN(t, conn, len(msg)); !bytes.Equal(got, msg) {
					t.Errorf("answered %q", got)
				}
			}
			write(t, conn, []byte("\r\n\r\n"))
			if got := readN(t, conn, 2); string(got) != "\r\n" {
				t.Errorf("a ping is answered by %q", got)
			}
			p := r.next()
			if p.Flow.Transport != message.TLS || p.Flow.Local != r.at(host) || p.Flow.Conn == 0 {
				t.Errorf("came over %+v", p.Flow)
			}
			conn.Close()
			r.next()
			if p := r.next(); !p.Closed || !errors.Is(p.Why, io.EOF) {
				t.Errorf("at the end %+v", p)
			}
		})
	}
}

func TestClosingATLSConnectionSaysSo(t *testing.T) {
	server, client := lab(t)
	r := serve(t, wire.Config{Listeners: listeners(t, "tls://127.0.0.1:0"), TLS: server}, func(w *wire.Wire, p wire.Packet) {
		if !p.Closed {
			w.Send(p.Flow, []byte("bye"))
			w.CloseConn(p.Flow, false)
		}
	})
	conn := secure(t, "127.0.0.1", r.at("127.0.0.1"), client)
	write(t, conn, options("alice", 0))
	if got, err := io.ReadAll(conn); string(got) != "bye" || err != nil { // without close_notify it would be unexpected
		t.Errorf("read %q, %v", got, err)
	}
	conn.Close()
	r.next()
	if p := r.next(); !p.Closed || p.Why != nil || r.Stats().Idle != 0 {
		t.Errorf("at the end %+v, counted %+v", p, r.Stats())
	}
}

func TestHandshakesThatFailAreCountedAndExplained(t *testing.T) {
	server, client := lab(t)
	_, stranger := lab(t)
	needsOne := server.Clone()
	needsOne.ClientAuth, needsOne.ClientCAs = tls.RequireAndVerifyClientCert, client.RootCAs
	old := client.Clone()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	handshake := func(cfg *tls.Config) func(net.Conn) {
		return func(c net.Conn) { tls.Client(c, cfg).Handshake() }
	}
	for name, c := range map[string]struct {
		server *tls.Config
		do     func(net.Conn)
		want   string
	}{
		"a client that does not trust us":  {server, handshake(stranger), "it does not trust ours, see sipbin ca"},
		"a client of old TLS":              {server, handshake(old), "client offered only unsupported versions"},
		"a client without its certificate": {needsOne, handshake(client), "client didn't provide a certificate"},
		"SIP without TLS":                  {server, func(c net.Conn) { c.Write(options("alice", 0)) }, "first record does not look like a TLS handshake"},
		"a client that says nothing":       {server, func(net.Conn) {}, "silent during the handshake for 1s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit := patience // who says something may be slow on a busy machine
			if strings.Contains(c.want, "for 1s") {
				limit = time.Second
			}
			trouble := make(chan error, 1)
			r := serve(t, wire.Config{
				Listeners: listeners(t, "tls://127.0.0.1:0"), TLS: c.server, Limits: wire.Limits{Handshake: limit},
				OnTrouble: func(_ string, err error) { trouble <- err },
			}, echo)
			conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
			c.do(conn)
			io.Copy(io.Discard, conn)
			if err := <-trouble; !strings.Contains(err.Error(), c.want) {
				t.Errorf("told %q, want %q in it", err, c.want)
			}
			conn.Close()
			r.stop()
			r.quiet()
			if s := r.Stats(); s.Unready != 1 || s.Accepted != 1 {
				t.Errorf("counted %+v", s)
			}
		})
	}
}

func TestACertificateOfTheClientIsAskedFor(t *testing.T) {
	server, client := lab(t)
	client.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return server.GetCertificate(nil) }
	server.ClientAuth, server.ClientCAs = tls.RequireAndVerifyClientCert, client.RootCAs
	r := serve(t, wire.Config{Listeners: listeners(t, "tls://127.0.0.1:0"), TLS: server}, echo)
	conn := secure(t, "127.0.0.1", r.at("127.0.0.1"), client)
	write(t, conn, options("alice", 0))
	readN(t, conn, len(options("alice", 0)))
}
