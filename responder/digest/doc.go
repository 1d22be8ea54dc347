// Package digest asks a client who it is and judges its answer: the server's
// side of digest authentication in SIP (RFC 3261 section 22, RFC 7616, RFC
// 8760).
//
// [Server.Challenge] writes what a 401 or 407 carries, [Server.Verify] judges
// what the next request brings. Between the two nothing is kept: a nonce is the
// time it was made and a keyed hash over it, so every challenge that was ever
// sent can be answered until it is too old. Only the counts of nonces that were
// used are remembered, to know a replay, and no more than [Config.MaxNonces].
//
// Verify is as lenient as the RFCs allow and says exactly what was wrong: a
// [Verdict] is there to be written into a journal. Whether a request is to be
// challenged at all is the caller's business: ACK and CANCEL never are (RFC
// 3261 section 22.1).
//
// The package has no clock and starts nothing. It imports message.
package digest
