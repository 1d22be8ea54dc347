// Package message is a SIP message with its sender's spelling kept.
//
// [Parse] cuts a datagram or a framed piece of a stream into start line,
// headers and body and leaves every header value as the text it was; what a
// value means is worked out when somebody asks ([Message.From], [Message.Via],
// [ParseURI], ...). URIs and addresses are read by sipgo's parser, which no
// other package of sipbin may import for reading messages.
//
// What cannot be read as SIP is returned together with a [Defect], which says
// how a server answers it (RFC 3261 section 8.2 and 18.3): a message that is
// wrong in one header still has the others, so a 400 can be built from them.
//
// [Framer] finds the messages in a byte stream, [Writer] renders one.
package message
