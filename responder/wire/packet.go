package wire

import (
	"errors"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Packet is what came in: one message, or the news that a connection is gone.
type Packet struct {
	// Flow is what it came over, and the way back.
	Flow message.Flow
	// Data is a whole datagram, or one message of a stream. It is valid until
	// receive returns.
	Data []byte
	// At is when it was read.
	At time.Time
	// Broken says what is wrong with the message in Data that it does not show
	// itself. That its end got lost in a stream wraps [message.ErrLostFraming]:
	// then Data is what could be read of it, and the connection closes when
	// receive has returned and what was sent has gone out. That it is beyond a
	// limit wraps a [message.TooLarge].
	Broken error
	// Closed says that the connection is gone; Data is empty. It is the last
	// packet of its Flow.
	Closed bool
	// Unreached says that what was sent to Flow.Remote has reached nobody: a
	// datagram, as the system was told by ICMP (see [Config.TellUnreached]), or with
	// Closed what waited for a connection of ours. Data is empty.
	Unreached bool
	// Why goes with Unreached, as what the system says, and with Closed: nil when [Wire.CloseConn] asked for it, io.EOF when
	// the peer closed, io.ErrUnexpectedEOF when it did so within a message,
	// [ErrIdle], [ErrSlow], [ErrClosed], or what the system says.
	Why error
}

var (
	// ErrGone is returned for a flow whose connection or socket is no more.
	ErrGone = errors.New("connection is gone")
	// ErrSlow is returned when a peer reads so slowly that the queue of its
	// connection is full; the connection is closed by that.
	ErrSlow = errors.New("peer does not read, connection closed")
	// ErrUnproven is returned for a datagram to an address that was sent enough
	// for somebody who may not be there; see [Limits.Amplification].
	ErrUnproven = errors.New("nobody has shown to be there")
	// ErrIdle says that a connection was closed for its silence.
	ErrIdle = errors.New("connection was silent for too long")
	// ErrClosed is returned by a Wire after Close.
	ErrClosed = errors.New("wire is closed")
)
