package catalog_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/sipbin/sipbin/catalog"
)

// asked is a request as sipgo read it.
type asked struct{ *sip.Request }

func (a asked) Method() string     { return string(a.Request.Method) }
func (a asked) RequestURI() string { return a.Recipient.String() }
func (a asked) HasBody() bool      { return len(a.Request.Body()) > 0 }

func (a asked) Header(name string) (string, bool) {
	h := a.GetHeader(name)
	if h == nil {
		return "", false
	}
	return h.Value(), true
}

func (a asked) HeaderValues(name string) (values []string) {
	for _, h := range a.GetHeaders(name) {
		values = append(values, h.Value())
	}
	return values
}

func (a asked) List(name string) (items []string) {
	for _, v := range a.HeaderValues(name) {
		for item := range strings.SplitSeq(v, ",") {
			items = append(items, strings.TrimSpace(item))
		}
	}
	return items
}

func (a asked) Lists(name, element string) bool { return slices.Contains(a.List(name), element) }

type here struct{}

func (here) Contact() string { return "sip:486@10.0.0.1:5060" }
func (here) Face() string    { return "10.0.0.1:5060" }

// dialled are the answers to a request for each code, played to each method.
func dialled(t *testing.T) (all []catalog.Response) {
	t.Helper()
	own := catalog.Own{
		To: "<sip:486@10.0.0.1>;tag=b2", Reach: here{},
		Allow: []string{"INVITE, ACK, BYE"}, Supported: []string{"100rel"}, Accept: []string{"application/sdp"}, AllowEvents: []string{"presence"},
		ETag: "e1", RSeq: 1, Bindings: []string{"<sip:alice@10.0.0.9>;expires=600"}, Date: time.Unix(1e9, 0), Server: "sipbin/1", Delay: time.Millisecond,
		Challenges: []string{`Digest realm="sipbin", nonce="n1", qop="auth", algorithm=SHA-256`},
	}
	for _, method := range catalog.MethodNames() {
		if method == "ACK" {
			continue
		}
		raw := method + " sip:486@10.0.0.1 SIP/2.0\r\n" +
			"Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK-2;received=10.0.0.9;rport=5060\r\nVia: SIP/2.0/TCP 10.0.0.7;branch=z9hG4bK-1\r\n" +
			"Record-Route: <sip:p1.example.com;lr>\r\nRecord-Route: <sip:p2.example.com;lr>\r\nFrom: \"Alice\" <sip:alice@10.0.0.9>;tag=a1\r\nTo: <sip:486@10.0.0.1>\r\n" +
			"Call-ID: c1@10.0.0.9\r\nCSeq: 7 " + method + "\r\nContact: <sip:alice@10.0.0.9>\r\nMax-Forwards: 70\r\nSupported: 100rel, timer\r\n" +
			"Session-Expires: 1800\r\nTimestamp: 54\r\nRecv-Info: x\r\nExpires: 60\r\nContent-Length: 0\r\n\r\n"
		message, err := sip.ParseMessage([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range catalog.Codes() {
			d := catalog.Draft{Code: code.Number, Dialled: true, Reliable: code.Number > 100 && code.Provisional()}
			r, err := catalog.Build(asked{message.(*sip.Request)}, &d, &own)
			if err != nil {
				t.Fatalf("%d to %s: %v", code.Number, method, err)
			}
			all = append(all, r)
		}
	}
	return all
}

func rendered(r catalog.Response) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "SIP/2.0 %d %s\r\n", r.Code, r.Reason)
	for _, h := range r.Headers {
		fmt.Fprintf(&b, "%s: %s\r\n", h.Name, h.Value)
	}
	b.WriteString("\r\n")
	b.Write(r.Body)
	return b.Bytes()
}

func TestSipgoReadsEveryResponseBackAsItWas(t *testing.T) {
	for _, r := range dialled(t) {
		message, err := sip.ParseMessage(rendered(r))
		if err != nil {
			t.Errorf("%d: %v\n%s", r.Code, err, rendered(r))
			continue
		}
		back := message.(*sip.Response)
		if back.StatusCode != r.Code || back.Reason != r.Reason || !bytes.Equal(back.Body(), r.Body) {
			t.Errorf("%d %s came back as %d %s", r.Code, r.Reason, back.StatusCode, back.Reason)
		}
		var sent, got []string
		for _, h := range r.Headers {
			sent = append(sent, h.Name+": "+h.Value)
		}
		for _, h := range back.Headers() {
			got = append(got, h.Name()+": "+h.Value())
		}
		if !slices.Equal(sent, got) {
			t.Errorf("%d\nsent %q\ngot  %q", r.Code, sent, got)
		}
	}
}

func TestTsharkFindsNothingMalformed(t *testing.T) {
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed")
	}
	responses := dialled(t)
	var messages [][]byte
	for _, r := range responses {
		messages = append(messages, rendered(r))
	}
	file := filepath.Join(t.TempDir(), "responses.pcap")
	if err := os.WriteFile(file, capture(messages), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(tshark, "-r", file, "-n", "-o", "udp.check_checksum:FALSE", "-T", "fields",
		"-E", "separator=|", "-e", "sip.Status-Code", "-e", "_ws.malformed", "-e", "_ws.expert.message")
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(responses) {
		t.Fatalf("%d messages read of %d", len(lines), len(responses))
	}
	for i, line := range lines {
		fields := strings.Split(line, "|")
		if fields[0] != strconv.Itoa(responses[i].Code) || fields[1] != "" || strings.Contains(strings.ToLower(fields[2]), "malformed") || strings.Contains(fields[2], "Invalid") {
			t.Errorf("tshark on %d: %s\n%s", responses[i].Code, line, messages[i])
		}
	}
}

// capture is a pcap file of UDP datagrams from port 5060 to port 5060.
func capture(messages [][]byte) []byte {
	const linkRawIP = 101
	file := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	file = append(file, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	file = binary.LittleEndian.AppendUint32(file, 65535)
	file = binary.LittleEndian.AppendUint32(file, linkRawIP)
	for i, m := range messages {
		size := 28 + len(m)
		for _, n := range []int{i, 0, size, size} {
			file = binary.LittleEndian.AppendUint32(file, uint32(n))
		}
		ip := []byte{0x45, 0, byte(size >> 8), byte(size), 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 9}
		udp := []byte{5060 >> 8, 5060 & 255, 5060 >> 8, 5060 & 255, byte((size - 20) >> 8), byte((size - 20) & 255), 0, 0}
		file = append(append(append(file, ip...), udp...), m...)
	}
	return file
}
