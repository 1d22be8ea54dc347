package responder_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/journal"
)

// TestWhatIsBehindAChallengeIsForRightCredentials the first time and every time.
func TestWhatIsBehindAChallengeIsForRightCredentials(t *testing.T) {
	const user, uri = "401*503*200", "sip:401*503*200@127.0.0.1"
	c := newCaller(t, "")
	for i, try := range []struct {
		name, password string // "" for no credentials
		count          int
		code           int
	}{
		{"who comes first", "", 0, 401},
		{"a wrong password", "guess", 1, 401},
		{"the right one", "sipbin", 1, 503},
		{"no credentials, though they were right before", "", 0, 401},
		{"a wrong password, though it was right before", "guess", 1, 401},
		{"the right one, where he stood", "sipbin", 1, 200},
		{"no credentials after a success", "", 0, 401},
		{"a wrong password after a success", "guess", 1, 401},
		{"the right one after a success", "sipbin", 1, 200},
		{"the same count again", "sipbin", 1, 401},
		{"the right one for the new nonce", "sipbin", 1, 200},
		{"the next count of it", "sipbin", 2, 200},
	} {
		var more []string
		if try.password != "" {
			more = []string{c.credentials("REGISTER", login{password: try.password, uri: uri, count: try.count})}
		}
		c.request("REGISTER", user, more...)
		if got := c.answered().Code(); got != try.code {
			t.Fatalf("try %d, %s: %d, want %d", i+1, try.name, got, try.code)
		}
		c.wait(1 * sec)
	}
	c.wait(61 * sec)
	c.request("REGISTER", user)
	if got := c.answered().Code(); got != 401 {
		t.Errorf("after a quiet minute %d", got)
	}
}

// TestCredentialsForAnotherHostAreTold and let in: a proxy may have changed the
// Request-URI (RFC 3261 section 22.4).
func TestCredentialsForAnotherHostAreTold(t *testing.T) {
	for uri, told := range map[string]int{"sip:401*200@127.0.0.1": 0, "sip:401*200@elsewhere.example": 1} {
		c := newCaller(t, "")
		c.request("REGISTER", "401*200")
		c.request("REGISTER", "401*200", c.credentials("REGISTER", login{uri: uri}))
		if got := c.answered().Code(); got != 200 {
			t.Errorf("%s: %d", uri, got)
		}
		for _, note := range c.entries(journal.Note) {
			if strings.Contains(note.Why, "names another host than the Request-URI") {
				told--
			}
		}
		if told != 0 {
			t.Errorf("%s: notes too few or too many: %d", uri, told)
		}
	}
}

// TestAChallengeInBetweenIsNoTry that after: measures from: the request that
// answers it comes at once.
func TestAChallengeInBetweenIsNoTry(t *testing.T) {
	c := newCaller(t, "scenario: x\nmatch: {user: x}\non:\n  REGISTER: {attempts: [[{challenge: 401}, 503], {do: [200], after: 20s}]}\n")
	login := login{uri: "sip:x@127.0.0.1"}
	c.request("REGISTER", "x")
	c.request("REGISTER", "x", c.credentials("REGISTER", login))
	c.wait(25 * sec)
	c.request("REGISTER", "x")
	c.request("REGISTER", "x", c.credentials("REGISTER", login))
	if got, want := fmt.Sprint(c.codes()), "[401 503 401 200]"; got != want {
		t.Errorf("answered %s, want %s", got, want)
	}
}
