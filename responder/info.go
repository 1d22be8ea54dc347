package responder

// info carries application data inside a dialog (RFC 6086, and RFC 2976 before it).
var info = method{inside: answerWith(200)}
