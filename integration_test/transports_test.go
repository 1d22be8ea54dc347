package integration_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// places are where a sipbin is reached beside UDP and TCP.
type places struct {
	of map[string]string // transport to host:port
	ca string            // file that clients trust
}

// serveEverywhere starts a sipbin that listens on every transport.
func serveEverywhere(t *testing.T, flags ...string) (*sipbin, places) {
	t.Helper()
	return serveEverywhereBy(t, t.TempDir(), flags...)
}

// serveEverywhereBy is serveEverywhere with the folder of the lab CA.
func serveEverywhereBy(t *testing.T, lab string, flags ...string) (*sipbin, places) {
	t.Helper()
	secure, web := freePort(t), freePort(t)
	at := places{ca: filepath.Join(lab, "lab-ca.pem"), of: map[string]string{
		"tls": fmt.Sprintf("127.0.0.1:%d", secure), "ws": fmt.Sprintf("127.0.0.1:%d", web), "wss": fmt.Sprintf("127.0.0.1:%d", web+1),
	}}
	flags = append(flags, "--lab-ca", lab)
	for transport, addr := range at.of {
		flags = append(flags, "--listen", transport+"://"+addr)
	}
	return serve(t, flags...), at
}

// trusting is a client that trusts what the file holds.
func trusting(t *testing.T, file string) *tls.Config {
	t.Helper()
	pem, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("%s holds no certificate", file)
	}
	return &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}
}

func TestSipgoCallsOverEveryStream(t *testing.T) {
	t.Parallel()
	s, at := serveEverywhere(t)
	at.of["tcp"] = s.address("127.0.0.1")
	for transport, addr := range at.of {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			ua, err := sipgo.NewUA(sipgo.WithUserAgent("sipgo-"+transport), sipgo.WithUserAgenTLSConfig(trusting(t, at.ca)))
			if err != nil {
				t.Fatal(err)
			}
			defer ua.Close()
			client, err := sipgo.NewClient(ua, sipgo.WithClientHostname("127.0.0.1"))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			for _, c := range []struct {
				method sip.RequestMethod
				user   string
				want   int
			}{{sip.OPTIONS, "200", 200}, {sip.MESSAGE, "486", 486}, {sip.INVITE, "180*1*486", 486}} {
				var uri sip.Uri
				if err := sip.ParseUri("sip:"+c.user+"@"+addr, &uri); err != nil {
					t.Fatal(err)
				}
				request := sip.NewRequest(c.method, uri)
				request.SetTransport(strings.ToUpper(transport))
				if c.method == sip.INVITE { // which sipgo leaves to who calls
					request.AppendHeader(&sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "sipgo", Host: "127.0.0.1"}})
				}
				answer, err := client.Do(ctx, request)
				if err != nil || answer.StatusCode != c.want {
					t.Fatalf("%s %s: %v, %v", c.method, c.user, answer, err)
				}
			}
		})
	}
	t.Cleanup(func() {
		s.saysTimes(len(at.of), `INVITE 180\*1\*486  ->  180 .. 486 Busy Here.*ACK ok`)
	})
}

const optionsLines = "OPTIONS sip:486@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK%[1]d\r\nMax-Forwards: 70\r\n" +
	"From: <sip:openssl@127.0.0.1>;tag=1\r\nTo: <sip:486@127.0.0.1>\r\nCall-ID: openssl%[1]d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"

func TestOpensslIsAnswered(t *testing.T) {
	t.Parallel()
	needs(t, "openssl")
	s, at := serveEverywhere(t)
	for i, version := range []string{"-tls1_2", "-tls1_3"} {
		p := start(t, "openssl", nil, "s_client", "-connect", at.of["tls"], "-CAfile", at.ca, "-verify_ip", "127.0.0.1",
			"-verify_return_error", "-quiet", version)
		p.say(strings.TrimSuffix(fmt.Sprintf(optionsLines, i), "\n"))
		p.says(`SIP/2\.0 486 Busy Here`, "verify return:1")
	}
	s.logs(t, `127\.0\.0\.1:\d+`, "OPTIONS", "486", "486 Busy Here")
	old := start(t, "openssl", nil, "s_client", "-connect", at.of["tls"], "-CAfile", at.ca, "-tls1_1")
	if code := old.ends(); code == 0 {
		t.Error("TLS 1.1 is spoken")
	}
	s.logged(t, `TLS connection with \S+ did not come about: `)
}

func TestACertificateIsReplacedWithoutALostConnection(t *testing.T) {
	t.Parallel()
	needs(t, "openssl")
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certify := func(name string) {
		p := start(t, "openssl", nil, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
			"-subj", "/CN="+name, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert, "-days", "2")
		if code := p.ends(); code != 0 {
			t.Fatalf("openssl ended with exit code %d", code)
		}
	}
	certify("first")
	s, at := serveEverywhere(t, "--tls-cert", cert, "--tls-key", key)
	connect := func() *tls.Conn {
		conn, err := tls.Dial("tcp", at.of["tls"], trusting(t, cert))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		_ = conn.SetDeadline(time.Now().Add(patience))
		return conn
	}
	first := connect()
	certify("second")
	within, look := time.Now().Add(patience), time.NewTicker(100*time.Millisecond)
	defer look.Stop()
	for {
		probe, err := tls.Dial("tcp", at.of["tls"], trusting(t, cert))
		if err == nil {
			name := probe.ConnectionState().PeerCertificates[0].Subject.CommonName
			_ = probe.Close()
			if name == "second" {
				break
			}
		}
		if time.Now().After(within) {
			t.Fatalf("the certificate is not replaced: %v", err)
		}
		<-look.C
	}
	fmt.Fprintf(first, optionsLines, 1)
	answer := make([]byte, 1000)
	if n, err := first.Read(answer); err != nil || !regexp.MustCompile(`^SIP/2\.0 486 `).Match(answer[:n]) {
		t.Errorf("over the old connection %q, %v", answer[:n], err)
	}
	s.logged(t, `certificate \S+cert\.pem was read again`)
}
