package integration_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A phone that is switched on registers, and subscribes to its voicemail and to
// the presence of a colleague; both change, and it is switched off. Its REGISTER is
// answered slowly: baresip 1.0 subscribes to its voicemail without end when it is
// registered within the first 10 ms.
func TestBaresipSubscribes(t *testing.T) {
	t.Parallel()
	needs(t, "baresip")
	slow := filepath.Join(t.TempDir(), "slow.yaml")
	if err := os.WriteFile(slow, []byte("scenario: slow\nmatch: {user: \"1001\", method: REGISTER}\non: {REGISTER: [{wait: 1s}, 200]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, "--extensions", "1001-1002", "--messages", "--scenarios", slow)
	port := freePort(t)
	folder := t.TempDir()
	for name, text := range map[string]string{
		"config":   fmt.Sprintf(baresipConfig, port) + "module_app contact.so\nmodule_app mwi.so\nmodule_app presence.so\n",
		"accounts": fmt.Sprintf("<sip:1001@127.0.0.1:%d>;regint=60;mwi=yes\n", s.port),
		"contacts": fmt.Sprintf("\"Colleague\" <sip:1002@127.0.0.1:%d>;presence=p2p\n", s.port),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := start(t, "baresip", []string{"HOME=" + folder}, "-s", "-f", folder)
	b.says(`200 OK`, `Messages-Waiting: no`, `<basic>closed</basic>`)
	tell(t, s, "1001", "message-summary", "application/simple-message-summary", "Messages-Waiting: yes\r\nVoice-Message: 2/0\r\n")
	b.says(`Messages-Waiting: yes`)
	comesIn(t, s, "1002")
	b.says(`<basic>open</basic>`)
	b.say("q")
	b.ends()
	s.logged(t, `Subscription-State: terminated;reason=timeout`)
	s.logged(t, `SUBSCRIBE sip:1001@(?s:.*)Expires: 0`)
}

// linphonec publishes its own presence as well, and takes its GRUU for a Contact
// at once.
func TestLinphonecSubscribes(t *testing.T) {
	t.Parallel()
	needs(t, "linphonec")
	s := serve(t, "--extensions", "1001-1002", "--messages")
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".local", "share", "linphone"), 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(home, "linphonerc")
	if err := os.WriteFile(config, fmt.Appendf(nil, linphonecSubscriber, freePort(t), s.port), 0o600); err != nil {
		t.Fatal(err)
	}
	l := start(t, "linphonec", []string{"HOME=" + home, "TERM=dumb"}, "-c", config, "-d", "6", "-l", "/dev/stderr")
	l.says(`LinphoneRegistrationOk`, `pub-gruu="sip:1001@127\.0\.0\.1:\d+;gr=urn:uuid:`, `<basic>closed</basic>`, `SIP-ETag: `)
	comesIn(t, s, "1002")
	l.says(`entity="sip:1002@127\.0\.0\.1:\d+">\s+<tuple id="registration">\s+<status>\s+<basic>open</basic>`)
	l.say("quit")
	l.ends()
	s.logged(t, `SUBSCRIBE sip:1002@(?s:.*)\nContact: <sip:1001@127\.0\.0\.1:\d+;gr=urn:uuid:`)
	s.logged(t, `PUBLISH sip:1001@(?s:.*)\nSIP-If-Match: (?s:.*)\nExpires: 0\n`)
	s.logged(t, `Subscription-State: terminated;reason=timeout`)
}

// linphonecSubscriber wants its SIP port and that of sipbin.
const linphonecSubscriber = `[sip]
sip_port=%[1]d
sip_tcp_port=0
sip_tls_port=0
bind_address=127.0.0.1
contact="tester" <sip:1001@127.0.0.1:%[1]d>
guess_hostname=0
use_ipv6=0
ipv6_migration_done=1
auto_net_state_mon=1
default_proxy=0

[video]
enabled=0

[proxy_0]
reg_proxy=<sip:127.0.0.1:%[2]d>
reg_identity=sip:1001@127.0.0.1:%[2]d
reg_expires=60
reg_sendregister=1
publish=1

[friend_0]
url="Colleague" <sip:1002@127.0.0.1:%[2]d>
pol=accept
subscribe=1
`

// tell publishes the state of a user, as a voicemail system does.
func tell(t *testing.T, s *sipbin, user, event, kind, body string) {
	t.Helper()
	send(t, s, "PUBLISH", s.uri(user), s.uri(user), "Event: "+event, "Expires: 600", "Content-Type: "+kind, "", body)
}

// comesIn registers a user.
func comesIn(t *testing.T, s *sipbin, user string) {
	t.Helper()
	send(t, s, "REGISTER", "sip:"+s.address("127.0.0.1"), s.uri(user), "Contact: <sip:"+user+"@127.0.0.1:9>", "Expires: 600", "", "")
}

// send sends one request and waits for its 200. The last of more is the body,
// behind an empty line.
func send(t *testing.T, s *sipbin, method, uri, to string, more ...string) {
	t.Helper()
	conn, err := net.Dial("udp", s.address("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	lines := append([]string{
		method + " " + uri + " SIP/2.0",
		"Via: SIP/2.0/UDP " + conn.LocalAddr().String() + ";branch=z9hG4bK" + method + to[4:8] + ";rport",
		"Max-Forwards: 70", "From: <" + to + ">;tag=" + method, "To: <" + to + ">", "Call-ID: " + method + "@" + to[4:], "CSeq: 1 " + method,
		fmt.Sprintf("Content-Length: %d", len(more[len(more)-1])),
	}, more...)
	if _, err := fmt.Fprint(conn, strings.Join(lines, "\r\n")); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 65536)
	n, err := conn.Read(answer)
	if err != nil || !strings.HasPrefix(string(answer[:n]), "SIP/2.0 200 ") {
		t.Fatalf("%s got %v %s", method, err, answer[:n])
	}
}
