package transaction_test

import (
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/transaction"
)

// RFC 3261 figure 7 as RFC 6026 figure 5 draws it anew.
func TestINVITEServerOverUDP(t *testing.T) {
	h := transaction.Plan{Repeat: 500 * time.Millisecond, End: 32 * time.Second, Timer: "H"}
	follow(t, newServer(true, false), []transaction.State{proceeding, accepted, completed, confirmed, terminated}, "1xx 2xx 3xx-6xx INVITE ACK repeat end", []arrow{
		{name: "It begins in Proceeding, where a 100 starts no timer", event: "100", state: proceeding},
		{name: "a second provisional changes nothing", path: "100", event: "180", state: proceeding},
		{name: "a 2xx leads to Accepted until Timer L", path: "180", event: "200", state: accepted, plan: end("L", 32*time.Second)},
		{name: "so does a 2xx that is the first response", event: "299", state: accepted, plan: end("L", 32*time.Second)},
		{name: "a 300 is repeated until Timer H", event: "300", state: completed, plan: h},
		{name: "and so is a 699", path: "100", event: "699", state: completed, plan: h},
		{name: "an INVITE again gets the last provisional", path: "180", event: "INVITE", does: "Repeated", state: proceeding},
		{name: "an ACK before the final response is for the dialog to judge", path: "180", event: "ACK", does: "Passed", state: proceeding},
		{name: "a provisional is never sent again by a timer", path: "180", event: "repeat", state: proceeding},
		{name: "it can be ended without an answer, which no ACK was due for", path: "180", event: "end", state: terminated},

		{name: "in Accepted an INVITE again is absorbed", path: "200", event: "INVITE", does: "Absorbed", state: accepted},
		{name: "in Accepted an ACK is the dialog's", path: "200", event: "ACK", does: "Passed", state: accepted},
		{name: "and the next one too", path: "200 ACK", event: "ACK", does: "Passed", state: accepted},
		{name: "a second 2xx does not prolong Accepted", path: "200", event: "200", state: accepted},
		{name: "a 1xx does not lead out of Accepted", path: "200", event: "180", state: accepted},
		{name: "a 486 does not either", path: "200", event: "486", state: accepted},
		{name: "the 2xx is the core's to repeat", path: "200", event: "repeat", state: accepted},
		{name: "Timer L ends it, acknowledged or not", path: "200", event: "end", state: terminated},

		{name: "in Completed an INVITE again gets the final response", path: "486", event: "INVITE", does: "Repeated", state: completed},
		{name: "Timer G sends the final response again and doubles", path: "486", event: "repeat", does: "sends again", state: completed, plan: repeat(time.Second)},
		{name: "up to T2", path: "486 repeat repeat", event: "repeat", does: "sends again", state: completed, plan: repeat(4 * time.Second)},
		{name: "and no further", path: "486 repeat repeat repeat", event: "repeat", does: "sends again", state: completed, plan: repeat(4 * time.Second)},
		{name: "the ACK leads to Confirmed until Timer I", path: "486", event: "ACK", does: "Acknowledged", state: confirmed, plan: end("I", 5*time.Second)},
		{name: "Timer H means that the ACK never came", path: "486", event: "end", does: "unacknowledged", state: terminated},
		{name: "another final response does not start Completed anew", path: "486", event: "503", state: completed},
		{name: "a 2xx does not lead out of Completed", path: "486", event: "200", state: completed},
		{name: "a 1xx does not either", path: "486", event: "180", state: completed},

		{name: "in Confirmed another ACK is absorbed", path: "486 ACK", event: "ACK", does: "Absorbed", state: confirmed},
		{name: "in Confirmed an INVITE again is absorbed", path: "486 ACK", event: "INVITE", does: "Absorbed", state: confirmed},
		{name: "Timer G is over", path: "486 ACK", event: "repeat", state: confirmed},
		{name: "Timer I ends it, acknowledged", path: "486 ACK", event: "end", state: terminated},
		{name: "a 1xx in Confirmed changes nothing", path: "486 ACK", event: "180", state: confirmed},
		{name: "a 2xx in Confirmed changes nothing", path: "486 ACK", event: "200", state: confirmed},
		{name: "a 486 in Confirmed changes nothing", path: "486 ACK", event: "486", state: confirmed},

		{name: "after the end an INVITE is absorbed", path: "486 ACK end", event: "INVITE", does: "Absorbed", state: terminated},
		{name: "after the end an ACK is absorbed", path: "486 end", event: "ACK", does: "Absorbed", state: terminated},
		{name: "after the end no timer counts", path: "486 end", event: "repeat", state: terminated},
		{name: "it ends once", path: "486 end", event: "end", state: terminated},
		{name: "a 1xx after an end without an answer starts nothing", path: "end", event: "180", state: terminated},
		{name: "a 2xx after it neither", path: "end", event: "200", state: terminated},
		{name: "a 486 after it neither", path: "180 end", event: "486", state: terminated},
	})
}

