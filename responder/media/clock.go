package media

import (
	"container/heap"
	"sync"
	"time"
)

// clock does what is due: the packets of all that plays, reports, what is late on
// purpose. It has one goroutine, and that only while something is to come. Nothing
// is done under its lock, so that what is done may set and take back deadlines.
type clock struct {
	mu      sync.Mutex
	due     agenda
	running bool
	stopped bool
	// sooner wakes the goroutine when something is due before what it waits for.
	sooner chan struct{}
	// goroutine is waited for at the end.
	goroutine sync.WaitGroup
}

// deadline is something to be done at a time. It is in a clock at most once.
type deadline struct {
	at    time.Time
	act   func(now time.Time)
	place int // in the agenda, counted from 1; 0 is not in it
}

// set makes d due, or due at another time.
func (c *clock) set(d *deadline, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	d.at = at
	if d.place == 0 {
		heap.Push(&c.due, d)
	} else {
		heap.Fix(&c.due, d.place-1)
	}
	switch {
	case !c.running:
		c.running = true
		if c.sooner == nil {
			c.sooner = make(chan struct{}, 1)
		}
		c.goroutine.Go(c.run)
	case d.place == 1:
		select {
		case c.sooner <- struct{}{}:
		default:
		}
	}
}

// unset takes d back. What has begun is not waited for.
func (c *clock) unset(d *deadline) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d.place != 0 {
		heap.Remove(&c.due, d.place-1)
	}
}

// stop forgets all that was due; the goroutine ends by itself.
func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	for _, d := range c.due {
		d.place = 0
	}
	c.due = nil
	if c.running {
		select {
		case c.sooner <- struct{}{}:
		default:
		}
	}
}

func (c *clock) run() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		now := time.Now()
		d, wait := c.next(now)
		switch {
		case d != nil:
			d.act(now)
		case wait < 0:
			return
		default:
			timer.Reset(wait)
			select {
			case <-timer.C:
			case <-c.sooner:
			}
		}
	}
}

// next takes out what is due, or says how long there is nothing; a negative time
// is the end of the goroutine.
func (c *clock) next(now time.Time) (*deadline, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.due) == 0 {
		c.running = false
		return nil, -1
	}
	if wait := c.due[0].at.Sub(now); wait > 0 {
		return nil, wait
	}
	return heap.Pop(&c.due).(*deadline), 0
}

// agenda is a heap of deadlines, the first on top.
type agenda []*deadline

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }

func (a agenda) Swap(i, j int) {
	a[i], a[j] = a[j], a[i]
	a[i].place, a[j].place = i+1, j+1
}

func (a *agenda) Push(x any) {
	d := x.(*deadline)
	*a = append(*a, d)
	d.place = len(*a)
}

func (a *agenda) Pop() any {
	old := *a
	d := old[len(old)-1]
	d.place = 0
	old[len(old)-1] = nil
	*a = old[:len(old)-1]
	return d
}
