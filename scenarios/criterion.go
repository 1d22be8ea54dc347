package scenarios

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
)

// criterion is one key of match:, and how a request is held against it.
type criterion struct {
	name     string
	given    func(*Match) bool
	fits     func(*Match, *question) bool
	expected func(*Match) string
	got      func(*question) string
	// distance is above 0 to 1, of a request that does not fit.
	distance func(*Match, *question) float64
	// compare puts the more specific of two first.
	compare func(a, b *Match) int
}

// criteria are all keys but header, in the order in which they decide what is
// more specific.
var criteria = []criterion{
	ofPattern("user", func(m *Match) Pattern { return m.User }, func(q *question) string { return q.User() }),
	ofPattern("domain", func(m *Match) Pattern { return m.Domain }, (*question).host),
	ofPattern("from", func(m *Match) Pattern { return m.From }, (*question).fromAddress),
	ofPattern("to", func(m *Match) Pattern { return m.To }, (*question).toAddress),
	ofSource,
	ofPattern("body", func(m *Match) Pattern { return m.Body }, func(q *question) string { return string(q.Body()) }),
	ofWords("method", func(m *Match) []string { return m.Method }, func(q *question) string { return q.Method() }),
	ofWords("transport", func(m *Match) []string { return m.Transport }, func(q *question) string { return strings.ToLower(q.Transport()) }),
	ofWords("at", func(m *Match) []string { return m.Listener }, func(q *question) string { return q.Listener() }),
	ofSupported,
	ofSDP,
}

func ofPattern(name string, pattern func(*Match) Pattern, value func(*question) string) criterion {
	return criterion{
		name:     name,
		given:    func(m *Match) bool { return !pattern(m).Zero() },
		fits:     func(m *Match, q *question) bool { return pattern(m).Fits(value(q)) },
		expected: func(m *Match) string { return pattern(m).String() },
		got:      value,
		distance: func(m *Match, q *question) float64 { return pattern(m).distance(value(q)) },
		compare:  func(a, b *Match) int { return pattern(a).compare(pattern(b)) },
	}
}

func ofWords(name string, words func(*Match) []string, value func(*question) string) criterion {
	return criterion{
		name:     name,
		given:    func(m *Match) bool { return len(words(m)) > 0 },
		fits:     func(m *Match, q *question) bool { return slices.Contains(words(m), value(q)) },
		expected: func(m *Match) string { return strings.Join(words(m), " or ") },
		got:      value,
		distance: wholly,
		compare:  func(a, b *Match) int { return fewer(len(words(a)), len(words(b))) },
	}
}

var ofSource = criterion{
	name:  "source",
	given: func(m *Match) bool { return len(m.Source) > 0 },
	fits: func(m *Match, q *question) bool {
		source := q.Source().Unmap()
		return slices.ContainsFunc(m.Source, func(p netip.Prefix) bool { return p.Contains(source) })
	},
	expected: func(m *Match) string {
		var out []string
		for _, p := range m.Source {
			out = append(out, p.String())
		}
		return strings.Join(out, " or ")
	},
	got:      func(q *question) string { return q.Source().Unmap().String() },
	distance: wholly,
	compare:  func(a, b *Match) int { return fewer(hostBits(a.Source), hostBits(b.Source)) },
}

// hostBits counts the bits that the widest of several networks leaves open, and
// one: 0 is no network at all.
func hostBits(networks []netip.Prefix) (most int) {
	for _, p := range networks {
		most = max(most, 1+p.Addr().BitLen()-p.Bits())
	}
	return most
}

var ofSupported = criterion{
	name:  "supported",
	given: func(m *Match) bool { return len(m.Supported) > 0 },
	fits: func(m *Match, q *question) bool {
		tags := q.supported()
		return !slices.ContainsFunc(m.Supported, func(tag string) bool { return !slices.Contains(tags, strings.ToLower(tag)) })
	},
	expected: func(m *Match) string { return strings.Join(m.Supported, " and ") },
	got:      func(q *question) string { return strings.Join(q.supported(), " and ") },
	distance: wholly,
	compare:  func(a, b *Match) int { return cmp.Compare(len(b.Supported), len(a.Supported)) },
}

var ofSDP = criterion{
	name:     "sdp",
	given:    func(m *Match) bool { return m.SDP != "" },
	fits:     func(m *Match, q *question) bool { return q.carries(m.SDP) },
	expected: func(m *Match) string { return string(m.SDP) },
	got:      func(q *question) string { return string(q.sdp()) },
	distance: wholly,
	compare:  func(a, b *Match) int { return fewer(len(a.SDP), len(b.SDP)) },
}

func wholly(*Match, *question) float64 { return 1 }

// fewer puts the smaller number first, and 0, which is no limit, last.
func fewer(a, b int) int {
	switch {
	case a == b || a > 0 && b > 0 && a < b:
		return cmp.Compare(a, b)
	case a == 0:
		return 1
	case b == 0:
		return -1
	}
	return cmp.Compare(a, b)
}
