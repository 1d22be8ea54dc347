//go:build race

package control_test

// racing is set where the race detector takes time of its own.
const racing = true
