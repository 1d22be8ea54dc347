package respondertest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

// Server is a responder for one test. Its methods that wait or fail are for the
// goroutine of the test.
type Server struct {
	t        testing.TB
	engine   *responder.Engine
	journal  *journal.Journal
	addr     netip.AddrPort
	memory   *memory // nil over sockets
	patience time.Duration
	began    time.Time
	stop     func()

	mu      sync.Mutex
	watch   *journal.Watch
	over    []journal.Summary // in the order in which they ended
	handed  int               // of them, by NextCall
	exactly int               // how many there are to be, -1: whatever comes
}

// ServerOption varies a [Server].
type ServerOption func(*serverOptions)

type serverOptions struct {
	memory   bool
	patience time.Duration
	change   []func(*responder.Config)
}

// InMemory makes the server answer datagrams that never leave the process, at
// 127.0.0.1:5060 of a network of its own: [Server.Dial] and [Server.PacketConn]
// are the way to it. Nothing in it waits for the outside, so it serves in a
// bubble of testing/synctest. There is no RTP.
func InMemory() ServerOption { return func(o *serverOptions) { o.memory = true } }

// Patience is how long the methods of a server wait. Default: 10 s.
func Patience(d time.Duration) ServerOption { return func(o *serverOptions) { o.patience = d } }

// Configure changes how the server is made: its timers, users, seed. What it
// sends with is not to be changed.
func Configure(change func(*responder.Config)) ServerOption {
	return func(o *serverOptions) { o.change = append(o.change, change) }
}

// Start starts a server that plays a scenario, on a free port of 127.0.0.1, the
// same over UDP and TCP. The scenario is a dial string ("180*486"), the name of
// one that ships ("dnd"), the path of a file, or YAML. One that stands alone and
// has no match answers every new call, whatever user is called; a dial string
// then leaves REGISTER and OPTIONS to the default. Several are found by their
// match or by name. With "" everything can be dialled.
//
// What is wrong with the scenario fails the test at once. The server ends with
// the test; if that has failed, its output has the ladders, and its artifact
// folder ([testing.TB.ArtifactDir]) the messages, as text and for Wireshark.
func Start(t testing.TB, scenario string, opts ...ServerOption) *Server {
	t.Helper()
	how := serverOptions{patience: 10 * time.Second}
	for _, o := range opts {
		o(&how)
	}
	set, err := read(scenario)
	if err != nil {
		t.Fatalf("respondertest: %v", err)
	}
	s := &Server{
		t: t, patience: how.patience, began: time.Now(), exactly: -1,
		journal: journal.New(journal.Config{Bytes: 4 << 20, Records: 1 << 13, Calls: 1 << 12}),
	}
	wanted := journal.Wanted{}
	for _, sc := range set.All() {
		wanted.Scenarios = append(wanted.Scenarios, sc.Name)
	}
	s.watch = s.journal.Watch(wanted, func(c journal.Summary) { s.over = append(s.over, c) })
	cfg := responder.Config{Scenarios: set, Journal: s.journal}
	for _, change := range how.change {
		change(&cfg)
	}
	start := s.listen
	if how.memory {
		start = s.inMemory
	}
	if err := start(cfg); err != nil {
		t.Fatalf("respondertest: %v", err)
	}
	t.Cleanup(s.end)
	return s
}

// read is the set of scenarios that a text means.
func read(text string) (*scenarios.Set, error) {
	var set *scenarios.Set
	var problems scenarios.Problems
	switch {
	case text == "":
		return scenarios.NewSet(), nil
	case strings.Contains(text, "\n") || strings.Contains(text, ": "):
		set, problems = scenarios.Parse("scenario.yaml", []byte(text))
	case scenarios.IsPath(text):
		set, problems = scenarios.Load([]string{text})
	default:
		sc, err := scenarios.Find(nil, text)
		if err != nil {
			return nil, err
		}
		return scenarios.NewSet(sc.ForEverybody()), nil
	}
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("the scenario is not good:\n%w", err)
	}
	if all := set.All(); len(all) == 1 {
		set = scenarios.NewSet(all[0].ForEverybody())
	}
	return set, nil
}

// listen serves at a port that is free over both UDP and TCP.
func (s *Server) listen(cfg responder.Config) error {
	const tries = 100
	var r *responder.Responder
	var err error
	rtp := &media.Ports{}
	for range tries {
		var port int
		if port, err = freePort(); err != nil {
			return err
		}
		sockets := wire.Config{ReadBuffer: 256 << 10}
		for _, transport := range []string{"udp", "tcp"} {
			l, err := wire.ParseListener(transport + "://127.0.0.1:" + strconv.Itoa(port))
			if err != nil {
				return err
			}
			sockets.Listeners = append(sockets.Listeners, l)
		}
		r, err = responder.Listen(cfg, sockets, rtp)
		if bind := (*wire.BindError)(nil); errors.As(err, &bind) {
			continue // somebody else was quicker
		}
		break
	}
	if err != nil {
		return err
	}
	s.engine, s.addr = r.Engine, r.Addrs()[0].Addr
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx, -1) }()
	s.stop = func() {
		cancel()
		if err := <-served; err != nil {
			s.t.Errorf("respondertest: %v", err)
		}
		rtp.Close()
	}
	return nil
}

// freePort is a port that was free a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// inMemory serves in a network of its own.
func (s *Server) inMemory(cfg responder.Config) error {
	s.memory = newMemory()
	s.addr = s.memory.server
	cfg.Send = s.memory.send
	cfg.Reach, cfg.IsLocal = s.memory.reach, func(a netip.AddrPort) bool { return a == s.memory.server }
	engine, err := responder.New(cfg)
	if err != nil {
		return err
	}
	s.engine = engine
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { engine.Run(ctx) })
	running.Go(func() { s.memory.serve(ctx, engine.Receive) })
	s.stop = func() {
		cancel()
		running.Wait()
		s.memory.close()
		engine.CutOff(time.Now())
	}
	return nil
}

// Network and Addr are where the server is reached, for [net.Dial]: "udp" and
// "127.0.0.1:40123". Over sockets it is reached over "tcp" at the same address. Of
// one in memory they only are what messages name; see [Server.Dial].
func (s *Server) Network() string { return "udp" }

// Addr is the address beside Network.
func (s *Server) Addr() string { return s.addr.String() }

// URI is that of a user of the server: sip:USER@127.0.0.1:40123. Over TCP a
// client adds ;transport=tcp.
func (s *Server) URI(user string) string { return "sip:" + user + "@" + s.Addr() }

// Dial is a connection of datagrams to the server, by whatever network it is
// reached. It is closed when the test ends.
func (s *Server) Dial() net.Conn {
	s.t.Helper()
	if s.memory != nil {
		return s.memory.open(true)
	}
	conn, err := net.Dial("udp", s.Addr())
	if err != nil {
		s.t.Fatalf("respondertest: %v", err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// PacketConn is a socket from which the server is reached, for a client that
// wants to be given one. It is closed when the test ends.
func (s *Server) PacketConn() net.PacketConn {
	s.t.Helper()
	if s.memory != nil {
		return s.memory.open(false)
	}
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatalf("respondertest: %v", err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Engine is the responder itself, for what this type does not offer: to place a
// call, to say what the next one gets, to look at bindings.
func (s *Server) Engine() *responder.Engine { return s.engine }

// Journal is all that was said, seen and decided.
func (s *Server) Journal() *journal.Journal { return s.journal }
