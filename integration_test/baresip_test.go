package integration_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// baresip is a softphone without sound: what it hears it says again
// (aubridge; ausine would refuse PCMU). It is fed through a pipe, as its
// stdio module cannot watch a file, and prints every SIP message it sees.
type baresip struct {
	*process
	port int
}

// baresipConfig wants its SIP port.
const baresipConfig = `sip_listen		127.0.0.1:%d
net_interface		127.0.0.1
rtp_ports		10000-19999
audio_player		aubridge,call
audio_source		aubridge,call
audio_alert		aubridge,alert
ringback_disabled	yes
module_path		/usr/lib/baresip/modules
module			stdio.so
module			g711.so
module			aubridge.so
module			srtp.so
module_tmp		account.so
module_app		menu.so
`

func startBaresip(t *testing.T, _ *sipbin) phone {
	t.Helper()
	return startBaresipAs(t, "", "regint=0")
}

// startBaresipRegistered has it log in as tester.
func startBaresipRegistered(t *testing.T, s *sipbin) phone {
	t.Helper()
	b := startBaresipAs(t, s.address("127.0.0.1"), "regint=600;auth_user=tester;auth_pass=secret")
	b.says(`200 OK .*\[1 binding\]`)
	return b
}

// startBaresipSecured has it offer nothing but SRTP.
func startBaresipSecured(t *testing.T, _ *sipbin) phone {
	t.Helper()
	return startBaresipAs(t, "", "regint=0;mediaenc=srtp-mand")
}

// startBaresipAs starts it with the account tester at a host, its own without one.
func startBaresipAs(t *testing.T, host, parameters string) *baresip {
	t.Helper()
	b := &baresip{port: freePort(t)}
	if host == "" {
		host = fmt.Sprintf("127.0.0.1:%d", b.port)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{
		"config":   fmt.Sprintf(baresipConfig, b.port),
		"accounts": fmt.Sprintf("<sip:tester@%s>;%s\n", host, parameters),
		"contacts": "\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.process = start(t, "baresip", []string{"HOME=" + folder}, "-s", "-f", folder)
	b.says(`baresip is ready`)
	return b
}

func (b *baresip) source() string { return fmt.Sprintf(`127\.0\.0\.1:%d`, b.port) }

func (b *baresip) dial(s *sipbin, dialled string) { b.say("d " + s.uri(dialled)) }

func (b *baresip) hangUp() { b.say("b") }

func (b *baresip) quit() {
	b.say("q")
	b.ends()
}
