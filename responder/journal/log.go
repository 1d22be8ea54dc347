package journal

import (
	"context"
	"fmt"
	"io"
	"time"
)

const (
	// busy is the number of calls in a second above which the log counts them
	// instead of printing each.
	busy = 200
	// portion is how much a follower reads at once.
	portion = 256
)

// Log prints a line for each call that ended ([Line]) and for each [Warn] note.
// Above 200 calls in a second it counts, one line a second:
//
//	12:04:32.114  1234 calls  ->  1200 x 486, 34 x 200  ACK missing 2
type Log struct {
	w io.Writer

	entries, ended uint64 // what to read next
	window         time.Time
	calls          int  // in the second that began at window
	counting       bool // since the second before was busy
	tally          tally
}

// NewLog returns a log that writes to w, a line at a time.
func NewLog(w io.Writer) *Log { return &Log{w: w} }

// Follow prints what is in the journal and what comes, until ctx is done and
// all that was there then is printed. It returns the error of the writer. Its
// caller runs it in a goroutine and waits for it; once for each Log.
func (l *Log) Follow(ctx context.Context, j *Journal) error {
	err := follow(ctx, j, func() (uint64, time.Duration, error) {
		if err := l.turn(time.Now()); err != nil {
			return 0, 0, err
		}
		if err := l.notes(j); err != nil {
			return 0, 0, err
		}
		err := l.summaries(j)
		if l.tally.calls > 0 {
			return l.entries, max(time.Until(l.window.Add(time.Second)), pace), err
		}
		return l.entries, 0, err
	})
	if err != nil {
		return err
	}
	return l.count()
}

// turn begins a new second when one has passed.
func (l *Log) turn(now time.Time) error {
	if now.Sub(l.window) < time.Second {
		return nil
	}
	l.window, l.counting, l.calls = now, l.calls > busy, 0
	return l.count()
}

// count prints what was not printed call by call.
func (l *Log) count() error {
	if l.tally.calls == 0 {
		return nil
	}
	_, err := fmt.Fprintln(l.w, l.tally.String())
	l.tally = tally{}
	return err
}

func (l *Log) notes(j *Journal) error {
	for {
		entries, next, _ := j.Read(l.entries, portion, Warn)
		l.entries = next
		if len(entries) == 0 {
			return nil
		}
		for _, e := range entries {
			if err := l.note(e); err != nil {
				return err
			}
		}
	}
}

func (l *Log) note(e Entry) error {
	from := ""
	if e.Flow.Remote.IsValid() {
		from = e.Flow.Remote.String() + "  "
	}
	_, err := fmt.Fprintf(l.w, "%s  %s%s\n", e.At.Format(clock), from, Printable(RedactText(e.Why)))
	return err
}

func (l *Log) summaries(j *Journal) error {
	for {
		ended, next, lost := j.Ended(l.ended, portion)
		l.ended = next
		l.calls += int(lost)
		l.tally.unread(int(lost))
		if len(ended) == 0 {
			return nil
		}
		for _, s := range ended {
			l.calls++
			if l.counting || l.calls > busy {
				l.tally.add(s)
				continue
			}
			if _, err := fmt.Fprintln(l.w, Line(s)); err != nil {
				return err
			}
		}
	}
}
