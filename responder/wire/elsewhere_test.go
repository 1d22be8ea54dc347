package wire_test

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/wire"
)

func TestAnAnswerFromAnotherPort(t *testing.T) {
	l, err := wire.ParseListener("udp://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w, err := wire.Listen(wire.Config{Listeners: []wire.Listener{l}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() {
		served <- w.Serve(ctx, func(p wire.Packet) { w.SendElsewhere(p.Flow, []byte("answer")) })
	}()
	asked := w.Addrs()[0].Addr
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.WriteToUDPAddrPort([]byte("question"), asked)
	conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	buf := make([]byte, 100)
	n, from, err := conn.ReadFromUDPAddrPort(buf)
	if err != nil || string(buf[:n]) != "answer" {
		t.Fatalf("%q %v", buf[:n], err)
	}
	if from.Addr() != asked.Addr() || from.Port() == asked.Port() {
		t.Errorf("answered from %s, asked %s", from, asked)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
