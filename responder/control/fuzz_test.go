package control_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/control"
)

// fuzz hands requests of chance to the API.
func fuzz(f *testing.F, token, given string, check func(t *testing.T, s *stage, w *httptest.ResponseRecorder)) {
	for _, route := range control.Routes() {
		method, path, _ := strings.Cut(route, " ")
		f.Add(method, path, `{}`, "application/json", "localhost")
		f.Add(method, path+"?test=a&limit=1", `{"method": "INVITE", "within": "1ms", "expect": [{"count": 1}]}`, "application/yaml", "127.0.0.1")
	}
	f.Add("POST", "/api/next", `{"play": "486", "source": "10.0.0.0/8"}`, "application/json", "localhost")
	f.Add("PUT", "/api/scenarios/busy-here", busy, "text/yaml", "localhost")
	f.Add("PUT", "/api/faults", "{fault: {drop: every 3}}", "application/yaml", "localhost")
	f.Add("POST", "/api/calls", `{"scenario": "knock", "target": "sip:a@127.0.0.1:9"}`, "application/json", "localhost")
	s := newStageOf(f, "scenario: knock\nstart: [{request: OPTIONS}]\n", func(cfg *control.Config) { cfg.Token = token })
	f.Fuzz(func(t *testing.T, method, path, body, kind, host string) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond) // nobody waits longer
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, method, "http://localhost"+path, strings.NewReader(body))
		if err != nil {
			return // no client could send it
		}
		r.Host = host
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", given)
		w := httptest.NewRecorder()
		s.control.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%s %s answers\n%s", method, path, w.Body)
		}
		if w.Code >= 400 && method != http.MethodHead {
			var p struct {
				Status int
				Detail string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Detail == "" {
				t.Errorf("%s %s answers %d with %v\n%s", method, path, w.Code, err, w.Body)
			}
		}
		check(t, s, w)
	})
}

func FuzzBeforeTheToken(f *testing.F) {
	fuzz(f, "s3cret", "Bearer no", func(t *testing.T, s *stage, w *httptest.ResponseRecorder) {
		if w.Code < 400 && !strings.Contains(w.Body.String(), `"status"`) {
			t.Errorf("it is let in with %d:\n%s", w.Code, w.Body)
		}
	})
}

func FuzzBehindTheToken(f *testing.F) {
	fuzz(f, "s3cret", "Bearer s3cret", func(t *testing.T, s *stage, w *httptest.ResponseRecorder) {
		if w.Code == http.StatusUnauthorized {
			t.Errorf("it is not let in:\n%s", w.Body)
		}
	})
}
