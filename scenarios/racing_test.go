//go:build race

package scenarios

// racing is set where the race detector takes time of its own.
const racing = true
