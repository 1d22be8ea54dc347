package responder

// notify belongs to a subscription of ours (RFC 6665); we have none, so it gets
// 481 wherever it comes.
var notify = method{}
