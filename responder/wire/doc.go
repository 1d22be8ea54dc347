// Package wire is the sockets: whole messages come in, bytes go out.
//
// [Listen] binds what a [Config] names, all of it or nothing. [Wire.Serve]
// reads and hands every message to one function as a [Packet]; [Wire.Send]
// takes a [message.Flow], as it came with the packet, back to its peer. Nothing
// in that exchange is a type of package net, so what is played behind it runs
// without sockets as well: on a func(Packet) and a func(message.Flow, []byte) error.
//
// # How it is kept alive
//
// A source outside [Config.Allow] gets silence, and is counted. What accept and
// read return when a machine is short of descriptors or memory is waited out.
// A panic in the receiver costs its message, not the process. A stream peer
// that does not read loses its own connection and nobody else's time: Send only
// queues, and the queue is bounded.
//
// # Where things are
//
//	listener.go  --listen, read           allow.go    who is answered
//	bind.go      sockets opened           refuse.go   who was not
//	udp.go       datagrams in             udp_write*  datagrams out, never waiting
//	pktinfo.go   which address was asked  accept.go   connections in
//	conn.go      one connection           framed.go   its bytes cut into messages
//	survive.go   errors and panics        config.go   what is asked for, and limits
//
// A further transport is a file that makes a [net.Conn] ready (TLS) or finds
// messages in it otherwise (WebSocket has frames where framed.go has
// Content-Length).
//
// The package imports responder/message and nothing else of sipbin.
package wire
