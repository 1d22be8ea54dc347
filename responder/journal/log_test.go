package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// output is a bytes.Buffer that may be read while it is written.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

// taken is what was written since the last call, without times of day.
func (o *output) taken() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	text := o.buf.String()
	o.buf.Reset()
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimSuffix(line[len("12:00:00.000  "):], "\n"))
	}
	return lines
}

var peer = flow(message.UDP, "10.0.0.1:5060", "10.0.0.5:5060")

func ring(j *journal.Journal, first, n int, end journal.End) {
	for i := range n {
		id := uint64(first + i)
		end.At = time.Now()
		j.Open(journal.Call{ID: id, Opened: end.At, Method: "INVITE", Dialled: fmt.Sprint(id), Flow: peer})
		j.Close(id, end)
	}
}

var (
	refused = journal.End{Reason: "Busy Here", Acked: "ok", Responses: []journal.Response{{Code: 486}}}
	lost    = journal.End{Reason: "Decline", Acked: "missing", Responses: []journal.Response{{Code: 603}}}
)

func TestTheLogPrintsCallsAndCountsThemWhenThereAreMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(journal.Config{Records: 8, Calls: 1000})
		var out output
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- journal.NewLog(&out).Follow(ctx, j) }()
		pass := func(d time.Duration) []string {
			time.Sleep(d)
			synctest.Wait()
			return out.taken()
		}
		expect := func(got []string, want ...string) {
			t.Helper()
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("\n got %q\nwant %q", got, want)
			}
		}
		line := func(n int) string { return fmt.Sprintf("10.0.0.5:5060  INVITE %d  ->  486 Busy Here  ACK ok", n) }

		expect(pass(time.Minute))
		j.Append(journal.Entry{At: time.Now(), Kind: journal.Warn, Flow: peer, Why: "8.8.8.8 is not answered\n"})
		ring(j, 1, 1, refused)
		j.Append(journal.Entry{At: time.Now(), Kind: journal.Note, Why: "not for the operator"})
		expect(pass(20*time.Millisecond), `10.0.0.5:5060  8.8.8.8 is not answered\n`, line(1))

		pass(time.Second)
		ring(j, 10_001, 300, refused)
		got := pass(20 * time.Millisecond)
		if len(got) != 200 || got[199] != line(10_200) {
			t.Errorf("%d lines for 300 calls at once, the last %q", len(got), got[len(got)-1])
		}
		expect(pass(time.Second), "100 calls  ->  100 x 486")

		ring(j, 20_001, 9, refused)
		ring(j, 30_001, 2, lost)
		expect(pass(20 * time.Millisecond))
		expect(pass(time.Second), "11 calls  ->  9 x 486, 2 x 603  ACK missing 2")

		ring(j, 7, 1, refused) // the second before had 11
		expect(pass(20*time.Millisecond), line(7))

		ring(j, 40_001, 2500, refused)
		got = pass(2 * time.Second)
		if want := "2500 calls  ->  1000 x 486, 1500 not read in time"; got[len(got)-1] != want {
			t.Errorf("\n got %q\nwant %q", got[len(got)-1], want)
		}
		pass(2 * time.Second)
		ring(j, 50_001, 250, refused)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		got = out.taken()
		if len(got) != 201 || got[200] != "50 calls  ->  50 x 486" {
			t.Errorf("%d lines at the end, the last %q", len(got), got[len(got)-1])
		}
	})
}

type broken struct{}

var errFull = errors.New("disk full")

func (broken) Write([]byte) (int, error) { return 0, errFull }

func TestTheLogReturnsTheErrorOfItsWriter(t *testing.T) {
	j := journal.New(journal.Config{})
	ring(j, 1, 1, refused)
	if err := journal.NewLog(broken{}).Follow(t.Context(), j); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
