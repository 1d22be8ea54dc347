package transaction_test

import (
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/transaction"
)

func TestClientBeginsWithItsRequest(t *testing.T) {
	for _, c := range []struct {
		name             string
		invite, reliable bool
		state            transaction.State
		plan             transaction.Plan
	}{
		{name: "An INVITE over UDP waits for Timers A and B", invite: true, state: calling, plan: transaction.Plan{Repeat: 500 * time.Millisecond, End: 32 * time.Second, Timer: "B"}},
		{name: "An INVITE over TCP waits for Timer B alone", invite: true, reliable: true, state: calling, plan: end("B", 32*time.Second)},
		{name: "Another request over UDP waits for Timers E and F", state: trying, plan: transaction.Plan{Repeat: 500 * time.Millisecond, End: 32 * time.Second, Timer: "F"}},
		{name: "Another request over TCP waits for Timer F alone", reliable: true, state: trying, plan: end("F", 32*time.Second)},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, plan := transaction.NewClient(c.invite, c.reliable, defaults)
			if client.State() != c.state || plan != c.plan {
				t.Errorf("%v, %+v; want %v, %+v", client.State(), plan, c.state, c.plan)
			}
		})
	}
}

// RFC 3261 figure 5 as RFC 6026 figure 4 draws it anew.
func TestINVITEClientOverUDP(t *testing.T) {
	follow(t, newClient(true, false), []transaction.State{calling, proceeding, accepted, completed, terminated}, "1xx 2xx 3xx-6xx repeat end", []arrow{
		{name: "Timer A sends the INVITE again and doubles", event: "repeat", does: "sends again", state: calling, plan: repeat(time.Second)},
		{name: "beyond T2", path: "repeat repeat repeat", event: "repeat", does: "sends again", state: calling, plan: repeat(8 * time.Second)},
		{name: "a 100 leads to Proceeding", event: "100", does: "Provisional", state: proceeding},
		{name: "a 200 leads to Accepted until Timer M", event: "200", does: "Final", state: accepted, plan: end("M", 32*time.Second)},
		{name: "a 300 leads to Completed until Timer D", event: "300", does: "Final", state: completed, plan: end("D", 32*time.Second)},
		{name: "Timer B means that no answer came", event: "end", does: "unanswered", state: terminated},

		{name: "after a provisional the INVITE is not sent again", path: "100", event: "repeat", state: proceeding},
		{name: "each further provisional is news", path: "100", event: "180", does: "Provisional", state: proceeding},
		{name: "after a provisional Timer B counts no more", path: "100", event: "end", state: proceeding},
		{name: "and the answer can still come", path: "100 end", event: "200", does: "Final", state: accepted, plan: end("M", 32*time.Second)},
		{name: "whatever it is", path: "180 end", event: "699", does: "Final", state: completed, plan: end("D", 32*time.Second)},

		{name: "in Accepted each 2xx is acknowledged again", path: "200", event: "200", does: "FinalAgain", state: accepted},
		{name: "a 486 that comes too late is no news", path: "200", event: "486", does: "Stray", state: accepted},
		{name: "a 1xx that comes too late is no news", path: "200", event: "180", does: "Stray", state: accepted},
		{name: "an accepted INVITE is not sent again", path: "200", event: "repeat", state: accepted},
		{name: "Timer M ends it, answered", path: "200", event: "end", state: terminated},

		{name: "in Completed the 486 again is acknowledged again", path: "486", event: "486", does: "FinalAgain", state: completed},
		{name: "so is another refusal", path: "486", event: "503", does: "FinalAgain", state: completed},
		{name: "a 2xx after the 486 is no news", path: "486", event: "200", does: "Stray", state: completed},
		{name: "a 1xx after the 486 is no news", path: "486", event: "180", does: "Stray", state: completed},
		{name: "a refused INVITE is not sent again", path: "486", event: "repeat", state: completed},
		{name: "Timer D ends it, answered", path: "486", event: "end", state: terminated},

		{name: "after the end a 1xx is no news", path: "end", event: "180", does: "Stray", state: terminated},
		{name: "after the end a 2xx is no news", path: "200 end", event: "200", does: "Stray", state: terminated},
		{name: "after the end a 486 is no news", path: "486 end", event: "486", does: "Stray", state: terminated},
		{name: "after the end no timer counts", path: "end", event: "repeat", state: terminated},
		{name: "it is given up once", path: "end", event: "end", state: terminated},
	})
}

