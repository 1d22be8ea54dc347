package integration_test

import "testing"

// sipsak runs it with args and returns its exit code and what it printed.
// Two of its quirks are a test by themselves: its Via names another port than
// it sends from, so only rport finds it, and the fifth digit of a port is cut
// off the URIs.
func sipsak(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	p := start(t, "sipsak", nil, args...)
	code = p.ends()
	return code, p.said.String()
}
