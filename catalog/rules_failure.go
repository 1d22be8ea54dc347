package catalog

import (
	"slices"
	"strings"
)

// rulesOfFailure are about 3xx to 6xx.
var rulesOfFailure = []*Rule{
	{Word: "redirect-to-self", ID: "A28", Strength: Must, RFC: 3261, Section: "8.3", Header: "Contact", codes: "300-399",
		Text: "must not redirect to the Request-URI itself", Hint: "name another Contact, or, to send it on purpose, breaks: [redirect-to-self]",
		check: func(l *look) answer {
			if _, ok := l.written("Contact"); !ok {
				return yes
			}
			return l.onRequest(func(r Request) bool {
				for contact := range l.addresses("Contact") {
					if address(contact) == r.RequestURI() {
						return false
					}
				}
				return true
			})
		}},

	fits("etag", "A35", 3903, "6", "412", "answers only a PUBLISH with SIP-If-Match", "SIP-If-Match"),
	fits("geolocation", "A44", 6442, "4.3", "424", "answers only a request with Geolocation", "Geolocation"),
	fits("info-package", "A50", 6086, "7.1", "469", "answers only an INFO with Info-Package", "Info-Package"),

	{Word: "resource-priority", ID: "A39", Strength: Must, RFC: 4412, Section: "4.6.2", codes: "417", Fits: true,
		Text: "answers only a request that requires resource-priority", Hint: "to send it on purpose, breaks: [resource-priority]",
		check: func(l *look) answer {
			return l.onRequest(func(r Request) bool { return r.Lists("Require", "resource-priority") })
		}},

	{Word: "Unsupported", ID: "A11 A40", Strength: Must, RFC: 3261, Section: "8.2.2.3", Header: "Unsupported", codes: "420",
		Text: "must list in Unsupported only what the request requires", Hint: "leave Unsupported out: it is filled in; or, to send it broken on purpose, breaks: [Unsupported]",
		check: func(l *look) answer {
			if _, ok := l.written("Unsupported"); !ok {
				return yes
			}
			return l.onRequest(func(r Request) bool {
				for tag := range l.elements("Unsupported") {
					if !r.Lists("Require", tag) && !r.Lists("Proxy-Require", tag) && !uncalledPath(r, tag) {
						return false
					}
				}
				return true
			})
		}},

	{Word: "needless", ID: "A41", Strength: Must, RFC: 3261, Section: "21.4.16", Header: "Require", codes: "421", Fits: true,
		Text: "must require something that the client did not say it supports", Hint: "require what its Supported lacks, or, to send it on purpose, breaks: [needless]",
		check: func(l *look) answer {
			if _, ok := l.written("Require"); !ok {
				return yes
			}
			return l.onRequest(func(r Request) bool {
				for tag := range l.elements("Require") {
					if !r.Lists("Supported", tag) {
						return true
					}
				}
				return false
			})
		}},

	{Word: "timer", ID: "A42", Strength: Must, RFC: 4028, Section: "9", codes: "422", Fits: true,
		Text: "answers only a request with Supported: timer and Session-Expires", Hint: "say  needs: {supported: timer}  or, to send it on purpose,  breaks: [timer]",
		check: func(l *look) answer {
			return l.onRequest(func(r Request) bool { return knowsTimers(r) && l.askedSession() >= 0 })
		}},

	{Word: "interval", ID: "A42", Strength: Must, RFC: 4028, Section: "9", Header: "Min-SE", codes: "422", Fits: true,
		Text: "is only for a Session-Expires below its Min-SE", Hint: "ask for more in Min-SE, or, to send it on purpose, breaks: [interval]",
		check: func(l *look) answer {
			return l.onRequest(func(Request) bool {
				v, _ := l.built("Min-SE")
				least, ok := seconds(v)
				return !ok || l.askedSession() < least
			})
		}},

	{Word: "Min-SE", ID: "A42", Strength: Must, RFC: 4028, Section: "5", Header: "Min-SE", codes: "422",
		Text: "must ask for 90 s or more in Min-SE", Hint: "write 90 or more, or, to send it broken on purpose, breaks: [Min-SE]",
		check: func(l *look) answer {
			v, known := l.authored("Min-SE")
			if known != yes {
				return known.or(yes)
			}
			n, ok := seconds(v)
			return answerOf(ok && n >= 90)
		}},

	{Word: "interval", ID: "A43", Strength: Must, RFC: 3261, Section: "10.3", Header: "Min-Expires", codes: "423", Fits: true,
		Text: "is only for what was asked above 0, below an hour and below its Min-Expires", Hint: "to send it on purpose, breaks: [interval]",
		check: func(l *look) answer {
			return l.onRequest(func(Request) bool {
				v, _ := l.built("Min-Expires")
				least, ok := seconds(v)
				asked := l.askedExpires()
				// RFC 3903 section 6 has no hour.
				return asked > 0 && (asked < 3600 || l.method == "PUBLISH") && (!ok || asked < least)
			})
		}},

	once("Geolocation-Error", "A44", 6442, "4.3", "424"),
	once("AlertMsg-Error", "A45", 8876, "5.1", "425"),

	{Word: "alert", ID: "A45", Strength: Must, RFC: 8876, Section: "5.1", codes: "425", Fits: true,
		Text: "answers only a request with an alert", Hint: "to send it on purpose, breaks: [alert]",
		check: func(l *look) answer { return l.onRequest(carriesAlert) }},

	{Word: "outbound", ID: "A48", Strength: Must, RFC: 5626, Section: "11.6", codes: "439", Fits: true,
		Text: "answers only a REGISTER with reg-id and Supported: outbound", Hint: "to send it on purpose, breaks: [outbound]",
		check: func(l *look) answer {
			return l.onRequest(func(r Request) bool {
				flow := func(contact string) bool { return param(contact, "reg-id") != "" }
				return slices.ContainsFunc(r.List("Contact"), flow) && r.Lists("Supported", "outbound")
			})
		}},

	{Word: "no-dialog", ID: "A59", Strength: Must, RFC: 3261, Section: "14.2", codes: "491", Fits: true,
		Text: "answers only a request within a dialog", Hint: "to send it on purpose, breaks: [no-dialog]",
		check: func(l *look) answer { return l.onRequest(func(Request) bool { return l.own.InDialog }) }},

	{Word: "sdp", ID: "A67", Strength: Must, RFC: 3312, Section: "8", codes: "580",
		Text: "must have port 0 in each m= line of its SDP, and as many of them as the offer", Hint: "leave the body out, or, to send it broken on purpose, breaks: [sdp]",
		check: func(l *look) answer {
			ports := mediaPorts(string(l.body))
			for _, port := range ports {
				if port != "0" {
					return no
				}
			}
			if len(l.body) == 0 {
				return yes
			}
			return l.onRequest(func(Request) bool {
				offered := l.offeredMedia()
				return offered == nil || len(offered) == len(ports)
			})
		}},

	{Word: "Call-Info", ID: "A69", Strength: Must, RFC: 8688, Section: "3.1", Header: "Call-Info", codes: "608",
		Text: "must have a Call-Info with purpose=jwscard", Hint: "add ;purpose=jwscard, or, to send it broken on purpose, breaks: [Call-Info]",
		check: func(l *look) answer {
			found, kept := l.authoredLines("Call-Info"), yes
			for _, v := range found {
				switch {
				case l.req == nil && templated(v):
					return notYet
				case strings.EqualFold(param(v, "purpose"), "jwscard"):
					return yes
				}
				kept = no
			}
			return kept
		}},
}

