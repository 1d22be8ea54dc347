// Package ladder draws what the journal has of a call as text: [Text] as a
// ladder of two rails, [Messages] with every message in full.
//
//	       client                                UDP sipbin
//	0.000  │── INVITE sip:180*5*486@... (SDP) ──────────▶│  new call
//	0.000  │◀─ 180 Ringing ──────────────────────────────│  respond 180
//	5.000  │◀─ 486 Busy Here ────────────────────────────│  respond 486
//	5.012  │── ACK ─────────────────────────────────────▶│  default
//
// Left is the client, right are we, and to the right of our rail stands what we
// thought: who took a request, which step sent a response, what was done on
// purpose (behind a "!"), and the notes.
//
// The package imports journal and message only.
package ladder
