package control

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/scenarios"
)

// Config is what a [Control] is made of. Only Responder is required.
type Config struct {
	// Responder is what is seen and steered.
	Responder *responder.Responder
	// Token is what the Authorization of every request must bear. Default: none
	// is asked for, and [Control.Serve] takes loopback listeners only.
	Token string
	// Hosts are names by which the server is called, beside localhost, loopback
	// addresses and the address that the connection came to.
	Hosts []string
	// Health says what is amiss with the program around the responder, in
	// sentences. Default: nothing ever is.
	Health func() []string
}

// Control answers HTTP requests about a responder. Use [New].
type Control struct {
	responder *responder.Responder
	mux       *http.ServeMux
	crossing  *http.CrossOriginProtection
	token     [sha256.Size]byte
	guarded   bool
	hosts     []string
	health    func() []string
	metrics   *metrics

	polls    chan struct{} // a place for each that waits
	stopping context.Context
	stop     context.CancelFunc

	// writing is held by who changes the overlay.
	writing sync.Mutex
	overlay *scenarios.Set
	resets  resets
}

// maxPolls is how many may wait at once.
const maxPolls = 64

// New makes a Control. What it keeps of its own, scenarios among it, lasts as
// long as it does.
func New(cfg Config) *Control {
	c := &Control{
		responder: cfg.Responder,
		mux:       http.NewServeMux(),
		crossing:  http.NewCrossOriginProtection(),
		token:     sha256.Sum256([]byte(cfg.Token)),
		guarded:   cfg.Token != "",
		health:    cfg.Health,
		polls:     make(chan struct{}, maxPolls),
	}
	c.stopping, c.stop = context.WithCancel(context.Background())
	for _, host := range cfg.Hosts {
		c.hosts = append(c.hosts, strings.ToLower(host))
	}
	c.metrics = newMetrics(c)
	for _, r := range routes {
		c.mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, req *http.Request) { c.answer(w, req, r) })
	}
	return c
}

// Close ends what waits, with 503. Nothing waits any more after it.
func (c *Control) Close() { c.stop() }

// ServeHTTP answers one request.
func (c *Control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer c.survive(w)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if p := c.admit(r); p != nil {
		p.write(w)
		return
	}
	if p := c.find(r); p != nil {
		p.write(w)
		return
	}
	c.mux.ServeHTTP(w, r)
}

// survive keeps a mistake of ours from ending more than one request.
func (c *Control) survive(w http.ResponseWriter) {
	if reason := recover(); reason != nil {
		c.responder.Say(fmt.Sprintf("panic in the API survived: %v\n%s", reason, debug.Stack()))
		fail(http.StatusInternalServerError, "this is a mistake of sipbin's; the log has more").write(w)
	}
}
