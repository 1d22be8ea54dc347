package responder

// options asks what we can do (RFC 3261 section 11).
var options = method{outside: answerWith(200), inside: answerWith(200)}
