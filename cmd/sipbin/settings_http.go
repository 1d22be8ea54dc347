package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// httpSettings are those of the HTTP API.
type httpSettings struct {
	Addr      string `mapstructure:"http"`
	TokenFile string `mapstructure:"http-token-file"`
	// given is set when the address is not the default one.
	given bool
}

// tokenOf is where the token may stand as well; arguments are for everybody on
// the machine to read.
const tokenOf = "SIPBIN_HTTP_TOKEN"

func addHTTPSettings(f *pflag.FlagSet) {
	f.String("http", "127.0.0.1:8060", "`ADDR|off` of the HTTP API; another than a loopback address needs a token")
	f.String("http-token-file", "", "`FILE` of the token that requests to the API have to bear; "+tokenOf+" in the environment says it as well")
}

func (s *httpSettings) off() bool { return s.Addr == "off" }

// url is where a sipbin with these settings can be asked on this machine, the
// default where they do not say.
func (s *httpSettings) url() string {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil || port == "0" {
		return "http://127.0.0.1:8060"
	}
	if addr, err := netip.ParseAddr(host); host == "" || err == nil && addr.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func (s *httpSettings) check() error {
	if s.off() {
		return nil
	}
	if _, _, err := net.SplitHostPort(s.Addr); err != nil {
		return fmt.Errorf("--http %s: not an address such as 127.0.0.1:8060, nor off", s.Addr)
	}
	return nil
}

// token reads the token, "" for none.
func (p *program) token(s *httpSettings) (string, error) {
	token, inEnv := p.lookupEnv(tokenOf)
	inEnv = inEnv && token != ""
	switch {
	case s.TokenFile == "" && !inEnv:
		return "", nil
	case s.TokenFile != "" && inEnv:
		return "", errors.New("--http-token-file and " + tokenOf + " both say the token: leave one of them out")
	case s.TokenFile != "":
		text, err := os.ReadFile(s.TokenFile)
		if err != nil {
			return "", fmt.Errorf("--http-token-file: %w", err)
		}
		token = strings.TrimSpace(string(text))
	}
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", errors.New("the token of the API has to be one word of ASCII letters, digits and signs")
	}
	return token, nil
}
