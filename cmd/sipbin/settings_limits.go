package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/wire"
)

// limitSettings bound what peers can cost; 0 is no limit.
type limitSettings struct {
	Trust             []string      `mapstructure:"trust"`
	Message           int           `mapstructure:"limit-message"`
	Headers           int           `mapstructure:"limit-headers"`
	HeaderLine        int           `mapstructure:"limit-header-line"`
	Connections       int           `mapstructure:"limit-connections"`
	SourceConnections int           `mapstructure:"limit-source-conns"`
	SourceRequests    int           `mapstructure:"limit-source-rate"`
	Amplification     int           `mapstructure:"limit-amplification"`
	Handshake         time.Duration `mapstructure:"limit-handshake"`
	FirstByte         time.Duration `mapstructure:"limit-first-byte"`
	Idle              time.Duration `mapstructure:"limit-idle"`
	Write             time.Duration `mapstructure:"limit-write"`
	Pending           int           `mapstructure:"limit-pending"`
	Calls             int           `mapstructure:"limit-calls"`
	CallTime          time.Duration `mapstructure:"limit-call-time"`
	Kept              int           `mapstructure:"limit-kept"`
	Bindings          int           `mapstructure:"limit-bindings"`
	Journal           int           `mapstructure:"limit-journal"`
}

func addLimitSettings(f *pflag.FlagSet) {
	f.StringSlice("trust", []string{"private"}, "`WHO` of those answered is trusted not to flood, and not to send in the name of others; written like allow; repeatable")
	f.Int("limit-message", 64<<10, "`BYTES` of a message; a longer one gets 513; for this and all limits 0 is none")
	f.Int("limit-headers", 256, "`NUMBER` of header fields of a message; one with more gets 513")
	f.Int("limit-header-line", 8<<10, "`BYTES` of a header field; a message with a longer one gets 513")
	f.Int("limit-connections", 2048, "`NUMBER` of connections that may be open")
	f.Int("limit-source-conns", 256, "`NUMBER` of them that one address may have")
	f.Int("limit-source-rate", 50, "`NUMBER` of messages a second that are read of one source outside trust; the rest is dropped")
	f.Int("limit-amplification", 3, "`TIMES` the bytes of a source outside trust that it is sent over UDP before it shows that it is there")
	f.Duration("limit-handshake", 5*time.Second, "`TIME` that TLS and the upgrade to WebSocket may take")
	f.Duration("limit-first-byte", 10*time.Second, "`TIME` that a new connection may be silent")
	f.Duration("limit-idle", 15*time.Minute, "`TIME` that a connection may be silent later")
	f.Duration("limit-write", 5*time.Second, "`TIME` that a peer may leave a message unread")
	f.Int("limit-pending", 20_000, "`NUMBER` of INVITEs without a final response or without its ACK; more get 503")
	f.Int("limit-calls", 100_000, "`NUMBER` of calls in progress; more get 503")
	f.Duration("limit-call-time", 12*time.Hour, "`TIME` that a call may last before it is ended")
	f.Int("limit-kept", 200_000, "`NUMBER` of transactions that are over but for absorbing retransmissions; beyond it the oldest are forgotten")
	f.Int("limit-bindings", 10_000, "`NUMBER` of bindings in all; more REGISTERs get 503")
	f.Int("limit-journal", 32<<20, "`BYTES` of messages that the journal keeps, 1 MiB or more; for each MiB it keeps some 3,000 calls")
}

var errBelowZero = errors.New("a limit below 0 means nothing; 0 is none")

func (l *limitSettings) check() error {
	if min(l.Message, l.Headers, l.HeaderLine, l.Connections, l.SourceConnections, l.SourceRequests, l.Amplification) < 0 ||
		min(l.Handshake, l.FirstByte, l.Idle, l.Write, l.CallTime) < 0 || min(l.Pending, l.Calls, l.Kept, l.Bindings) < 0 {
		return errBelowZero
	}
	if l.Journal < 1<<20 {
		return fmt.Errorf("--limit-journal %d: the journal needs 1 MiB (1048576) at least", l.Journal)
	}
	return nil
}

func (l *limitSettings) apply(config *wire.Config) (err error) {
	config.Limits = wire.Limits{
		Message: orOff(l.Message), Headers: orOff(l.Headers), HeaderLine: orOff(l.HeaderLine),
		Connections: orOff(l.Connections), PerSource: orOff(l.SourceConnections),
		SourceRate: orOff(l.SourceRequests), Amplification: orOff(l.Amplification),
		Handshake: orOff(l.Handshake), FirstByte: orOff(l.FirstByte), Idle: orOff(l.Idle), Write: orOff(l.Write),
	}
	config.Trust, err = wire.ParseAllow(l.Trust)
	return err
}

// engine are the limits of what the engine keeps.
func (l *limitSettings) engine() responder.Limits {
	return responder.Limits{PendingINVITEs: orOff(l.Pending), Calls: orOff(l.Calls), Age: orOff(l.CallTime), Kept: orOff(l.Kept)}
}

// orOff is a limit as wire takes it, where 0 is the default and less is none.
func orOff[T int | time.Duration](limit T) T {
	if limit == 0 {
		return -1
	}
	return limit
}
