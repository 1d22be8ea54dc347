package responder

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
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
	dialled  string              // until the call was opened
	test     string              // the ID of the test it belongs to, "" for none
	off      scenarios.Acts
	// first is the transaction that opened the call; nil for a call of ours,
	// which placed describes.
	first   *serverTx
	placed  *placed
	tracks  []*track
	dialogs []*dialog.Dialog
	// forgotten are dialogs that are answered 481 though the call still watches.
	forgotten []dialog.ID
	names     map[*dialog.Dialog]string // of the early dialogs that have one
	vars      map[string]string
	// arrivals are the requests that an expect may look back at.
	arrivals []*arrival
	watches  []*watch // what must never come

	answered      []*answered     // 2xx to an INVITE that wait for their ACK
	reliables     []*reliable     // reliable provisionals that wait for their PRACK
	leaving       []*leaving      // dialogs whose BYE was refused
	refresher     *refresher      // the session timer
	subscriptions []*subscription // what NOTIFYs are owed
	events        []string        // what we are subscribed to with the peer
	packages      []string        // whose INFOs we said to take
	references    []*reference    // what REFERs asked for
	streams       []Stream        // one an audio line, the first is what is played
	mediaHost     netip.Addr      // where the streams are, not valid where the flow is
	follows       *dialog.Dialog  // by whose agreement the streams go
	sound         media.Playback  // what is played
	digits        string          // the keys the peer pressed

	pending  []*serverTx // without a final response
	clients  []*clientTx // likewise, of ours
	awaiting int         // final responses to INVITE without their ACK
	held     []func(now time.Time)
	delayed  int // transmissions that a fault holds back
	tries    map[*scenarios.List]*attempt
	lost     map[string]int // requests that came, by method, where some are lost
	came     map[string]int // what came, by name, where must: asks for it
	chance   *rand.Rand

	begun, up time.Time
	end       journal.End
	over      bool
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
		Scenario: chosen.name(), CallID: in.CallID(), From: message.AddrSpec(in.From()), TestID: c.test,
		Played: chosen.scenario != nil && chosen.scenario.ListFor(in.Method()) != nil,
	})
	c.shard.heard(in, c.id, chosen.why, now)
	c.count(in.Method())
	if c.refuse(tx, now) {
		return
	}
	if c.scenario != nil && c.scenario.Needs != nil {
		if ok, why := c.scenario.Needs.Judge(in); !ok {
			c.judge(journal.Verdict{Outcome: journal.NotApplicable, Why: why}, now)
			c.note("not applicable: "+why, now)
			c.scenario, c.off = nil, 0
		}
	}
	if c.callsBack(tx, now) {
		return
	}
	c.armTrying(tx, now)
	c.armExpire(tx, now)
	if list := c.listFor(in.Method()); list != nil {
		c.playTry(list, tx, now)
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

// ownList is the list for a request inside the call, or for an event. A list
// for any answers what begins something only; a re-INVITE has a name of its own.
func (c *call) ownList(name string) *scenarios.List {
	if c.scenario == nil {
		return nil
	}
	if name == "INVITE" {
		name = "re-INVITE"
	}
	return c.scenario.On[name]
}

// playTry opens a track with the try of the list that is due.
func (c *call) playTry(list *scenarios.List, tx *serverTx, now time.Time) {
	if tx == c.first && tx.dialog == nil {
		if step := c.shard.attempts.forbidden(c, tx.request, now); step != nil {
			c.fail(step, tx.request.Method()+" came", now)
			return
		}
	}
	steps, failed := c.shard.attempts.next(c, list, tx, now)
	if failed != "" {
		c.failTry(list, failed, now)
		return
	}
	c.play(tx, steps, now)
}

// play opens a track. A request that gets an empty list gets silence.
func (c *call) play(tx *serverTx, steps []scenarios.Step, now time.Time) {
	if tx != nil && len(steps) == 0 {
		tx.silence(now)
		return
	}
	t := &track{call: c, tx: tx, frames: []frame{{steps: steps}}, begun: now, digits: len(c.digits)}
	if tx != nil {
		tx.playing++
	}
	c.tracks = append(c.tracks, t)
	t.play(now)
}

// event plays the list for something that happened, or did not, and reports
// whether the scenario has one.
func (c *call) event(name string, tx *serverTx, now time.Time) bool {
	if c.over {
		return false
	}
	c.count(name)
	list := c.ownList(name)
	if list == nil {
		return false
	}
	c.note(name+": on "+list.At.String(), now)
	t := &track{call: c, tx: tx, frames: []frame{{steps: list.Tries[0].Steps}}, begun: now, digits: len(c.digits), event: true}
	c.tracks = append(c.tracks, t)
	t.play(now)
	return true
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
	a := c.arrive(in, tx, now)
	if err := tx.dialog.Receive(in.Message); err != nil {
		c.shard.heard(in, c.id, "out of order", now)
		c.respondCode(tx, 500, "default: "+err.Error(), now)
		c.settle(now)
		return
	}
	if c.refuseInside(a, now) {
		c.settle(now)
		return
	}
	tx.glare = c.receiveOffer(tx)
	c.take(a, c.ownList(in.Method()), now, func(*track) {
		c.byDefault(tx, now)
	})
	if keys := keysIn(in); keys != "" && !c.over && tx.Code() < 300 {
		c.press(keys, "INFO", now)
	}
	c.settle(now)
}

// take gives a request to its one taker: the expect that answers it, the list,
// or the default. An expect that only watches sees it as well.
func (c *call) take(a *arrival, list *scenarios.List, now time.Time, byDefault func(watching *track)) {
	taker := c.taker(a)
	c.shard.heard(a.in, c.id, takerName(taker, list), now)
	if c.watch(a.name, now) {
		return
	}
	if taker != nil && taker.expecting.Takes {
		taker.met(a, now)
		return
	}
	if taker != nil {
		a.taken = true
	}
	if list != nil {
		c.armTrying(a.tx, now)
		c.playTry(list, a.tx, now)
	} else {
		byDefault(taker)
	}
	if taker != nil {
		taker.met(a, now)
	}
}

func takerName(taker *track, list *scenarios.List) string {
	name := "default"
	if list != nil {
		name = "on " + list.At.String()
	}
	switch {
	case taker == nil:
		return name
	case taker.expecting.Takes:
		return taker.expecting.String()
	default:
		return taker.expecting.String() + ", " + name
	}
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

// stopTracks ends the lists that are being played, except the one given; what
// they leave unplayed is taken down.
func (c *call) stopTracks(why string, except *track, now time.Time) {
	for _, t := range slices.Clone(c.tracks) {
		if t != except && !t.over {
			t.stop(why, now)
		}
	}
}

// stopAnswering ends the lists of an INVITE that got its final response from
// elsewhere. One that waits for the ACK of it goes on.
func (c *call) stopAnswering(invite *serverTx, why string, except *track, now time.Time) {
	for _, t := range slices.Clone(c.tracks) {
		waits := t.expecting != nil && slices.Contains(t.expecting.Methods, "ACK")
		if t.tx == invite && t != except && !t.over && !waits {
			t.stop(why, now)
		}
	}
}

// settle ends the call when nothing of it is left to happen.
func (c *call) settle(now time.Time) {
	if c.over {
		return
	}
	c.tracks = slices.DeleteFunc(c.tracks, func(t *track) bool { return t.over })
	if len(c.tracks) == 0 {
		c.unsubscribe(now)
		c.unsubscribed(now)
	}
	c.lastWaits(now)
	if len(c.tracks) > 0 || c.goesOn() {
		return
	}
	c.over = true
	c.judgeMust(now)
	c.release(now)
	c.closeStreams(now)
	c.stopWatching()
	c.unfollowConn()
	c.unplace()
	for _, d := range c.forgotten {
		delete(c.shard.dialogs, d)
	}
	c.shard.queue.stop(c.refresher.timer())
	c.shard.playing.Add(-1)
	c.end.At = now
	c.shard.cfg.Journal.Close(c.id, c.end)
	// Transactions keep the call for as long as they absorb retransmissions.
	c.arrivals, c.events, c.packages, c.refresher, c.follows, c.end = nil, nil, nil, nil, nil, journal.End{}
	c.names, c.vars, c.tries, c.lost, c.came, c.chance, c.placed = nil, nil, nil, nil, nil, nil, nil
}

// goesOn reports whether something can still come in the call, or is to be done
// for it beside its lists.
func (c *call) goesOn() bool {
	return len(c.pending) > 0 || c.awaiting > 0 || len(c.clients) > 0 || len(c.dialogs) > 0 ||
		c.delayed > 0 || c.watching() || len(c.references) > 0
}

// lastWaits ends the lists when each of them waits for a request as long as the
// call lasts, and none can come any more.
func (c *call) lastWaits(now time.Time) {
	busy := func(t *track) bool { return !t.idle() }
	if c.goesOn() || len(c.forgotten) > 0 || slices.ContainsFunc(c.tracks, busy) {
		return
	}
	c.stopTracks("the call is over", nil, now)
	c.tracks = nil
}

func (c *call) unplayed(text string) {
	if c.end.Unplayed != "" {
		text = strings.Join([]string{c.end.Unplayed, text}, "; ")
	}
	c.end.Unplayed = text
}