// fits is the rule that a code answers only requests with some header.
func fits(word, id string, rfc int, section, code, text, header string) *Rule {
	return &Rule{Word: word, ID: id, Strength: Must, RFC: rfc, Section: section, codes: code, Fits: true,
		Text: text, Hint: "to send it on purpose, breaks: [" + word + "]",
		check: func(l *look) answer {
			return l.onRequest(func(r Request) bool { _, ok := r.Header(header); return ok })
		}}
}

// once is the rule that a code carries a header exactly once.
func once(header, id string, rfc int, section, code string) *Rule {
	return &Rule{Word: header, ID: id, Strength: Must, RFC: rfc, Section: section, Header: header, codes: code,
		Text: "must carry " + header + " exactly once", Hint: "keep one of them, or, to send it broken on purpose, breaks: [" + header + "]",
		check: func(l *look) answer { return answerOf(len(l.authoredLines(header)) <= 1) }}
}

// carriesAlert reports whether a request has an alert of the Common Alerting
// Protocol as body, as part of one or by reference (RFC 8876 section 3).
func carriesAlert(r Request) bool {
	kind, _ := r.Header("Content-Type")
	kind = strings.ToLower(kind)
	if strings.Contains(kind, "emergencycalldata.cap") || strings.Contains(kind, "common-alerting-protocol") || strings.HasPrefix(kind, "multipart/") {
		return true
	}
	for _, info := range r.HeaderValues("Call-Info") {
		if strings.Contains(strings.ToLower(info), "emergencycalldata.cap") {
			return true
		}
	}
	return false
}

// mediaPorts are the ports of the m= lines of an SDP.
func mediaPorts(sdp string) (ports []string) {
	for line := range strings.Lines(sdp) {
		if media, ok := strings.CutPrefix(line, "m="); ok {
			if fields := strings.Fields(media); len(fields) > 1 {
				ports = append(ports, fields[1])
			}
		}
	}
	return ports
}

// uncalledPath reports whether a registrar may refuse a Path: the client does not
// support what a proxy added (RFC 3327 section 5.3).
func uncalledPath(r Request, tag string) bool {
	_, added := r.Header("Path")
	return strings.EqualFold(tag, "path") && added && !r.Lists("Supported", "path")
}
