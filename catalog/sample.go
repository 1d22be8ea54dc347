package catalog

import "strings"

// sample is a value for a header whose value only an author could know: right
// in its syntax, of no use otherwise, so that a code can be dialled. "" where
// there is none.
func (l *look) sample(header string) string {
	switch header {
	case "Contact":
		return "<" + l.elsewhere() + ">"
	case "Require":
		return l.lackingTag()
	case "Unsupported":
		return "sipbin-sample"
	case "WWW-Authenticate", "Proxy-Authenticate":
		return `Digest realm="sipbin", nonce="sample", algorithm=MD5, qop="auth"`
	case "Allow":
		return "INVITE, ACK, BYE, CANCEL, OPTIONS"
	case "Allow-Events":
		return "presence"
	case "SIP-ETag":
		return "sample"
	case "RSeq":
		return "1"
	case "Warning":
		return "304 " + l.face() + ` "Media type not available"` // RFC 3261 section 20.43
	case "Retry-After":
		return "5"
	case "Reason":
		return `SIP;cause=486;text="Busy Here"` // RFC 3326 section 2
	case "Geolocation-Error":
		return `100;code="Cannot Process Location"` // RFC 6442 section 4.3
	case "AlertMsg-Error":
		return `100;message="Cannot process the alert payload"` // RFC 8876 section 5.2
	case "Recv-Info":
		return "trickle-ice" // RFC 8840 section 10
	case "Permission-Missing":
		return "<" + l.elsewhere() + ">" // RFC 5360 section 5.9.3
	case "Security-Server":
		return "tls;q=0.2" // RFC 3329 section 2.2
	case "Call-Info":
		return "<https://sipbin.invalid/jcard.jws>;purpose=jwscard" // RFC 8688 section 3.1
	}
	return ""
}

// sampleExtras are what makes a dialled code of use though nothing requires it.
func (l *look) sampleExtras() {
	switch l.draft.Code {
	case 302:
		l.putSample("Diversion", "<sip:"+l.dialledUser()+"@"+l.face()+">;reason=unconditional") // RFC 5806
	case 503:
		l.putSample("Retry-After", "5")
	case 380:
		l.sampleBody("text/plain", "Try "+l.elsewhere()+" instead.\r\n")
	case 580:
		l.sampleBody("application/sdp", l.failedPreconditions())
	}
}

func (l *look) putSample(name, value string) {
	before := len(l.headers)
	l.put(name, value)
	if n := len(l.headers); n == before+1 && l.headers[before].Value == value {
		l.mark("sample " + name)
	}
}

func (l *look) sampleBody(contentType, body string) {
	if len(l.body) > 0 || l.withheld("Content-Type") {
		return
	}
	l.body = []byte(body)
	if _, ok := l.written("Content-Type"); !ok {
		l.contentType = contentType
	}
	l.mark("sample body")
}

func (l *look) face() string {
	if l.own.Reach == nil {
		return "sipbin.invalid"
	}
	return l.own.Reach.Face()
}

// elsewhere is a URI of ours that answers 200, and is not the one that was
// called: nobody is redirected to himself (RFC 3261 section 8.3).
func (l *look) elsewhere() string {
	user := l.own.Prefix + "200"
	if l.dialledUser() == user {
		user = l.own.Prefix + "180*200"
	}
	return "sip:" + user + "@" + l.face()
}

// dialledUser is the user part of the Request-URI.
func (l *look) dialledUser() string {
	_, rest, _ := strings.Cut(l.req.RequestURI(), ":")
	user, _, hasUser := strings.Cut(rest, "@")
	user, _, _ = strings.Cut(user, ";")
	if !hasUser || user == "" || strings.ContainsAny(user, `<>"`+" \t") {
		return "anonymous"
	}
	return user
}

// lackingTag is an option tag that the request's Supported lacks.
func (l *look) lackingTag() string {
	for _, tag := range []string{"timer", "100rel", "precondition", "replaces", "path", "outbound", "gruu"} {
		if !l.req.Lists("Supported", tag) {
			return tag
		}
	}
	return "sipbin-sample"
}

// failedPreconditions is the body of a 580: the media lines of the offer with
// port 0, each with the precondition that failed (RFC 3312 section 8).
func (l *look) failedPreconditions() string {
	host, _ := hostAndPort(l.face())
	network := "IP4 "
	if strings.Contains(host, ":") {
		network = "IP6 "
	}
	sdp := "v=0\r\no=- 1 1 IN " + network + host + "\r\ns=-\r\nc=IN " + network + host + "\r\nt=0 0\r\n"
	media := l.offeredMedia()
	if media == nil {
		media = []string{"audio 0 RTP/AVP 0"}
	}
	for _, line := range media {
		sdp += "m=" + line + "\r\na=des:qos failure e2e sendrecv\r\n"
	}
	return sdp
}

// offeredMedia are the m= lines of the request's SDP with port 0.
func (l *look) offeredMedia() (media []string) {
	offer, ok := l.req.(interface{ Body() []byte })
	if !ok {
		return nil
	}
	for line := range strings.Lines(string(offer.Body())) {
		line, isMedia := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "m=")
		fields := strings.Fields(line)
		if isMedia && len(fields) > 3 {
			fields[1] = "0"
			media = append(media, strings.Join(fields, " "))
		}
	}
	return media
}

func hostAndPort(face string) (host, port string) {
	i := strings.LastIndexByte(face, ':')
	if i < 0 || strings.HasSuffix(face, "]") {
		return strings.Trim(face, "[]"), ""
	}
	return strings.Trim(face[:i], "[]"), face[i+1:]
}
