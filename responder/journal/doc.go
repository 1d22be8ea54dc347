// Package journal keeps what was said, seen and decided: every message that
// came or went, who took it or which step sent it, what was broken on purpose,
// and a summary of every call.
//
// It is a ring: the newest entries and calls are kept, the oldest make room.
// Three things are kept apart, because they are worth keeping for different
// times:
//
//   - entries, of fixed size, with their words (Why and Marks);
//   - the bytes of messages, in one byte ring: an entry can outlive its bytes
//     and then says so ([Entry.Overwritten]);
//   - summaries of calls, which outlive both.
//
// Nothing in the first two is a pointer, so that the garbage collector has
// nothing to look at in a full journal.
//
// [Watch] waits for calls. [Log] and [PCAP] are readers that follow the journal at a
// pace of their own, and what was overwritten before they came to it is
// counted. Writing to the journal never waits for a reader.
//
// The journal has no clock; all times are given. It imports message only.
package journal
