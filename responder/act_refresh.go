package responder

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// minSE is the shortest session interval we accept, in seconds (RFC 4028
// section 4: no less than 90).
const minSE = 90

// refresher is the session timer of a call (RFC 4028).
type refresher struct {
	interval time.Duration
	least    time.Duration // Min-SE that the peer asked for, 0 for none
	ours     bool          // we refresh
	next     *timer
}

func (r *refresher) timer() *timer {
	if r == nil {
		return nil
	}
	return r.next
}

// sessionExpires is the Session-Expires of a 2xx to this request, "" when no
// session timer is agreed; the client's choice of refresher stands, else it is
// the client (RFC 4028 section 9). Too short an interval is refused with 422.
func (c *call) sessionExpires(in *incoming) (string, error) {
	value, asked := in.Header("Session-Expires")
	if !asked || !in.Lists("Supported", "timer") && !in.Lists("Require", "timer") {
		return "", nil
	}
	interval, ok := deltaSeconds(message.BareValue(value))
	who, chosen := message.Param(value, "refresher")
	if who = strings.ToLower(who); !chosen {
		who = "uac"
	}
	switch {
	case !ok, who != "uac" && who != "uas":
		return "", &refusal{catalog.Draft{Code: 400, Reason: "Bad Request (Session-Expires cannot be read)"}}
	case interval < minSE*time.Second:
		return "", &refusal{catalog.Draft{Code: 422, Headers: []catalog.Header{{Name: "Min-SE", Value: strconv.Itoa(minSE)}}}}
	}
	return fmt.Sprintf("%d;refresher=%s", int(interval/time.Second), who), nil
}

// sessionExpiresIn is the Session-Expires value of a message, "" for none.
func sessionExpiresIn[H catalog.Header | message.Header](headers []H) string {
	for _, h := range headers {
		if h := message.Header(h); message.SameName(h.Name, "Session-Expires") || message.SameName(h.Name, "x") {
			return h.Value
		}
	}
	return ""
}

// armRefresh arms the act refresh by what a 2xx really said, whoever wrote it:
// half-way a refresh of ours, or a BYE shortly before the end when none of the
// peer's came (RFC 4028 section 10). We are the uas or the uac of that request.
func (c *call) armRefresh(d *dialog.Dialog, agreed, we string, byUpdate bool, off scenarios.Acts, now time.Time) {
	var r refresher
	if c.refresher != nil {
		c.shard.queue.stop(c.refresher.next)
		r.least = c.refresher.least
	}
	c.refresher = nil
	if agreed == "" {
		return
	}
	interval, ok := deltaSeconds(message.BareValue(agreed))
	if !ok || interval == 0 || off.Has(scenarios.Refresh) {
		return
	}
	who, _ := message.Param(agreed, "refresher")
	r.interval, r.ours = interval, strings.EqualFold(who, we)
	c.refresher = &r
	if !r.ours {
		r.next = c.shard.queue.at(now.Add(r.interval-min(32*time.Second, r.interval/3)), func(now time.Time) {
			c.note("the session was not refreshed in time", now)
			c.stopTracks("the session expired", nil, now)
			c.bye(d, ours{why: scenarios.Refresh.String()}, now)
			c.settle(now)
		})
		return
	}
	c.refreshSoon(d, byUpdate, r.interval/2, now)
}

// agreeRefresh takes what a 2xx to an INVITE or UPDATE of ours says of the session
// timer: who refreshes from now on and how often, or nothing, which turns it off
// (RFC 4028 section 7.2).
func (c *call) agreeRefresh(d *dialog.Dialog, method string, in *incoming, now time.Time) {
	if d.Early || method != "INVITE" && method != "UPDATE" {
		return
	}
	c.armRefresh(d, sessionExpiresIn(in.Headers()), "uac", method == "UPDATE" || in.Lists("Allow", "UPDATE"), c.off, now)
}

// refreshSoon sends a refresh of ours after a time.
func (c *call) refreshSoon(d *dialog.Dialog, byUpdate bool, wait time.Duration, now time.Time) {
	r := c.refresher
	c.shard.queue.stop(r.next)
	r.next = c.shard.queue.at(now.Add(wait), func(now time.Time) {
		o := ours{method: "INVITE", why: scenarios.Refresh.String(), headers: []message.Header{
			{Name: "Contact", Value: d.Contact},
			{Name: "Supported", Value: "timer"},
			{Name: "Session-Expires", Value: fmt.Sprintf("%d;refresher=uac", int(r.interval/time.Second))},
		}}
		if r.least > 0 {
			o.headers = append(o.headers, message.Header{Name: "Min-SE", Value: strconv.Itoa(int(r.least / time.Second))})
		}
		if byUpdate {
			o.method = "UPDATE"
		} else if d.Offers.Said != nil {
			o.body, o.offers = d.Offers.Said, true
			o.headers = append(o.headers, message.Header{Name: "Content-Type", Value: "application/sdp"})
		}
		o.done = func(code int, m *message.Message, now time.Time) { c.refreshed(d, byUpdate, code, m, now) }
		c.request(d, o, now)
	})
}

// refreshed takes a refusal of a refresh of ours (RFC 4028 section 10): too
// short an interval is made longer, and glare is tried again a little later (RFC
// 3261 section 14.1).
func (c *call) refreshed(d *dialog.Dialog, byUpdate bool, code int, m *message.Message, now time.Time) {
	r := c.refresher
	switch {
	case r == nil:
	case code == 408 || code == 481 || m == nil:
		c.stopTracks("the session could not be refreshed", nil, now)
		c.bye(d, ours{why: scenarios.Refresh.String()}, now)
	case !r.ours: // the peer has refreshed meanwhile
	case code == 422:
		value, _ := m.Header("Min-SE")
		if least, ok := deltaSeconds(message.BareValue(value)); ok && least > r.interval {
			r.interval, r.least = least, least
			c.refreshSoon(d, byUpdate, 0, now)
		}
	case code == 491:
		c.refreshSoon(d, byUpdate, c.glare(), now)
	}
}
