package integration_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// linphonec is a softphone that plays a file and records none unless it is told to. Its prompt
// says only "error." of a call that failed, so its log is read with it.
// It sends what was dialled with * as it is and # as %23.
type linphonec struct {
	*process
	port int
}

// linphonecConfig wants its SIP port, the address of sipbin for numbers dialled
// without a host, whether it registers there: 1 or 0, and its RTP port.
const linphonecConfig = `[sip]
sip_port=%[1]d
sip_tcp_port=0
sip_tls_port=0
bind_address=127.0.0.1
contact="tester" <sip:tester@127.0.0.1:%[1]d>
guess_hostname=0
use_ipv6=0
ipv6_migration_done=1
default_proxy=0

[rtp]
audio_rtp_port=%[4]d
bind_address=127.0.0.1

[video]
enabled=0

[proxy_0]
reg_proxy=<sip:%[2]s>
reg_route=<sip:%[2]s>
reg_identity=sip:tester@127.0.0.1
reg_expires=600
reg_sendregister=%[3]d

[auth_info_0]
username=tester
passwd=secret
`

func startLinphonec(t *testing.T, s *sipbin) phone {
	t.Helper()
	return startLinphonecAs(t, s, 0)
}

// startLinphonecRegistered has it log in as tester.
func startLinphonecRegistered(t *testing.T, s *sipbin) phone {
	t.Helper()
	l := startLinphonecAs(t, s, 1)
	l.says(`to \[LinphoneRegistrationOk\]`)
	return l
}

func startLinphonecAs(t *testing.T, s *sipbin, registers int) *linphonec {
	t.Helper()
	l := &linphonec{port: freePort(t)}
	home := t.TempDir()
	// Without this folder it has no database, and without a database no listening socket.
	if err := os.MkdirAll(filepath.Join(home, ".local", "share", "linphone"), 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(home, "linphonerc")
	sound := filepath.Join(home, "sound.wav")
	for file, content := range map[string][]byte{
		config: fmt.Appendf(nil, linphonecConfig, l.port, s.address("127.0.0.1"), registers, freePort(t)),
		sound:  wav(),
	} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l.process = start(t, "linphonec", []string{"HOME=" + home, "TERM=dumb"}, "-c", config, "-d", "6", "-l", "/dev/stderr")
	l.say("soundcard use files")
	l.says(`Using wav files instead of soundcard`)
	l.say("play " + sound)
	return l
}

func (l *linphonec) source() string { return fmt.Sprintf(`127\.0\.0\.1:%d`, l.port) }

func (l *linphonec) dial(_ *sipbin, dialled string) { l.say("call " + dialled) }

func (l *linphonec) hangUp() { l.say("terminate") }

func (l *linphonec) quit() {
	l.say("quit")
	l.ends()
}

// wav returns ten seconds of a 500 Hz square wave, 8000 samples a second of 16 bits.
func wav() []byte {
	const samples = 80000
	file := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00")
	for i := range samples {
		if i/8%2 == 0 {
			file = append(file, 0x00, 0x10)
		} else {
			file = append(file, 0x00, 0xf0)
		}
	}
	binary.LittleEndian.PutUint32(file[40:], 2*samples)
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	return file
}
