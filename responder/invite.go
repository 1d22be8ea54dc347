package responder

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// invite begins a call (RFC 3261 section 13), or changes its session inside the
// dialog (section 14).
var invite = method{
	outside: notFound,
	inside:  reinvite,
	prepare: prepareInvite,
	sent:    sentInvite,
}

// notFound is 404 with a Warning that says what can be dialled; an extension is
// known and not there, 480.
func notFound(c *call, tx *serverTx, now time.Time) {
	in := tx.request
	if in.user != "" && c.shard.cfg.Known(in.user) {
		c.respond(tx, reply{Draft: catalog.Draft{
			Code: 480, Reason: "Extension without a scenario",
			Headers: warning(in, media.WarnOther, "write a scenario with match: user: \""+in.user+"\""),
		}, why: "default"}, now)
		return
	}
	if c.end.Verdict.Outcome == journal.OK {
		c.judge(journal.Verdict{Outcome: journal.Unmatched}, now)
		c.warnUnmatched(in, now)
	}
	c.respond(tx, reply{Draft: catalog.Draft{
		Code:    404,
		Headers: warning(in, media.WarnOther, cmp.Or(c.notDialled(in, now), strings.ReplaceAll("dial a code (#486), a sequence (#180*5*486) or a scenario's name (#dnd)", "#", c.shard.cfg.DialPrefix))),
	}, why: "default"}, now)
}

// notDialled is why a user that seems to be somebody or something is not found
// all the same, "" for any other.
func (c *call) notDialled(in *incoming, now time.Time) string {
	prefix := c.shard.cfg.DialPrefix
	u, err := message.ParseURI(in.RequestURI())
	if err != nil || in.user == "" {
		return ""
	}
	if _, registered := c.shard.bindingOf(u, now); registered {
		return fmt.Sprintf("%s is registered here, but sipbin forwards no calls: write a scenario with match: {user: \"%[1]s\"}, or call with sipbin call 200 %[1]s", in.user)
	}
	if !strings.HasPrefix(in.user, prefix) && c.shard.named(in.user) != nil {
		return fmt.Sprintf("dial %s%s: --dial-prefix says that only what begins with %[1]s is dialled", prefix, in.user)
	}
	return ""
}

// warnUnmatched says in the log which scenarios came nearest.
func (c *call) warnUnmatched(in *incoming, now time.Time) {
	if c.shard.warnings.TokensAt(now) < 1 {
		return // nobody reads that many, and near is costly
	}
	near := []string{c.notDialled(in, now)}
	if near[0] == "" {
		near = scenarios.Join(c.shard.yours.Load(), c.shard.cfg.Library).Near(in, 3)
	}
	c.shard.warn(strings.Join(append([]string{"nothing to play for " + in.Method() + " of " + c.dialled}, near...), "; "), now)
}

// warning is a Warning header field (RFC 3261 section 20.43).
func warning(in *incoming, code int, text string) []catalog.Header {
	text = strings.NewReplacer("\\", "\\\\", `"`, `\"`, "\r", " ", "\n", " ").Replace(text)
	return []catalog.Header{{Name: "Warning", Value: fmt.Sprintf("%d %s \"%s\"", code, in.flow.Face(), text)}}
}

// reinvite accepts the new session description. While an INVITE of either side
// or an offer is in progress it gets 491 or 500 (section 14.2). Without an offer
// it wants one of ours, which must wait for an open one as well.
func reinvite(c *call, tx *serverTx, now time.Time) {
	o := &tx.dialog.Offers
	switch {
	case c.pendingIn(tx.dialog, "INVITE", tx):
		c.tryLater(tx, "the INVITE before has no final response", now)
	case c.inviting():
		c.respondCode(tx, 491, "default: an INVITE of ours is in progress", now)
	case c.tooEarly(tx, now):
	case o.Ours():
		c.respondCode(tx, 491, "default: "+dialog.ErrOurs.Error(), now)
	case c.unacknowledged(tx.dialog) != nil:
		c.tryLater(tx, "the 2xx before has no ACK", now)
	default:
		c.respondCode(tx, 200, "default", now)
	}
}

func prepareInvite(c *call, tx *serverTx, r *reply, own *catalog.Own, now time.Time) error {
	off := c.off | r.off
	in := tx.request
	if r.Code > 100 && r.Code < 200 && in.Lists("Require", "100rel") && !slices.Contains(r.Breaks, "100rel") {
		r.Reliable = true
	}
	if r.Reliable {
		own.RSeq = c.nextRSeq(tx, r.to)
	}
	if success(r.Code) && !off.Has(scenarios.Refresh) {
		session, err := c.sessionExpires(in)
		if err != nil {
			return err
		}
		own.SessionExpires = session
	}
	if wantsSDP(tx, r) {
		return c.describe(tx, r, off, now)
	}
	return nil
}

func success(code int) bool { return code >= 200 && code < 300 }

// sentInvite makes, confirms and ends dialogs, and arms what goes on until the
// next message: the repetitions and the session timer.
func sentInvite(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
	off := c.off | r.off
	switch code := built.Code; {
	case code == 100:
	case code < 200:
		if tag, _ := message.Param(r.to, "tag"); tag == "" {
			return // no dialog without a tag (section 12.1.1)
		}
		d := c.dialogOf(tx, r, built)
		c.told(tx, d, r, code, now)
		if r.Reliable {
			c.awaitPRACK(tx, d, off, now)
		} else if !off.Has(scenarios.Repeat1xx) {
			tx.armRing(now)
		}
	case code < 300:
		d := c.dialogOf(tx, r, built)
		c.told(tx, d, r, code, now)
		if c.unacknowledged(d) != nil {
			return
		}
		c.dropReliables() // RFC 3262 section 3
		d.Early = false
		c.shard.dialogChanged(d)
		if tx.dialog != nil {
			d.Refresh(tx.request.Message)
		}
		if c.up.IsZero() {
			c.up = now
		}
		if in := tx.request; in.replaces != nil && in.replaces.code == 0 && tx.dialog == nil {
			c.replace(in.replaces, now)
			in.replaces = nil
		}
		c.awaitACK(tx, d, r, off, now)
		c.armRefresh(d, sessionExpiresIn(built.Headers), "uas", tx.request.Lists("Allow", "UPDATE"), off, now)
	default:
		c.awaiting++
		c.dropReliables()
		if tx.dialog == nil {
			c.forgetDialogs(now)
		} else {
			c.told(tx, tx.dialog, r, code, now)
		}
	}
}

func contactIn(headers []catalog.Header) string {
	for _, h := range headers {
		if message.SameName(h.Name, "Contact") {
			return h.Value
		}
	}
	return ""
}

// dialogOf is the dialog the request came in, or the one that the response
// makes of it.
func (c *call) dialogOf(tx *serverTx, r reply, built catalog.Response) *dialog.Dialog {
	if tx.dialog != nil {
		return tx.dialog
	}
	d := c.dialogTo(tx, r.to)
	if d == nil {
		d = c.addDialog(dialog.New(tx.request.Message, r.to, contactIn(built.Headers)))
	}
	if r.dialog != "" {
		c.name(d, r.dialog)
	}
	return d
}
