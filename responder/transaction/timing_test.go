package transaction_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/transaction"
)

func TestTimingDefaults(t *testing.T) {
	const ms, s = time.Millisecond, time.Second
	type timing = transaction.Timing
	for _, c := range []struct {
		name        string
		timing      timing
		want        timing
		timeout, td time.Duration
	}{
		{name: "What is left out is RFC 3261's", want: timing{500 * ms, 4 * s, 5 * s}, timeout: 32 * s, td: 32 * s},
		{name: "A T1 of one's own leaves T2 and T4 alone", timing: timing{T1: 20 * ms}, want: timing{20 * ms, 4 * s, 5 * s}, timeout: 1280 * ms, td: 32 * s},
		{name: "A T2 of one's own leaves T1 and T4 alone", timing: timing{T2: s}, want: timing{500 * ms, s, 5 * s}, timeout: 32 * s, td: 32 * s},
		{name: "A T4 of one's own leaves T1 and T2 alone", timing: timing{T4: s}, want: timing{500 * ms, 4 * s, s}, timeout: 32 * s, td: 32 * s},
		{name: "Over a slow path Timer D is longer as well", timing: timing{s, 8 * s, 9 * s}, want: timing{s, 8 * s, 9 * s}, timeout: 64 * s, td: 64 * s},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.timing.WithDefaults()
			if got != c.want || got.Timeout() != c.timeout || got.TimerD() != c.td {
				t.Errorf("%+v, 64*T1 %v, Timer D %v", got, got.Timeout(), got.TimerD())
			}
			if got.WithDefaults() != got {
				t.Error("defaults of defaults are others")
			}
		})
	}
}

// The server does not know the T1 of its client: with a short T1 of our own it
// still repeats its 486 for 32 s.
func TestTimerDIsNotShortenedByT1(t *testing.T) {
	c, _ := transaction.NewClient(true, false, transaction.Timing{T1: 20 * time.Millisecond}.WithDefaults())
	if _, plan := c.Received(486); plan != end("D", 32*time.Second) {
		t.Errorf("%+v", plan)
	}
}

// sends plays a transaction with nobody at the other end and returns when the
// same bytes go out, the first at 0, and when the waiting is over.
func sends(m machine, plan transaction.Plan) (at []time.Duration, over time.Duration) {
	at, over = []time.Duration{0}, plan.End
	for plan.Repeat > 0 && at[len(at)-1]+plan.Repeat < over {
		now := at[len(at)-1] + plan.Repeat
		var does string
		if does, plan = m.do("repeat"); does != "sends again" {
			break
		}
		at = append(at, now)
	}
	return at, over
}

func toNobody(what string, reliable bool, timing transaction.Timing) (machine, transaction.Plan) {
	if what == "486" {
		s := &server{transaction.NewServer(true, reliable, timing)}
		_, plan := s.do(what)
		return s, plan
	}
	c, plan := transaction.NewClient(what == "INVITE", reliable, timing)
	return &client{c}, plan
}

// The instants are those of RFC 3261 sections 17.1.1.2, 17.1.2.2 and 17.2.1.
func TestWhatNobodyAnswersIsSentAgain(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name, what string
		reliable   bool
		at         []time.Duration
	}{
		{name: "An INVITE over UDP goes out seven times", what: "INVITE",
			at: []time.Duration{0, s / 2, 3 * s / 2, 7 * s / 2, 15 * s / 2, 31 * s / 2, 63 * s / 2}},
		{name: "Another request over UDP goes out eleven times", what: "OPTIONS",
			at: []time.Duration{0, s / 2, 3 * s / 2, 7 * s / 2, 15 * s / 2, 23 * s / 2, 31 * s / 2, 39 * s / 2, 47 * s / 2, 55 * s / 2, 63 * s / 2}},
		{name: "A 486 without its ACK does as well", what: "486",
			at: []time.Duration{0, s / 2, 3 * s / 2, 7 * s / 2, 15 * s / 2, 23 * s / 2, 31 * s / 2, 39 * s / 2, 47 * s / 2, 55 * s / 2, 63 * s / 2}},
		{name: "An INVITE over TCP goes out once", what: "INVITE", reliable: true, at: []time.Duration{0}},
		{name: "Another request over TCP goes out once", what: "OPTIONS", reliable: true, at: []time.Duration{0}},
		{name: "A 486 over TCP goes out once", what: "486", reliable: true, at: []time.Duration{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, plan := toNobody(c.what, c.reliable, defaults)
			at, over := sends(m, plan)
			if !slices.Equal(at, c.at) || over != 32*s {
				t.Errorf("at %v until %v", at, over)
			}
			if does, _ := m.do("end"); does == "" || m.State() != terminated {
				t.Errorf("%q, %v", does, m.State())
			}
		})
	}
}

// Whatever T1 and T2 are: intervals begin at T1 and double, up to T2 but for an
// INVITE, and 64*T1 is the end of it.
func TestIntervalsDouble(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timing := transaction.Timing{
			T1: time.Duration(rapid.IntRange(1, 2000).Draw(t, "T1 in ms")) * time.Millisecond,
			T2: time.Duration(rapid.IntRange(1, 8000).Draw(t, "T2 in ms")) * time.Millisecond,
		}.WithDefaults()
		timing.T2 = max(timing.T2, timing.T1)
		what := rapid.SampledFrom([]string{"INVITE", "OPTIONS", "486"}).Draw(t, "what")
		at, over := sends(toNobody(what, false, timing))
		if over != 64*timing.T1 {
			t.Fatalf("given up after %v", over)
		}
		want := timing.T1
		for i := 1; i < len(at); i++ {
			if got := at[i] - at[i-1]; got != want {
				t.Fatalf("interval %d is %v, want %v", i, got, want)
			}
			if want *= 2; what != "INVITE" {
				want = min(want, timing.T2)
			}
		}
		if at[len(at)-1]+want < over {
			t.Fatalf("the last at %v, though the next was due before %v", at[len(at)-1], over)
		}
	})
}
