package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// apiOf is where the address of the API may stand.
const apiOf = "SIPBIN_API"

// apiClient asks the HTTP API of a sipbin that serves.
type apiClient struct {
	base, token string
	client      *http.Client
}

// addAPIFlag gives a command the flag that says where sipbin serves.
func addAPIFlag(f *pflag.FlagSet) *string {
	return f.String("api", "", "`URL` of the sipbin that serves (default: "+apiOf+", else where --http or http: of sipbin.yaml say, else http://127.0.0.1:8060)")
}

// apiAt is the client for the API at a URL, "" for the one that the environment
// says, or else where sipbin serves by these settings.
func (p *program) apiAt(base string, s *httpSettings) (*apiClient, error) {
	if base == "" {
		base, _ = p.lookupEnv(apiOf)
	}
	if base == "" {
		base = s.url()
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("--api %s: not a URL such as http://127.0.0.1:8060", base)
	}
	token, err := p.token(s)
	if err != nil {
		return nil, err
	}
	const patience = 30 * time.Second
	return &apiClient{base: strings.TrimSuffix(base, "/"), token: token, client: &http.Client{Timeout: patience}}, nil
}

// do sends a request with a body in JSON, none for nil, and reads the answer
// into another value, unless that is nil. The error says what is wrong, and how
// to mend it.
func (a *apiClient) do(ctx context.Context, method, path string, body, into any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, sent)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	res, err := a.client.Do(req)
	if err != nil {
		return &exit{exitFail, fmt.Sprintf("nothing answers at %s: start sipbin serve there, or say with --api where it is", a.base)}
	}
	defer res.Body.Close()
	const most = 64 << 20
	text, err := io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return &exit{exitFail, fmt.Sprintf("%s does not answer to the end: %v", a.base, err)}
	}
	if res.StatusCode >= http.StatusBadRequest {
		return refusal(a.base, res, text)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return &exit{exitFail, fmt.Sprintf("what answers at %s is not sipbin's API: %v", a.base, err)}
	}
	return nil
}

// refusal is a problem that the API told, in one line.
func refusal(base string, res *http.Response, text []byte) error {
	var problem struct {
		Detail string
		Errors []struct{ Field, Text, Hint string }
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if kind != "application/problem+json" || json.Unmarshal(text, &problem) != nil || problem.Detail == "" {
		return &exit{exitFail, fmt.Sprintf("what answers at %s is not sipbin's API: %s", base, res.Status)}
	}
	var parts []string
	for _, e := range problem.Errors {
		parts = append(parts, joined("; ", e.Text, e.Hint))
	}
	if parts == nil {
		parts = []string{problem.Detail}
	}
	if res.StatusCode == http.StatusUnauthorized {
		parts = []string{"the API asks for its token: give --http-token-file or " + tokenOf}
	}
	code := exitFail
	if res.StatusCode == http.StatusBadRequest {
		code = exitUsage
	}
	return &exit{code, strings.Join(parts, "; ")}
}
