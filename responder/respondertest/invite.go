package respondertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
)

// call is what an INVITE began (RFC 3261 section 13): a leg for each To tag that
// came back.
type call struct {
	caller   *Caller
	invite   *request
	legs     []*leg
	patience *timer
	// gaveUp is set when the caller wants the call no more; cancelled when it
	// has said so.
	gaveUp, cancelled bool
}

func (c *Caller) invite(user string, now time.Time) {
	call := &call{caller: c, invite: c.begin("INVITE", user)}
	r := call.invite
	r.headers = append(r.headers, c.contact())
	if c.profile.SessionExpires > 0 {
		r.set("Session-Expires", seconds(c.profile.SessionExpires))
	}
	c.misdirect(r, user)
	switch {
	case c.profile.DelayedOffer:
	case c.profile.does(isup):
		r.carry("multipart/mixed;boundary=parts", besideISUP(c.offer()))
	default:
		r.carry("application/sdp", c.offer())
	}
	r.heard, r.done = call.heard, call.done
	r.moot = func() bool { return call.gaveUp }
	c.outside = c.profile.does(otherPort)
	c.try(r, now)
	if c.profile.does(hangsUpAtOnce) {
		c.after(time.Second, now, call.giveUp)
	}
	if c.profile.does(cancelsUnanswered) {
		c.after(c.profile.Patience, now, func(now time.Time) { call.gaveUp = true; call.cancel(now) })
	}
	if c.profile.does(merged) {
		r.tx.copied(call, now)
	}
}

// misdirect does to an INVITE what its caller gets wrong outside of the call.
func (c *Caller) misdirect(r *request, user string) {
	if c.profile.does(staleContact) {
		r.set("Contact", "<sip:"+c.profile.Name+"@192.0.2.99:5062>")
	}
	if c.profile.does(telURI) {
		r.target("tel:" + user)
	}
	if c.profile.does(wrongIdentity) {
		r.set("P-Preferred-Identity", "<"+c.address("somebody-else")+">")
	}
	if c.profile.does(replaces) {
		r.set("Replaces", "gone@127.0.0.3;to-tag=7;from-tag=8")
		r.set("Require", "replaces")
	}
}

// copied sends the INVITE of a call once more, as it comes by another way. What
// is said to that one is nothing of the call's.
func (tx *clientTx) copied(k *call, now time.Time) {
	c := tx.caller
	done := func(m *message.Message, now time.Time) {
		if m != nil && m.Code() == 482 && c.profile.does(endsOn482) {
			k.giveUp(now)
		}
	}
	other := &clientTx{
		request: &request{method: tx.method, dialog: tx.dialog, body: tx.body, moot: func() bool { return true }, done: done},
		caller:  c, branch: fmt.Sprintf("%s-%d", message.MagicCookie, c.next()), uri: tx.uri, head: tx.head, seq: tx.seq,
	}
	other.begin(tx.headers, now)
}

// offer is the session description of this caller: audio, at the discard port.
func (c *Caller) offer() []byte {
	offer, _ := media.Offer(c.media())
	return offer
}

func (c *Caller) media() media.Own {
	own := media.Own{Host: c.flow.Remote.Addr().String(), Ports: []int{9}, SessionID: 1, Version: 1}
	if c.profile.does(g729) && !c.refused {
		own.Codecs = []media.Codec{{Name: "G729", ClockRate: 8000, Payload: 18}}
	}
	return own
}

// besideISUP is a session description with an ISUP message beside it, as a
// gateway sends it (RFC 3204).
func besideISUP(sdp []byte) []byte {
	return []byte("--parts\r\nContent-Type: application/sdp\r\n\r\n" + string(sdp) +
		"\r\n--parts\r\nContent-Type: application/isup;version=itu-t92+\r\nContent-Disposition: signal;handling=optional\r\n\r\n" +
		"\x01\x00\x60\x00\x0a\r\n--parts--\r\n")
}

// heard takes a provisional response: it makes an early dialog, may want to be
// acknowledged, and from the first on patience runs out.
func (k *call) heard(m *message.Message, now time.Time) {
	if k.patience == nil {
		k.patience = k.caller.after(k.caller.profile.Patience, now, k.giveUp)
	}
	if k.gaveUp {
		k.cancel(now)
	}
	if known := []int{100, 180, 183, 199}; k.caller.profile.does(givesUpUnknown) && !slices.Contains(known, m.Code()) {
		k.giveUp(now)
	}
	if m.ToTag() == "" {
		return
	}
	l := k.leg(m)
	l.early = true
	profile := &k.caller.profile
	switch {
	case m.Code() == 199 && profile.does(endsOn199):
		k.giveUp(now)
	case m.Code() == 199:
		l.end()
	case m.Lists("Require", "100rel") && profile.Reliable && !profile.does(noPrack),
		profile.does(pracksEverything):
		l.prack(m, now)
	}
}

