package respondertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// Habit is something that one client does and others do not. It is joined to a
// profile by its name: "phone+no-ack".
type Habit struct {
	Name string
	// About says in a sentence what it does.
	About string
	// Wrong is set when no correct client has it.
	Wrong bool
	// change is what it means for a profile, nil when the caller asks for it
	// where it matters.
	change func(*Profile)
}

// The habits a caller asks for where they matter.
const (
	notifyUnknown      = "481-to-notify"
	ackOnce            = "ack-once"
	ackWithoutAnswer   = "ack-without-answer"
	acksEverything     = "acks-everything"
	acksRequestURI     = "acks-request-uri"
	asksAnHour         = "asks-for-an-hour"
	otherHeader        = "authorization-after-407"
	behindNAT          = "behind-nat"
	callsBlindly       = "calls-blindly"
	answersEarlyUpdate = "answers-early-update"
	backsOff           = "backs-off"
	cancelsAgain       = "cancels-again"
	cancelsUnanswered  = "cancels-unanswered"
	circles            = "circles"
	connectsLate       = "connects-late"
	countsOn           = "counts-on"
	decodesURIs        = "decodes-uris"
	dropsDiversion     = "drops-diversion"
	dropsFirstLogin    = "drops-first-login"
	dropsOtherTags     = "drops-other-tags"
	endsByBye          = "ends-by-bye"
	endsOn199          = "ends-on-199"
	endsOn482          = "ends-on-482"
	fax                = "fax"
	fixedInterval      = "fixed-interval"
	forkBranch         = "fork-branch"
	givesUpRefused     = "gives-up-refused"
	givesUpUnknown     = "gives-up-unknown"
	g729               = "g729"
	glareAtOnce        = "glare-at-once"
	hangsUpAtOnce      = "hangs-up-at-once"
	hashesNoBody       = "hashes-no-body"
	hangsUpAtAccepted  = "hangs-up-at-202"
	hangsUpUnanswered  = "hangs-up-without-answer"
	hangsUpRefused     = "hangs-up-when-refused"
	hangsUpToo         = "hangs-up-too"
	ignoresBye         = "ignores-bye"
	ignoresChallenges  = "ignores-challenges"
	ignoresHold        = "ignores-hold"
	isup               = "isup"
	keepsBranch        = "keeps-branch"
	keepsEarlyRoute    = "keeps-early-route"
	keepsOldETag       = "keeps-old-etag"
	keepsRefreshing    = "keeps-refreshing"
	ignoresRetryAfter  = "ignores-retry-after"
	keepsEarlyTag      = "keeps-early-tag"
	keepsOwnExpires    = "keeps-own-expires"
	keepsTag           = "keeps-to-tag"
	keepsTarget        = "keeps-target"
	keepsWrongPassword = "keeps-wrong-password"
	leavesConnection   = "leaves-with-connection"
	leavesPrackRefused = "leaves-when-prack-refused"
	merged             = "merged"
	mixesChallenges    = "mixes-challenges"
	missesAudio        = "misses-audio"
	neverExpires       = "never-expires"
	newBranch          = "acks-with-new-branch"
	noACK              = "no-ack"
	noCancel           = "no-cancel"
	noPrack            = "no-prack"
	noReason           = "no-reason"
	noRoutes           = "no-routes"
	noRport            = "no-rport"
	nonceCountStays    = "nonce-count-stays"
	oneDialog          = "one-dialog"
	onePort            = "one-port"
	otherPort          = "other-port"
	outbound           = "outbound"
	publishesOn        = "publishes-on"
	push               = "push"
	pracksCopies       = "pracks-each-copy"
	pracksEverything   = "pracks-everything"
	raisesForEver      = "raises-for-ever"
	refreshes          = "refreshes"
	refusesCopies      = "refuses-copies"
	refreshesAtOnce    = "refreshes-each-second"
	reinvitesAtOnce    = "reinvites-at-once"
	repeatsAfter100    = "repeats-after-100"
	repeatsBye         = "repeats-bye"
	replaces           = "replaces"
	retries            = "retries-each-second"
	reusesNonce        = "reuses-nonce"
	staleContact       = "stale-contact"
	stays              = "stays-after-408"
	staysRegistered    = "stays-registered"
	strictRoutes       = "strict-routes"
	subscribesAnew     = "subscribes-anew"
	subscribesOn       = "subscribes-on"
	supports199        = "supports-199"
	takesBroken        = "takes-broken-messages"
	takesFirstRoute    = "takes-first-route"
	takes100           = "takes-100-for-final"
	takesAnyAnswer     = "takes-any-answer"
	takesFirstContact  = "takes-first-contact"
	takesInOrder       = "takes-in-order"
	telURI             = "tel"
	threeCopies        = "three-copies"
	waitsAsOwner       = "waits-as-owner"
	wants200           = "wants-200"
	wrongFrom          = "wrong-from"
	wrongIdentity      = "wrong-identity"
	wrongVia           = "wrong-via"
)

