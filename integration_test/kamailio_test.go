package integration_test

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
)

// kamailio is a proxy in front of sipbin.
type kamailio struct {
	*process
	port int
}

func startKamailio(t *testing.T, s *sipbin) kamailio {
	t.Helper()
	config, err := filepath.Abs("testdata/kamailio/proxy.cfg")
	if err != nil {
		t.Fatal(err)
	}
	k := kamailio{port: freePort(t)}
	run := t.TempDir()
	k.process = start(t, "kamailio", nil, "-DD", "-E", "-f", config, "-Y", run, "-w", run, "-m", "32", "-M", "8",
		"-l", fmt.Sprintf("udp:127.0.0.1:%d", k.port), "-A", fmt.Sprintf("SIPBIN=%q", s.address("127.0.0.1")))
	t.Cleanup(func() { // killed, it would leave its children behind
		_ = k.cmd.Process.Signal(syscall.SIGTERM)
		k.ends()
	})
	k.says(`Listening on`)
	return k
}

func (k kamailio) address() string { return fmt.Sprintf("127.0.0.1:%d", k.port) }

func TestCallsGoThroughARecordRoutingProxy(t *testing.T) {
	t.Parallel()
	needs(t, "kamailio")
	needs(t, "baresip")
	s := serve(t, "--messages")
	k := startKamailio(t, s)
	b := startBaresip(t, s).(*baresip)
	b.say("d sip:200*1@" + k.address())
	b.says(`Call established: sip:`, `session closed`)
	s.logs(t, k.address(), "INVITE", "200*1", `200 OK.*BYE by us`)
	s.logged(t, `(?m)^BYE sip:tester-\S+ SIP/2\.0\r?\n(?:[^\r\n]+\r?\n)*Route: <sip:`+k.address()+`;`)
	b.say("d sip:200@" + k.address())
	b.saysTimes(2, `Call established: sip:`)
	b.hangUp()
	s.logs(t, k.address(), "INVITE", "200", `200 OK.*BYE by caller`)
	b.quit()
}

func TestThreeBranchesOfAForkAreThreeCalls(t *testing.T) {
	t.Parallel()
	needs(t, "kamailio")
	needs(t, "baresip")
	s := serve(t)
	k := startKamailio(t, s)
	b := startBaresip(t, s).(*baresip)
	b.say("d sip:fork@" + k.address())
	b.says(`Call established: sip:`, `session closed`)
	s.logs(t, k.address(), "INVITE", "180*2*200*1", `200 OK.*BYE by us`)
	s.logs(t, k.address(), "INVITE", "180*1*486", `486 Busy Here.*ACK ok`)
	s.logs(t, k.address(), "INVITE", "180*60*200", `487 Request Terminated.*ACK ok.*ended by caller`)
	b.quit()
}
