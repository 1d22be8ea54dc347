package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/responder/wire/certificate"
)

// socketSettings are those of TLS and WebSocket, and of connections of ours.
type socketSettings struct {
	TLSCert     string   `mapstructure:"tls-cert"`
	TLSKey      string   `mapstructure:"tls-key"`
	LabCA       string   `mapstructure:"lab-ca"`
	TLSClientCA string   `mapstructure:"tls-client-ca"`
	TLSVerify   bool     `mapstructure:"tls-verify"`
	WSOrigin    []string `mapstructure:"ws-origin"`
	Connect     bool     `mapstructure:"connect"`
}

func addSocketSettings(f *pflag.FlagSet) {
	f.String("tls-cert", "", "`FILE` of the certificate for tls and wss, in PEM; read again when it changes; without it the lab CA signs one")
	f.String("tls-key", "", "`FILE` of its key")
	f.String("lab-ca", "", "`DIR` of the lab CA, which is made when it is first needed; without it the directory sipbin of the user's settings (sipbin ca names it)")
	f.String("tls-client-ca", "", "`FILE` of the CAs in PEM of which a client must have a certificate; without it none is asked for")
	f.Bool("tls-verify", true, "hold a peer that is called over TLS to its certificate")
	f.StringSlice("ws-origin", nil, "`PATTERN` of hosts whose pages may open a WebSocket: *.example.com, or null for files; those of this machine, of private addresses and of the host they call may anyway, if they call it by its address or over WSS; repeatable")
	f.Bool("connect", false, "when the connection of a request is gone, connect to where it came from, at the port of its Via, for the response; else it is lost")
}

func (s *socketSettings) check() error {
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	for _, pattern := range s.WSOrigin {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("--ws-origin %s: not a pattern such as *.example.com", pattern)
		}
	}
	return nil
}

// labDir is the directory of the lab CA.
func (s *socketSettings) labDir() (string, error) {
	if s.LabCA != "" {
		return s.LabCA, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("no directory for the lab CA (%w): name one with --lab-ca", err)
	}
	return filepath.Join(dir, "sipbin"), nil
}

// ownsCert reports whether the certificate is the author's.
func (s *socketSettings) ownsCert() bool { return s.TLSCert != "" }

// secure gives the listeners that need it a certificate. What is wrong with it
// later is told to say.
func (s *settings) secure(config *wire.Config, say func(string)) error {
	config.Origins, config.Connect = s.Sockets.WSOrigin, s.Sockets.Connect
	if !slices.ContainsFunc(config.Listeners, func(l wire.Listener) bool { return l.Transport.Secure() }) {
		return nil
	}
	ours, theirs := &tls.Config{}, &tls.Config{InsecureSkipVerify: !s.Sockets.TLSVerify}
	if s.Sockets.ownsCert() {
		files, err := certificate.OpenFiles(s.Sockets.TLSCert, s.Sockets.TLSKey, say)
		if err != nil {
			return err
		}
		ours.GetCertificate = files.Get
	} else {
		dir, err := s.Sockets.labDir()
		if err != nil {
			return err
		}
		lab, err := certificate.OpenLab(dir, s.names(config.Listeners)...)
		if err != nil {
			return err
		}
		ours.GetCertificate = lab.Get
		theirs.RootCAs = withSystem(lab.Root())
	}
	theirs.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return ours.GetCertificate(nil) }
	if file := s.Sockets.TLSClientCA; file != "" {
		pool, err := certificate.Pool(file)
		if err != nil {
			return fmt.Errorf("--tls-client-ca: %w", err)
		}
		ours.ClientCAs, ours.ClientAuth = pool, tls.RequireAndVerifyClientCert
	}
	config.TLS, config.DialTLS = ours, theirs
	return nil
}

// names are those that a certificate needs beside the machine's own.
func (s *settings) names(listeners []wire.Listener) (names []string) {
	if host, _ := message.SplitHostPort(s.Advertise); host != "" {
		names = append(names, host)
	}
	for _, l := range listeners {
		if a := l.Addr.Addr(); a.IsValid() && !a.IsUnspecified() {
			names = append(names, a.WithZone("").String())
		}
	}
	return names
}

// withSystem is whom this machine trusts, and root.
func withSystem(root *x509.Certificate) *x509.CertPool {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a machine that trusts nobody
	}
	pool.AddCert(root)
	return pool
}

// trustHint is what serve prints of the lab CA, when it is used.
func (s *settings) trustHint(bound []wire.Bound) string {
	if s.Sockets.ownsCert() || !slices.ContainsFunc(bound, func(b wire.Bound) bool { return b.Transport.Secure() }) {
		return ""
	}
	dir, err := s.Sockets.labDir()
	if err != nil {
		return "" // then nothing is bound
	}
	return fmt.Sprintf("tls  clients have to trust the lab CA in %s; sipbin ca prints it\n", filepath.Join(dir, certificate.RootFile))
}

// later hands sentences on to somebody who comes later.
type later struct{ say func(string) }

func (l *later) Say(text string) {
	if l.say != nil {
		l.say(text)
	}
}

// localTo is where a client on this machine reaches a listener.
func localTo(l wire.Listener) netip.AddrPort {
	addr := l.Addr.Addr()
	if !addr.IsValid() || addr == netip.IPv4Unspecified() {
		addr = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	if addr == netip.IPv6Unspecified() {
		addr = netip.IPv6Loopback()
	}
	return netip.AddrPortFrom(addr, cmp.Or(l.Addr.Port(), l.Transport.Port()))
}
