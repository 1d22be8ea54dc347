package respondertest

import (
	"fmt"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// Profile is what a caller can do and how it behaves.
type Profile struct {
	// Name is a word; the caller calls itself so.
	Name string
	// About says in a sentence who that is.
	About string
	// Reliable is set when it acknowledges provisional responses (RFC 3262).
	Reliable bool
	// SessionExpires is the session interval it asks for, in whole seconds and
	// at least 90 s; 0 when it knows no session timer (RFC 4028).
	SessionExpires time.Duration
	// Talk is how long it stays in a call before it hangs up.
	Talk time.Duration
	// Patience is how long it lets ring before it cancels, counted from the
	// first provisional response, and how long a Retry-After it waits for.
	Patience time.Duration
	// Deaf is set when it behaves as if no 2xx to its INVITE ever came.
	Deaf bool
	// DelayedOffer is set when its INVITE has no session description, so that
	// the offer is ours (RFC 3261 section 13.2.1).
	DelayedOffer bool
	// Ping is set when it asks with OPTIONS whether we are there before it calls.
	Ping bool

	// habits are those it was joined with, by name; agenda is what it begins
	// and when, nil for one thing at once; registered is set when it calls in
	// the name that it registers.
	habits     []string
	agenda     []errand
	registered bool
}

// phone is the caller unless another one is asked for.
var phone = Profile{
	Name:     "phone",
	About:    "A plain desk phone: no extensions, talks five seconds, lets ring for three minutes.",
	Talk:     5 * time.Second,
	Patience: 3 * time.Minute,
}

// Profiles are all there are, the usual one first.
func Profiles() []Profile {
	listener, ims, impatient, deaf, mute, trunk := phone, phone, phone, phone, phone, phone

	listener.Name = "listener"
	listener.About = "A phone whose user stays on the line until the other end hangs up, for ten minutes at most."
	listener.Talk = 10 * time.Minute

	ims.Name = "ims"
	ims.About = "A mobile: acknowledges provisional responses and keeps a session timer; asks for no preconditions."
	ims.Reliable, ims.SessionExpires = true, 30*time.Minute

	impatient.Name = "impatient"
	impatient.About = "A phone whose user hangs up after three seconds of ringing."
	impatient.Patience = 3 * time.Second

	deaf.Name = "deaf"
	deaf.About = "A phone that the 200 never reaches: it sends no ACK for it."
	deaf.Deaf = true

	mute.Name = "mute"
	mute.About = "A gateway that leaves the offer to the callee: its INVITE has no SDP."
	mute.DelayedOffer = true

	trunk.Name = "trunk"
	trunk.About = "A SIP trunk: asks with OPTIONS first, talks two minutes, refreshes the session every 45 seconds."
	trunk.Ping, trunk.SessionExpires, trunk.Talk = true, 90*time.Second, 2*time.Minute

	return []Profile{phone, listener, ims, impatient, deaf, mute, trunk}
}

// ProfileNamed finds a profile by its name in any case, with the habits that are
// joined to it: "phone", "phone+no-ack". The error names the nearest, or all
// there are.
func ProfileNamed(name string) (Profile, error) {
	name, habits, joined := strings.Cut(name, "+")
	var names []string
	for _, p := range Profiles() {
		if strings.EqualFold(p.Name, name) {
			if !joined {
				return p, nil
			}
			return p.With(strings.Split(habits, "+")...)
		}
		names = append(names, p.Name)
	}
	if near := catalog.NearestOf(name, names); near != "" {
		return Profile{}, fmt.Errorf("there is no caller %q; did you mean %s?", name, near)
	}
	return Profile{}, fmt.Errorf("there is no caller %q, but %s", name, strings.Join(names, ", "))
}
