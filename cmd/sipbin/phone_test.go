package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/icholy/digest"
)

// phone is a SIP client of the simplest kind, over UDP: one request and what
// follows from it. It knows nothing of sipbin, and prints what it is sent.
//
//	phone ADDR METHOD USER [HEADER...]
//
// An answered call is ended by its own BYE unless a header Hold: yes says to
// wait for the other's. Give-In: PASSWORD makes it answer a challenge as USER
// sipbin; No-Ack: yes keeps its ACK back; Patience: 1s is how long it waits.
// None of these four is sent.
type phone struct {
	conn     net.Conn
	out      io.Writer
	method   string
	uri      string
	id       string
	cseq     int
	hold     bool
	silent   bool
	password string
	patience time.Duration
	headers  []string
}

// phoneMain is the phone as a program, for test scripts.
func phoneMain() {
	if err := ring(os.Stdout, os.Args[1], os.Args[2], os.Args[3], os.Args[4:]...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ring calls and returns when all is over.
func ring(out io.Writer, addr, method, user string, headers ...string) error {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	ph := &phone{
		conn: conn, out: out, method: method, patience: 10 * time.Second, cseq: 1,
		uri: "sip:" + user + "@" + addr, id: strconv.FormatInt(time.Now().UnixNano(), 36),
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		switch name {
		case "Hold":
			ph.hold = true
		case "No-Ack":
			ph.silent = true
		case "Give-In":
			ph.password = value
		case "Patience":
			if ph.patience, err = time.ParseDuration(value); err != nil {
				return err
			}
		default:
			ph.headers = append(ph.headers, header)
		}
	}
	return ph.call()
}

// call sends the request and goes through what comes.
func (ph *phone) call() error {
	ph.send(ph.method, ph.cseq, "", ph.headers...)
	deadline := time.Now().Add(ph.patience)
	packet := make([]byte, 64<<10)
	for {
		if err := ph.conn.SetReadDeadline(deadline); err != nil {
			return err
		}
		n, err := ph.conn.Read(packet)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return fmt.Errorf("nothing more within %v", ph.patience)
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(ph.out, strings.ReplaceAll(strings.TrimSpace(string(packet[:n])), "\r\n", "\n")+"\n")
		if over := ph.take(packet[:n]); over {
			return nil
		}
	}
}

// take does what a phone does with a message, and says whether that was all.
func (ph *phone) take(packet []byte) (over bool) {
	start, _, _ := bytes.Cut(packet, []byte("\r\n"))
	if !bytes.HasPrefix(start, []byte("SIP/2.0 ")) {
		ph.answer(packet)
		return bytes.HasPrefix(start, []byte("BYE "))
	}
	code, _ := strconv.Atoi(string(start[8:11]))
	number, method, _ := strings.Cut(value(packet, "CSeq"), " ")
	switch {
	case code < 200 || number != strconv.Itoa(ph.cseq):
		return false
	case method == "BYE" || method != "INVITE" && code < 300:
		return true
	case code < 300:
		if !ph.silent {
			ph.send("ACK", ph.cseq, value(packet, "To"))
		}
		if !ph.hold && !ph.silent {
			ph.cseq++
			ph.send("BYE", ph.cseq, value(packet, "To"))
		}
		return false
	}
	if method == "INVITE" && !ph.silent {
		ph.send("ACK", ph.cseq, value(packet, "To"))
	}
	if asked := value(packet, "WWW-Authenticate"); asked != "" && ph.password != "" {
		ph.login(asked)
		return false
	}
	return !ph.silent
}

// login sends the request once more, with credentials.
func (ph *phone) login(asked string) {
	challenge, err := digest.ParseChallenge(asked)
	if err != nil {
		fmt.Fprintln(ph.out, err)
		return
	}
	credentials, err := digest.Digest(challenge, digest.Options{Method: ph.method, URI: ph.uri, Count: 1, Username: "sipbin", Password: ph.password})
	if err != nil {
		fmt.Fprintln(ph.out, err)
		return
	}
	ph.password = ""
	ph.cseq++
	ph.send(ph.method, ph.cseq, "", append(ph.headers, "Authorization: "+credentials.String())...)
}

// send writes a request; to is the To of a response, or "" to begin. An ACK
// has the branch of its INVITE: here the CSeq number makes it.
func (ph *phone) send(method string, cseq int, to string, headers ...string) {
	local, body := ph.conn.LocalAddr().String(), ""
	if to == "" {
		to = "<" + ph.uri + ">"
	}
	from := "<sip:phone@example.com>;tag=" + ph.id
	if method == "REGISTER" {
		headers = append(headers, "Contact: <sip:phone@"+local+">")
	}
	if method == "INVITE" {
		host, _, _ := net.SplitHostPort(local)
		headers = append(headers, "Contact: <sip:phone@"+local+">", "Content-Type: application/sdp")
		body = "v=0\r\no=- 1 1 IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " + host + "\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"
	}
	fmt.Fprintf(ph.conn, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s.%d;rport\r\nMax-Forwards: 70\r\n"+
		"From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n%sContent-Length: %d\r\n\r\n%s",
		method, ph.uri, local, ph.id, cseq, from, to, ph.id, cseq, method,
		strings.Join(append(headers, ""), "\r\n"), len(body), body)
}

// answer says 200 to a request.
func (ph *phone) answer(request []byte) {
	fmt.Fprintf(ph.conn, "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n",
		value(request, "Via"), value(request, "From"), value(request, "To"), value(request, "Call-ID"), value(request, "CSeq"))
}

// value is that of the first header field of a name, as sipbin spells it.
func value(message []byte, name string) string {
	head, _, _ := strings.Cut(string(message), "\r\n\r\n")
	_, rest, found := strings.Cut(head, "\r\n"+name+": ")
	if !found {
		return ""
	}
	line, _, _ := strings.Cut(rest, "\r\n")
	return line
}
