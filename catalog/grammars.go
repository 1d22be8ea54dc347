package catalog

import (
	"strings"
	"time"
)

// The grammars of the header fields, those that several have first. Their own
// RFCs write them in ABNF; what is checked here is what a receiver reads by.

var (
	anyText  = one("text", text)
	freeText = Grammar{text: "text, as the specification of its network has it", lines: true}

	seconds32   = one("a number of seconds below 2**32", upTo32Bits)
	number      = one("a number", digits)
	tokenOnly   = one("a single word", token)
	tokenParams = one("a word, then maybe ;parameters", in(token, params))

	tokens       = list("words, with commas between them", token)
	tokensOrNone = listOrNone("words, with commas between them", token)
	tokensParams = list("words, each with its ;parameters, with commas between them", in(token, params))
	tokensQ      = listOrNone("words, each maybe with ;q=, with commas between them", in(token, params))
	addresses    = list(`addresses such as "Bob" <sip:bob@example.com>, with commas between them`, in(address1, params))
	addressOnly  = one(`an address such as "Bob" <sip:bob@example.com>`, in(address1, params))
	routes       = list("addresses in <>, with commas between them", in(nameAddr, params))
	links        = list("URIs in <>, with commas between them", in(angled, params))
	link         = one("a URI in <>", in(angled, params))
	pairs        = list("name=value, with commas between them", pair)
	errorCode    = one(`three digits, then maybe ;code="..."`, in(threeDigits, params))

	// Those of one field.
	mediaType   = one("a media type such as application/sdp", in(media, params))
	mediaTypes  = listOrNone("media types such as application/sdp, with commas between them", in(media, params))
	version     = one("a version such as 1.0", in(digits, word("."), digits))
	products    = one("products such as sipbin/1.0 (a comment)", in(product, often(in(gap, product))))
	retryTime   = one("a number of seconds, then maybe (a comment) and ;parameters", in(digits, maybe(in(space, comment)), params))
	interval    = one("a number of seconds, then maybe ;parameters", in(upTo32Bits, params))
	sipDate     = one("a time such as Sat, 13 Nov 2010 23:29:00 GMT", date)
	timestamp   = one("a number of seconds such as 54.21, then maybe the delay", in(decimal, maybe(in(gap, decimal))))
	warnings    = list(`warnings such as 399 example.com "why", with commas between them`, in(threeDigits, gap, some(1, isHostOrToken), gap, quoted))
	challenge   = apart(`a challenge such as Digest realm="example.com", nonce="..."`, challenges)
	privacy     = one("words, with semicolons between them", in(token, often(in(mark(";"), token))))
	trueFalse   = one("true or false", in(either(word("true"), word("false")), params))
	rAck        = one("RSeq, CSeq and method, such as 1 314159 INVITE", in(digits, gap, digits, gap, token))
	cSeq        = one("a number and a method, such as 314159 INVITE", in(upTo32Bits, gap, token))
	callIDs     = one("an identifier, then maybe ;parameters", in(callID, params))
	callIDList  = list("identifiers, with commas between them", callID)
	vias        = list("values such as SIP/2.0/UDP example.com;branch=z9hG4bK7", in(token, mark("/"), token, mark("/"), token, gap, some(1, isHostOrToken), params))
	userToUser  = list("data, then maybe ;parameters", in(either(quoted, token), params))
	sessionID   = one("32 hexadecimal digits, then maybe ;remote=", in(hex32, params))
	credentials = apart(`credentials such as Digest username="bob", ...`, in(token, gap, listOf(pair)))
	event       = one("an event package, then maybe ;parameters", in(token, params))
	signature   = apart("a signature, then its ;parameters", in(some(1, isBase64), often(in(mark(";"), token, maybe(in(mark("="), either(quoted, link.reads, token)))))))
	featureCaps = list("*, then ;features, with commas between them", in(word("*"), params))
	charging    = one("parameters, with semicolons between them", in(param0, params))
	contentID   = one("an identifier in <>", in(word("<"), some(1, func(c byte) bool { return c > ' ' && c != '>' }), word(">")))
	packages    = listOrNone("Info Packages, with commas between them", in(token, params))

	addressesOrNone = listOrNone("addresses, with commas between them", in(address1, params))
)

var (
	pair    = in(token, mark("="), either(quoted, some(1, isHostOrToken)))
	param0  = in(token, maybe(in(mark("="), either(quoted, some(1, isHostOrToken)))))
	media   = in(token, mark("/"), token)
	product = either(comment, in(token, maybe(in(word("/"), token))))
	decimal = in(digits, maybe(in(word("."), some(0, isDigit))))
	callID  = some(1, func(c byte) bool { return isTokenByte(c) || strings.IndexByte("()<>:\\\"/[]?{}@", c) >= 0 })
)

// isBase64 is of the dots of a JWS, too (RFC 8225).
func isBase64(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("+/=-_.\"", c) >= 0
}

func hex32(s string) (string, bool) {
	rest, ok := some(32, isHex)(s)
	return rest, ok && len(s)-len(rest) == 32
}

func date(s string) (string, bool) {
	_, err := time.Parse(dateFormat, s)
	return "", err == nil
}

// challenges takes a challenge; one of Digest has a realm and a nonce, both quoted
// (RFC 7616 section 3.3).
func challenges(s string) (string, bool) {
	rest, ok := in(token, gap, listOf(pair))(s)
	if !ok || len(s) < 7 || !strings.EqualFold(s[:6], "digest") {
		return rest, ok
	}
	has := map[string]bool{}
	for _, p := range splitOutside(s[6:], ',') {
		name, value, _ := strings.Cut(p, "=")
		has[strings.ToLower(strings.TrimSpace(name))] = strings.HasPrefix(strings.TrimSpace(value), `"`)
	}
	return rest, has["realm"] && has["nonce"]
}
