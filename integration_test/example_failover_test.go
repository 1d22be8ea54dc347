package integration_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestWhatIsSetUpAroundSipbinIsRight holds the files of examples/failover that
// are for others than sipbin: kamailio reads its own, and the zone names the
// listeners that the README shows.
func TestWhatIsSetUpAroundSipbinIsRight(t *testing.T) {
	t.Parallel()
	const folder = "../examples/failover/"
	readme, err := os.ReadFile(folder + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	zone, err := os.ReadFile(folder + "lab.test.zone")
	if err != nil {
		t.Fatal(err)
	}
	servers := regexp.MustCompile(`SRV\t\d+ 0 (\d+) (s\d)`).FindAllStringSubmatch(string(zone), -1)
	if len(servers) != 3 {
		t.Errorf("the zone has %d servers", len(servers))
	}
	for _, s := range servers {
		if listener := s[2] + "=udp://127.0.0.1:" + s[1]; !strings.Contains(string(readme), listener) {
			t.Errorf("the README has no listener %s", listener)
		}
	}
	needs(t, "kamailio")
	if said, err := exec.Command("kamailio", "-c", "-f", folder+"kamailio.cfg").CombinedOutput(); err != nil {
		t.Errorf("kamailio does not read its file: %v\n%s", err, said)
	}
}
