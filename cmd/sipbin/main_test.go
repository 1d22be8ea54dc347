package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// programs are what the test binary is when it is called by their name: tests
// run sipbin as it is run, in a process of its own, the phone that calls it, and
// what asks its API.
var programs = map[string]func(){"sipbin": main, "phone": phoneMain, "curl": curl}

func TestMain(m *testing.M) {
	if run, ok := programs[filepath.Base(os.Args[0])]; ok {
		run()
		os.Exit(0)
	}
	folder, err := install()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// install puts the programs on the path, in a folder of their own.
func install() (folder string, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	if folder, err = os.MkdirTemp("", "sipbin-test-"); err != nil {
		return "", err
	}
	for name := range programs {
		if err := os.Symlink(self, filepath.Join(folder, name)); err != nil {
			return "", err
		}
	}
	// With the race detector every program would end a second late.
	if err := os.Setenv("GORACE", "atexit_sleep_ms=0 "+os.Getenv("GORACE")); err != nil {
		return "", err
	}
	return folder, os.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}
