// Package scenarios is the language of sipbin: what a scenario says, how it is
// read from YAML or from a dial string, what is wrong with it, and which of
// several scenarios answers a request. It plays nothing and knows no sockets;
// package responder plays what is described here.
//
// # Reading it
//
// README.md is the language's reference. scenario.go, step.go, fault.go, match.go
// and acts.go are the model; text.go, expression.go, view.go and names.go the
// values in it that a request fills in. [Load] goes through load.go and
// document.go, which splits a file, to read_*.go, one file for each thing that is
// read; keys.go has the words, of which [Schema] is made too. check*.go hold what
// was read to SIP, with the help of package catalog, and problem.go is how that
// is told. [Dial] and [DialOut] compile a dial string into the same steps, and
// [Print] writes them as an author would. library/ is what ships, in the [Groups]
// of groups.go. [Set.Choose] finds the scenario of a request, criterion.go says
// how; [Set.Explain] and [Set.Near] say why not the others, [Match.Judge] what is
// wrong with a request.
//
// It may import catalog, which knows what SIP asks of a response, and nothing
// else of sipbin.
package scenarios
