// Package control lets programs see and steer a responder over HTTP: what came,
// what is to be answered, and what a job in CI waits for. openapi.yaml describes
// it, and a test holds the two together.
//
// A [Control] is an http.Handler; [Control.Serve] puts a server with limits
// around it. The way of one request, with no way back:
//
//	gate.go (who may ask, and how) -> routes.go -> body.go, fields.go (what is asked)
//	  -> calls.go, wait.go, ... (one file for each thing) -> answer.go, or problem.go
//
// All that can be wrong with a request is found before anything is done, so that
// an error means that nothing has changed. Secrets in messages are redacted
// unless they are asked for by name.
//
// It may import responder, scenarios, catalog, journal, ladder and audit.
package control
