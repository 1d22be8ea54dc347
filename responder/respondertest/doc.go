// Package respondertest lets scenarios be tried where there is no phone, no
// socket and no clock.
//
// [Caller] is a user agent client that does what RFC 3261 and its neighbours
// ask of one. It is made like [responder.Engine]: it is given what came
// ([Caller.Receive]), asked when something is due ([Caller.Next]) and told that
// time has passed ([Caller.Advance]). A [Profile] says what it can do and how it
// behaves. [Rehearse] lets one call a scenario, from deadline to deadline, and
// returns what the journal has of it: two rehearsals of the same scenario by the
// same profile have the same ladder, to the millisecond.
//
// The files are named after what one looks for: profile.go; rehearse.go and
// stage.go, who puts caller and engine together; opening.go, invite.go, leg.go
// and refresh.go, what a caller begins and holds; follow.go and credentials.go,
// what follows from a final response; answer.go, what it answers itself;
// request.go and timers.go, the transactions under all of that.
//
// Beside what a Go test needs to read a rehearsal (journal, ladder) the package
// imports what any user agent is made of: message, transaction, dialog and
// media, and wire for the packets the engine takes.
package respondertest
