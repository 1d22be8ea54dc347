package transaction

import "time"

// Server is a server transaction (RFC 3261 section 17.2, RFC 6026).
type Server struct {
	timing   Timing
	invite   bool
	reliable bool
	state    State
	interval time.Duration
	code     int
}

// NewServer begins a transaction with a request just received.
func NewServer(invite, reliable bool, timing Timing) Server {
	s := Server{timing: timing, invite: invite, reliable: reliable, state: Trying}
	if invite {
		s.state = Proceeding
	}
	return s
}

// INVITE reports which of the two machines it is.
func (s *Server) INVITE() bool { return s.invite }

// State is the present state.
func (s *Server) State() State { return s.state }

// Code is the status code of the last response, 0 before the first.
func (s *Server) Code() int { return s.code }

// Final reports whether a final response was sent.
func (s *Server) Final() bool { return s.code >= 200 }

// Sent takes note of a response that was sent. One after the final response
// changes nothing: what the author of a fault sends there is not what a
// retransmission gets. One after the end starts nothing anew.
func (s *Server) Sent(code int) Plan {
	if s.Final() {
		return Plan{}
	}
	s.code = code
	switch {
	case s.state == Terminated:
		return Plan{}
	case code < 200:
		s.state = Proceeding
		return Plan{}
	case s.invite && code < 300:
		// Retransmissions of the INVITE are absorbed from here on, and the 2xx is
		// the core's to repeat (RFC 6026 section 7.1).
		s.state = Accepted
		return Plan{End: s.timing.Timeout(), Timer: "L"}
	case s.invite:
		s.state = Completed
		plan := Plan{End: s.timing.Timeout(), Timer: "H"}
		if !s.reliable {
			s.interval = s.timing.T1
			plan.Repeat = s.interval
		}
		return plan
	case s.reliable:
		s.state = Terminated
		return Plan{}
	default:
		s.state = Completed
		return Plan{End: s.timing.Timeout(), Timer: "J"}
	}
}

// Verdict is what a request is to its transaction.
type Verdict uint8

// The verdicts.
const (
	// Repeated: a retransmission; the last response is due again if there is one.
	Repeated Verdict = iota
	// Absorbed: nothing is due.
	Absorbed
	// Acknowledged: the first ACK of a 3xx-6xx.
	Acknowledged
	// Passed: not the transaction's business but the dialog's, an ACK to a 2xx.
	Passed
)

// Received says what a request with this transaction's key is to it.
func (s *Server) Received(method string) (Verdict, Plan) {
	if method != "ACK" {
		if s.state == Proceeding || s.state == Completed {
			return Repeated, Plan{}
		}
		return Absorbed, Plan{}
	}
	switch s.state {
	case Accepted, Proceeding:
		return Passed, Plan{}
	case Completed:
		s.state = Confirmed
		if s.reliable {
			s.state = Terminated
			return Acknowledged, Plan{}
		}
		return Acknowledged, Plan{End: s.timing.T4, Timer: "I"}
	default:
		return Absorbed, Plan{}
	}
}

// Repeat is called when Timer G fired: whether the last response is due again,
// and when after that.
func (s *Server) Repeat() (bool, Plan) {
	if s.state != Completed || !s.invite {
		return false, Plan{}
	}
	s.interval = s.timing.Double(s.interval)
	return true, Plan{Repeat: s.interval}
}

// End is called when the timer named by a Plan fired. It reports whether the
// transaction ended without the ACK that was due (Timer H).
func (s *Server) End() (unacknowledged bool) {
	unacknowledged = s.invite && s.state == Completed
	s.state = Terminated
	return unacknowledged
}
