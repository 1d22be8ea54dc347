// Package integration_test drives the real sipbin, built from this checkout,
// with clients that other people wrote: sipp, sipsak, the softphones baresip
// and linphonec, JsSIP and SIP.js in Node.js and in Chromium, sipgo, openssl,
// with kamailio in between, and tshark, which reads what was captured. It asserts
// both ends: what the peer reports of the call, and what sipbin says of it.
//
// It imports nothing of ours and talks on loopback only. One file names one
// peer; process_test.go starts and watches any of them, sipbin_test.go the
// program under test.
//
// A peer that is not installed skips its tests, loudly, or fails them when
// SIPBIN_REQUIRE_PEERS is 1; peers.sh installs all of them. SIPBIN_BINARY
// names a sipbin to test instead of building one. With go test -race the
// sipbin under test looks for races as well.
//
// Run it as "cd integration_test && go test": named as a package, go test
// shows nothing of what did not run.
package integration_test

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	waitMoreThanWork()
	seeSources()
	// sipgo warns of a count below zero whenever an agent is closed that has a
	// connection, in this log only: no logger that it is given gets the line.
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	remove, err := buildSipbin()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer remove()
	code := m.Run()
	fmt.Println(absent.summary())
	return code
}

// waitMoreThanWork raises the number of tests that run side by side: a call
// spends its seconds waiting, not computing.
func waitMoreThanWork() {
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", "16")
	}
}

// seeSources looks at every file sipbin is built from. go test remembers what
// a test looked at, so a cached pass does not outlive a change of sipbin.
func seeSources() {
	_ = filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		if err != nil || (entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != "..") {
			return filepath.SkipDir
		}
		switch filepath.Ext(path) {
		case ".go", ".yaml", ".tsv", ".mod", ".sum", ".js":
			_, _ = os.Stat(path)
		}
		return nil
	})
}
