package responder

import (
	"net/netip"

	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// Config is what an [Engine] is made of. Only Send is required.
type Config struct {
	// Send transmits one message; it must not block. Called under the lock of
	// a shard.
	Send func(message.Flow, []byte) error
	// Scenarios are the author's: they are chosen by match, and by name.
	Scenarios *scenarios.Set
	// Library is reached by name only. Default: the scenarios that ship.
	Library *scenarios.Set
	// Numbers are scenarios by the user that is dialled for them, beside their
	// names. Default: none.
	Numbers map[string]*scenarios.Scenario
	// Known reports whether a user is an extension and therefore no dial
	// string, so that a phone provisioned as 401 can register. Default: nobody.
	Known func(user string) bool
	// DialPrefix is taken off a user before it is read; what does not carry it
	// is then not dialled. Default: none.
	DialPrefix string
	// Timing are T1, T2 and T4. Default: those of RFC 3261.
	Timing transaction.Timing
	// Journal takes down what happens. Default: one of its own.
	Journal *journal.Journal
	// Digest makes and verifies challenges. Default: realm sipbin, user
	// sipbin with password sipbin.
	Digest *digest.Server
	// Registrar keeps the bindings. Default: one of its own.
	Registrar *registrar.Registrar
	// ServiceRoute are the Route values that a client is told to use when it has
	// registered (RFC 3608). Default: none.
	ServiceRoute []string
	// Events bounds subscriptions and publications.
	Events EventConfig
	// OpenRTP binds the RTP port of a call on a local address; it must not
	// block. Default: none is bound, and SDP names the discard port 9.
	OpenRTP func(local netip.Addr, on media.Events) (Stream, error)
	// MediaHost is the address of ours for media with a host of the other family
	// of IP than the signalling, not valid when there is none; it must not block.
	// Default: there is none.
	MediaHost func(peer netip.Addr) netip.Addr
	// Shards is over how many locks calls are spread. Default 1.
	Shards int
	// SendElsewhere is Send from another port, for source-port: other. Default:
	// that fault does nothing.
	SendElsewhere func(message.Flow, []byte) error
	// Leave is the flow over which a request for the peer of another flow
	// leaves from a listener of that name. Default: there is none.
	Leave func(listener string, f message.Flow) (message.Flow, bool)
	// Reach is the flow to a peer that is called, over UDP, TCP or TLS; it must
	// not block. Default: no calls are placed, and what a REFER asks for is
	// reported as done.
	Reach func(message.Transport, netip.AddrPort) (message.Flow, error)
	// Gone reports whether the connection of a flow is no more, so that a request
	// of ours needs another one. Default: none is.
	Gone func(message.Flow) bool
	// IsLocal reports whether an address is one of ours, so that a user there is
	// looked up among the bindings. Default: none is.
	IsLocal func(netip.AddrPort) bool
	// Prove is told that a peer reads what it is sent over UDP. Default: nobody
	// is told.
	Prove func(netip.Addr)
	// CloseConn ends a stream connection, with RST or FIN. Default: close does
	// nothing.
	CloseConn func(f message.Flow, reset bool)
	// Limits bound what callers can make the engine keep.
	Limits Limits
	// Trusted reports whether a source is told that a limit is reached; others
	// get silence. Default: all are.
	Trusted func(netip.Addr) bool
	// Seed is where each call's own source of chance comes from.
	Seed uint64
	// Secret is the key of To tags and branches. Default: random.
	Secret []byte
	// Server is the value of the Server header field. Default: none is sent.
	Server string
}

// Stream is the RTP of one call; a *media.Stream is one.
type Stream interface {
	// Port is the UDP port that SDP names.
	Port() int
	// Agree tells what was agreed for the m-line, whenever that was. The error
	// says what cannot be done by it.
	Agree(line media.Line) error
	// Play puts another sound in the place of what is played.
	Play(p media.Playback) error
	// Quality is what was seen until now.
	Quality() media.Quality
	// Close gives the port back.
	Close()
}
