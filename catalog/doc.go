// Package catalog is what SIP says of every response: which header fields a
// status code must carry and when, which methods it may answer, what it does
// to a dialog and what a correct client does next.
//
// # Reading it
//
// The entries stand in code_1xx.go to code_6xx.go, one composite literal a
// code, to be read like a table, and are printed in README.md. header_fields.go
// has the header fields, rules_*.go the rules that say more than "this header
// must be there". [Lookup], [LookupHeader], [CodesFor], [CodesWith] and [Rules]
// look things up, [Nearest] helps with a misspelt word.
//
// # Building and checking
//
// [Build] makes a response out of what its author said, the request and what
// the responder knows of itself: it fills what follows from those and refuses
// to break a MUST that the author did not allow to be broken by naming its
// word. [CheckDraft] asks the same rules before there is a request, and says
// which of them must wait for one. [CheckSequence] looks at the answers to one
// request together, [Check] at any response as it stands.
//
// A rule is a [Rule] value; those on the headers of a code are made of its
// entry. What no single response shows is listed among [Rules] too, with who
// keeps it: the responder over time, or the client.
//
// The package imports the standard library only. Everything in it is data
// made when the program starts and never changed after.
package catalog
