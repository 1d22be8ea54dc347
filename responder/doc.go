// Package responder plays scenarios to callers.
//
// The way of one request, with no way back:
//
//	packet -> wire -> message -> responder (admission, shard) -> transaction: what is it?
//	  -> call -> track: next step -> catalog: build and check -> message: render
//	  -> transaction keeps these bytes -> wire            all of it -> journal
//
// [Engine] is the heart: it has no clock, no sockets and no goroutines. It is
// given packets ([Engine.Receive]), asked when something is due ([Engine.Next])
// and told that time has passed ([Engine.Advance]). [Responder] puts sockets and
// a clock around it.
//
// Inside, a request belongs to a [call], which belongs to a shard by its
// Call-ID. A call is data: transactions, dialogs and tracks. A track is one step
// list being played for one request; a call has as many as it has requests being
// answered. The files are named after what one looks for:
//
//	invite.go, bye.go, ...     a SIP method: what is done with it by default
//	step_respond.go, ...       a step of the language
//	act_repeat_2xx.go, ...     an automatic act
//	choose.go, attempts.go     which scenario, and which try of it
//	place.go, placed.go, uac.go, route.go   calls of ours, and where they go
//	refer.go, replaces.go      transfers
//	answer.go, offers.go, streams.go, keys.go   session descriptions, RTP, keys pressed
//	event_presence.go, ...     an event package; event_watchers.go who is told
//	limits.go                  what callers can make us keep
//	next.go, tests.go          what the next call gets, and whose calls are kept apart
//	disturb.go, reload.go      what is changed at run time
//	receive.go, response.go    a message in, a response out
//	server_transaction.go, client_transaction.go, deadlines.go, shard.go, call.go, track.go
//
// The rooms below it: message (reading and rendering), wire (sockets),
// transaction and dialog (what RFC 3261 says, as pure data), digest, registrar,
// media (SDP and RTP), journal (what was said, seen and decided), ladder (drawing
// it). The engine may import all of them but ladder.
package responder
