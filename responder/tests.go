package responder

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Test keeps the calls of one job apart from those of others on the same
// responder: they count their tries on their own, are asked for by
// [Engine.NextCall] on their own, and carry its ID in the journal.
type Test struct {
	// ID is what the header X-Sipbin-Test of its requests says.
	ID string
	// Prefix is the other way to belong to it, where headers do not travel:
	// t7k2- in front of the user, who is then read without it.
	Prefix string
	// Made is when the prefix was handed out, Used when a call came with it.
	Made, Used time.Time
}

// AnyTest stands for all tests, and for the calls that belong to none, where
// something is to be forgotten.
const AnyTest = "*"

const (
	maxTests = 1000
	// maxTestID is how long an ID may be, in bytes.
	maxTestID = 64
	// testKept is how long a prefix is kept that nobody calls with.
	testKept = time.Hour
	// prefixLength is that of every prefix: t7k2-.
	prefixLength = 5
)

// ErrTestTaken is returned for a test that is there already.
var ErrTestTaken = errors.New("a test of this ID is there already")

// CheckTestID says what is wrong with the ID of a test: it has 1 to 64 letters,
// digits, dots, underscores and hyphens.
func CheckTestID(id string) error {
	wrong := strings.IndexFunc(id, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	})
	if id == "" || len(id) > maxTestID || wrong >= 0 {
		return fmt.Errorf("%.80q is no ID of a test: write 1 to %d letters, digits, dots, underscores and hyphens", id, maxTestID)
	}
	return nil
}

// tests are those whose prefixes were handed out. Its lock is taken after a
// shard's.
type tests struct {
	some     atomic.Bool
	mu       sync.Mutex
	byPrefix map[string]*Test
}

// NewTest hands out a prefix; without an ID the prefix is one as well. A prefix
// that no call came with for an hour is taken back. The error is
// [ErrTestTaken], that of [CheckTestID], or says that there are 1,000 tests.
func (e *Engine) NewTest(id string, now time.Time) (Test, error) {
	if id != "" {
		if err := CheckTestID(id); err != nil {
			return Test{}, err
		}
	}
	ts := &e.tests
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.tidy(now)
	if id != "" && ts.named(id) != nil {
		return Test{}, ErrTestTaken
	}
	if len(ts.byPrefix) >= maxTests {
		return Test{}, fmt.Errorf("there are %d tests already; end those that are over", maxTests)
	}
	t := &Test{ID: id, Prefix: newPrefix(), Made: now, Used: now}
	for ts.byPrefix[t.Prefix] != nil || ts.named(prefixID(t.Prefix)) != nil {
		t.Prefix = newPrefix()
	}
	t.ID = cmp.Or(t.ID, prefixID(t.Prefix))
	if ts.byPrefix == nil {
		ts.byPrefix = make(map[string]*Test)
	}
	ts.byPrefix[t.Prefix] = t
	ts.some.Store(true)
	return *t, nil
}

// Tests are those with a prefix, in the order they were made.
func (e *Engine) Tests(now time.Time) []Test {
	ts := &e.tests
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.tidy(now)
	list := make([]Test, 0, len(ts.byPrefix))
	for _, t := range ts.byPrefix {
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b Test) int { return cmp.Or(a.Made.Compare(b.Made), cmp.Compare(a.ID, b.ID)) })
	return list
}

// EndTest takes the prefix of a test back and forgets what is known of it, but
// for the journal. It reports whether there was one.
func (e *Engine) EndTest(id string) bool {
	ts := &e.tests
	ts.mu.Lock()
	t := ts.named(id)
	if t != nil {
		delete(ts.byPrefix, t.Prefix)
		ts.some.Store(len(ts.byPrefix) > 0)
	}
	ts.mu.Unlock()
	if t == nil {
		return false
	}
	e.ForgetAttempts(id)
	e.ForgetNext(id)
	e.Disturb(id, nil)
	return true
}

// readTest finds out which test a request belongs to, and takes the prefix off the
// user that is dialled. It may stand behind the dial prefix, for a PBX in
// between.
func (s *shard) readTest(in *incoming, now time.Time) {
	if id, ok := in.Header("X-Sipbin-Test"); ok {
		if err := CheckTestID(id); err != nil {
			s.warn("X-Sipbin-Test: "+err.Error(), now)
		} else {
			in.test = strings.Clone(id)
		}
	}
	if !s.tests.some.Load() {
		return
	}
	for _, at := range [...]int{0, len(s.cfg.DialPrefix)} {
		if !strings.HasPrefix(in.user, s.cfg.DialPrefix[:at]) || len(in.user) < at+prefixLength {
			continue
		}
		prefix := in.user[at : at+prefixLength]
		if id := s.tests.of(prefix, now); id != "" {
			in.prefix = prefix
			in.user = in.user[:at] + in.user[at+prefixLength:]
			in.test = cmp.Or(in.test, id)
			return
		}
	}
}

// of is the ID of the test that a prefix belongs to, "" for none.
func (ts *tests) of(prefix string, now time.Time) string {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.byPrefix[prefix]
	if t == nil || now.Sub(t.Used) > testKept {
		return ""
	}
	t.Used = now
	return t.ID
}

func (ts *tests) named(id string) *Test {
	for _, t := range ts.byPrefix {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// tidy takes back the prefixes that nobody calls with.
func (ts *tests) tidy(now time.Time) {
	for prefix, t := range ts.byPrefix {
		if now.Sub(t.Used) > testKept {
			delete(ts.byPrefix, prefix)
		}
	}
	ts.some.Store(len(ts.byPrefix) > 0)
}

func prefixID(prefix string) string { return strings.TrimSuffix(prefix, "-") }

// newPrefix is letter, digit, letter, digit and a hyphen: no dial string, and
// no word that a user or a scenario would begin with.
func newPrefix() string {
	var chance [4]byte
	rand.Read(chance[:])
	return string([]byte{'a' + chance[0]%26, '0' + chance[1]%10, 'a' + chance[2]%26, '0' + chance[3]%10, '-'})
}
