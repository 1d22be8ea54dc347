// Package registrar keeps bindings of addresses-of-record to contacts (RFC 3261
// section 10.3).
//
// [Registrar.Register] does what a REGISTER asks for, all of it or nothing, and
// says how it is to be answered; [Registrar.Preview] only says it. Whether a
// request may do so, and what the response looks like, is the caller's
// business: who is registering is not looked at, and any domain is taken for
// ours.
//
// A Contact is kept as its sender spelt it, so that parameters nobody here
// knows (pn-prid) come back in the 200 as they went in. Only expires is written
// by the registrar, and the GRUUs of an instance whose client asks for them (RFC
// 5627). Of an instance with several flows it is instance and reg-id that tell
// bindings apart, where client and first hop support outbound (RFC 5626). The
// Path that leads to a contact is kept with it (RFC 3327).
//
// The package has no clock and starts nothing: a binding whose time is up is
// gone for every question asked after that, and [Registrar.Expire] frees its
// memory. It imports message.
package registrar
