package responder

import (
	"net/netip"

	"github.com/sipbin/sipbin/responder/message"
)

// Domain is the host of the Request-URI.
func (in *incoming) Domain() string {
	u, err := message.ParseURI(in.RequestURI())
	if err != nil {
		return ""
	}
	return u.Host
}

// Source is the address the request came from.
func (in *incoming) Source() netip.Addr { return in.flow.Remote.Addr() }

// Listener is the name of the socket the request came to.
func (in *incoming) Listener() string { return in.flow.Listener }

// Transport is the transport's word, as in match: {transport: udp}.
func (in *incoming) Transport() string { return in.flow.Transport.Param() }
