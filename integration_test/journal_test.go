package integration_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
)

// told is what the journal tells of a call.
type told struct {
	CallID   string `json:"call_id"`
	Listener string
	End      struct {
		Responses []struct{ Code int }
	}
}

// final is the last response of a call that is over.
func (c told) final() int {
	if n := len(c.End.Responses); n > 0 {
		return c.End.Responses[n-1].Code
	}
	return 0
}

// journal asks a sipbin with an API for the calls of a user that are over.
func (s *sipbin) journal(t *testing.T, user string) []told {
	t.Helper()
	answer, err := http.Get(s.api() + "/api/calls?ended=true&user=" + url.QueryEscape(user))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var is struct{ Calls []told }
	if err := json.NewDecoder(answer.Body).Decode(&is); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the API says %s, %v", answer.Status, err)
	}
	return is.Calls
}
