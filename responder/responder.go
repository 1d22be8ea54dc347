package responder

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/wire"
)

// Responder is an [Engine] with sockets and a clock.
type Responder struct {
	*Engine
	wire *wire.Wire
	rtp  *media.Ports // nil when there are none

	troubles *troubles
	hurry    chan struct{} // closed when nothing is to be waited for any more
	hasten   func()
}

// Listen opens the sockets and makes the engine behind them. Of cfg, Send is
// not needed, and OpenRTP opens ports of rtp if it is nil; Serve closes rtp at its
// end. The error is a *wire.BindError for a listener that cannot be had.
func Listen(cfg Config, sockets wire.Config, rtp *media.Ports) (*Responder, error) {
	if cfg.Journal == nil {
		cfg.Journal = journal.New(journal.Config{})
	}
	warn := func(text string) {
		cfg.Journal.Append(journal.Entry{At: time.Now(), Kind: journal.Warn, Why: text})
	}
	sockets.OnRefused = func(src netip.Addr, listener string, first bool) {
		if first {
			warn(fmt.Sprintf("%s is not answered on %s; --allow %s lets it in", src, listener, src))
		}
	}
	lately := &troubles{}
	sockets.OnTrouble = func(listener string, err error) {
		warn(fmt.Sprintf("%s: %v", listener, err))
		if failed := new(net.OpError); errors.As(err, &failed) { // not what a peer did
			lately.add(listener, err.Error(), time.Now())
		}
	}
	sockets.OnPanic = func(value any, stack []byte) {
		warn(fmt.Sprintf("panic survived: %v", value))
		cfg.Journal.Append(journal.Entry{At: time.Now(), Kind: journal.Note, Why: string(stack)})
	}
	if cfg.Trusted == nil {
		trust := sockets.Trust
		if trust == nil {
			trust = wire.Private()
		}
		cfg.Trusted = trust.Has
	}
	w, err := wire.Listen(sockets)
	if err != nil {
		return nil, err
	}
	for _, text := range w.Notes() {
		warn(text)
	}
	cfg.Leave, cfg.Prove, cfg.MediaHost = w.Leave, w.Prove, wire.Facing
	cfg.Reach, cfg.IsLocal, cfg.Gone = reach(w), isLocal(w), w.Gone
	cfg.Send, cfg.SendElsewhere, cfg.CloseConn = w.Send, w.SendElsewhere, w.CloseConn
	if rtp != nil && rtp.OnPanic == nil {
		rtp.OnPanic = sockets.OnPanic
	}
	if cfg.OpenRTP == nil && rtp != nil {
		cfg.OpenRTP = func(local netip.Addr, on media.Events) (Stream, error) {
			stream, err := rtp.Open(local, on)
			if err != nil {
				return nil, err
			}
			return stream, nil
		}
	}
	engine, err := New(cfg)
	if err != nil {
		w.Close()
		return nil, err
	}
	r := &Responder{Engine: engine, wire: w, rtp: rtp, troubles: lately, hurry: make(chan struct{})}
	r.hasten = sync.OnceFunc(func() { close(r.hurry) })
	return r, nil
}

// Say puts a sentence for the operator into the journal.
func (r *Responder) Say(text string) { r.warn(text, time.Now()) }

// Addrs are the listeners as they were bound.
func (r *Responder) Addrs() []wire.Bound { return r.wire.Addrs() }

// Stats counts packets and connections.
func (r *Responder) Stats() wire.Stats { return r.wire.Stats() }

// Health says what is wrong at the moment, in sentences: listeners that cannot
// accept or read, and panics that were survived.
func (r *Responder) Health() (why []string) {
	why = r.wire.InTrouble()
	if n := r.Panics() + r.Stats().Panics; n > 0 {
		why = append(why, fmt.Sprintf("%d panics survived; the log has the stack of the first", n))
	}
	return why
}

// Serve answers until ctx is done. Then new INVITEs get 503, subscriptions end,
// and calls in progress have drain to finish, in the last of which they are ended
// by BYE, CANCEL or 480; one that is not over then has the verdict unfinished, and
// the sockets close. With a drain of 0 they are ended at once, and have a second
// to say that they heard it; below 0 nobody is told.
func (r *Responder) Serve(ctx context.Context, drain time.Duration) error {
	running, stop := context.WithCancel(context.Background())
	defer stop()
	var clocks sync.WaitGroup
	clocks.Go(func() { r.Run(running) })
	clocks.Go(func() {
		select {
		case <-ctx.Done():
			r.Drain()
			r.EndSubscriptions(time.Now())
			r.finishOrEnd(drain)
			stop()
		case <-running.Done():
		}
	})
	err := r.wire.Serve(running, func(p wire.Packet) { r.Receive(p, p.At) })
	stop()
	clocks.Wait()
	r.CutOff(time.Now())
	if r.rtp != nil {
		r.rtp.Close()
	}
	return err
}

// Hasten lets Serve, once it is told to stop, wait for no call any more: it ends
// them as with a drain of 0.
func (r *Responder) Hasten() { r.hasten() }

// finishOrEnd waits for the calls in progress, and ends those that are left.
func (r *Responder) finishOrEnd(drain time.Duration) {
	if drain < 0 {
		return
	}
	tidily := min(drain/4, 2*time.Second)
	if hastened := r.finish(drain-tidily, r.hurry); hastened || drain == 0 {
		tidily = time.Second
	}
	r.endAll("sipbin was told to stop", time.Now())
	r.finish(tidily, nil)
}

// finish waits for the calls in progress, until hurry is closed, which it
// reports. Subscribers have a second to answer their last NOTIFY: those that are
// gone are not waited for.
func (r *Responder) finish(drain time.Duration, hurry <-chan struct{}) (hastened bool) {
	const look = 20 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	began := time.Now()
	for r.Playing() > 0 && time.Since(began) < drain && (time.Since(began) < time.Second || !r.onlySubscribed()) {
		select {
		case <-tick.C:
		case <-hurry:
			return true
		}
	}
	return false
}

// Run is the clock of an engine: it does what is due, when it is, until ctx is
// done.
func (e *Engine) Run(ctx context.Context) {
	var clocks sync.WaitGroup
	for _, s := range e.shards {
		clocks.Go(func() { s.run(ctx) })
	}
	clocks.Wait()
}

// run is the clock of a shard: one timer, set to its first deadline.
func (s *shard) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	s.mu.Lock()
	s.wake = func(at time.Time) { timer.Reset(time.Until(at)) }
	s.rearm()
	s.mu.Unlock()
	for {
		select {
		case now := <-timer.C:
			s.advance(now)
			s.catchUp(now)
		case <-ctx.Done():
			return
		}
	}
}

// CutOff ends the calls that are in progress; their verdict is unfinished. The
// engine is told nothing afterwards.
func (e *Engine) CutOff(now time.Time) {
	for _, s := range e.shards {
		s.mu.Lock()
		for c := range s.inProgress {
			c.cutOff(now)
		}
		s.mu.Unlock()
	}
}

func (c *call) cutOff(now time.Time) {
	c.over = true
	c.closeStreams(now)
	c.end.At = now
	if !c.up.IsZero() && c.end.Talk == 0 {
		c.end.Talk = now.Sub(c.up)
	}
	if !c.onlySubscribed() { // which has no end of its own
		c.judge(journal.Verdict{Outcome: journal.Unfinished}, now)
	}
	c.shard.cfg.Journal.Close(c.id, c.end)
}
