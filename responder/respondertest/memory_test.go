package respondertest_test

import (
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sipbin/sipbin/responder/respondertest"
)

// inBubble plays with a server in memory.
func inBubble(t *testing.T, play func(t *testing.T, s *respondertest.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { play(t, respondertest.Start(t, "486", respondertest.InMemory())) })
}

func TestADeadlineEndsARead(t *testing.T) {
	inBubble(t, func(t *testing.T, s *respondertest.Server) {
		conn, began := s.Dial(), time.Now()
		for _, set := range []time.Duration{time.Second, time.Second, -time.Second} {
			if err := conn.SetReadDeadline(time.Now().Add(set)); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Read(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%v", err)
			}
		}
		if passed := time.Since(began); passed != 2*time.Second {
			t.Errorf("%v passed", passed)
		}
	})
}

func TestADeadlineThatIsSetWhileOneReads(t *testing.T) {
	inBubble(t, func(t *testing.T, s *respondertest.Server) {
		conn, began := s.Dial(), time.Now()
		go func() {
			time.Sleep(time.Second)
			_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		}()
		if _, err := conn.Read(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestADeadlineThatIsTakenBack(t *testing.T) {
	inBubble(t, func(t *testing.T, s *respondertest.Server) {
		conn, began := s.Dial(), time.Now()
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		_ = conn.SetReadDeadline(time.Time{})
		time.AfterFunc(time.Minute, func() { conn.Close() })
		if _, err := conn.Read(make([]byte, 10)); !errors.Is(err, net.ErrClosed) || time.Since(began) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if _, err := conn.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%v", err)
		}
	})
}

func TestSocketsInMemoryReachEachOther(t *testing.T) {
	inBubble(t, func(t *testing.T, s *respondertest.Server) {
		a, b, dialled := s.PacketConn(), s.PacketConn(), s.Dial()
		for _, to := range []net.Addr{b.LocalAddr(), dialled.LocalAddr(), &net.UDPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 9}} {
			if _, err := a.WriteTo([]byte("hello"), to); err != nil {
				t.Error(err)
			}
		}
		buffer := make([]byte, 3)
		n, from, err := b.ReadFrom(buffer)
		if err != nil || string(buffer[:n]) != "hel" || from.String() != a.LocalAddr().String() {
			t.Errorf("%q from %v, %v", buffer[:n], from, err)
		}
		// Who dialled hears the server only.
		_ = dialled.SetReadDeadline(time.Now().Add(time.Second))
		if n, err := dialled.Read(buffer); err == nil {
			t.Errorf("%q", buffer[:n])
		}
	})
}
