//go:build !race

package responder_test

const racing = false