func TestINVITEServerOverTCP(t *testing.T) {
	follow(t, newServer(true, true), []transaction.State{proceeding, completed}, "3xx-6xx ACK", []arrow{
		{name: "A 486 waits for the ACK as long as over UDP, and is not repeated", path: "180", event: "486", state: completed, plan: end("H", 32*time.Second)},
		{name: "the ACK ends it at once, because Timer I is zero", path: "486", event: "ACK", does: "Acknowledged", state: terminated},
		{name: "a second 486 starts no timer", path: "486", event: "486", state: completed},
		{name: "an ACK before the final response is the dialog's", event: "ACK", does: "Passed", state: proceeding},
	})
	follow(t, newServer(true, true), []transaction.State{proceeding, accepted}, "2xx ACK", []arrow{
		{name: "A 2xx leads to Accepted for as long as over UDP", event: "200", state: accepted, plan: end("L", 32*time.Second)},
		{name: "where another one changes nothing", path: "200", event: "200", state: accepted},
		{name: "and the ACK is the dialog's", path: "200", event: "ACK", does: "Passed", state: accepted},
		{name: "an early ACK as well", event: "ACK", does: "Passed", state: proceeding},
	})
}

// RFC 3261 figure 8.
func TestNonINVITEServerOverUDP(t *testing.T) {
	follow(t, newServer(false, false), []transaction.State{trying, proceeding, completed, terminated}, "1xx 2xx 3xx-6xx OPTIONS repeat end", []arrow{
		{name: "In Trying a request again is discarded", event: "OPTIONS", does: "Absorbed", state: trying},
		{name: "a 1xx leads to Proceeding", event: "100", state: proceeding},
		{name: "a 200 leads to Completed until Timer J", event: "200", state: completed, plan: end("J", 32*time.Second)},
		{name: "so does a 404", event: "404", state: completed, plan: end("J", 32*time.Second)},
		{name: "nothing is sent before it is answered", event: "repeat", state: trying},
		{name: "it can be ended without an answer", event: "end", state: terminated},

		{name: "in Proceeding a request again gets the last provisional", path: "100", event: "OPTIONS", does: "Repeated", state: proceeding},
		{name: "a further 1xx stays in Proceeding", path: "100", event: "183", state: proceeding},
		{name: "a 200 after it leads to Completed", path: "100", event: "200", state: completed, plan: end("J", 32*time.Second)},
		{name: "and so does a 600", path: "100", event: "600", state: completed, plan: end("J", 32*time.Second)},
		{name: "no timer repeats a provisional", path: "100", event: "repeat", state: proceeding},
		{name: "Proceeding can be ended without an answer", path: "100", event: "end", state: terminated},

		{name: "in Completed a request again gets the final response", path: "200", event: "OPTIONS", does: "Repeated", state: completed},
		{name: "a second final response is discarded", path: "200", event: "500", state: completed},
		{name: "a second 200 too", path: "500", event: "200", state: completed},
		{name: "a late 1xx too", path: "200", event: "100", state: completed},
		{name: "no timer repeats the final response", path: "200", event: "repeat", state: completed},
		{name: "Timer J ends it, and no ACK was due", path: "404", event: "end", state: terminated},

		{name: "after the end a request is absorbed", path: "200 end", event: "OPTIONS", does: "Absorbed", state: terminated},
		{name: "no timer counts", path: "200 end", event: "repeat", state: terminated},
		{name: "it ends once", path: "200 end", event: "end", state: terminated},
		{name: "a 1xx after an end without an answer starts nothing", path: "end", event: "100", state: terminated},
		{name: "a 200 after it neither", path: "end", event: "200", state: terminated},
		{name: "a 404 after it neither", path: "100 end", event: "404", state: terminated},
	})
}

func TestNonINVITEServerOverTCP(t *testing.T) {
	follow(t, newServer(false, true), []transaction.State{trying, proceeding, terminated}, "2xx 3xx-6xx OPTIONS", []arrow{
		{name: "A 200 ends it at once, because Timer J is zero", event: "200", state: terminated},
		{name: "so does a 404", event: "404", state: terminated},
		{name: "so does a 200 after a 1xx", path: "100", event: "200", state: terminated},
		{name: "and a 404 after one", path: "100", event: "404", state: terminated},
		{name: "a request again before the answer is discarded", event: "OPTIONS", does: "Absorbed", state: trying},
		{name: "and gets the provisional after one", path: "100", event: "OPTIONS", does: "Repeated", state: proceeding},
		{name: "afterwards it is absorbed", path: "200", event: "OPTIONS", does: "Absorbed", state: terminated},
		{name: "a second 200 starts nothing", path: "200", event: "200", state: terminated},
		{name: "a second final response neither", path: "200", event: "404", state: terminated},
	})
}

func TestServerKnowsItsFinalResponse(t *testing.T) {
	for _, c := range []struct {
		name  string
		sent  []int
		code  int
		final bool
	}{
		{name: "Nothing was sent", code: 0},
		{name: "A provisional is not final", sent: []int{100, 183}, code: 183},
		{name: "A 200 is", sent: []int{180, 200}, code: 200, final: true},
		{name: "What is sent after it does not take its place", sent: []int{486, 200, 100}, code: 486, final: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, invite := range []bool{true, false} {
				s := transaction.NewServer(invite, false, defaults)
				for _, code := range c.sent {
					s.Sent(code)
				}
				if s.Code() != c.code || s.Final() != c.final || s.INVITE() != invite {
					t.Errorf("%d, final %v, INVITE %v", s.Code(), s.Final(), s.INVITE())
				}
			}
		})
	}
}
