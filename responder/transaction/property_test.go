package transaction_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// Whatever happens in whatever order: states are only left forwards, a timer is
// asked for only by what leads into a state or fires, never for an interval over
// a reliable transport, and nothing wakes what has ended.
func TestTransactionsGoForwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		invite, reliable := rapid.Bool().Draw(t, "INVITE"), rapid.Bool().Draw(t, "reliable")
		method := "OPTIONS"
		if invite {
			method = "INVITE"
		}
		events := []string{"100", "180", "200", "202", "302", "486", "603", "end"}
		if !reliable {
			events = append(events, "repeat")
		}
		var m machine
		if rapid.Bool().Draw(t, "server") {
			m = newServer(invite, reliable)()
			events = append(events, method)
			if invite {
				events = append(events, "ACK")
			}
		} else {
			m = newClient(invite, reliable)()
		}
		happened := map[string]int{}
		for _, event := range rapid.SliceOfN(rapid.SampledFrom(events), 0, 12).Draw(t, "events") {
			before := m.State()
			does, plan := m.do(event)
			after := m.State()
			happened[does]++
			where := fmt.Sprintf("%s in %v: %q, %+v, %v", event, before, does, plan, after)
			switch {
			case after < before:
				t.Fatalf("%s is backwards", where)
			case plan.End > 0 && (after == before || after == terminated):
				t.Fatalf("%s: a state is to end that was not entered", where)
			case (plan.End > 0) != (plan.Timer != ""):
				t.Fatalf("%s: a timer without a name or a name without a timer", where)
			case plan.Repeat > 0 && (reliable || event != "repeat" && after == before):
				t.Fatalf("%s: nothing is to be repeated", where)
			case before == terminated && (plan != transaction.Plan{} || does != "" && does != "Absorbed" && does != "Stray"):
				t.Fatalf("%s: after the end", where)
			}
		}
		for _, once := range []string{"Final", "Acknowledged", "unanswered", "unacknowledged"} {
			if happened[once] > 1 {
				t.Fatalf("%s %d times", once, happened[once])
			}
		}
		for _, other := range [][2]string{{"Final", "unanswered"}, {"Acknowledged", "unacknowledged"}} {
			if happened[other[0]] > 0 && happened[other[1]] > 0 {
				t.Fatalf("%s and %s", other[0], other[1])
			}
		}
	})
}

// Keys are the same for the same values and for no others: no value runs into
// the next one.
func TestKeysAreTheSameForTheSameValues(t *testing.T) {
	value := func(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }
	draw := rapid.Custom(func(t *rapid.T) values {
		return values{
			method: value("INVITE", "BYE", "CANCEL", "OPTIONS").Draw(t, "method"),
			uri:    value("sip:a@h", "sip:ab@h").Draw(t, "Request-URI"),
			sentBy: value("h1", "h1:5060", "h2").Draw(t, "sent-by"),
			branch: value("", "z9hG4bK", "z9hG4bKa", "z9hG4bKab", "a").Draw(t, "branch"),
			from:   value("", "a", "ab").Draw(t, "From tag"),
			to:     value("", "a", "ab").Draw(t, "To tag"),
			callID: value("1", "b1").Draw(t, "Call-ID"),
			seq:    uint32(rapid.IntRange(1, 2).Draw(t, "CSeq")),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a := draw.Draw(t, "one")
		b := a
		if rapid.Bool().Draw(t, "another") {
			b = draw.Draw(t, "other")
		}
		if got, want := transaction.KeyOf(a.parse(t)) == transaction.KeyOf(b.parse(t)), a.identity() == b.identity(); got != want {
			t.Fatalf("%+v and %+v are one transaction: %v, want %v", a, b, got, want)
		}
	})
}

// values are what RFC 3261 section 17.2.3 looks at.
type values struct {
	method, uri, sentBy, branch, from, to, callID string
	seq                                           uint32
}

// identity is what of them tells a transaction apart.
func (v values) identity() values {
	if strings.HasPrefix(v.branch, "z9hG4bK") && v.branch != "z9hG4bK" {
		return values{method: v.method, sentBy: v.sentBy, branch: v.branch}
	}
	if v.method == "INVITE" {
		v.to = ""
	}
	return v
}

func (v values) parse(t fataler) *message.Message {
	via := "SIP/2.0/UDP " + v.sentBy
	if v.branch != "" {
		via += ";branch=" + v.branch
	}
	return request(t, v.method, v.uri, via, tagged("<sip:alice@lab>", v.from), tagged("<sip:bob@lab>", v.to), v.callID, strconv.Itoa(int(v.seq)))
}