// Habits are all there are: first what correct clients may do as well, then what
// only broken ones do.
func Habits() []Habit {
	return slices.Concat(ways, faults, unread())
}

var ways = []Habit{
	{Name: "burst", About: "calls thirty times within a second", change: func(p *Profile) { p.agenda = every(20*time.Millisecond, 30) }},
	{Name: "calls-often", About: "calls twenty times, one call every ten seconds", change: func(p *Profile) { p.agenda, p.Talk = every(10*time.Second, 20), time.Second }},
	{Name: backsOff, About: "registers again half a minute after it was refused, then a minute, then two"},
	{Name: givesUpRefused, About: "tries nothing again that was refused"},
	{Name: fax, About: "offers T.38 when it changes the session"},
	{Name: forkBranch, About: "is a forking proxy, of which another branch is busy everywhere after three seconds", change: func(p *Profile) { p.Patience = 3200 * time.Millisecond }},
	{Name: g729, About: "offers G.729 alone, and after a 488 what that names"},
	{Name: hangsUpAtOnce, About: "hangs up a second after it dialled"},
	{Name: hangsUpUnanswered, About: "hangs up when its offer was not answered"},
	{Name: hangsUpToo, About: "hangs up in the moment in which the other end does"},
	{Name: isup, About: "sends ISUP beside its SDP, and after a 415 the SDP alone"},
	{Name: "keepalive", About: "asks with OPTIONS every half a minute, and calls only where that is answered", change: func(p *Profile) { p.agenda = keepalive }},
	{Name: "logs-off", About: "unregisters and calls, registers and calls again", change: func(p *Profile) { p.agenda, p.registered = logsOff, true }},
	{Name: merged, About: "sends its INVITE on two ways that meet again"},
	{Name: "mistypes", About: "logs in with a wrong password, a minute later with the right one, and once more after seven", change: func(p *Profile) { p.agenda = mistypes }},
	{Name: outbound, About: "registers a flow (RFC 5626), and after a 439 without one"},
	{Name: "patient", About: "lets ring for ten minutes", change: func(p *Profile) { p.Patience = 10 * time.Minute }},
	{Name: publishesOn, About: "refreshes what it publishes after half a minute, and publishes anew what was forgotten"},
	{Name: push, About: "registers with a push service (RFC 8599), and after a 555 without one"},
	{Name: "redials", About: "calls three times, once every ten seconds", change: func(p *Profile) { p.agenda = every(10*time.Second, 3) }},
	{Name: "redials-later", About: "calls three times, once every two minutes", change: func(p *Profile) { p.agenda = every(2*time.Minute, 3) }},
	{Name: "registers", About: "registers before it calls", change: func(p *Profile) { p.agenda, p.registered = registersFirst, true }},
	{Name: asksAnHour, About: "registers for an hour"},
	{Name: behindNAT, About: "is behind a NAT, which knows no other port than the one that it sent from"},
	{Name: endsByBye, About: "ends a call that rings with a BYE"},
	{Name: missesAudio, About: "hangs up after 45 s without any audio"},
	{Name: refreshes, About: "registers again after half a minute, with the nonce it has"},
	{Name: reusesNonce, About: "sends its BYE with the login of the INVITE, counted on"},
	{Name: "unregisters", About: "registers, and logs off five seconds later", change: func(p *Profile) { p.agenda = unregisters }},
	{Name: "leaves-the-offer", About: "has no session description in its INVITE", change: func(p *Profile) { p.DelayedOffer = true }},
	{Name: reinvitesAtOnce, About: "changes the session as soon as the call is answered"},
	{Name: replaces, About: "calls in place of another call, which is gone (RFC 3891)"},
	{Name: staysRegistered, About: "refreshes its registration before it is over"},
	{Name: subscribesOn, About: "refreshes its subscription after half a minute, and wants no state that it has (RFC 5839)"},
	{Name: telURI, About: "calls a tel URI, and after a 416 the same number as a sip URI"},
	{Name: supports199, About: "supports 199 (RFC 6228)"},
}

