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
//	listener.go  --listen, read            allow.go    who is answered
//	bind.go      sockets opened            refuse.go   who was not
//	udp.go       datagrams in              udp_write*  datagrams out, never waiting
//	pktinfo.go   which address was asked   face.go     which address faces a peer
//	accept.go    connections in            dial.go     connections out
//	ready.go     TLS                       upgrade.go  HTTP, before a WebSocket
//	conn.go      one connection            close.go    and its end
//	framed.go    messages in a stream      frames.go   messages over WebSocket
//	survive.go   errors and panics         config.go   what is asked for, and limits
//
// A transport of streams is a way to make a [net.Conn] ready (ready.go) and a
// carrier, which finds messages in it (framed.go, frames.go). Certificates come
// from the room below, certificate.
//
// The package imports responder/message and nothing else of sipbin.
package wire