func TestINVITEClientOverTCP(t *testing.T) {
	follow(t, newClient(true, true), []transaction.State{calling, proceeding}, "1xx 2xx 3xx-6xx end", []arrow{
		{name: "A provisional leads to Proceeding", event: "100", does: "Provisional", state: proceeding},
		{name: "a 486 ends it at once, because Timer D is zero", event: "486", does: "Final", state: terminated},
		{name: "after a provisional too", path: "180", event: "486", does: "Final", state: terminated},
		{name: "a 200 is waited for again as long as over UDP", event: "200", does: "Final", state: accepted, plan: end("M", 32*time.Second)},
		{name: "after a provisional too", path: "180", event: "200", does: "Final", state: accepted, plan: end("M", 32*time.Second)},
		{name: "each further provisional is news", path: "180", event: "183", does: "Provisional", state: proceeding},
		{name: "Timer B means that no answer came", event: "end", does: "unanswered", state: terminated},
		{name: "but not after a provisional", path: "180", event: "end", state: proceeding},
	})
}

// RFC 3261 figure 6.
func TestNonINVITEClientOverUDP(t *testing.T) {
	k := end("K", 5*time.Second)
	follow(t, newClient(false, false), []transaction.State{trying, proceeding, completed, terminated}, "1xx 2xx 3xx-6xx repeat end", []arrow{
		{name: "Timer E sends the request again and doubles", event: "repeat", does: "sends again", state: trying, plan: repeat(time.Second)},
		{name: "up to T2", path: "repeat repeat", event: "repeat", does: "sends again", state: trying, plan: repeat(4 * time.Second)},
		{name: "and no further", path: "repeat repeat repeat", event: "repeat", does: "sends again", state: trying, plan: repeat(4 * time.Second)},
		{name: "a 1xx leads to Proceeding", event: "100", does: "Provisional", state: proceeding},
		{name: "a 200 leads to Completed until Timer K", event: "200", does: "Final", state: completed, plan: k},
		{name: "so does a 404", event: "404", does: "Final", state: completed, plan: k},
		{name: "Timer F means that no answer came", event: "end", does: "unanswered", state: terminated},

		{name: "after a provisional the request is sent again each T2", path: "100", event: "repeat", does: "sends again", state: proceeding, plan: repeat(4 * time.Second)},
		{name: "each further provisional is news", path: "100", event: "100", does: "Provisional", state: proceeding},
		{name: "a 200 ends Proceeding", path: "100", event: "200", does: "Final", state: completed, plan: k},
		{name: "so does a 404 there", path: "100 repeat", event: "404", does: "Final", state: completed, plan: k},
		{name: "a provisional is no answer to Timer F", path: "100", event: "end", does: "unanswered", state: terminated},

		{name: "in Completed the 200 again is no news", path: "200", event: "200", does: "Stray", state: completed},
		{name: "nor is another final response", path: "200", event: "500", does: "Stray", state: completed},
		{name: "nor a late 1xx", path: "200", event: "100", does: "Stray", state: completed},
		{name: "an answered request is not sent again", path: "200", event: "repeat", state: completed},
		{name: "Timer K ends it, answered", path: "200", event: "end", state: terminated},

		{name: "after the end a 1xx is no news", path: "end", event: "100", does: "Stray", state: terminated},
		{name: "after the end a 200 is no news", path: "end", event: "200", does: "Stray", state: terminated},
		{name: "after the end a 404 is no news", path: "200 end", event: "404", does: "Stray", state: terminated},
		{name: "after the end no timer counts", path: "end", event: "repeat", state: terminated},
		{name: "it is given up once", path: "end", event: "end", state: terminated},
	})
}

func TestNonINVITEClientOverTCP(t *testing.T) {
	follow(t, newClient(false, true), []transaction.State{trying, proceeding}, "1xx 2xx 3xx-6xx end", []arrow{
		{name: "A provisional leads to Proceeding", event: "100", does: "Provisional", state: proceeding},
		{name: "where the next is news", path: "100", event: "100", does: "Provisional", state: proceeding},
		{name: "a 200 ends it at once, because Timer K is zero", event: "200", does: "Final", state: terminated},
		{name: "so does a 404", event: "404", does: "Final", state: terminated},
		{name: "so does a 200 after a provisional", path: "100", event: "200", does: "Final", state: terminated},
		{name: "and a 404 after one", path: "100", event: "404", does: "Final", state: terminated},
		{name: "Timer F means that no answer came", event: "end", does: "unanswered", state: terminated},
		{name: "after a provisional too", path: "100", event: "end", does: "unanswered", state: terminated},
	})
}
