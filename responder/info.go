package responder

// info carries application data inside a dialog (RFC 6086, and RFC 2976 before
// it), above all keys that were pressed: see keysIn.
var info = method{inside: answerWith(200)}