var faults = []Habit{
	{Name: notifyUnknown, About: "answers 481 to every NOTIFY", Wrong: true},
	{Name: ackOnce, About: "acknowledges only the first copy of a final response", Wrong: true},
	{Name: acksEverything, About: "acknowledges final responses to other requests than INVITE, too", Wrong: true},
	{Name: acksRequestURI, About: "sends the ACK of a 2xx to where it sent the INVITE", Wrong: true},
	{Name: newBranch, About: "sends the ACK of a refusal with a branch of its own", Wrong: true},
	{Name: answersEarlyUpdate, About: "answers the offer of an UPDATE while its own is open", Wrong: true},
	{Name: otherHeader, About: "answers a 407 with Authorization", Wrong: true},
	{Name: callsBlindly, About: "calls though its OPTIONS was not answered", Wrong: true},
	{Name: cancelsAgain, About: "sends a CANCEL each second until the INVITE is over", Wrong: true},
	{Name: cancelsUnanswered, About: "sends CANCEL after three seconds, though nothing provisional came", Wrong: true, change: func(p *Profile) { p.Patience = 3 * time.Second }},
	{Name: connectsLate, About: "takes a 2xx for a call it gave up long ago", Wrong: true},
	{Name: decodesURIs, About: "decodes the escapes of a Contact before it uses it", Wrong: true},
	{Name: dropsDiversion, About: "keeps to itself who diverted a call", Wrong: true},
	{Name: dropsOtherTags, About: "drops responses whose To tag is not that of its dialog", Wrong: true},
	{Name: endsOn482, About: "gives a call up when one of its two ways gets 482", Wrong: true},
	{Name: endsOn199, About: "gives the call up when one of its early dialogs ends", Wrong: true},
	{Name: fixedInterval, About: "repeats every second what is not answered", Wrong: true},
	{Name: "gives-up-early", About: "lets ring for one minute", Wrong: true, change: func(p *Profile) { p.Patience = time.Minute }},
	{Name: givesUpUnknown, About: "gives a call up at a provisional response that it does not know", Wrong: true},
	{Name: glareAtOnce, About: "does not wait after a 491", Wrong: true},
	{Name: hangsUpAtAccepted, About: "hangs up when a transfer is accepted, before it is done", Wrong: true},
	{Name: hangsUpRefused, About: "hangs up when something in the call is refused", Wrong: true},
	{Name: hashesNoBody, About: "leaves the body out of the digest that it has to be in", Wrong: true},
	{Name: ignoresRetryAfter, About: "comes back at once, whatever Retry-After says", Wrong: true},
	{Name: ignoresBye, About: "does not answer a BYE", Wrong: true},
	{Name: keepsBranch, About: "answers a challenge in the transaction that was challenged", Wrong: true},
	{Name: keepsEarlyTag, About: "acknowledges with the To tag of the ringing", Wrong: true},
	{Name: keepsOldETag, About: "refreshes a publication that is not there any more, each second", Wrong: true},
	{Name: keepsOwnExpires, About: "refreshes after the time that it asked for, not after what it got", Wrong: true},
	{Name: keepsTag, About: "keeps the To tag of a refusal for its next try", Wrong: true},
	{Name: keepsTarget, About: "sends a redirected request to where it was redirected from", Wrong: true},
	{Name: keepsWrongPassword, About: "sends credentials that were rejected again, each second", Wrong: true},
	{Name: mixesChallenges, About: "takes what two challenges in a line say for one", Wrong: true},
	{Name: leavesConnection, About: "drops its calls with the connection", Wrong: true},
	{Name: leavesPrackRefused, About: "cancels the call when its PRACK is refused", Wrong: true},
	{Name: noACK, About: "acknowledges nothing", Wrong: true},
	{Name: noCancel, About: "gives up without a CANCEL", Wrong: true, change: func(p *Profile) { p.Patience = min(p.Patience, 30*time.Second) }},
	{Name: noPrack, About: "says that it acknowledges provisional responses, and does not", Wrong: true},
	{Name: noReason, About: "cancels without a Reason", Wrong: true},
	{Name: otherPort, About: "calls from another port than it registered from", Wrong: true},
	{Name: pracksCopies, About: "sends a PRACK for each copy of a reliable response", Wrong: true},
	{Name: pracksEverything, About: "sends a PRACK for responses that are not reliable", Wrong: true},
	{Name: refreshesAtOnce, About: "registers again each second when it is not told for how long it is registered", Wrong: true},
	{Name: refusesCopies, About: "says 482 to the copy of an INVITE", Wrong: true},
	{Name: repeatsAfter100, About: "goes on to repeat its INVITE after a 100", Wrong: true},
	{Name: repeatsBye, About: "sends BYE again when the answer is not 200", Wrong: true},
	{Name: retries, About: "sends the same again a second after it was refused, three times", Wrong: true},
	{Name: staleContact, About: "calls with a Contact that it did not register", Wrong: true},
	{Name: stays, About: "stays in a call whose other end is gone", Wrong: true},
	{Name: takesBroken, About: "takes messages that are to be dropped", Wrong: true},
	{Name: strictRoutes, About: "takes every proxy for one of RFC 2543", Wrong: true},
	{Name: subscribesAnew, About: "subscribes anew each second when it misses a NOTIFY or its subscription ended", Wrong: true},
	{Name: takesFirstContact, About: "takes the first Contact of a 200 to its REGISTER for its own", Wrong: true},
	{Name: takesFirstRoute, About: "keeps only the first of several Record-Routes", Wrong: true},
	{Name: takes100, About: "takes a 100 to a REGISTER for its final response", Wrong: true},
	{Name: threeCopies, About: "sends three copies of a request and waits", Wrong: true},
	{Name: wants200, About: "takes a server for dead that does not answer its OPTIONS with 200", Wrong: true},
	{Name: ackWithoutAnswer, About: "leaves the answer to an offer out of its ACK or PRACK", Wrong: true},
	{Name: circles, About: "follows a redirection to where it was before", Wrong: true},
	{Name: countsOn, About: "counts the uses of an old nonce on with a new one", Wrong: true},
	{Name: dropsFirstLogin, About: "forgets the first login when it is asked for a second one", Wrong: true},
	{Name: ignoresChallenges, About: "answers no challenge", Wrong: true},
	{Name: ignoresHold, About: "answers that it sends and receives, whatever it was asked", Wrong: true},
	{Name: keepsEarlyRoute, About: "keeps the route set of the early dialog", Wrong: true},
	{Name: keepsRefreshing, About: "refreshes a session whose timer was switched off", Wrong: true},
	{Name: neverExpires, About: "stays in a session that nobody refreshes", Wrong: true},
	{Name: nonceCountStays, About: "sends its BYE with the login of the INVITE and the same nonce count", Wrong: true},
	{Name: noRoutes, About: "takes no notice of Record-Route", Wrong: true},
	{Name: noRport, About: "leaves rport out of its Via", Wrong: true},
	{Name: oneDialog, About: "knows one dialog, that of the first response", Wrong: true},
	{Name: onePort, About: "drops responses that come from another port", Wrong: true},
	{Name: raisesForEver, About: "asks for a longer interval each time it is told to", Wrong: true},
	{Name: takesAnyAnswer, About: "stays in a call that has no media", Wrong: true},
	{Name: takesInOrder, About: "tries addresses in the order in which they are listed", Wrong: true},
	{Name: waitsAsOwner, About: "waits after a 491 as if the Call-ID were its own", Wrong: true},
	{Name: wrongFrom, About: "calls in another name than it registered", Wrong: true},
	{Name: wrongIdentity, About: "asks to be shown as somebody else", Wrong: true},
	{Name: wrongVia, About: "names an old address of its own in Via", Wrong: true},
}

