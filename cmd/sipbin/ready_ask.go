package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// ask sends one OPTIONS and waits half a second at most for a response.
func ask(ctx context.Context, l wire.Listener) error {
	const patience = 500 * time.Millisecond
	pause, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := askOnce(pause, l)
	if err != nil {
		<-pause.Done()
	}
	return err
}

func askOnce(ctx context.Context, l wire.Listener) error {
	addr := localTo(l).String()
	conn, err := connect(ctx, l.Transport, addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	conn.SetDeadline(deadline)
	fmt.Fprintf(conn, "OPTIONS sip:ready@%[1]s SIP/2.0\r\nVia: SIP/2.0/%[2]s ready.invalid;branch=z9hG4bKready%[3]d;rport\r\n"+
		"Max-Forwards: 70\r\nFrom: <sip:ready@ready.invalid>;tag=ready\r\nTo: <sip:ready@%[1]s>\r\nCall-ID: ready%[3]d\r\n"+
		"CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n", addr, l.Transport, time.Now().UnixNano())
	answer := make([]byte, 2048)
	n, err := conn.Read(answer)
	switch {
	case wantsCertificate(err):
		return nil // it is there, and talks to those who have one
	case err != nil:
		return err
	case !bytes.HasPrefix(answer[:n], []byte("SIP/2.0 ")):
		return errors.New("what answers there is not SIP")
	}
	return nil
}

// connect opens a connection over any transport. Whether somebody answers is
// asked, not who: a certificate is taken as it comes.
func connect(ctx context.Context, transport message.Transport, addr string) (net.Conn, error) {
	anybody := &tls.Config{InsecureSkipVerify: true}
	switch transport {
	case message.TLS:
		return (&tls.Dialer{Config: anybody}).DialContext(ctx, "tcp", addr)
	case message.WS, message.WSS:
		once := &http.Transport{TLSClientConfig: anybody, DisableKeepAlives: true}
		ws, _, err := websocket.Dial(ctx, transport.Param()+"://"+addr, &websocket.DialOptions{
			Subprotocols: []string{"sip"}, HTTPClient: &http.Client{Transport: once},
		})
		if err != nil {
			return nil, err
		}
		return websocket.NetConn(ctx, ws, websocket.MessageText), nil
	}
	return (&net.Dialer{}).DialContext(ctx, transport.Param(), addr)
}

// wantsCertificate reports whether a server closed because a client has to have
// a certificate (RFC 8446 section 6.2). Alerts of TLS are known by their text.
func wantsCertificate(err error) bool {
	return err != nil && strings.Contains(err.Error(), "tls: certificate required")
}
