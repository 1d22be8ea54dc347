package media

import (
	"container/heap"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// byHand keeps the clock of ports from going by itself, so that a test can turn
// it with until.
func byHand(p *Ports) { p.clock.running = true }

// until does all that is due up to a time, each at its own.
func (c *clock) until(end time.Time) {
	for {
		c.mu.Lock()
		if len(c.due) == 0 || c.due[0].at.After(end) {
			c.mu.Unlock()
			return
		}
		d := heap.Pop(&c.due).(*deadline)
		c.mu.Unlock()
		d.act(d.at)
	}
}

func TestWhatIsDueIsDoneInOrderAndOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c clock
		start := time.Now()
		var done []time.Duration
		at := func(d time.Duration) *deadline {
			one := &deadline{act: func(now time.Time) { done = append(done, now.Sub(start)) }}
			c.set(one, start.Add(d))
			return one
		}
		at(3 * time.Second)
		at(time.Second)
		moved := at(5 * time.Second)
		gone := at(2 * time.Second)
		synctest.Wait()
		at(500 * time.Millisecond)
		c.set(moved, start.Add(2500*time.Millisecond))
		c.unset(gone)
		c.unset(gone)
		time.Sleep(10 * time.Second)
		c.goroutine.Wait() // nothing is to come, so nobody waits for it
		want := []time.Duration{500 * time.Millisecond, time.Second, 2500 * time.Millisecond, 3 * time.Second}
		if !slices.Equal(done, want) {
			t.Errorf("done at %v, want %v", done, want)
		}
		at(11 * time.Second)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(done) != 5 || done[4] != 11*time.Second {
			t.Errorf("after a rest done at %v", done)
		}
		c.goroutine.Wait()
	})
}

func TestWhatIsDoneMaySetItselfAgainAndAStoppedClockDoesNothing(t *testing.T) {
	synctest.Test(t, func(*testing.T) {
		var c clock
		ticks := 0
		var d deadline
		d.act = func(now time.Time) {
			ticks++
			c.set(&d, now.Add(20*time.Millisecond))
		}
		c.set(&d, time.Now())
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		if ticks != 51 {
			t.Errorf("%d ticks in a second", ticks)
		}
		c.stop()
		c.goroutine.Wait()
		c.set(&d, time.Now())
		time.Sleep(time.Second)
		synctest.Wait()
		if ticks != 51 || d.place != 0 {
			t.Errorf("%d ticks after the end", ticks)
		}
	})
}

func TestAnAgendaKnowsThePlacesOfItsDeadlines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := clock{running: true}
		all := make([]*deadline, 8)
		for i := range all {
			all[i] = new(deadline)
		}
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				c.set(rapid.SampledFrom(all).Draw(t, "which"), time.Unix(rapid.Int64Range(0, 20).Draw(t, "at"), 0))
			},
			"unset": func(t *rapid.T) { c.unset(rapid.SampledFrom(all).Draw(t, "which")) },
			"next": func(t *rapid.T) {
				now := time.Unix(rapid.Int64Range(0, 20).Draw(t, "now"), 0)
				if d, _ := c.next(now); d != nil && d.at.After(now) {
					t.Fatal("not due")
				}
				c.running = true
			},
			"": func(t *rapid.T) {
				for i, d := range c.due {
					if d.place != i+1 || d.at.Before(c.due[0].at) {
						t.Fatalf("deadline %d says it is at %d", i+1, d.place)
					}
				}
			},
		})
	})
}
