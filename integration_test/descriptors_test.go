package integration_test

import (
	"net"
	"testing"
	"time"
)

func TestASipbinOutOfDescriptorsAnswersAgain(t *testing.T) {
	t.Parallel()
	needs(t, "prlimit")
	s := serveUnder(t, []string{"prlimit", "--nofile=64", "--"})
	var hoard []net.Conn
	for range 100 {
		conn, err := net.Dial("tcp", s.address("127.0.0.1"))
		if err != nil {
			t.Fatal(err)
		}
		hoard = append(hoard, conn)
	}
	s.says(`tcp://127\.0\.0\.1:\d+: .*too many open files`)
	if !answers(t, "udp", s) {
		t.Error("over UDP nobody is answered meanwhile")
	}
	for _, conn := range hoard {
		_ = conn.Close()
	}
	if !answers(t, "tcp", s) {
		t.Error("over TCP nobody is answered afterwards")
	}
}

// answers reports whether an OPTIONS is answered.
func answers(t *testing.T, network string, s *sipbin) bool {
	t.Helper()
	conn, err := net.Dial(network, s.address("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(patience))
	via := map[string]string{"udp": "UDP", "tcp": "TCP"}[network]
	_, err = conn.Write([]byte("OPTIONS sip:200@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/" + via + " 127.0.0.1;branch=z9hG4bK" + network +
		";rport\r\nMax-Forwards: 70\r\nFrom: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:200@127.0.0.1>\r\nCall-ID: " + network +
		"\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := conn.Read(make([]byte, 2000))
	return n > 0 && err == nil
}
