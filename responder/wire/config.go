package wire

import (
	"cmp"
	"crypto/tls"
	"net/netip"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Config says what [Listen] opens. The zero value serves: every field has a
// default, and none may be changed afterwards.
type Config struct {
	// Listeners are where to be reached. Default: [DefaultListeners].
	Listeners []Listener
	// Allow is who is answered; others get silence. Default, for nil: [Private].
	// An empty list that is not nil allows nobody.
	Allow Allow
	// Trust is who of them is trusted not to flood and not to send in somebody
	// else's name; for others there are Limits.SourceRate and
	// Limits.Amplification. Default, for nil: [Private].
	Trust Allow
	// Advertise becomes Flow.Advertised, as host or host:port. Default: none,
	// so that peers are told the address they asked.
	Advertise string
	// TLS has the certificate of TLS and WSS listeners, and says whether peers
	// need one; below TLS 1.2 nothing is spoken. Default: none, without which
	// they cannot be listened on.
	TLS *tls.Config
	// DialTLS is for connections that [Wire.Dial] opens. Default: the peer's
	// certificate must be trusted by this machine.
	DialTLS *tls.Config
	// Connect lets an answer whose connection is gone leave over a new one, to
	// the address its request came from and the port of its Via (RFC 3261
	// section 18.2.2). Default: such an answer is lost.
	Connect bool
	// Origins are patterns, as of path.Match, of the hosts whose pages may open
	// a WebSocket, beside pages of this machine, of private addresses and of the
	// host they call: by its address, by Advertise, or with TLS. Default: no
	// further ones.
	Origins []string
	// TellUnreached asks the system for the datagrams that reached nobody, as far
	// as it can tell (Linux): each such is a [Packet] that says Unreached. Default:
	// they are lost without a word.
	TellUnreached bool
	// ReadBuffer is what the kernel is asked for, in bytes a UDP socket. What
	// it gives less is said in [Wire.Notes]. Default: 4 MiB.
	ReadBuffer int
	// Limits bound what peers can cost.
	Limits Limits

	// OnRefused is told of every packet and connection from a source outside
	// Allow; first is true once a source, for the first 10,000 sources. It is
	// called by the goroutine that reads. Default: nobody is told.
	OnRefused func(src netip.Addr, listener string, first bool)
	// OnTrouble is told what a listener survived or turned away, at most once
	// in ten seconds for each listener; [Stats] has all of it. Default: nobody
	// is told.
	OnTrouble func(listener string, err error)
	// OnPanic is told of the panics of a receiver that differ in their text,
	// with the stack of the first such; at most a hundred. Default: nobody is
	// told.
	OnPanic func(value any, stack []byte)
}

// Limits of messages, connections and sources. Zero means the default, a
// negative value switches a limit off.
type Limits struct {
	// Message bounds a message, in bytes. Default: 64 KiB.
	Message int
	// Headers is how many header fields a message may have. Default: 256.
	Headers int
	// HeaderLine bounds a header field with its folds, and the first line, in
	// bytes. Default: 8 KiB.
	HeaderLine int
	// SourceRate is how many messages a second are read of one source outside
	// Trust: an IPv4 address or an IPv6 network of 64 bits. Default: 50.
	SourceRate int
	// Amplification is how many times the bytes that such a source sent it is
	// sent over UDP until [Wire.Prove]. Default: 3.
	Amplification int
	// Connections is how many may be open. Default: 2,048.
	Connections int
	// PerSource is how many of them may be one address's. Default: 256.
	PerSource int
	// Queue is how many bytes may wait to be written to one; a connection with
	// more is closed. Default: 1 MiB.
	Queue int
	// Handshake is how long connecting may take, TLS and the upgrade to
	// WebSocket included. Default: 5 s.
	Handshake time.Duration
	// FirstByte is how long a new connection may be silent. Default: 10 s.
	FirstByte time.Duration
	// Idle is how long one may be silent later. Default: 15 min.
	Idle time.Duration
	// Write is how long a peer may leave one message unread. Default: 5 s.
	Write time.Duration
}

func (cfg Config) withDefaults() Config {
	if cfg.Listeners == nil {
		cfg.Listeners = DefaultListeners()
	}
	if cfg.Allow == nil {
		cfg.Allow = Private()
	}
	cfg.ReadBuffer = cmp.Or(cfg.ReadBuffer, 4<<20)
	if cfg.Trust == nil {
		cfg.Trust = Private()
	}
	l := &cfg.Limits
	l.Message = cmp.Or(l.Message, 64<<10)
	l.Headers = cmp.Or(l.Headers, 256)
	l.HeaderLine = cmp.Or(l.HeaderLine, 8<<10)
	l.SourceRate = cmp.Or(l.SourceRate, 50)
	l.Amplification = cmp.Or(l.Amplification, 3)
	l.Connections = cmp.Or(l.Connections, 2048)
	l.PerSource = cmp.Or(l.PerSource, 256)
	l.Queue = cmp.Or(l.Queue, 1<<20)
	l.Handshake = cmp.Or(l.Handshake, 5*time.Second)
	l.FirstByte = cmp.Or(l.FirstByte, 10*time.Second)
	l.Idle = cmp.Or(l.Idle, 15*time.Minute)
	l.Write = cmp.Or(l.Write, 5*time.Second)
	return cfg
}

// ofMessages are those that a message is held to.
func (l Limits) ofMessages() message.Limits {
	return message.Limits{Size: l.Message, Headers: l.Headers, Line: l.HeaderLine}
}

// reached reports whether n more than fill a limit.
func reached(n, limit int) bool { return limit >= 0 && n >= limit }

// until is the moment d from now, or never for a limit that is switched off.
func until(d time.Duration) time.Time {
	if d < 0 {
		return time.Time{}
	}
	return time.Now().Add(d)
}
