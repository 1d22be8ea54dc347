package responder

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

// route fills in where a call of ours goes: to the binding of a user that is
// registered with us, over the flow of its REGISTER, else to the address that
// the target names. A name is not looked up here, as that would take time.
func (e *Engine) route(p *Placement, now time.Time) error {
	u, err := message.ParseURI(p.Target)
	if err != nil || u.Scheme != "sip" && u.Scheme != "sips" {
		return ErrTarget
	}
	if b, ok := e.bindingOf(u, now); ok {
		p.Target, p.Flow, p.Routes = message.WithoutHeaders(b.URI.Text), wayTo(b), b.Path
		return nil
	}
	if strings.EqualFold(u.Host, "localhost") && u.Port == 0 && u.User != "" {
		return fmt.Errorf("nobody is registered here as %s", u.User)
	}
	if p.host.IsValid() {
		u.Host = p.host.String()
	}
	to, transport, err := destination(u)
	if err != nil {
		return err
	}
	if e.cfg.Reach == nil {
		return errors.New("there is no network to place calls in")
	}
	p.Flow, err = e.cfg.Reach(transport, to)
	return err
}

// wayTo is where a request for a binding goes: the way back of its REGISTER, but
// over UDP to the port of the Contact when that is at the same address, as it is
// without NAT in between.
func wayTo(b registrar.Binding) message.Flow {
	f := b.Flow
	addr, err := netip.ParseAddr(b.URI.Host)
	if err == nil && f.Transport == message.UDP && addr.Unmap() == f.Remote.Addr() {
		f.Remote = netip.AddrPortFrom(f.Remote.Addr(), port(b.URI))
	}
	return f
}

// bindingOf is the binding of a user that is registered with us.
func (e *Engine) bindingOf(u message.URI, now time.Time) (registrar.Binding, bool) {
	bindings := e.cfg.Registrar.Lookup(u.Text, now)
	if len(bindings) == 0 && e.isOurs(u) {
		bindings = e.cfg.Registrar.Lookup(u.User, now)
	}
	if len(bindings) == 0 {
		return registrar.Binding{}, false
	}
	return bindings[0], true
}

// isOurs reports whether a URI names a host of ours.
func (e *Engine) isOurs(u message.URI) bool {
	addr, err := netip.ParseAddr(u.Host)
	return u.User != "" && (strings.EqualFold(u.Host, "localhost") || err == nil && e.cfg.IsLocal != nil && e.cfg.IsLocal(netip.AddrPortFrom(addr, port(u))))
}

// reconnect has a request of ours leave over a new connection, to where its
// route leads, because the one of the call is gone (RFC 3261 section 18.1.1). A
// dialog outlives its connections.
func (c *call) reconnect(tx *clientTx, now time.Time) {
	next := tx.uri
	for _, h := range tx.head {
		if h.Name == "Route" {
			next = message.AddrSpec(h.Value)
			break
		}
	}
	u, err := message.ParseURI(next)
	if err != nil || c.shard.cfg.Reach == nil {
		return
	}
	to, _, err := destination(u)
	if err != nil {
		c.note("no new connection: "+err.Error(), now)
		return
	}
	flow, err := c.shard.cfg.Reach(tx.flow.Transport, to)
	if err != nil {
		c.note("no new connection: "+err.Error(), now)
		return
	}
	c.note("the connection is gone, another one is made to "+to.String(), now)
	c.flow, tx.flow = flow, &c.flow
}

// destination is the address and transport that a URI names (RFC 3263 section 4,
// for a host that is an address).
func destination(u message.URI) (netip.AddrPort, message.Transport, error) {
	transport := message.UDP
	if name, ok := u.Param("transport"); ok {
		transport = message.Transport(strings.ToUpper(name))
	}
	if u.Scheme == "sips" && !transport.Secure() {
		transport = message.TLS
	}
	host := u.Host
	if strings.EqualFold(host, "localhost") {
		host = "127.0.0.1"
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.AddrPort{}, "", fmt.Errorf("%s is no address: name the host of a call by its IP address", u.Host)
	}
	return netip.AddrPortFrom(addr.Unmap(), port(u)), transport, nil
}

// port is that of a URI or the default of its scheme (RFC 3261 section 19.1.2).
func port(u message.URI) uint16 {
	name, _ := u.Param("transport")
	switch {
	case u.Port != 0:
		return uint16(u.Port)
	case u.Scheme == "sips" || strings.EqualFold(name, "tls"):
		return 5061
	default:
		return 5060
	}
}

// Call places a call of ours, to a user that is registered with us or to an
// address that is allowed; a host name is looked up. It returns the number of
// the call. The error says why there is none.
func (r *Responder) Call(ctx context.Context, p Placement) (uint64, error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	u, _ := message.ParseURI(p.Target) // check has read it
	if _, registered := r.bindingOf(u, time.Now()); !registered && !p.Flow.Remote.IsValid() {
		if _, _, err := destination(u); err != nil {
			// Who waits for an answer should read why there is none.
			const patience = 5 * time.Second
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Host)
			if err != nil {
				if failed := new(net.DNSError); errors.As(err, &failed) {
					err = errors.New(failed.Err) // which does not say again what was looked up
				}
				return 0, fmt.Errorf("look up %s: %w: name the host of a call by its IP address, or mend the DNS", u.Host, err)
			}
			p.host = addrs[0].Unmap()
		}
	}
	now := time.Now()
	if err := r.route(&p, now); err != nil {
		return 0, err
	}
	return r.Place(p, now)
}
