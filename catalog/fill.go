package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// fill writes a header the entry of the code asks for, from whoever knows its
// value; a dialled response has a sample where nobody does.
func (l *look) fill(h *HeaderRule) {
	if l.settled(h.Name) {
		return
	}
	before := len(l.headers)
	if h.Fill != FromAuthor {
		l.fillKnown(h)
	}
	if len(l.headers) == before && l.draft.Dialled {
		if v := l.sample(h.Name); v != "" {
			l.headers = append(l.headers, Header{h.Name, v})
			l.mark("sample " + h.Name)
		}
	}
}

func (l *look) fillKnown(h *HeaderRule) {
	add := func(value string) { l.headers = append(l.headers, Header{h.Name, value}) }
	list := func(items []string) {
		if len(items) > 0 {
			add(joined(items))
		}
	}
	own := l.own
	switch h.Name {
	case "Contact":
		if l.method == "REGISTER" && l.draft.Code >= 200 {
			for _, binding := range own.Bindings {
				add(binding)
			}
		} else if own.Reach != nil {
			add("<" + l.contact() + ">")
		}
	case "Allow":
		list(own.Allow)
	case "Supported":
		list(own.Supported)
	case "Allow-Events":
		list(own.AllowEvents)
	case "Accept":
		if len(own.Accept) == 0 {
			add("application/sdp") // what every user agent takes (RFC 3261 section 20.1)
		}
		list(own.Accept)
	case "Accept-Encoding":
		add("identity")
	case "Accept-Language":
		add("en")
	case "Date":
		if !own.Date.IsZero() {
			add(own.Date.UTC().Format(dateFormat))
		}
	case "Require":
		add(h.Value)
	case "RSeq":
		if own.RSeq != 0 {
			add(strconv.FormatUint(uint64(own.RSeq), 10))
		}
	case "Recv-Info":
		add("") // no package is taken (RFC 6086 section 5.2.2)
	case "Session-Expires":
		if own.SessionExpires != "" {
			add(own.SessionExpires)
		}
	case "SIP-ETag":
		if own.ETag != "" {
			add(own.ETag)
		}
	case "Expires":
		add(strconv.Itoa(l.granted()))
	case "Min-Expires":
		add(strconv.Itoa(l.minimum(own.MinExpires, l.askedExpires(), 1, 3600)))
	case "Min-SE":
		add(strconv.Itoa(l.minimum(own.MinSE, l.askedSession(), 90, 90)))
	case "Unsupported":
		list(l.unsupported())
	case "Timestamp":
		v, _ := l.req.Header("Timestamp")
		if own.Delay > 0 {
			v += " " + strconv.FormatFloat(own.Delay.Seconds(), 'f', 3, 64)
		}
		add(v)
	case "WWW-Authenticate", "Proxy-Authenticate":
		for _, challenge := range own.Challenges {
			add(challenge)
		}
	}
}

// contact is our URI, as secure as the one that was asked.
func (l *look) contact() string {
	uri := l.own.Reach.Contact()
	if rest, isSip := strings.CutPrefix(uri, "sip:"); isSip && l.bySips() {
		return "sips:" + rest
	}
	return uri
}

const dateFormat = "Mon, 02 Jan 2006 15:04:05 GMT" // RFC 3261 section 20.17

// fillOptional writes what every response may carry and the responder wants.
func (l *look) fillOptional() {
	if l.own.Server != "" {
		l.put("Server", l.own.Server)
	}
	if !l.own.Date.IsZero() {
		l.put("Date", l.own.Date.UTC().Format(dateFormat))
	}
}

func joined(items []string) string {
	if len(items) == 1 {
		return items[0]
	}
	return strings.Join(items, ", ")
}

// askedExpires is the duration a REGISTER, SUBSCRIBE or PUBLISH asked for in
// seconds, the shortest of several; -1 if it asked for none.
func (l *look) askedExpires() int {
	asked := -1
	if v, ok := l.req.Header("Expires"); ok {
		if n, ok := seconds(v); ok {
			asked = n
		}
	}
	if l.method != "REGISTER" {
		return asked
	}
	shortest := -1
	for _, contact := range l.req.List("Contact") {
		n, ok := seconds(param(contact, "expires"))
		if !ok {
			n = asked
		}
		if n >= 0 && (shortest < 0 || n < shortest) {
			shortest = n
		}
	}
	if shortest >= 0 {
		return shortest
	}
	return asked
}

// askedSession is the session interval the request asked for in seconds, -1
// without one.
func (l *look) askedSession() int {
	if v, ok := l.req.Header("Session-Expires"); ok {
		if n, ok := seconds(v); ok {
			return n
		}
	}
	return -1
}

// granted is what a 2xx says in Expires: never more than was asked.
func (l *look) granted() int {
	asked := l.askedExpires()
	switch {
	case l.own.Expires > 0 && (asked < 0 || l.own.Expires < asked):
		return l.own.Expires
	case asked >= 0:
		return asked
	}
	return 3600
}

// minimum is what a 423 or 422 asks for: the setting, or twice what was asked
// if that would do already, since a client gives up on a minimum it has met
// (RFC 3261 section 10.2.8). A dialled one is never below dialled.
func (l *look) minimum(setting, asked, least, dialled int) int {
	least = max(setting, least)
	if l.draft.Dialled {
		least = max(least, dialled, 2*asked)
	}
	if asked >= least {
		least = 2 * asked
	}
	return min(least, maxSeconds)
}

const maxSeconds = 1<<32 - 1 // RFC 3261 section 20.19

// unsupported are the required option tags that are not understood; if all
// are, all of them: the author wants none of it. Where the request requires
// nothing of us, what it requires of proxies counts.
func (l *look) unsupported() []string {
	tags := func(name string) []string {
		return slices.DeleteFunc(slices.Clone(l.req.List(name)), func(tag string) bool { return !isToken(tag) })
	}
	required := tags("Require")
	if len(required) == 0 {
		required = tags("Proxy-Require")
	}
	var unknown []string
	for _, tag := range required {
		if !listed(l.own.Supported, tag) {
			unknown = append(unknown, tag)
		}
	}
	if unknown == nil {
		return required
	}
	return unknown
}

func listed(lists []string, element string) bool {
	for _, list := range lists {
		for item := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(strings.TrimSpace(item), element) {
				return true
			}
		}
	}
	return false
}
