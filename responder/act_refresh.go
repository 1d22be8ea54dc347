package responder

import (
	"fmt"
	"strconv"
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
	ours     bool // refresher=uas: we refresh
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
	if !asked || !in.Lists("Supported", "timer") {
		return "", nil
	}
	interval, ok := deltaSeconds(message.BareValue(value))
	switch {
	case !ok:
		return "", &refusal{catalog.Draft{Code: 400, Reason: "Bad Request (Session-Expires cannot be read)"}}
	case interval < minSE*time.Second:
		return "", &refusal{catalog.Draft{Code: 422, Headers: []catalog.Header{{Name: "Min-SE", Value: strconv.Itoa(minSE)}}}}
	}
	who, chosen := message.Param(value, "refresher")
	if !chosen {
		who = "uac"
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
	c.shard.queue.stop(c.refresher.timer())
	c.refresher = nil
	interval, ok := deltaSeconds(message.BareValue(agreed))
	if !ok || interval == 0 || off.Has(scenarios.Refresh) {
		return
	}
	who, _ := message.Param(agreed, "refresher")
	c.refresher = &refresher{interval: interval, ours: who == we}
	c.rearmRefresh(d, byUpdate, now)
}

func (c *call) rearmRefresh(d *dialog.Dialog, byUpdate bool, now time.Time) {
	r := c.refresher
	if !r.ours {
		r.next = c.shard.queue.at(now.Add(r.interval-min(32*time.Second, r.interval/3)), func(now time.Time) {
			c.note("the session was not refreshed in time", now)
			c.stopTracks("the session expired", nil, now)
			c.bye(d, ours{why: scenarios.Refresh.String()}, now)
			c.settle(now)
		})
		return
	}
	r.next = c.shard.queue.at(now.Add(r.interval/2), func(now time.Time) {
		o := ours{method: "INVITE", why: scenarios.Refresh.String(), headers: []message.Header{
			{Name: "Contact", Value: d.Contact},
			{Name: "Supported", Value: "timer"},
			{Name: "Session-Expires", Value: fmt.Sprintf("%d;refresher=uac", int(r.interval/time.Second))},
		}}
		if byUpdate {
			o.method = "UPDATE"
		} else if d.Offers.Said != nil {
			o.body = d.Offers.Said
			o.headers = append(o.headers, message.Header{Name: "Content-Type", Value: "application/sdp"})
		}
		o.done = func(code int, _ *message.Message, now time.Time) {
			switch {
			case success(code):
				c.rearmRefresh(d, byUpdate, now)
			case code == 408 || code == 481:
				c.stopTracks("the session could not be refreshed", nil, now)
				c.bye(d, ours{why: scenarios.Refresh.String()}, now)
			}
		}
		c.request(d, o, now)
	})
}
