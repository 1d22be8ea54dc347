package wire_test

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func TestARequestLeavesFromTheListenerOfThatName(t *testing.T) {
	var cfg wire.Config
	for _, text := range []string{"a=udp://127.0.0.1:0", "b=udp://127.0.0.2:0", "b=tcp://127.0.0.2:0"} {
		l, err := wire.ParseListener(text)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Listeners = append(cfg.Listeners, l)
	}
	w, err := wire.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	peer, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	came := message.Flow{
		Transport: message.UDP, Listener: "a", Local: w.Addrs()[0].Addr,
		Remote: peer.LocalAddr().(*net.UDPAddr).AddrPort(),
	}
	flow, ok := w.Leave("b", came)
	if !ok || flow.Local != w.Addrs()[1].Addr || flow.Remote != came.Remote {
		t.Fatalf("leaves over %+v, %v", flow, ok)
	}
	if err := w.Send(flow, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	peer.SetReadDeadline(time.Now().Add(patience))
	if _, from, err := peer.ReadFromUDPAddrPort(make([]byte, 100)); err != nil || from != w.Addrs()[1].Addr {
		t.Errorf("came from %v, %v", from, err)
	}
	came.Transport = message.TCP
	if _, ok := w.Leave("b", came); ok {
		t.Error("a stream leaves where it did not come in")
	}
}

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
	conn.SetReadDeadline(time.Now().Add(patience))
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
