package responder

import (
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// call is an attempt to begin something and all that follows from it: for an
// INVITE the dialog, for an OPTIONS just the answer. It is data of one shard.
type call struct {
	shard    *shard
	id       uint64
	flow     message.Flow
	scenario *scenarios.Scenario // nil: the methods' defaults
	dialled  string
	off      scenarios.Acts
	// first is the transaction that opened the call.
	first   *serverTx
	tracks  []*track
	dialogs []*dialog.Dialog
	// arrivals are the requests that an expect may look back at; kept only
	// when a list of the scenario expects something.
	arrivals []*arrival

	answered     *answered     // a 2xx to an INVITE that waits for its ACK
	reliable     *reliable     // a reliable provisional that waits for its PRACK
	refresher    *refresher    // the session timer
	subscription *subscription // what NOTIFYs are owed
	stream       Stream
	session      []byte // our last session description
	sdpVersion   uint64

	pending  []*serverTx // without a final response
	clients  []*clientTx // likewise, of ours
	awaiting int         // final responses to INVITE without their ACK

	begun, up time.Time
	end       journal.End
	over      bool
}

// arrival is a request that came for a call.
type arrival struct {
	in    *incoming
	tx    *serverTx // nil for ACK
	at    time.Time
	taken bool
}

func (s *shard) newCall(in *incoming, now time.Time) *call {
	s.playing.Add(1)
	return &call{shard: s, id: s.calls.Add(1), flow: in.flow, begun: now}
}

func (c *call) note(text string, now time.Time) { c.shard.note(c.id, c.flow, text, now) }

// open plays the scenario that was chosen for the request, or what its method
// does by default.
func (c *call) open(tx *serverTx, chosen choice, now time.Time) {
	in := tx.request
	c.shard.cfg.Journal.Open(journal.Call{
		ID: c.id, Opened: now, Flow: in.flow, Method: in.Method(), Dialled: c.dialled,
		Scenario: chosen.name(), CallID: in.CallID(), From: message.AddrSpec(in.From()),
	})
	c.shard.heard(in, c.id, chosen.why, now)
	if c.refuse(tx, now) {
		return
	}
	c.armTrying(tx, now)
	c.armExpire(tx, now)
	if list := c.listFor(in.Method()); list != nil {
		steps := c.shard.attempts.next(c, list, tx, now)
		c.play(tx, steps, now)
		return
	}
	c.byDefault(tx, now)
}

// listFor is the step list of the scenario for a method, nil for none.
func (c *call) listFor(method string) *scenarios.List {
	if c.scenario == nil {
		return nil
	}
	return c.scenario.ListFor(method)
}

// play opens a track.
func (c *call) play(tx *serverTx, steps []scenarios.Step, now time.Time) {
	t := &track{call: c, tx: tx, frames: []frame{{steps: steps}}, begun: now}
	if tx != nil && len(steps) == 0 {
		tx.silence(now)
	}
	c.tracks = append(c.tracks, t)
	t.play(now)
}

// silence makes the transaction swallow its request and all its retransmissions.
func (tx *serverTx) silence(now time.Time) {
	s := tx.call.shard
	tx.silent = true
	s.queue.stop(tx.trying)
	s.queue.end(tx, s.cfg.Timing.Timeout(), now)
}

// receive takes a request of the call's dialog: an expect that waits for it,
// the scenario's list for its method, the method's default.
func (c *call) receive(tx *serverTx, now time.Time) {
	in := tx.request
	method := in.Method()
	a := c.arrive(in, tx, now)
	if err := tx.dialog.Receive(in.Message); err != nil {
		c.shard.heard(in, c.id, "out of order", now)
		c.respondCode(tx, 500, "default: "+err.Error(), now)
		c.settle(now)
		return
	}
	taker := c.taker(a)
	switch {
	case taker != nil && taker.expecting.Takes:
		c.shard.heard(in, c.id, taker.expecting.String(), now)
		taker.met(a, now)
	default:
		list := c.ownList(method)
		c.shard.heard(in, c.id, c.takerName(taker, list), now)
		if taker != nil {
			a.taken = true
		}
		if list != nil {
			c.armTrying(tx, now)
			c.play(tx, c.shard.attempts.next(c, list, tx, now), now)
		} else {
			c.byDefault(tx, now)
		}
		if taker != nil {
			taker.met(a, now)
		}
	}
	c.settle(now)
}

// ownList is the list for a request inside the call. A list for any answers
// what begins something only; a re-INVITE has a name of its own.
func (c *call) ownList(method string) *scenarios.List {
	if c.scenario == nil {
		return nil
	}
	if method == "INVITE" {
		return c.scenario.On["re-INVITE"]
	}
	return c.scenario.On[method]
}

func (c *call) takerName(taker *track, list *scenarios.List) string {
	name := "default"
	if list != nil {
		name = "on " + list.At.String()
	}
	if taker != nil {
		name = taker.expecting.String() + ", " + name
	}
	return name
}

// arrive keeps a request for expects that look back.
func (c *call) arrive(in *incoming, tx *serverTx, now time.Time) *arrival {
	a := &arrival{in: in, tx: tx, at: now}
	const most = 64
	if len(c.tracks) > 0 && len(c.arrivals) < most {
		c.arrivals = append(c.arrivals, a)
	}
	return a
}

// taker is the first track that waits for this request.
func (c *call) taker(a *arrival) *track {
	for _, t := range c.tracks {
		if t.expects(a) {
			return t
		}
	}
	return nil
}

// done takes note that a transaction got its final response, or never will.
func (c *call) done(tx *serverTx) {
	tx.unmerge()
	q := &c.shard.queue
	q.stop(tx.trying)
	q.stop(tx.ring)
	q.stop(tx.expires)
	tx.trying, tx.ring, tx.expires = nil, nil, nil
	c.pending = slices.DeleteFunc(c.pending, func(p *serverTx) bool { return p == tx })
}

// acknowledged takes note of the ACK to a 3xx-6xx.
func (c *call) acknowledged(tx *serverTx, in *incoming, now time.Time) {
	c.awaiting--
	c.end.Acked = "ok"
	a := c.arrive(in, nil, now)
	if t := c.taker(a); t != nil {
		t.met(a, now)
	}
	c.settle(now)
}

// unacknowledged takes note that the ACK never came.
func (c *call) unacknowledged(_ *serverTx, _ time.Time) {
	c.awaiting--
	c.end.Acked = "missing"
}

// stopTracks ends the lists that are being played, except the one given; what
// they leave unplayed is taken down.
func (c *call) stopTracks(why string, except *track, now time.Time) {
	for _, t := range c.tracks {
		if t != except && !t.over {
			t.stop(why, now)
		}
	}
}

// settle ends the call when nothing of it is left to happen.
func (c *call) settle(now time.Time) {
	if c.over {
		return
	}
	left := c.tracks[:0]
	for _, t := range c.tracks {
		if !t.over {
			left = append(left, t)
		}
	}
	clear(c.tracks[len(left):])
	c.tracks = left
	if len(c.tracks) > 0 || len(c.pending) > 0 || c.awaiting > 0 || len(c.clients) > 0 || len(c.dialogs) > 0 {
		return
	}
	c.over = true
	c.closeStream()
	c.shard.queue.stop(c.refresher.timer())
	c.shard.playing.Add(-1)
	c.end.At = now
	c.shard.cfg.Journal.Close(c.id, c.end)
	// Transactions keep the call for as long as they absorb retransmissions.
	c.arrivals, c.subscription, c.refresher, c.session, c.end = nil, nil, nil, nil, journal.End{}
}

// forgetDialogs removes the call's dialogs: what comes in them now gets 481.
func (c *call) forgetDialogs(now time.Time) {
	for _, d := range c.dialogs {
		delete(c.shard.dialogs, d.ID)
	}
	if !c.up.IsZero() && c.end.Talk == 0 {
		c.end.Talk = now.Sub(c.up)
	}
	c.dialogs = nil
	c.closeStream()
	c.shard.queue.stop(c.refresher.timer())
}

func (c *call) closeStream() {
	if c.stream != nil {
		c.stream.Close()
		c.stream = nil
	}
}

// addDialog makes the dialog of a response known, once (RFC 3261 section 12.1.1).
func (c *call) addDialog(d *dialog.Dialog) *dialog.Dialog {
	for _, known := range c.dialogs {
		if known.ID == d.ID {
			return known
		}
	}
	c.dialogs = append(c.dialogs, d)
	c.shard.dialogs[d.ID] = inDialog{call: c, dialog: d}
	return d
}

// confirmed is the dialog that a 2xx made, nil for none.
func (c *call) confirmed() *dialog.Dialog {
	for _, d := range c.dialogs {
		if !d.Early {
			return d
		}
	}
	return nil
}

func (c *call) unplayed(text string) {
	if c.end.Unplayed != "" {
		text = strings.Join([]string{c.end.Unplayed, text}, "; ")
	}
	c.end.Unplayed = text
}
