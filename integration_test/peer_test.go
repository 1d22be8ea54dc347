package integration_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// packages names the Debian package a peer comes with; peers.sh installs the same.
var packages = map[string]string{
	"sipp":      "sip-tester",
	"sipsak":    "sipsak",
	"baresip":   "baresip",
	"linphonec": "linphone-cli",
	"tshark":    "tshark",
	"openssl":   "openssl",
	"node":      "nodejs",
	"npm":       "npm",
	"chromium":  "chromium",
	"kamailio":  "kamailio",
	"prlimit":   "util-linux",
	"nft":       "nftables",
	"ip":        "iproute2",
}

// absent counts what could not run, for the last line of the run.
var absent absence

type absence struct {
	mu    sync.Mutex
	peers []string
	tests int
}

func (a *absence) note(peer string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tests++
	if !slices.Contains(a.peers, peer) {
		a.peers = append(a.peers, peer)
	}
}

func (a *absence) summary() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return fmt.Sprintf("%d peers missing, %d tests did not run", len(a.peers), a.tests)
}

// needs skips the test when a peer is not installed, or fails it when
// SIPBIN_REQUIRE_PEERS is 1.
func needs(t *testing.T, peer string) {
	t.Helper()
	if _, err := exec.LookPath(peer); err == nil {
		return
	}
	isAbsent(t, peer, fmt.Sprintf("NOT RUN: %s is not installed (apt-get install %s)", peer, packages[peer]))
}

// needsModule is needs for a module of kamailio.
func needsModule(t *testing.T, module string) {
	t.Helper()
	needs(t, "kamailio")
	if found, _ := filepath.Glob("/usr/lib*/*/kamailio/modules/" + module + ".so"); len(found) > 0 {
		return
	}
	isAbsent(t, "kamailio "+module, fmt.Sprintf("NOT RUN: kamailio has no module %s (apt-get install kamailio-%[1]s-modules)", module))
}

// isAbsent skips the test for want of a peer, or fails it when
// SIPBIN_REQUIRE_PEERS is 1.
func isAbsent(t *testing.T, peer, line string) {
	t.Helper()
	if os.Getenv("SIPBIN_REQUIRE_PEERS") == "1" {
		t.Fatal(line)
	}
	absent.note(peer)
	fmt.Printf("%s: %s\n", t.Name(), line)
	t.Skip(line)
}
