// Package faults spoils messages on purpose, as `fault:` of a scenario says:
// one file a fault, and each leaves alone what the others are about.
//
// [Message] does those on the message, once, so that all its transmissions are
// alike; [Transmit] does those on the delivery, for each transmission anew.
// They are done in this order, whatever order they are written in, so that two
// of them together mean one thing:
//
//	missing      header fields are gone before anything is done to them
//	via, cseq, tag
//	compact, fold, lf-only
//
//	drop         of what never leaves nothing else is done
//	truncate     cut off first, so that what is corrupt is also sent
//	corrupt
//	split
//	copies       of one transmission are alike, byte for byte and in time
//	delay
//	source-port
//	reorder
//
// A fault that cannot be done, such as a changed tag in a 100 that has none, is
// left out of the marks, which name what was done for journal and ladder.
// Except where a fault is about it, a message stays right: the body and its
// Content-Length are never touched before delivery.
//
// [All] lists the faults for who has to explain them.
//
// The package is pure: chance is given to it, and it knows no clock and no
// sockets. It may import message, catalog and scenarios.
package faults
