package responder

import (
	"cmp"
	"crypto/sha256"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// dialogPackage tells what calls somebody has (RFC 4235), which lights the lamp beside
// a key.
var dialogPackage = &eventPackage{
	name: "dialog", kind: "application/dialog-info+xml", expires: 3600, calls: true,
	watch: func() eventState { return &dialogInfo{version: -1} },
}

// callState is one dialog as one of its two users has it.
type callState struct {
	ID        string           `xml:"id,attr"`
	CallID    string           `xml:"call-id,attr"`
	LocalTag  string           `xml:"local-tag,attr"`
	RemoteTag string           `xml:"remote-tag,attr"`
	Direction string           `xml:"direction,attr"`
	State     string           `xml:"state"`
	Local     dialogIdentities `xml:"local"`
	Remote    dialogIdentities `xml:"remote"`
}

type dialogIdentities struct {
	Identity string        `xml:"identity"`
	Target   *dialogTarget `xml:"target"`
}

type dialogTarget struct {
	URI string `xml:"uri,attr"`
}

type dialogInfo struct {
	XMLName xml.Name    `xml:"urn:ietf:params:xml:ns:dialog-info dialog-info"`
	Version int         `xml:"version,attr"`
	State   string      `xml:"state,attr"`
	Entity  string      `xml:"entity,attr"`
	Calls   []callState `xml:"dialog"`

	version int
	there   []callState
	gone    []callState
}

// look finds what calls there are. One that is over is told once.
func (d *dialogInfo) look(l *look) bool {
	d.Entity = l.entity
	d.gone = nil
	for _, before := range d.there {
		if !slices.ContainsFunc(l.calls, func(c callState) bool { return c.ID == before.ID }) {
			before.State = "terminated"
			d.gone = append(d.gone, before)
		}
	}
	news := !slices.EqualFunc(d.there, l.calls, func(a, b callState) bool { return a.ID == b.ID && a.State == b.State })
	d.there = l.calls
	return news
}

func (d *dialogInfo) body() (string, []byte) {
	d.version++
	d.Version, d.State = d.version, "full"
	d.Calls = append(slices.Clone(d.gone), d.there...)
	d.gone = nil
	return dialogPackage.kind, document(d)
}

// callsOf are the dialogs of a user, whichever side of them he is. It takes each
// shard's lock in turn.
func (e *Engine) callsOf(user string) (calls []callState) {
	for _, s := range e.shards {
		s.mu.Lock()
		for _, d := range s.dialogs {
			if d.dialog != nil && !d.dialog.Subscribed {
				calls = append(calls, s.statesOf(d, user)...)
			}
		}
		s.mu.Unlock()
	}
	slices.SortFunc(calls, func(a, b callState) int { return cmp.Or(cmp.Compare(a.CallID, b.CallID), cmp.Compare(a.ID, b.ID)) })
	return calls
}

// statesOf is a dialog as a user has it; as two if he calls himself.
func (s *shard) statesOf(d inDialog, user string) (states []callState) {
	ours, theirs := message.AddrSpec(d.dialog.Local), message.AddrSpec(d.dialog.Remote)
	state, placed := "confirmed", d.call.placed != nil
	if d.dialog.Early {
		state = "early"
	}
	add := func(local, remote, localTag, remoteTag string, initiator bool) {
		sum := sha256.Sum256([]byte(strings.Join([]string{d.dialog.ID.CallID, localTag, remoteTag}, " ")))
		direction := "recipient"
		if initiator {
			direction = "initiator"
		}
		states = append(states, callState{
			ID: s.letters(sum[:]), CallID: d.dialog.ID.CallID, LocalTag: localTag, RemoteTag: remoteTag,
			Direction: direction, State: state,
			Local: dialogIdentities{Identity: local}, Remote: dialogIdentities{Identity: remote, Target: &dialogTarget{URI: remote}},
		})
	}
	if isOf(ours, user) {
		add(ours, theirs, d.dialog.ID.LocalTag, d.dialog.ID.RemoteTag, placed)
	}
	if isOf(theirs, user) {
		add(theirs, ours, d.dialog.ID.RemoteTag, d.dialog.ID.LocalTag, !placed)
	}
	return states
}

// isOf reports whether a URI is of a user.
func isOf(uri, user string) bool {
	if !strings.Contains(uri, user) && !strings.Contains(uri, "%") {
		return false // to look is much quicker than to read
	}
	u, err := message.ParseURI(uri)
	return err == nil && u.User == user
}

// dialogChanged touches the calls of both users of a dialog.
func (s *shard) dialogChanged(d *dialog.Dialog) {
	if s.events.watching.Load() == 0 || d.Subscribed {
		return
	}
	for _, address := range []string{d.Local, d.Remote} {
		if u, err := message.ParseURI(message.AddrSpec(address)); err == nil {
			s.events.touch(resource{dialogPackage.name, u.User}, "")
		}
	}
}
