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

// startKamailio starts it in front of listeners of a sipbin, three at most.
func startKamailio(t *testing.T, listeners ...string) kamailio {
	t.Helper()
	k := kamailio{port: freePort(t)}
	args := []string{"-l", "udp:" + k.address()}
	for i, name := range []string{"SIPBIN", "SECOND", "THIRD"} {
		args = append(args, "-A", fmt.Sprintf("%s=%q", name, listeners[min(i, len(listeners)-1)]))
	}
	k.process = runKamailio(t, "proxy.cfg", args...)
	return k
}

// runKamailio starts it with a configuration of testdata/kamailio.
func runKamailio(t *testing.T, config string, args ...string) *process {
	t.Helper()
	config, err := filepath.Abs(filepath.Join("testdata", "kamailio", config))
	if err != nil {
		t.Fatal(err)
	}
	run := t.TempDir()
	p := start(t, "kamailio", nil, append([]string{"-DD", "-E", "-f", config, "-Y", run, "-w", run, "-m", "32", "-M", "8"}, args...)...)
	t.Cleanup(func() { // killed, it would leave its children behind
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		p.ends()
	})
	p.says(`Listening on`)
	return p
}

func (k kamailio) address() string { return fmt.Sprintf("127.0.0.1:%d", k.port) }

// serveBehindKamailio starts it in front of three listeners of one sipbin, which
// are named first, second and third.
func serveBehindKamailio(t *testing.T) (*sipbin, kamailio) {
	t.Helper()
	scenarios, err := filepath.Abs("testdata/kamailio/listeners.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var places [3]string
	flags := []string{"--scenarios", scenarios, "--http", fmt.Sprintf("127.0.0.1:%d", freePort(t))}
	for i, name := range []string{"first", "second", "third"} {
		places[i] = fmt.Sprintf("127.0.0.1:%d", freePort(t))
		flags = append(flags, "--listen", name+"=udp://"+places[i])
	}
	return serve(t, flags...), startKamailio(t, places[:]...)
}

func TestCallsGoThroughARecordRoutingProxy(t *testing.T) {
	t.Parallel()
	needs(t, "kamailio")
	needs(t, "baresip")
	s := serve(t, "--messages")
	k := startKamailio(t, s.address("127.0.0.1"))
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
	s, k := serveBehindKamailio(t)
	t.Run("each with a Request-URI of its own", func(t *testing.T) {
		t.Parallel()
		b := startBaresip(t, s).(*baresip)
		b.say("d sip:fork@" + k.address())
		b.says(`Call established: sip:`, `session closed`)
		s.logs(t, k.address(), "INVITE", "180*2*200*1", `200 OK.*BYE by us`)
		s.logs(t, k.address(), "INVITE", "180*1*486", `486 Busy Here.*ACK ok`)
		s.logs(t, k.address(), "INVITE", "180*60*200", `487 Request Terminated.*ACK ok.*ended by caller`)
		b.quit()
	})
	t.Run("each at a listener of its own", func(t *testing.T) {
		t.Parallel()
		b := startBaresip(t, s).(*baresip)
		b.say("d sip:everywhere@" + k.address())
		b.says(`Call established: sip:`, `session closed`)
		s.saysTimes(2, `INVITE everywhere as rings  ->  .*487 Request Terminated.*ACK ok.*ended by caller`)
		s.logs(t, k.address(), "INVITE", "everywhere as answers", `200 OK.*BYE by us`)
		b.quit()
		same := map[string]bool{}
		for _, c := range s.journal(t, "everywhere") {
			same[c.CallID] = true
			if want := map[string]int{"first": 200, "second": 487, "third": 487}[c.Listener]; c.final() != want {
				t.Errorf("at %s the last response is %d, want %d", c.Listener, c.final(), want)
			}
		}
		if len(same) != 1 {
			t.Errorf("the branches have %d Call-IDs", len(same))
		}
	})
	t.Run("unless two of them come to the same one", func(t *testing.T) {
		t.Parallel()
		b := startBaresip(t, s).(*baresip)
		b.say("d sip:twice@" + k.address())
		b.says(`Call established: sip:`, `session closed`)
		b.quit()
		s.logs(t, k.address(), "INVITE", "twice as reached-twice", `200 OK.*BYE by us`)
		s.logged(t, `482 Loop Detected`)
	})
}
