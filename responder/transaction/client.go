package transaction

import "time"

// Client is a client transaction (RFC 3261 section 17.1, RFC 6026).
type Client struct {
	timing   Timing
	invite   bool
	reliable bool
	state    State
	interval time.Duration
}

// NewClient begins a transaction with a request that is sent now.
func NewClient(invite, reliable bool, timing Timing) (Client, Plan) {
	c := Client{timing: timing, invite: invite, reliable: reliable, state: Trying, interval: timing.T1}
	plan := Plan{End: timing.Timeout(), Timer: "F"}
	if invite {
		c.state = Calling
		plan.Timer = "B"
	}
	if !reliable {
		plan.Repeat = c.interval
	}
	return c, plan
}

// State is the present state.
func (c *Client) State() State { return c.state }

// Repeat is called when Timer A or E fired: whether the request is due again,
// and when after that.
func (c *Client) Repeat() (bool, Plan) {
	switch {
	case c.invite && c.state == Calling:
		c.interval *= 2
	case !c.invite && c.state == Trying:
		c.interval = c.timing.Double(c.interval)
	case !c.invite && c.state == Proceeding:
		c.interval = c.timing.T2
	default:
		return false, Plan{}
	}
	return true, Plan{Repeat: c.interval}
}

// News is what a response is to its transaction.
type News uint8

// The kinds of news.
const (
	// Stray: it changes nothing.
	Stray News = iota
	// Provisional: a 1xx.
	Provisional
	// Final: the first final response.
	Final
	// FinalAgain: a final response to an INVITE that is acknowledged again.
	FinalAgain
)

// Received says what a response is to the transaction. Final responses to an
// INVITE are to be acknowledged: Final and FinalAgain. After the first one a 2xx
// is heard of only after another 2xx, and a refusal only after a refusal: the rest
// is an error of somebody and must be ignored (RFC 3261 section 13.2.2.3, RFC 6026
// section 7.2).
func (c *Client) Received(code int) (News, Plan) {
	switch {
	case c.state == Terminated:
		return Stray, Plan{}
	case c.state == Completed || c.state == Accepted:
		if c.invite && code >= 200 && (code < 300) == (c.state == Accepted) {
			return FinalAgain, Plan{}
		}
		return Stray, Plan{}
	case code < 200:
		c.state = Proceeding
		return Provisional, Plan{}
	case c.invite && code < 300:
		c.state = Accepted
		return Final, Plan{End: c.timing.Timeout(), Timer: "M"}
	}
	c.state = Completed
	wait, timer := c.timing.T4, "K"
	if c.invite {
		wait, timer = c.timing.TimerD(), "D"
	}
	if c.reliable {
		c.state = Terminated
		return Final, Plan{}
	}
	return Final, Plan{End: wait, Timer: timer}
}

// End is called when the timer named by a Plan fired. It reports whether the
// request was never answered finally (Timers B and F). An INVITE that got a
// provisional response waits on.
func (c *Client) End() (unanswered bool) {
	switch c.state {
	case Calling, Trying:
		unanswered = true
	case Proceeding:
		if c.invite {
			return false
		}
		unanswered = true
	}
	c.state = Terminated
	return unanswered
}
