// Package phone is a SIP phone of the simplest kind, for UDP. It stands for the
// client that you want to test.
package phone

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// What [Call] returns when the other side is busy, or nobody answers.
var (
	ErrBusy     = errors.New("busy")
	ErrNoAnswer = errors.New("no answer")
)

// Patience is how long a phone lets it ring.
const Patience = time.Minute

// Call calls a URI over a connection, and hangs up when it is answered, or when
// it has rung for too long. It returns how long it rang.
func Call(conn net.Conn, uri string) (rang time.Duration, err error) {
	began := time.Now()
	id := strconv.FormatInt(began.UnixNano(), 36)
	send := func(method, branch, to string, cseq int) {
		fmt.Fprintf(conn, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s;rport\r\nMax-Forwards: 70\r\n"+
			"From: <sip:phone@example.com>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:phone@%s>\r\nContent-Length: 0\r\n\r\n",
			method, uri, conn.LocalAddr(), branch, id, to, id, cseq, method, conn.LocalAddr())
	}
	send("INVITE", id, "<"+uri+">", 1)
	packet := make([]byte, 64<<10)
	patience := began.Add(Patience)
	for {
		if err := conn.SetReadDeadline(patience); err != nil {
			return 0, err
		}
		n, err := conn.Read(packet)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded) && rang == 0:
			rang = time.Since(began)
			patience = patience.Add(32 * time.Second) // 64*T1, RFC 3261 9.1
			send("CANCEL", id, "<"+uri+">", 1)
			continue
		case err != nil:
			return time.Since(began), err
		}
		code, to := code(packet[:n]), field(packet[:n], "To")
		switch {
		case code < 200 || field(packet[:n], "CSeq") != "1 INVITE":
			continue
		case code < 300:
			rang = time.Since(began)
			send("ACK", id+"a", to, 1)
			send("BYE", id+"b", to, 2)
			_, err = conn.Read(packet)
			return rang, err
		}
		send("ACK", id, to, 1)
		switch code {
		case 486, 600:
			return time.Since(began), ErrBusy
		case 487:
			return rang, ErrNoAnswer
		}
		return time.Since(began), fmt.Errorf("the call was refused: %d", code)
	}
}

func code(response []byte) int {
	words := bytes.Fields(response)
	if len(words) < 2 {
		return 0
	}
	n, err := strconv.Atoi(string(words[1]))
	if err != nil {
		return 0
	}
	return n
}

func field(message []byte, name string) string {
	_, rest, _ := bytes.Cut(message, []byte("\r\n"+name+": "))
	value, _, _ := bytes.Cut(rest, []byte("\r\n"))
	return string(value)
}
