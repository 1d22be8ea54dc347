package respondertest

import (
	"slices"
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
	if !c.profile.DelayedOffer {
		r.carry("application/sdp", c.offer())
	}
	r.heard, r.done = call.heard, call.done
	r.moot = func() bool { return call.gaveUp }
	c.try(r, now)
}

// offer is the session description of this caller: audio, at the discard port.
func (c *Caller) offer() []byte {
	offer, _ := media.Offer(c.media())
	return offer
}

func (c *Caller) media() media.Own {
	return media.Own{Host: c.flow.Remote.Addr().String(), Ports: []int{9}, SessionID: 1, Version: 1}
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
	if m.ToTag() == "" {
		return
	}
	l := k.leg(m)
	if m.Lists("Require", "100rel") && k.caller.profile.Reliable {
		l.prack(m, now)
	}
}

// giveUp cancels; an INVITE that was not even heard of is cancelled when it is
// (section 9.1).
func (k *call) giveUp(now time.Time) {
	k.gaveUp = true
	if k.invite.tx.answering() {
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
	if others || k.gaveUp {
		l.hangUp(now)
		return
	}
	l.talk(now)
}

// leg is the dialog a response belongs to, made by the first one with its To tag
// (section 12.1.2).
func (k *call) leg(m *message.Message) *leg {
	tx := k.invite.tx
	for _, l := range k.legs {
		if l.ID.RemoteTag == m.ToTag() && l.invite == tx {
			return l
		}
	}
	out := k.invite.dialog
	l := &leg{
		Dialog: &dialog.Dialog{
			ID:    dialog.ID{CallID: out.ID.CallID, LocalTag: out.ID.LocalTag, RemoteTag: m.ToTag()},
			Local: out.Local, Remote: m.To(), Target: out.Target, Contact: out.Contact, LocalSeq: tx.seq,
		},
		caller: k.caller, invite: tx, delayed: len(k.invite.body) == 0,
	}
	l.learn(m)
	k.legs = append(k.legs, l)
	k.caller.legs = append(k.caller.legs, l)
	return l
}
