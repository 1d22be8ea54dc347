// Package scenarios is the language of sipbin: what a scenario says, how it is
// read from YAML or from a dial string, what is wrong with it, and which of
// several scenarios answers a request. It plays nothing and knows no sockets;
// package responder plays what is described here.
//
// It may import catalog, which knows what SIP asks of a response, and nothing
// else of sipbin.
package scenarios
