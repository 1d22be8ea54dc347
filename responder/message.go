package responder

// instantMessage is MESSAGE (RFC 3428).
var instantMessage = method{outside: notFound, inside: answerWith(200)}
