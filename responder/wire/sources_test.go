package wire

import (
	"net/netip"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestASourceHasItsRequestsASecond(t *testing.T) {
	ss := sources{rate: 10, factor: 3}
	a, b := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("203.0.113.8")
	now := time.Unix(1000, 0)
	taken := func(a netip.Addr, times int) (n int) {
		for range times {
			if ss.take(a, 100, now) {
				n++
			}
		}
		return n
	}
	if got := taken(a, 50); got != 10 {
		t.Errorf("at once %d of 50 are taken, want 10", got)
	}
	if got := taken(b, 50); got != 10 {
		t.Errorf("of another source %d, want 10", got)
	}
	now = now.Add(300 * time.Millisecond)
	if got := taken(a, 50); got != 3 {
		t.Errorf("0.3 s later %d are taken, want 3", got)
	}
	now = now.Add(time.Hour)
	if got := taken(a, 50); got != 10 {
		t.Errorf("an hour later %d are taken, want 10", got)
	}
	off := sources{rate: -1, factor: -1}
	for range 1000 {
		if !off.take(a, 100, now) || !off.spend(a, 1000, now) {
			t.Fatal("a limit that is off limits")
		}
	}
}

func TestASourceIsSentThreeTimesWhatItSentUntilItIsThere(t *testing.T) {
	ss := sources{rate: -1, factor: 3}
	a, now := netip.MustParseAddr("203.0.113.7"), time.Unix(1000, 0)
	if ss.spend(a, 1, now) {
		t.Error("one that sent nothing is sent something")
	}
	ss.take(a, 400, now)
	for _, c := range []struct {
		n    int
		want bool
	}{{500, true}, {700, true}, {1, false}} {
		if got := ss.spend(a, c.n, now); got != c.want {
			t.Errorf("%d bytes more: %v", c.n, got)
		}
	}
	ss.prove(a, now)
	if !ss.spend(a, 1<<20, now.Add(provenFor-1)) || ss.spend(a, 1, now.Add(provenFor)) {
		t.Error("a proof holds too short or too long")
	}
}

func TestAnIPv6NetworkIsOneSource(t *testing.T) {
	ss := sources{rate: 1, factor: 3}
	now := time.Unix(1000, 0)
	ss.take(netip.MustParseAddr("2001:db8::1"), 100, now)
	if ss.take(netip.MustParseAddr("2001:db8::2"), 100, now) {
		t.Error("a neighbour has requests of its own")
	}
	if !ss.take(netip.MustParseAddr("2001:db8:0:1::1"), 100, now) {
		t.Error("another network has none")
	}
}

// However sends, messages and proofs come, no more goes out than was earned.
func TestWhatIsSpentWasEarned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ss := sources{rate: -1, factor: rapid.IntRange(1, 5).Draw(t, "factor")}
		a, now := netip.MustParseAddr("203.0.113.7"), time.Unix(1000, 0)
		in, out := 0, 0
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			n := rapid.IntRange(0, 2000).Draw(t, "bytes")
			if rapid.Bool().Draw(t, "comes") {
				ss.take(a, n, now)
				in += n
			} else if ss.spend(a, n, now) {
				out += n
			}
			if out > ss.factor*in {
				t.Fatalf("%d bytes went for %d", out, in)
			}
		}
	})
}

func TestAMillionSourcesAreForgotten(t *testing.T) {
	ss := sources{rate: 10, factor: 3}
	now := time.Unix(1000, 0)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	addr := netip.MustParseAddr("198.18.0.0")
	for range 1_000_000 {
		ss.take(addr, 300, now)
		addr = addr.Next()
	}
	if n := len(ss.recent) + len(ss.before); n > maxSources {
		t.Errorf("%d are remembered, want at most %d", n, maxSources)
	}
	if grown := int64(heap()) - int64(before); grown > 16<<20 {
		t.Errorf("they cost %d KiB", grown>>10)
	}
}

func TestWhoIsAStranger(t *testing.T) {
	for _, c := range []struct {
		name         string
		allow, trust []string
		src          string
		want         bool
	}{
		{"nobody of the default", nil, nil, "10.0.0.1", false},
		{"a public source where all are let in", []string{"any"}, nil, "203.0.113.7", true},
		{"a private one there", []string{"any"}, nil, "192.168.0.1", false},
		{"a mapped private one there", []string{"any"}, nil, "::ffff:192.168.0.1", false},
		{"one that is trusted by name", []string{"any"}, []string{"203.0.113.0/24"}, "203.0.113.7", false},
		{"a private one that is not", []string{"any"}, []string{"203.0.113.0/24"}, "10.0.0.1", true},
		{"one of a network let in beside the default", []string{"private", "203.0.113.0/24"}, nil, "203.0.113.7", true},
		{"nobody of a narrower list", []string{"10.1.0.0/16"}, nil, "10.1.0.1", false},
	} {
		allow, err := ParseAllow(c.allow)
		if err != nil {
			t.Fatal(err)
		}
		trust, err := ParseAllow(c.trust)
		if err != nil {
			t.Fatal(err)
		}
		w, err := Listen(Config{Listeners: []Listener{}, Allow: allow, Trust: trust})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.stranger(netip.MustParseAddr(c.src)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		w.Close()
	}
}
