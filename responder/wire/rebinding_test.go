package wire_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// The owner of evil.example can have that name lead to our address.
func TestAPageOfTheHostThatItCallsIsLetInIfThatHostIsOurs(t *testing.T) {
	server, _ := lab(t)
	for _, c := range []struct {
		name       string
		transport  message.Transport
		host       string
		advertised string
		code       int
	}{
		{"by a name that may lead anywhere", message.WS, "evil.example", "", http.StatusForbidden},
		{"by a name that may lead anywhere, with a port", message.WS, "evil.example:8088", "", http.StatusForbidden},
		{"by our address", message.WS, "203.0.113.7:8088", "", http.StatusSwitchingProtocols},
		{"by our address of IPv6", message.WS, "[2001:db8::7]:8088", "", http.StatusSwitchingProtocols},
		{"as localhost", message.WS, "localhost:8088", "", http.StatusSwitchingProtocols},
		{"as we call ourselves", message.WS, "PBX.example:8088", "pbx.example:5060", http.StatusSwitchingProtocols},
		{"with TLS, by a name that its certificate has", message.WSS, "pbx.example:8089", "", http.StatusSwitchingProtocols},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := serve(t, wire.Config{
				Listeners: listeners(t, c.transport.Param()+"://127.0.0.1:0"), TLS: server, Advertise: c.advertised,
			}, echo)
			nc, err := net.Dial("tcp", r.at("127.0.0.1").String())
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
			if err := nc.SetDeadline(time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			if c.transport == message.WSS {
				nc = tls.Client(nc, &tls.Config{InsecureSkipVerify: true})
			}
			fmt.Fprintf(nc, "GET / HTTP/1.1\r\nHost: %s\r\nOrigin: http://%[1]s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
				"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: sip\r\n\r\n", c.host)
			answer, err := http.ReadResponse(bufio.NewReader(nc), nil)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != c.code {
				t.Errorf("got %s, want %d", answer.Status, c.code)
			}
		})
	}
}