// giveUp cancels; an INVITE that was not even heard of is cancelled when it is
// (section 9.1).
func (k *call) giveUp(now time.Time) {
	k.gaveUp = true
	if k.caller.profile.does(noCancel) {
		k.invite.tx.over()
		return
	}
	switch {
	case !k.invite.tx.answering():
	case k.caller.profile.does(endsByBye) && len(k.legs) > 0:
		k.legs[0].hangUp(now)
	default:
		k.cancel(now)
	}
}

func (k *call) cancel(now time.Time) {
	if !k.cancelled {
		k.cancelled = true
		k.invite.tx.cancel(now)
	}
}

// done takes a final response: each 2xx, of however many legs, or the one
// response that ends the attempt.
func (k *call) done(m *message.Message, now time.Time) {
	k.caller.timers.stop(k.patience)
	if m == nil || m.Code() >= 300 {
		return
	}
	l := k.leg(m)
	if k.caller.profile.does(keepsEarlyTag) {
		l = k.legs[0]
	}
	if k.caller.profile.Deaf {
		l.confirmed = true
		return
	}
	if l.acknowledge(m, k.invite.tx, now) {
		return
	}
	// The caller talks to the first who answers, and wanted nobody after it
	// gave up (section 13.2.2.4).
	others := slices.ContainsFunc(k.legs, func(other *leg) bool { return other != l && other.confirmed })
	l.confirmed = true
	if !k.caller.profile.does(takesAnyAnswer) && !k.usable(l, m) {
		l.reason = unusable
	}
	unanswered := len(k.invite.body) > 0 && !m.HasBody() && k.caller.profile.does(hangsUpUnanswered)
	if others || k.gaveUp || l.reason != "" || unanswered {
		l.hangUp(now)
		return
	}
	l.talk(now)
}

// unusable is the Reason of a BYE after a 2xx that no session can come of (RFC
// 3261 section 13.2.2.4).
const unusable = `SIP;cause=488;text="Not Acceptable Here"`

// usable reports whether the session description of a 2xx makes a session: its
// answer has a codec of the offer, or there is an offer to answer.
func (k *call) usable(l *leg, m *message.Message) bool {
	switch {
	case k.caller.profile.DelayedOffer:
		return !l.delayed
	case k.invite.header("Content-Type") != "application/sdp" || !m.HasBody():
		return true
	}
	agreed, err := media.Accept(k.invite.body, m.Body())
	return err == nil && slices.ContainsFunc(agreed.Lines, func(line media.Line) bool { return line.Port != 0 })
}

// refuseAll is the answer that takes nothing of an offer: the lines of our own
// description above its m-lines, each with port 0 (RFC 3264 section 6).
func refuseAll(offer, own []byte) []byte {
	answer, _, _ := strings.Cut(string(own), "m=")
	for line := range strings.Lines(string(offer)) {
		if f := strings.Fields(line); strings.HasPrefix(line, "m=") && len(f) > 3 {
			f[1] = "0"
			answer += strings.Join(f, " ") + "\r\n"
		}
	}
	return []byte(answer)
}

// leg is the dialog a response belongs to, made by the first one with its To tag
// (section 12.1.2).
func (k *call) leg(m *message.Message) *leg {
	tx := k.invite.tx
	for _, l := range k.legs {
		if l.invite == tx && (l.ID.RemoteTag == m.ToTag() || k.caller.profile.does(oneDialog)) {
			return l
		}
	}
	out := k.invite.dialog
	l := &leg{
		Dialog: &dialog.Dialog{
			ID:    dialog.ID{CallID: out.ID.CallID, LocalTag: out.ID.LocalTag, RemoteTag: m.ToTag()},
			Local: out.Local, Remote: m.To(), Target: out.Target, Contact: out.Contact, LocalSeq: tx.seq,
		},
		caller: k.caller, call: k, invite: tx, delayed: len(k.invite.body) == 0,
	}
	l.learn(m)
	k.legs = append(k.legs, l)
	k.caller.legs = append(k.caller.legs, l)
	return l
}
