package integration_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

var lossy = flag.Duration("lossy", 200*time.Millisecond, "T1 over a network that loses 30 % each way; make flood takes the RFC's 500ms")

// lossyCalls are so many that chance, which takes about one call in 700 however
// right both sides are, stays far from the one in 200 that may be lost.
const lossyCalls = 2000

// inside says that a test runs in a network of its own.
const inside = "INTEGRATION_TEST_INSIDE"

// alone runs the test once more in a network namespace of its own, and reports
// whether this is it. Where there may be none the test is skipped.
func alone(t *testing.T, setUp ...string) bool {
	t.Helper()
	if os.Getenv(inside) != "" {
		for _, command := range append([]string{"ip link set lo up"}, setUp...) {
			if said, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
				t.Skipf("NOT RUN: %s: %v %s", command, err, said)
			}
		}
		return true
	}
	needs(t, "nft")
	needs(t, "ip")
	if said, err := exec.Command("unshare", "--net", "--mount", "true").CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: no network namespace may be made here: %s", said)
	}
	self := exec.Command("unshare", "--net", "--mount", os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v", fmt.Sprintf("-lossy=%s", *lossy))
	self.Env = append(os.Environ(), inside+"=1", "SIPBIN_BINARY="+program)
	said, err := self.CombinedOutput()
	t.Logf("%s", regexp.MustCompile(`(?m)^(=== |PASS|ok |\d+ peers).*\n`).ReplaceAll(said, nil))
	if err != nil {
		t.Error(err)
	}
	return false
}

// drops is what makes a network drop packets that come in, by a rule of nftables.
func drops(rule string) string {
	return "nft add table inet t && nft 'add chain inet t i { type filter hook input priority 0 ; }' && nft add rule inet t i " + rule + " drop"
}

func TestCallsCompleteThoughAThirdIsLostEachWay(t *testing.T) {
	t.Parallel()
	if !alone(t, drops("meta l4proto udp numgen random mod 100 '<' 30")) {
		return
	}
	// With T1 goes the pace, so that the calls are the same but for their length.
	t1, pace := *lossy, int(50*time.Second / *lossy)
	s := serve(t, "--ladder=false", "--drain", "0s", "--t1", t1.String(), "--t2", (8 * t1).String())
	c := callsTo(t, s.address("127.0.0.1"), "lossy")
	c.t1 = t1
	went, why := c.calls(lossyCalls, pace)
	t.Logf("%d of %d calls went as they were to where 30 %% is lost each way", went, lossyCalls)
	if went < lossyCalls*995/1000 {
		t.Errorf("others did not: %v", why)
	}
}

func TestADNSThatDoesNotAnswerIsSaidInALine(t *testing.T) {
	t.Parallel()
	resolv := filepath.Join(t.TempDir(), "resolv.conf")
	if err := os.WriteFile(resolv, []byte("nameserver 127.0.0.1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !alone(t, "mount --bind "+resolv+" /etc/resolv.conf", drops("udp dport 53")) {
		return
	}
	s := serve(t)
	call := start(t, program, nil, "call", "486", "sip:alice@phone.example.com")
	if went, why := callsTo(t, s.address("127.0.0.1"), "meanwhile").calls(20, 100); went != 20 {
		t.Errorf("meanwhile %v", why)
	}
	if code := call.ends(); code == 0 {
		t.Error("it ended with exit code 0")
	}
	if said := call.said.String(); !regexp.MustCompile(`^sipbin: look up phone\.example\.com: .*: name the host .*\n$`).MatchString(said) {
		t.Errorf("it says %q", said)
	}
}