// With is the profile with more habits, in the order given. The error names the
// nearest that there is.
func (p Profile) With(habits ...string) (Profile, error) {
	for _, name := range habits {
		h, err := habitNamed(name)
		if err != nil {
			return Profile{}, err
		}
		p.Name += "+" + h.Name
		p.About += " It " + h.About + "."
		p.habits = append(slices.Clip(p.habits), h.Name)
		if h.change != nil {
			h.change(&p)
		}
	}
	return p, nil
}

func habitNamed(name string) (Habit, error) {
	var names []string
	for _, h := range Habits() {
		if strings.EqualFold(h.Name, name) {
			return h, nil
		}
		names = append(names, h.Name)
	}
	if near := catalog.NearestOf(name, names); near != "" {
		return Habit{}, fmt.Errorf("no caller has the habit %q; did you mean %s?", name, near)
	}
	return Habit{}, fmt.Errorf("no caller has the habit %q", name)
}

// Correct reports whether a correct client may be like this: none of its habits
// is [Habit.Wrong].
func (p Profile) Correct() bool {
	return !slices.ContainsFunc(faults, func(h Habit) bool { return p.does(h.Name) })
}

// does reports whether the caller has a habit.
func (p *Profile) does(habit string) bool { return slices.Contains(p.habits, habit) }
