package responder

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// eventPackage is a kind of state that can be subscribed to (RFC 6665 section
// 5). Each has a file.
type eventPackage struct {
	name string
	// kind is the media type of its bodies.
	kind string
	// expires is how long a subscription lasts when nobody says, in seconds.
	expires int
	// publish is set when its state can be published (RFC 3903).
	publish bool
	// calls is set when its state is that of calls, which are spread over all
	// shards.
	calls bool
	// watch begins to look at the state of a resource.
	watch func() eventState
}

// eventState is the state of a resource as one subscriber is told it.
type eventState interface {
	// look takes in what the state is now and reports whether that is news.
	look(l *look) (news bool)
	// body is what was seen, for the next NOTIFY.
	body() (kind string, body []byte)
}

// look is a look at the present state of a user.
type look struct {
	*Engine
	user string
	// entity is what the subscriber calls him, a URI.
	entity string
	now    time.Time
	// cause is why something is gone, "" when it went the usual way.
	cause string
	calls []callState
	// next is when the state changes by itself; zero for never.
	next time.Time
}

// until says that the state changes by itself at a moment, the first one said
// counts.
func (l *look) until(at time.Time) {
	if l.next.IsZero() || at.Before(l.next) {
		l.next = at
	}
}

// referEvent is the package of the subscription that a REFER implies (RFC 3515);
// nobody can subscribe to it.
const referEvent = "refer"

// packages are those we are a notifier for.
var packages = []*eventPackage{messageSummaryPackage, presencePackage, dialogPackage, regPackage}

// eventPackages are the packages named in Allow-Events (RFC 6665 section 8.2.2).
var eventPackages = func() (names []string) {
	for _, p := range packages {
		names = append(names, p.name)
	}
	return append(names, referEvent)
}()

// packageOf is the package that an Event value names, nil for one that we do not
// know.
func packageOf(event string) *eventPackage {
	for _, p := range packages {
		if p.name == message.BareValue(event) {
			return p
		}
	}
	return nil
}

// EventConfig bounds subscriptions and publications. The zero value is ready to
// use.
type EventConfig struct {
	// MinExpires is the shortest time that may be asked for; less is refused
	// with 423. Default 1 s, which refuses nothing.
	MinExpires time.Duration
	// MaxExpires is the longest time that is granted; who asks for more gets
	// this. Default 2 h.
	MaxExpires time.Duration
	// MaxPublications is the most documents that are kept of all users, less than
	// 0 for any number, and MaxDocument the most bytes of one. Default 1,000 of 16
	// KB.
	MaxPublications, MaxDocument int
}

func (c EventConfig) withDefaults() EventConfig {
	c.MinExpires = cmp.Or(c.MinExpires, time.Second)
	c.MaxExpires = cmp.Or(c.MaxExpires, 2*time.Hour)
	if c.MaxPublications = cmp.Or(c.MaxPublications, 1000); c.MaxPublications < 0 {
		c.MaxPublications = math.MaxInt
	}
	c.MaxDocument = cmp.Or(c.MaxDocument, 16<<10)
	return c
}

// granted is how long a SUBSCRIBE or PUBLISH may last, in seconds, when fallback
// is what it gets without asking.
func (c EventConfig) granted(in *incoming, fallback int) int {
	return min(askedExpires(in, fallback), int(c.MaxExpires/time.Second))
}

// tooBrief reports whether a request asks for less than one may, and not for the
// end.
func (c EventConfig) tooBrief(in *incoming) bool {
	asked := time.Duration(askedExpires(in, 0)) * time.Second
	return asked > 0 && asked < c.MinExpires && asked < time.Hour
}

// isOurs reports whether we keep the state of the user that a request is about:
// an extension, or who is registered with us.
func (c *call) isOurs(in *incoming, now time.Time) bool {
	user, s := dialledUser(in), c.shard
	return user != "" && (s.cfg.Known(user) || len(s.cfg.Registrar.Bindings(user, now)) > 0)
}

// allowEvents are the packages that we offer for the user of a request.
func (c *call) allowEvents(in *incoming, now time.Time) []string {
	switch {
	case !c.isOurs(in, now):
		return []string{referEvent}
	case in.Method() != "PUBLISH":
		return eventPackages
	}
	var names []string
	for _, p := range packages {
		if p.publish {
			names = append(names, p.name)
		}
	}
	return names
}

// accepts reports whether a client takes a body of that type; without Accept it
// takes the package's own (RFC 6665 section 3.1.3).
func accepts(in *incoming, kind string) bool {
	if len(in.HeaderValues("Accept")) == 0 {
		return true
	}
	class, _, _ := strings.Cut(kind, "/")
	return slices.ContainsFunc(in.List("Accept"), func(value string) bool {
		value = message.BareValue(value)
		return value == "*/*" || strings.EqualFold(value, class+"/*") || strings.EqualFold(value, kind)
	})
}
