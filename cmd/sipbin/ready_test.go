package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// readyFile waits for the file that says that sipbin serves, and returns the
// address of the first UDP listener.
func readyFile(name string) (addr string, err error) {
	const patience, look = time.Minute, 5 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if addr, ok := strings.CutPrefix(line, "udp "); ok {
				return strings.TrimSpace(addr), nil
			}
		}
		return "", fmt.Errorf("%s names no UDP listener: %s", name, text)
	}
	return "", fmt.Errorf("no %s within %v", name, patience)
}

// readyAPI is the address of the API that a ready file names, "" for none.
func readyAPI(name string) string {
	text, _ := os.ReadFile(name) // readyFile has read it
	_, rest, _ := strings.Cut("\n"+string(text), "\nhttp ")
	addr, _, _ := strings.Cut(rest, "\n")
	return addr
}
