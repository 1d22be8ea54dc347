//go:build race

package responder_test

// racing is set where the race detector uses memory of its own.
const racing = true
