package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/control"
	"github.com/sipbin/sipbin/responder/message"
)

// apiServer is the HTTP API of a responder, bound and not yet served.
type apiServer struct {
	listener net.Listener
	control.Config
}

// openAPI binds the HTTP API; it is nil where there is none.
func (p *program) openAPI(s *settings, r *responder.Responder) (*apiServer, error) {
	if s.HTTP.off() {
		return nil, nil
	}
	token, err := p.token(&s.HTTP)
	if err != nil {
		return nil, err
	}
	host, _, _ := net.SplitHostPort(s.HTTP.Addr) // check has read it
	addr, err := net.ResolveTCPAddr("tcp", s.HTTP.Addr)
	if err != nil {
		return nil, &exit{exitBind, fmt.Sprintf("--http %s: %v", s.HTTP.Addr, err)}
	}
	if token == "" && !addr.IP.IsLoopback() {
		return nil, fmt.Errorf("--http %s: everybody who reaches it could steer sipbin: give --http-token-file or %s, or a loopback address", s.HTTP.Addr, tokenOf)
	}
	l, err := net.ListenTCP("tcp", addr)
	switch {
	case err == nil:
	case !s.HTTP.given:
		r.Say(fmt.Sprintf("there is no HTTP API, as %s cannot be had (%s): --http 127.0.0.1:0 takes a free port, --http off none", s.HTTP.Addr, reason(err)))
		return nil, nil
	default:
		return nil, &exit{exitBind, fmt.Sprintf("http://%s cannot be had (%s): choose another with --http", s.HTTP.Addr, reason(err))}
	}
	advertised, _ := message.SplitHostPort(s.Advertise)
	var hosts []string
	for _, name := range []string{host, advertised} {
		if name != "" {
			hosts = append(hosts, name)
		}
	}
	return &apiServer{l, control.Config{Responder: r, Token: token, Hosts: hosts}}, nil
}

// reason is why an address cannot be had, in short.
func reason(err error) string {
	if errors.Is(err, syscall.EADDRINUSE) {
		return "it is taken by another socket"
	}
	if failed := new(net.OpError); errors.As(err, &failed) {
		err = failed.Err
	}
	return err.Error()
}

// place is the address as a line of the ready file, "" where there is no API.
func (a *apiServer) place() string {
	if a == nil {
		return ""
	}
	return "http " + a.listener.Addr().String()
}

// serve answers until what it returns is called, which waits for its end; amiss
// is what /healthz says beside what is wrong with the responder.
func (a *apiServer) serve(amiss func() []string) (stop func() error) {
	if a == nil {
		return func() error { return nil }
	}
	a.Health = amiss
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- control.New(a.Config).Serve(ctx, a.listener) }()
	return func() error {
		cancel()
		return <-served
	}
}
