// Package certificate is where the certificates of TLS listeners come from.
//
// [Lab] keeps a certificate authority for a lab: made at first use, in a
// directory of the user's, with a key nobody else may read. It signs a
// certificate for the names and addresses that this machine has at the time,
// and a new one when they change. [Files] takes a certificate that somebody
// else made and reads it again when it changes. Both are asked at each
// handshake, so connections that are open stay as they are.
//
// The package imports nothing of sipbin.
package certificate
