package integration_test

import (
	"crypto/md5"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	password = "hush-hush-1"
	bearer   = "hush-hush-2"
	inURI    = "hush-hush-3"
	ofAPI    = "hush-hush-4"
	keyBytes = "aHVzaGh1c2hodXNoaHVzaGh1c2hodXNoaHVzaGh1" // 30 bytes, as RFC 4568 has them
)

// confide says what a client with secrets has to say to a sipbin, and returns them.
func confide(t *testing.T, address string) (secrets []string) {
	t.Helper()
	c := callsTo(t, address, "confidant")
	ask := func(n int, more string) string {
		l, id := c.leg(n)
		m, err := c.final(l, "REGISTER", c.request("REGISTER", "alice", id, "", 1, more, ""))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	ask(1, "Authorization: Bearer "+bearer+"\r\n")
	ask(2, "Proxy-Authorization: Basic "+bearer+"\r\n")
	challenge := ask(3, "X-Sipbin: 401*200\r\n")
	nonce := regexp.MustCompile(`nonce="([^"]+)"`).FindStringSubmatch(challenge)
	if nonce == nil {
		t.Fatalf("no challenge:\n%s", challenge)
	}
	uri := "sip:alice@" + address
	response := sum(sum("alice:sipbin:"+password) + ":" + nonce[1] + ":" + sum("REGISTER:"+uri))
	ask(6, fmt.Sprintf("X-Sipbin: 401*200\r\nAuthorization: Digest username=\"alice\", realm=\"sipbin\", nonce=%q, uri=%q, response=%q\r\n",
		nonce[1], uri, response))

	sdp := "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/SAVP 0\r\n" +
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + keyBytes + "\r\n"
	l, final, err := c.invite(4, "200", sdp)
	if err != nil {
		t.Fatal(err)
	}
	ours := regexp.MustCompile(`inline:([^\s|]+)`).FindStringSubmatch(final)
	if ours == nil {
		t.Fatalf("no key in the answer:\n%s", final)
	}
	if err := c.bye(4, l, "200", final); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.invite(5, "486:"+inURI, ""); err != nil {
		t.Fatal(err)
	}
	return []string{password, bearer, inURI, ofAPI, keyBytes, response, ours[1]}
}

func sum(text string) string { return fmt.Sprintf("%x", md5.Sum([]byte(text))) }

// reveals reports the secrets that a text shows.
func reveals(t *testing.T, what, text string, secrets []string) (found int) {
	t.Helper()
	for _, secret := range secrets {
		if at := strings.Index(text, secret); at >= 0 {
			found++
			if what != "" {
				t.Errorf("%s shows %q:\n...%s", what, secret, text[max(0, at-300):at+len(secret)])
			}
		}
	}
	return found
}

func TestSecretsAreShownOnlyWhereTheyAreAskedForByName(t *testing.T) {
	t.Parallel()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(ofAPI), 0o600); err != nil {
		t.Fatal(err)
	}
	capture := filepath.Join(t.TempDir(), "all.pcap")
	s := serve(t, "--messages", "--http", "127.0.0.1:0", "--http-token-file", token, "--users", "alice:"+password, "--pcap", capture)
	secrets := confide(t, s.address("127.0.0.1"))
	s.logged(t, `-> +486`)

	api := s.api()
	for _, path := range []string{"/api/calls", "/api/messages?limit=1000", "/api/registrations", "/api/misses", "/metrics", "/healthz",
		"/api/calls/1", "/api/calls/1/ladder", "/api/calls/5", "/api/calls/5/ladder", "/api/calls/5/messages"} {
		reveals(t, path, get(t, api+path), secrets)
	}
	shown := get(t, api+"/api/messages?limit=1000&secrets=show")
	if reveals(t, "", shown, secrets) < 5 {
		t.Errorf("not even secrets=show shows them:\n%s", shown)
	}
	s.stop()
	reveals(t, "the log with ladders and messages", s.said.String(), secrets)
	if reveals(t, "", read(t, capture), secrets) < 5 {
		t.Error("the capture is not what was on the wire")
	}
}

func TestMessagesShowSecretsWhenTold(t *testing.T) {
	t.Parallel()
	s := serve(t, "--messages", "--show-secrets", "--users", "alice:"+password)
	secrets := confide(t, s.address("127.0.0.1"))
	s.stop()
	if reveals(t, "", s.said.String(), secrets) < 5 {
		t.Error("--show-secrets shows none")
	}
}

func TestTheReportsOfARunHaveNoSecrets(t *testing.T) {
	t.Parallel()
	folder, port := t.TempDir(), freePort(t)
	at := func(name string) string { return filepath.Join(folder, name) }
	run := &sipbin{port: port, process: start(t, program, nil, "run", "--calls", "4", "--timeout", "20s", "--listen", fmt.Sprintf("udp://127.0.0.1:%d", port),
		"--ready-file", at("ready"), "--users", "alice:"+password, "--ladder", "--messages", "--junit", at("junit.xml"), "--json", at("run.json"))}
	run.awaitFile(at("ready"))
	secrets := confide(t, run.address("127.0.0.1"))
	run.ends()
	for _, file := range []string{"junit.xml", "run.json"} {
		text := read(t, at(file))
		if !strings.Contains(text, "486") {
			t.Errorf("%s tells nothing of the calls:\n%s", file, text)
		}
		reveals(t, file, text, secrets)
	}
	reveals(t, "what run prints", run.said.String(), secrets)
}

func get(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+ofAPI)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode == http.StatusUnauthorized {
		t.Fatalf("%s: %s %v", url, response.Status, err)
	}
	return string(text)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
