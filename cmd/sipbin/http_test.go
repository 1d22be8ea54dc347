package main

import (
	"net"
	"strings"
	"testing"
)

func TestWithoutItsDefaultAddressTheAPIIsDoneWithout(t *testing.T) {
	if l, err := net.Listen("tcp", "127.0.0.1:8060"); err == nil {
		defer l.Close() // else somebody else has it
	}
	s := startServing(t, "", "udp://127.0.0.1:0", "env", "SIPBIN_HTTP=", "sipbin", "serve")
	if s.http != "" {
		t.Errorf("there is an API at %s", s.http)
	}
	if err := ring(&strings.Builder{}, s.addr, "INVITE", "486"); err != nil {
		t.Error(err)
	}
	log := s.stop(t)
	for _, want := range []string{
		"there is no HTTP API, as 127.0.0.1:8060 cannot be had (it is taken by another socket): --http 127.0.0.1:0 takes a free port, --http off none\n",
		"INVITE 486  ->  486 Busy Here",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
}
