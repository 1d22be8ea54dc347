package responder

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

// Engine answers requests. It has no clock, no sockets and no goroutines; its
// methods may be called from any goroutine. The moments it is told are of a clock
// that is not set back, as those of [time.Now] are; when it is, what was waited
// for comes as much later, and what begins is answered as ever.
type Engine struct {
	cfg      Config
	files    files
	yours    atomic.Pointer[scenarios.Set]
	shards   []*shard
	attempts attempts
	dials    dials
	digests  digests
	events   *events
	nexts    nexts
	tests    tests
	disturb  disturbed
	spread   maphash.Seed
	warnings *rate.Limiter
	calls    atomic.Uint64 // number of the last call
	ours     atomic.Uint64 // number of the last request of ours
	playing  atomic.Int64  // calls in progress
	later    later
	refused  refused
	panics   atomic.Uint64
	stacks   sync.Map // of panics, by their text
	draining atomic.Bool
	maddr    atomic.Bool // its refusal was told
}

// New makes an engine. The error says which setting is wrong.
func New(cfg Config) (*Engine, error) {
	if cfg.Send == nil {
		return nil, errors.New("responder: Config.Send is missing")
	}
	cfg.Timing = cfg.Timing.WithDefaults()
	cfg.Limits = cfg.Limits.withDefaults()
	if cfg.Library == nil {
		cfg.Library = scenarios.Library()
	}
	if cfg.Known == nil {
		cfg.Known = func(string) bool { return false }
	}
	if cfg.Journal == nil {
		cfg.Journal = journal.New(journal.Config{})
	}
	if len(cfg.Secret) == 0 {
		cfg.Secret = make([]byte, 16)
		rand.Read(cfg.Secret)
	}
	if cfg.Digest == nil {
		cfg.Digest = digest.New(digest.Config{Secret: cfg.Secret})
	}
	if cfg.Registrar == nil {
		cfg.Registrar = registrar.New(registrar.Config{Secret: cfg.Secret})
	}
	cfg.Events = cfg.Events.withDefaults()
	e := &Engine{cfg: cfg, events: newEvents(), spread: maphash.MakeSeed(), warnings: rate.NewLimiter(10, 20)}
	e.Reload(cfg.Scenarios)
	for range max(cfg.Shards, 1) {
		e.shards = append(e.shards, newShard(e))
	}
	return e, nil
}

// Journal is where the engine takes down what happens.
func (e *Engine) Journal() *journal.Journal { return e.cfg.Journal }

// Receive takes one packet that came at a moment. Its bytes are not kept.
// Whatever they are, it returns; what is wrong with them stands in the journal.
func (e *Engine) Receive(p wire.Packet, now time.Time) {
	defer e.tell(now)
	if p.Unreached {
		e.unreached(p.Flow, p.Why, now)
	}
	if p.Closed {
		e.connectionClosed(p.Flow, now)
	}
	if p.Closed || p.Unreached {
		return
	}
	m, err := message.Parse(p.Data)
	if err != nil {
		e.warn(fmt.Sprintf("not SIP, dropped: %d bytes from %s: %s", len(p.Data), p.Flow.Remote, printable(p.Data)), now)
		return
	}
	if p.Broken != nil {
		m.Spoil(p.Broken)
	}
	s := e.shardOf(m.CallID())
	in := &incoming{Message: m, flow: p.Flow, data: p.Data, replaces: e.replaces(m)}
	defer e.catchUp(now)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survivePacket(in, now)
	s.sweep(now)
	s.receive(in, now)
	in.data = nil
}

// Next is when something is due, and whether anything is.
func (e *Engine) Next() (next time.Time, ok bool) {
	for _, s := range e.shards {
		if at, due := s.next(); due && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}

// Advance does what is due until now.
func (e *Engine) Advance(now time.Time) {
	for _, s := range e.shards {
		s.advance(now)
	}
	e.catchUp(now)
}

// Drain makes new INVITEs be answered 503 with Retry-After; what is in progress
// goes on.
func (e *Engine) Drain() { e.draining.Store(true) }

// Draining reports whether [Engine.Drain] was called.
func (e *Engine) Draining() bool { return e.draining.Load() }

// Panics is the number of panics that were survived.
func (e *Engine) Panics() uint64 { return e.panics.Load() }

// Playing is the number of calls in progress.
func (e *Engine) Playing() int { return int(e.playing.Load()) }

func (e *Engine) note(call uint64, flow message.Flow, text string, now time.Time) {
	e.cfg.Journal.Append(journal.Entry{At: now, Call: call, Kind: journal.Note, Flow: flow, Why: text})
}

// warn is a note that the operator sees in the log; of a flood of them the log
// sees ten a second.
func (e *Engine) warn(text string, now time.Time) {
	kind := journal.Note
	if e.warnings.AllowN(now, 1) {
		kind = journal.Warn
	}
	e.cfg.Journal.Append(journal.Entry{At: now, Kind: kind, Why: text})
}

var tagLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// tag is our To tag for a request: a keyed hash, so that an answer without
// state repeats it. Listener and Request-URI are part of it, because the branches
// of a fork that end here are calls of their own. It consists of lower-case letters and digits, because SIPp
// 3.6 takes a tag with "CSeq" in it for the header field.
func (e *Engine) tag(in *incoming, dialog string) string {
	h := sha256.New()
	h.Write(e.cfg.Secret)
	for _, s := range [...]string{in.CallID(), in.FromTag(), in.RequestURI(), in.flow.Listener, dialog} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	var seq [4]byte
	binary.BigEndian.PutUint32(seq[:], in.CSeq().Number)
	h.Write(seq[:])
	return e.letters(h.Sum(nil))
}

// branch is a new branch for a request of ours (RFC 3261 section 8.1.1.7).
func (e *Engine) branch() string {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], e.ours.Add(1))
	sum := sha256.Sum256(append(number[:], e.cfg.Secret...))
	return message.MagicCookie + e.letters(sum[:])
}

func (e *Engine) letters(sum []byte) string {
	return tagLetters.EncodeToString(sum[:10])
}

// printable is the beginning of bytes as text that can stand in a log line.
func printable(data []byte) string {
	const most = 40
	text := string(data[:min(len(data), most)])
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return '.'
		}
		return r
	}, text)
}
