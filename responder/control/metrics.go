package control

import (
	"context"
	"net/http"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/sipbin/sipbin/responder/journal"
)

// metrics are counted from the journal, in a registry of their own. Nothing is
// counted before somebody asked once; then what the journal still holds counts
// as well.
type metrics struct {
	control  *Control
	registry *prometheus.Registry
	asked    atomic.Bool

	mu             sync.Mutex
	entries, ended uint64 // where to go on in the journal
	scenarios      map[string]bool

	calls, messages, retransmissions, faults *prometheus.CounterVec
	firstAnswer                              prometheus.Histogram
	unread                                   prometheus.Counter
}

func newMetrics(c *Control) *metrics {
	vector := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &metrics{
		control: c, registry: prometheus.NewRegistry(), scenarios: map[string]bool{},
		calls:           vector("sipbin_calls_total", "Calls that ended.", "scenario", "code", "verdict"),
		messages:        vector("sipbin_messages_total", "Messages received and sent; lost on purpose counts too.", "direction", "kind", "method", "transport"),
		retransmissions: vector("sipbin_retransmissions_total", "Messages that were repeated.", "direction"),
		faults:          vector("sipbin_faults_total", "Messages to which a fault was done on purpose.", "fault"),
		firstAnswer: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "sipbin_first_answer_seconds", Help: "Time from the request that began a call to its first response, waits of scenarios included.",
			Buckets: []float64{.001, .005, .02, .1, .2, .5, 1, 2, 5, 10, 32},
		}),
		unread: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sipbin_journal_unread_total", Help: "Entries and calls that made room in the journal before they were counted.",
		}),
	}
	m.registry.MustRegister(
		m.calls, m.messages, m.retransmissions, m.faults, m.firstAnswer, m.unread,
		gauge("sipbin_calls_in_progress", "Calls in progress.", func() float64 { return float64(c.responder.Playing()) }),
		gauge("sipbin_connections", "Stream connections that are open.", func() float64 { return float64(c.responder.Stats().Connections) }),
		gauge("sipbin_degraded", "1 when /healthz says degraded.", func() float64 { return min(1, float64(len(c.amiss()))) }),
		limits{c}, collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(liveHeap)), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// liveHeap is what is still in use, where go_memstats_heap_inuse_bytes has in it
// what waits to be collected.
var liveHeap = collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)}

func gauge(name, help string, value func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
}

// scrape is all metrics as Prometheus reads them.
func (c *Control) scrape(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	c.metrics.count()
	scraped := httpText{}
	promhttp.HandlerFor(c.metrics.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(&scraped, a.Request)
	if scraped.status >= http.StatusBadRequest {
		return nil, fail(http.StatusInternalServerError, "%s", firstLine(string(scraped.text)))
	}
	return text(scraped.header.Get("Content-Type"), string(scraped.text)), nil
}

// httpText keeps an answer as text.
type httpText struct {
	header http.Header
	status int
	text   []byte
}

// Header is what [http.ResponseWriter] asks for.
func (t *httpText) Header() http.Header {
	if t.header == nil {
		t.header = make(http.Header)
	}
	return t.header
}

// WriteHeader is what [http.ResponseWriter] asks for.
func (t *httpText) WriteHeader(status int) { t.status = status }

// Write keeps what is written.
func (t *httpText) Write(b []byte) (int, error) {
	t.text = append(t.text, b...)
	return len(b), nil
}

// follow counts often enough that a full journal is not missed, until ctx is
// done.
func (m *metrics) follow(ctx context.Context) {
	const often = time.Second
	tick := time.NewTicker(often)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if m.asked.Load() {
				m.count()
			}
		case <-ctx.Done():
			return
		}
	}
}

// count counts what has come since it was last called.
func (m *metrics) count() {
	m.asked.Store(true)
	m.mu.Lock()
	defer m.mu.Unlock()
	j := m.control.responder.Journal()
	t := newTransmissions()
	var lost uint64
	_, m.entries, lost = j.Find(m.entries, 1, t.see)
	m.unread.Add(float64(lost))
	t.addTo(m)
	const portion = 256
	for {
		ended, next, lost := j.Ended(m.ended, portion)
		m.ended = next
		m.unread.Add(float64(lost))
		if len(ended) == 0 {
			return
		}
		for i := range ended {
			m.countCall(&ended[i])
		}
	}
}

func (m *metrics) countCall(s *journal.Summary) {
	m.calls.WithLabelValues(m.scenario(s.Scenario), codeLabel(s), s.Verdict.Outcome.String()).Inc()
	if len(s.Responses) > 0 && !s.Placed {
		m.firstAnswer.Observe(s.Responses[0].After.Seconds())
	}
}
