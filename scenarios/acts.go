package scenarios

import (
	"fmt"
	"strings"
)

// Act is one of the things a responder does by itself (README.md, Automatic acts).
type Act uint8

// The automatic acts, by the names of off: and of the journal.
const (
	Trying         Act = iota // 100 to an INVITE after 200 ms; to others over UDP after 3.5 s
	Repeat1xx                 // a provisional response again each minute
	Repeat2xx                 // a 2xx to an INVITE again until its ACK
	RepeatFinal               // Timer G: a 3xx-6xx to an INVITE again until its ACK
	RepeatReliable            // a reliable provisional again until its PRACK
	GiveUp                    // BYE or 500 when nothing was acknowledged for 64*T1
	Cancel                    // 200 to a CANCEL and 487 to its INVITE
	Expire                    // 487 when the INVITE's Expires is over
	Merged                    // 482 to a request that came on two ways
	Require                   // 420 to an option tag we do not support
	Received                  // received and rport written into the top Via
	RecordRoute               // Record-Route copied into what makes a dialog
	Bind                      // a 2xx to REGISTER stores the bindings
	Notify                    // the NOTIFY after a SUBSCRIBE or REFER
	Refresh                   // the session timer
	Answer                    // SDP in 183 and 2xx, and the RTP behind it
	Acknowledge               // the ACK of a final response to an INVITE of ours
	Glare                     // a re-INVITE or UPDATE of ours that got 491 again
	actCount
)

var actNames = [actCount]string{
	"trying", "repeat-1xx", "repeat-2xx", "repeat-final", "repeat-reliable", "give-up", "cancel", "expire",
	"merged", "require", "received", "record-route", "bind", "notify", "refresh", "answer", "acknowledge",
	"glare",
}

var actTexts = [actCount]string{
	"100 Trying when nothing else went out: to an INVITE after 200 ms (RFC 3261 17.2.1), to others over UDP after 3.5 s (RFC 4320 4.1)",
	"the last provisional response again each minute, so that proxies keep the INVITE alive (RFC 3261 13.3.1.1)",
	"a 2xx to an INVITE again at T1 doubling to T2 until its ACK (RFC 3261 13.3.1.4)",
	"a 3xx-6xx to an INVITE again over UDP at T1 doubling to T2 until its ACK, Timer G (RFC 3261 17.2.1)",
	"a reliable provisional response again at T1 doubling until its PRACK (RFC 3262 3)",
	"BYE when a 2xx, 500 when a reliable provisional response was not acknowledged for 64*T1 (RFC 3261 13.3.1.4, RFC 3262 3); BYE when one that was refused did not come again for as long, and its Retry-After (RFC 3261 15.1.1)",
	"200 to a CANCEL and 487 to the INVITE it names (RFC 3261 9.2)",
	"487 when the INVITE's Expires is over (RFC 3261 13.3.1)",
	"482 to a request that reached us a second time on another way (RFC 3261 8.2.2.2)",
	"420 with Unsupported to a request that requires what we do not support (RFC 3261 8.2.2.3)",
	"received and rport in the top Via, and the response to the port that rport asks for (RFC 3261 18.2.1, RFC 3581 4)",
	"the request's Record-Route copied into responses that make a dialog (RFC 3261 12.1.1)",
	"a 2xx to a REGISTER stores its bindings, one to a PUBLISH its document (RFC 3261 10.3, RFC 3903 6)",
	"NOTIFY after a SUBSCRIBE or REFER was accepted, and whenever the state changes (RFC 6665 4.2.1.2, RFC 3515 2.4.4)",
	"the session timer: refreshes or BYE (RFC 4028 10)",
	"SDP in 183 and 2xx, computed from the offer, and the RTP port behind it (RFC 3264); an offer in the first reliable response to an INVITE without one (RFC 3261 13.2.1)",
	"the ACK of a final response to an INVITE of ours, with the answer to an offer in it (RFC 3261 13.2.2.4, 17.1.1.3)",
	"a re-INVITE or UPDATE of ours again that got 491: after 2.1 to 4 s in a call of ours, in others within 2 s (RFC 3261 14.1, RFC 3311 5.3)",
}

// String is the act's name, as in off: [trying].
func (a Act) String() string { return actNames[a] }

// Text says what the act does and which RFC asks for it.
func (a Act) Text() string { return actTexts[a] }

// AllActs are all automatic acts in the order of [Act].
func AllActs() []Act {
	out := make([]Act, actCount)
	for i := range out {
		out[i] = Act(i)
	}
	return out
}

// ParseAct finds an act by its name.
func ParseAct(name string) (Act, error) {
	for i, n := range actNames {
		if n == name {
			return Act(i), nil
		}
	}
	return 0, fmt.Errorf("no automatic act is called %q; there are %s", name, strings.Join(actNames[:], ", "))
}

// Acts is a set of automatic acts.
type Acts uint32

// With is the set with one more act.
func (s Acts) With(a Act) Acts { return s | 1<<a }

// Has reports whether the set contains the act.
func (s Acts) Has(a Act) bool { return s&(1<<a) != 0 }
