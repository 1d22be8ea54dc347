package control_test

import (
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/control"
)

func TestTheTokenIsAskedFor(t *testing.T) {
	s := newStage(t, "", func(cfg *control.Config) { cfg.Token = "s3cret" })
	for _, credentials := range []string{
		"", "s3cret", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crett", "Bearer S3CRET", "Basic s3cret", "Bearer s3cret x", "Bearer \"s3cret\"",
	} {
		for _, route := range append(control.Routes(), "GET /nowhere") {
			method, path, _ := strings.Cut(route, " ")
			if path == "/healthz" || path == "/readyz" {
				continue
			}
			r := s.do(method, path, "", "Authorization: "+credentials).is(401)
			if r.header.Get("WWW-Authenticate") != `Bearer realm="sipbin"` {
				t.Errorf("it asks for %q", r.header.Get("WWW-Authenticate"))
			}
			if strings.Contains(string(r.body), "s3cret") {
				t.Errorf("it tells the token:\n%s", r.body)
			}
		}
	}
	for _, credentials := range []string{"Bearer s3cret", "bearer s3cret", "BEARER  s3cret"} {
		s.do("GET", "/api/calls", "", "Authorization: "+credentials).is(200)
		s.do("POST", "/api/tests", `{}`, "Authorization: "+credentials).is(201)
	}
}

func TestOnlyWhoKnowsOurNameIsLetIn(t *testing.T) {
	s := newStage(t, "", func(cfg *control.Config) { cfg.Hosts = []string{"Sipbin.Lab"} })
	port := s.url[strings.LastIndex(s.url, ":"):]
	for host, let := range map[string]bool{
		"localhost": true, "localhost" + port: true, "LOCALHOST:1": true, "127.0.0.1" + port: true, "127.0.0.1": true, "127.9.9.9": true,
		"[::1]" + port: true, "[::1]": true, "[::ffff:127.0.0.1]": true, "sipbin.lab": true, "sipbin.lab:80": true,
		"attacker.example": false, "attacker.example" + port: false, "localhost.attacker.example": false, "127.0.0.1.attacker.example": false,
		"10.0.0.5": false, "0.0.0.0": false, "[::]": false, "sub.localhost": false, "x": false, "2130706433": false, "127.1": false,
	} {
		for _, path := range []string{"/api/calls", "/healthz", "/nowhere"} {
			r := s.do("GET", path, "", "Host: "+host)
			if (r.status != 421) != let {
				t.Errorf("%s at %s answers %d:\n%s", path, host, r.status, r.body)
			}
		}
	}
}

func TestAPageOfAnotherOriginChangesNothing(t *testing.T) {
	s := newStage(t, "")
	before := s.state()
	for _, headers := range [][]string{
		{"Origin: http://attacker.example"}, {"Origin: null"}, {"Origin: https://127.0.0.1:1"}, {"Origin: nonsense"},
		{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site"}, {"Sec-Fetch-Site: nonsense"},
		{"Origin: http://localhost:1", "Sec-Fetch-Site: cross-site"},
	} {
		for _, route := range control.Routes() {
			method, path, _ := strings.Cut(route, " ")
			if method != "GET" {
				s.do(method, path, `{}`, headers...).is(403)
			}
		}
		s.do("GET", "/api/next", "", headers...).is(200)
	}
	if after := s.state(); after != before {
		t.Errorf("there is\n%s\nand before there was\n%s", after, before)
	}
	for _, headers := range [][]string{{"Origin: " + s.url}, {"Sec-Fetch-Site: same-origin", "Origin: " + s.url}, {"Sec-Fetch-Site: none"}} {
		s.do("POST", "/api/tests", `{}`, headers...).is(201)
	}
}
