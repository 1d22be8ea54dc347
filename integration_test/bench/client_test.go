package main

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// peer answers on loopback until the test is over: to each request the
// responses that answer gives, as status lines without "SIP/2.0 ".
func peer(t *testing.T, answer func(method string, number uint64) []string) (port int) {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	// 64 INVITEs and the ACKs before them do not always fit into the default buffer.
	if err := conn.SetReadBuffer(bufferSize); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		buffer := make([]byte, datagram)
		for {
			n, from, err := conn.ReadFromUDPAddrPort(buffer)
			if err != nil {
				return
			}
			head, _, _ := bytes.Cut(buffer[:n], []byte("\r\n\r\n"))
			line, headers, _ := strings.Cut(string(head), "\r\n")
			_, id, _ := strings.Cut(headers, "Call-ID: ")
			number, _ := scanNumber([]byte(id))
			method, _, _ := strings.Cut(line, " ")
			for _, status := range answer(method, number) {
				fmt.Fprintf(writer{conn, from}, "SIP/2.0 %s\r\n%s\r\n\r\n", status, headers)
			}
		}
	}()
	t.Cleanup(func() { conn.Close(); <-gone })
	return conn.LocalAddr().(*net.UDPAddr).Port
}

func polite(method string, _ uint64) []string {
	switch method {
	case "INVITE":
		return []string{"180 Ringing", "200 OK"}
	case "BYE":
		return []string{"200 OK"}
	}
	return nil
}

func place(t *testing.T, port int, l load) outcome {
	t.Helper()
	c, err := newClient("200", port)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	l.limit = 20 * time.Second
	o, err := c.run(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestEveryCallOfALoadIsPlacedAndCounted(t *testing.T) {
	for name, l := range map[string]load{
		"closed loop":   {calls: 500, window: 64},
		"evenly paced":  {calls: 100, window: 64, every: time.Millisecond},
		"held":          {calls: 500, window: 64, hold: true},
		"fewer than 64": {calls: 3, window: 64},
	} {
		t.Run(name, func(t *testing.T) {
			acked := map[uint64]bool{}
			port := peer(t, func(method string, number uint64) []string {
				switch {
				case method == "ACK":
					acked[number] = true
				case method == "BYE" && (l.hold || !acked[number]):
					return []string{"500 BYE Without ACK"}
				}
				return polite(method, number)
			})
			l.wait = 10 * time.Second
			o := place(t, port, l)
			if err := o.trouble(); err != nil || o.calls != l.calls || o.first.count != l.calls || o.repeated != 0 {
				t.Errorf("%d calls, %d first responses, %d repeated, %v", o.calls, o.first.count, o.repeated, err)
			}
			if l.every > 0 && o.took < time.Duration(l.calls-1)*l.every {
				t.Errorf("took %s, faster than its pace", o.took)
			}
		})
	}
}

func TestWhatGoesWrongIsCounted(t *testing.T) {
	tenth := func(n uint64) bool { return n%10 == 0 }
	for _, test := range []struct {
		name   string
		wait   time.Duration
		answer func(method string, number uint64) []string
		want   func(outcome) (got, want int)
	}{
		{"calls without an answer are lost", 200 * time.Millisecond, func(method string, n uint64) []string {
			if tenth(n) {
				return nil
			}
			return polite(method, n)
		}, func(o outcome) (int, int) { return o.lost, 100 - o.calls }},
		{"calls that are refused", 10 * time.Second, func(method string, n uint64) []string {
			if tenth(n) && method == "INVITE" {
				return []string{"486 Busy Here"}
			}
			return polite(method, n)
		}, func(o outcome) (int, int) { return o.refused, 100 - o.calls }},
		{"a response that is sent twice", 10 * time.Second, func(method string, n uint64) []string {
			if method == "INVITE" {
				return []string{"200 OK", "200 OK"}
			}
			return polite(method, n)
		}, func(o outcome) (int, int) { return o.repeated, 100 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := place(t, peer(t, test.answer), load{calls: 100, window: 10, wait: test.wait})
			if got, want := test.want(o); got != want || got == 0 {
				t.Errorf("counted %d, want %d: %+v", got, want, o.trouble())
			}
		})
	}
}

func TestALoadEndsAtItsLimit(t *testing.T) {
	c, err := newClient("200", peer(t, func(string, uint64) []string { return nil }))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	_, err = c.run(t.Context(), load{calls: 1000, window: 10, wait: 100 * time.Millisecond, limit: 300 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "0 of 1000 calls went well in 300ms") {
		t.Errorf("got %v", err)
	}
}

type writer struct {
	conn *net.UDPConn
	to   netip.AddrPort
}

func (w writer) Write(b []byte) (int, error) { return w.conn.WriteToUDPAddrPort(b, w.to) }
