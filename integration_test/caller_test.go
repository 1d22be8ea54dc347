package integration_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// A caller is a client of many calls over UDP that repeats what is lost
// (RFC 3261 section 17.1).
type caller struct {
	conn  *net.UDPConn
	name  string // makes its Call-IDs its own
	t1    time.Duration
	mu    sync.Mutex
	legs  map[string]*leg
	ended chan struct{}
}

// A leg is one dialog of a caller's.
type leg struct {
	got chan string // responses to what is not over, and requests
	ack string      // for each final response to the INVITE, "" before the first
}

// callsTo opens a caller. It ends with the test.
func callsTo(t *testing.T, address, name string) *caller {
	t.Helper()
	to, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialUDP("udp", nil, to)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadBuffer(4 << 20) // less will do on a machine that is not busy
	c := &caller{conn: conn, name: name, t1: 500 * time.Millisecond, legs: map[string]*leg{}, ended: make(chan struct{})}
	go c.read()
	t.Cleanup(func() {
		_ = conn.Close()
		<-c.ended
	})
	return c
}

func (c *caller) read() {
	defer close(c.ended)
	buffer := make([]byte, 64<<10)
	for {
		n, err := c.conn.Read(buffer)
		switch {
		case err == nil:
			c.take(string(buffer[:n]))
		case c.closed():
			return
		}
	}
}

// ok answers a request.
func (m traced) ok() string {
	answer := "SIP/2.0 200 OK\r\n"
	for _, name := range []string{"Via", "From", "To", "Call-ID", "CSeq"} {
		answer += name + ": " + m.header(name) + "\r\n"
	}
	return answer + "Content-Length: 0\r\n\r\n"
}

// closed reports whether the socket is; any other error is one more loss.
func (c *caller) closed() bool { return c.conn.SetReadDeadline(time.Time{}) != nil }

func (c *caller) take(message string) {
	m := traced{text: message}
	c.mu.Lock()
	l := c.legs[m.header("Call-ID")]
	ack := ""
	if l != nil && strings.HasSuffix(m.header("CSeq"), "INVITE") {
		ack = l.ack
	}
	c.mu.Unlock()
	if l == nil {
		return
	}
	if !strings.HasPrefix(message, "SIP/2.0 ") {
		c.send(m.ok())
	}
	if ack != "" && strings.HasPrefix(message, "SIP/2.0 ") && message[8] != '1' {
		c.send(ack)
		return
	}
	select {
	case l.got <- message:
	default: // it will come again
	}
}

func (c *caller) send(message string) { _, _ = c.conn.Write([]byte(message)) }

// request is one of a leg, with header fields and a body of its own.
func (c *caller) request(method, dialled, id, to string, cseq int, more, body string) string {
	local := c.conn.LocalAddr()
	uri := fmt.Sprintf("sip:%s@%s", dialled, c.conn.RemoteAddr())
	if to == "" {
		to = "<" + uri + ">"
	}
	return fmt.Sprintf("%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%s%d;rport\r\nMax-Forwards: 70\r\nFrom: <sip:%s@%s>;tag=%s\r\n"+
		"To: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:%s@%s>\r\n%sContent-Length: %d\r\n\r\n%s",
		method, uri, local, id, method, cseq, c.name, local, id, to, id, cseq, method, c.name, local, more, len(body), body)
}

// final repeats a request until its final response is there. The error says what
// did not come within 64 T1.
func (c *caller) final(l *leg, method, request string) (string, error) {
	wait, late := c.t1, time.After(64*c.t1)
	again := time.NewTimer(wait)
	defer again.Stop()
	c.send(request)
	for {
		select {
		case m := <-l.got:
			switch {
			case !strings.HasPrefix(m, "SIP/2.0 ") || !strings.HasSuffix(traced{text: m}.header("CSeq"), method):
			case m[8] != '1':
				return m, nil
			case method == "INVITE":
				again.Stop()
			}
		case <-again.C:
			c.send(request)
			if wait *= 2; method != "INVITE" {
				wait = min(wait, 8*c.t1)
			}
			again.Reset(wait)
		case <-late:
			return "", fmt.Errorf("no final response to %s", method)
		}
	}
}

// leg begins one; the id is that of its Call-ID, tag and branches.
func (c *caller) leg(n int) (l *leg, id string) {
	l, id = &leg{got: make(chan string, 16)}, fmt.Sprintf("%s%d", c.name, n)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.legs[id] = l
	return l, id
}

// invite calls, and acknowledges what comes of it; body is the SDP, if any.
func (c *caller) invite(n int, dialled, body string) (l *leg, final string, err error) {
	l, id := c.leg(n)
	more := ""
	if body != "" {
		more = "Content-Type: application/sdp\r\n"
	}
	invite := c.request("INVITE", dialled, id, "", 1, more, body)
	if final, err = c.final(l, "INVITE", invite); err != nil {
		return l, "", err
	}
	ack := c.request("ACK", dialled, id, traced{text: final}.header("To"), 1, "", "")
	if final[8] != '2' { // it belongs to the transaction (RFC 3261 section 17.1.1.3)
		ack = strings.Replace(ack, id+"ACK1", id+"INVITE1", 1)
	}
	c.mu.Lock()
	l.ack = ack
	c.mu.Unlock()
	c.send(ack)
	return l, final, nil
}

// bye ends an answered call.
func (c *caller) bye(n int, l *leg, dialled, final string) error {
	id := fmt.Sprintf("%s%d", c.name, n)
	_, err := c.final(l, "BYE", c.request("BYE", dialled, id, traced{text: final}.header("To"), 2, "", ""))
	return err
}

// call is one from beginning to end. It must be answered by code.
func (c *caller) call(n int, dialled string, code int) error {
	l, final, err := c.invite(n, dialled, "")
	switch {
	case err != nil:
		return err
	case !strings.HasPrefix(final, fmt.Sprintf("SIP/2.0 %d ", code)):
		return fmt.Errorf("%s for %s", strings.SplitN(final, "\r\n", 2)[0], dialled)
	case code == 200:
		return c.bye(n, l, dialled, final)
	}
	return nil
}

// calls makes a number of them, as many a second, of which every other is
// answered. It returns how many went as they were to, and why others did not.
func (c *caller) calls(number, rate int) (went int, why map[string]int) {
	why = map[string]int{}
	var (
		mu   sync.Mutex
		all  sync.WaitGroup
		tick = time.NewTicker(time.Second / time.Duration(rate))
	)
	defer tick.Stop()
	for n := range number {
		<-tick.C
		all.Go(func() {
			code := []int{200, 486}[n%2]
			err := c.call(n, fmt.Sprint(code), code)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				why[err.Error()]++
				return
			}
			went++
		})
	}
	all.Wait()
	return went, why
}
