// Package respondertest is for tests in Go, in the manner of net/http/httptest:
// of SIP clients, and of scenarios.
//
// [Start] gives a test of a client a [Server] of its own, which plays a scenario
// to it and judges what the client does: over sockets of the loopback address, or
// with [InMemory] in a bubble of testing/synctest, where waiting takes no time.
//
// The rest lets scenarios be tried where there is no phone, no socket and no
// clock.
//
// [Caller] is a user agent client that does what RFC 3261 and its neighbours
// ask of one. It is made like [responder.Engine]: it is given what came
// ([Caller.Receive]), asked when something is due ([Caller.Next]) and told that
// time has passed ([Caller.Advance]). A [Profile] says what it can do and how it
// behaves. [Rehearse] lets one call a scenario, from deadline to deadline, and
// returns what the journal has of it: two rehearsals of the same scenario by the
// same profile have the same ladder, to the millisecond.
//
// The files are named after what one looks for: server.go, server_wait.go and
// server_end.go; memory.go, the network of a server without sockets; profile.go;
// rehearse.go and stage.go, who puts caller and engine together; opening.go,
// invite.go, leg.go and refresh.go, what a caller begins and holds; follow.go
// and credentials.go, what follows from a final response; answer.go, what it
// answers itself; request.go and timers.go, the transactions under all of that.
//
// Beside what a Go test needs to read a rehearsal (journal, ladder) the package
// imports what any user agent is made of: message, transaction, dialog and
// media, and wire for the packets the engine takes.
package respondertest
