package integration_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// An edge is kamailio between WebSockets and a sipbin that it reaches over TLS.
// Each of them has to show the other a certificate of the lab CA.
type edge struct {
	*process
	of map[string]string // transport to host:port
}

// edgeCertificates wants the file of kamailio's certificate, that of its key, and
// that of the CA.
const edgeCertificates = `[server:default]
method = TLSv1.2+
certificate = %[1]s
private_key = %[2]s

[client:default]
method = TLSv1.2+
certificate = %[1]s
private_key = %[2]s
ca_list = %[3]s
verify_certificate = yes
require_certificate = yes
`

func serveBehindEdge(t *testing.T) (*sipbin, places, edge) {
	t.Helper()
	needsModule(t, "tls")
	needsModule(t, "websocket")
	needs(t, "openssl")
	lab := t.TempDir()
	ca := filepath.Join(lab, "lab-ca.pem")
	if code := start(t, program, nil, "ca", "--lab-ca", lab).ends(); code != 0 {
		t.Fatalf("sipbin ca ended with exit code %d", code)
	}
	certificate, key, config := filepath.Join(lab, "edge.pem"), filepath.Join(lab, "edge-key.pem"), filepath.Join(lab, "tls.cfg")
	if code := start(t, "openssl", nil, "req", "-x509", "-CA", ca, "-CAkey", filepath.Join(lab, "lab-ca-key.pem"),
		"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=edge", "-addext", "subjectAltName=IP:127.0.0.1",
		"-keyout", key, "-out", certificate, "-days", "2").ends(); code != 0 {
		t.Fatalf("openssl ended with exit code %d", code)
	}
	if err := os.WriteFile(config, fmt.Appendf(nil, edgeCertificates, certificate, key, ca), 0o600); err != nil {
		t.Fatal(err)
	}
	s, at := serveEverywhereBy(t, lab, "--tls-client-ca", ca, "--http", fmt.Sprintf("127.0.0.1:%d", freePort(t)))
	e := edge{of: map[string]string{}}
	for _, transport := range []string{"ws", "wss"} {
		e.of[transport] = fmt.Sprintf("127.0.0.1:%d", freePort(t))
	}
	e.process = runKamailio(t, "edge.cfg", "-l", "tcp:"+e.of["ws"], "-l", "tls:"+e.of["wss"],
		"-A", fmt.Sprintf("SIPBIN=%q", at.of["tls"]), "-A", fmt.Sprintf("EDGE=%q", e.of["wss"]+";transport=tls"), "-A", fmt.Sprintf("CERTIFICATES=%q", config))
	for _, address := range e.of {
		e.accepts(address)
	}
	return s, at, e
}

// accepts waits until the process accepts connections at an address.
func (p *process) accepts(address string) {
	p.t.Helper()
	within, look := time.After(patience), time.NewTicker(5*time.Millisecond)
	defer look.Stop()
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-look.C:
		case <-p.ended:
			p.t.Fatalf("%s ended before it accepted connections at %s", p.name, address)
		case <-within:
			p.t.Fatalf("%s accepts no connections at %s: %v", p.name, address, err)
		}
	}
}

func TestCallsGoFromWebSocketsToTLS(t *testing.T) {
	t.Parallel()
	s, at, e := serveBehindEdge(t)
	for transport, edge := range e.of {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			a := startAgentOver(t, transport, transport, sipgo.WithUserAgenTLSConfig(trusting(t, at.ca)))
			uri := func(user string) string { return fmt.Sprintf("sip:%s@%s;transport=%s", user, edge, transport) }

			d := a.calls(uri("200*1"), sipgo.AnswerOptions{})
			a.holds(d.Ack(a.context))
			a.isAsked("BYE")

			d = a.calls(uri("180*200"), sipgo.AnswerOptions{})
			a.holds(d.Ack(a.context))
			a.holds(d.Bye(a.context))

			answer, err := a.Do(a.context, a.request(sip.REGISTER, uri(transport), &a.contact, sip.NewHeader("Expires", "600"), sip.NewHeader("Supported", "path")))
			if err != nil || answer.StatusCode != 200 {
				t.Fatalf("%v, %v", answer, err)
			}
			place(t, s.api(), "sip:"+transport+"@localhost", "codes", "180*200*1")
			a.isAsked("INVITE", "BYE")
			s.logged(t, `INVITE sip:`+transport+`@\S+ as \S+  <-  .*180 .*200 OK.*BYE by us`)
		})
	}
	t.Run("and from TLS that sipbin opens", func(t *testing.T) {
		t.Parallel()
		place(t, s.api(), "sip:busy@"+e.of["wss"]+";transport=tls", "codes", "486")
		s.logged(t, e.of["wss"]+` +INVITE sip:busy@\S+ as 486  <-  .*486 Busy Here`)
	})
	t.Run("but not for who has no certificate", func(t *testing.T) {
		t.Parallel()
		p := start(t, "openssl", nil, "s_client", "-connect", at.of["tls"], "-CAfile", at.ca, "-quiet")
		p.says(`alert certificate required`)
		if code := p.ends(); code == 0 {
			t.Error("openssl was let in")
		}
		s.logged(t, `TLS connection with \S+ did not come about: .*certificate`)
	})
}
