package integration_test

import (
	"bytes"
	"regexp"
	"sync"
	"time"
)

// A transcript is what a process has said so far. Whoever waits for a line is
// woken by the line.
type transcript struct {
	mu   sync.Mutex
	said []byte
	more chan struct{} // closed at the next write
}

// escapes are the colours phones print.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func (tr *transcript) Write(p []byte) (int, error) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.said = append(tr.said, bytes.ReplaceAll(p, []byte("\r"), nil)...)
	if tr.more != nil {
		close(tr.more)
		tr.more = nil
	}
	return len(p), nil
}

func (tr *transcript) String() string {
	said, _ := tr.look()
	return string(said)
}

// look returns what was said, and a channel that is closed when there is more.
func (tr *transcript) look() ([]byte, <-chan struct{}) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if tr.more == nil {
		tr.more = make(chan struct{})
	}
	return escapes.ReplaceAll(tr.said, nil), tr.more
}

// wait returns once count matches of pattern have been said; false when
// they were not in time or the process ended without them.
func (tr *transcript) wait(pattern *regexp.Regexp, count int, within time.Duration, ended <-chan struct{}) bool {
	late := time.NewTimer(within)
	defer late.Stop()
	for over := false; ; {
		said, more := tr.look()
		if len(pattern.FindAllIndex(said, count)) >= count {
			return true
		}
		if over {
			return false
		}
		select {
		case <-more:
		case <-ended: // all was said before it ended: one last look
			over = true
		case <-late.C:
			return false
		}
	}
}
