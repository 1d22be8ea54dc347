package wire_test

import (
	"bytes"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// nobody makes strangers of the peers on loopback, who are let in.
var nobody = wire.Allow{netip.MustParsePrefix("192.0.2.1/32")}

func TestAMessageBeyondALimitIsHandedOnAsSuch(t *testing.T) {
	many := bytes.Replace(options("alice", 0), []byte("\r\nVia"), []byte("\r\n"+strings.Repeat("X: 1\r\n", 20)+"Via"), 1)
	long := bytes.Replace(options("alice", 0), []byte("\r\nVia"), []byte("\r\nX: "+strings.Repeat("1", 500)+"\r\nVia"), 1)
	for _, transport := range []message.Transport{message.UDP, message.TCP, message.WS} {
		for name, msg := range map[string][]byte{"many fields": many, "a long field": long} {
			t.Run(string(transport)+" "+name, func(t *testing.T) {
				trouble := make(chan error, 10)
				r := serve(t, wire.Config{
					Listeners: listeners(t, transport.Param()+"://127.0.0.1:0"), Limits: wire.Limits{Headers: 10, HeaderLine: 300},
					OnTrouble: func(_ string, err error) { trouble <- err },
				}, echo)
				say := talk(t, transport, r)
				say(msg)
				if p := r.next(); !isTooLarge(p.Broken) || !bytes.Equal(p.Data, msg) {
					t.Errorf("received %q, broken by %v", p.Data, p.Broken)
				}
				say(options("bob", 0))
				if p := r.next(); p.Broken != nil || p.Closed {
					t.Errorf("afterwards %+v", p)
				}
				if got := r.Stats().TooLarge; got != 1 || !isTooLarge(<-trouble) {
					t.Errorf("counted %d", got)
				}
			})
		}
	}
}

func isTooLarge(err error) bool {
	_, ok := errors.AsType[*message.TooLarge](err)
	return ok
}

// talk is how a peer sends over a transport.
func talk(t *testing.T, transport message.Transport, r *running) func([]byte) {
	t.Helper()
	return talkFrom(t, "127.0.0.1", transport, r)
}

func talkFrom(t *testing.T, host string, transport message.Transport, r *running) func([]byte) {
	t.Helper()
	switch transport {
	case message.UDP:
		c := udpFrom(t, host)
		return func(data []byte) { sendUDP(t, c, r.at("127.0.0.1"), data) }
	case message.TCP:
		c := dialTCP(t, host, r.at("127.0.0.1"))
		return func(data []byte) { write(t, c, data) }
	}
	ws := dialWS(t, transport.Param()+"://"+r.at("127.0.0.1").String(), "", nil)
	return func(data []byte) { tell(t, ws, websocket.MessageText, data) }
}

func TestASourceThatIsNotTrustedIsHeardOnlySoOften(t *testing.T) {
	for _, transport := range both() {
		t.Run(string(transport), func(t *testing.T) {
			trouble := make(chan error, 10)
			r := serve(t, wire.Config{
				Listeners: listeners(t, transport.Param()+"://127.0.0.1:0"), Trust: nobody, Limits: wire.Limits{SourceRate: 1},
				OnTrouble: func(_ string, err error) { trouble <- err },
			}, silence)
			say := talk(t, transport, r)
			for range 100 {
				say(options("alice", 0))
			}
			if err := <-trouble; !strings.Contains(err.Error(), "127.0.0.1 sends more than 1 messages a second") {
				t.Errorf("told %v", err)
			}
			last := talkFrom(t, "127.0.0.2", transport, r)
			last(options("bob", 0))
			for p := r.next(); p.Flow.Remote.Addr() != netip.MustParseAddr("127.0.0.2"); p = r.next() {
			}
			if s := r.Stats(); s.OverRate == 0 || len(trouble) != 0 {
				t.Errorf("counted %+v, told %d times more", s, len(trouble))
			}
		})
	}
}

func TestNobodyIsFloodedInTheNameOfAnother(t *testing.T) {
	trouble := make(chan error, 10)
	results := make(chan error, 10)
	r := serve(t, wire.Config{
		Listeners: listeners(t, "udp://127.0.0.1:0"), Trust: nobody, OnTrouble: func(_ string, err error) { trouble <- err },
	}, func(w *wire.Wire, p wire.Packet) {
		if bytes.Contains(p.Data, []byte("prove")) {
			w.Prove(p.Flow.Remote.Addr())
		}
		results <- w.Send(p.Flow, make([]byte, 2*len(p.Data)))
		results <- w.Send(p.Flow, make([]byte, 2*len(p.Data)))
	})
	victim := udpFrom(t, "127.0.0.9")
	sendUDP(t, victim, r.at("127.0.0.1"), options("alice", 0))
	if first, second := <-results, <-results; first != nil || !errors.Is(second, wire.ErrUnproven) {
		t.Errorf("first %v, then %v, want ErrUnproven", first, second)
	}
	if err := <-trouble; !strings.Contains(err.Error(), "127.0.0.9 was sent 3 times what it sent") {
		t.Errorf("told %v", err)
	}
	p := r.next()
	if err := r.SendElsewhere(p.Flow, make([]byte, 2*len(p.Data))); !errors.Is(err, wire.ErrUnproven) {
		t.Errorf("from another port: %v", err)
	}
	sendUDP(t, victim, r.at("127.0.0.1"), options("prove", 0))
	if first, second := <-results, <-results; first != nil || second != nil {
		t.Errorf("one that is there: %v, %v", first, second)
	}
	if s := r.Stats(); s.Unproven != 2 {
		t.Errorf("counted %d", s.Unproven)
	}
}

func TestSTUNIsAnsweredOnThePortOfSIP(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		if host == "::1" {
			needIPv6(t)
		}
		r := serve(t, wire.Config{Listeners: listeners(t, "udp://"+netip.AddrPortFrom(netip.MustParseAddr(host), 0).String())}, silence)
		conn := udpFrom(t, host)
		request := append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, "transaction1"...)
		sendUDP(t, conn, r.at(host), request)
		answer := make([]byte, 100)
		n, from, err := conn.ReadFromUDPAddrPort(answer)
		if err != nil || from != r.at(host) || !bytes.HasPrefix(answer[:n], []byte{1, 1}) || string(answer[8:20]) != "transaction1" {
			t.Errorf("%s: answered %x from %s, %v", host, answer[:n], from, err)
		}
		r.quiet()
		if s := r.Stats(); s.STUN != 1 || s.In != 0 {
			t.Errorf("counted %+v", s)
		}
	}
}

func TestAnAccountIsOnlyKeptOfStrangers(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0"), Limits: wire.Limits{SourceRate: 1, Amplification: 1}}, echo)
	conn := udpFrom(t, "127.0.0.1")
	for range 20 {
		sendUDP(t, conn, r.at("127.0.0.1"), options("alice", 0))
		if _, err := conn.Read(make([]byte, 2000)); err != nil {
			t.Fatal(err)
		}
	}
}
