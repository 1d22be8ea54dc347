package scenarios

import "slices"

// key is a word that may stand in a map of the language. The reader, its hints
// and the JSON Schema are made of the same tables.
type key struct {
	name string
	// value is what may stand behind it: a definition of the schema.
	value string
	text  string
}

type keys []key

func (ks keys) names() []string {
	out := make([]string, len(ks))
	for i, k := range ks {
		out[i] = k.name
	}
	return out
}

func (ks keys) has(name string) bool {
	return slices.ContainsFunc(ks, func(k key) bool { return k.name == name })
}

var scenarioKeys = keys{
	{"scenario", "name", "its name, as it can be dialled: a small letter, then small letters, digits and -"},
	{"about", "text", "what it is for, first line first"},
	{"page", "page", "what else there is to tell of it; nothing of it is played"},
	{"match", "match", "which requests it is for; all given must agree, and the most specific scenario answers. Without one it is reached by its name only."},
	{"needs", "match", "what the client must bring; otherwise the verdict is not applicable and the call goes the default way"},
	{"lose", "lose", "requests that never arrived, by method, like {INVITE: first 1, ACK: every 3}"},
	{"on", "on", "a list of steps for each method or event"},
	{"start", "steps", "a list that nobody opens: it places a call of ours, or sends another request of ours"},
	{"off", "acts", "automatic acts that are switched off for the whole scenario"},
	{"must", "must", "how often each event must have come when the call is over, like {ACK: 1, INVITE again: 0, BYE: 0..1, CANCEL: 1..}; otherwise the verdict is failed"},
}

var pageKeys = keys{
	{"field", "text", "what breaks in the field because of it"},
	{"good", "text", "what a correct client does"},
	{"bad", "text", "what broken clients do"},
	{"watch", "text", "what of it no message shows, and where one sees or hears it instead"},
	{"rfc", "rfcs", "the sections that decide, like RFC 3261 9.1"},
	{"symptoms", "texts", "what one sees or hears of it, as one would say it on the telephone"},
	{"setup", "text", "what else has to be there, such as a proxy in front"},
	{"clients", "clients", "what known clients did with it, by name and version"},
}

var matchKeys = keys{
	{"user", "pattern", "the user part of the Request-URI, in a REGISTER of To: exact, glob, or /regexp/"},
	{"domain", "pattern", "the host of the Request-URI, in any case, without port"},
	{"from", "pattern", "user@host of From, without display name, scheme, port and parameters"},
	{"to", "pattern", "user@host of To, without display name, scheme, port and parameters"},
	{"source", "networks", "where it came from: an address or a network like 10.0.0.0/8, or a list of them"},
	{"at", "words", "the name of the listener it came to, as in --listen s1=udp://127.0.0.11:5060, or a list of them"},
	{"transport", "transports", "udp, tcp, tls, ws or wss, or a list of them"},
	{"method", "methods", "the method, or a list of them"},
	{"header", "header-patterns", `patterns for header fields, of which one line must fit; "" asks for a request without the header`},
	{"body", "pattern", "the body as it came"},
	{"supported", "words", "option tags that must stand in Supported or Require"},
	{"sdp", "sdp-carried", "the session description it carries: offer, answer or none"},
}

var listKeys = keys{
	{"attempts", "tries", "one list for each try; the last stays"},
	{"by", "by", "whose tries are counted together: caller (From URI and source address), user, source or all"},
	{"forget-after", "duration", "how long there must be quiet to begin with the first try again; 60s when it is not written"},
}

var tryKeys = keys{
	{"do", "outer-steps", "what is done"},
	{"times", "number 1000000", "how many tries it answers; one when it is not written"},
	{"for", "duration", "how long after its first try it answers all that come"},
	{"after", "duration", "the earliest moment for its first try, counted from the try before; what comes earlier fails the call"},
	{"within", "duration", "the latest moment for its first try, counted from the try before"},
}

// sdpKeys bend a session description of ours.
var sdpKeys = keys{
	{"as", "sdp-as", "the session description it would be: answer, offer or hold"},
	{"address", "address", "what stands in o= and c=, such as a private address"},
	{"port", "number-or-0 65535", "what stands in every m-line that is accepted; 0 refuses"},
	{"codecs", "encodings", "encoding names of the m-line in this order, whether they were offered or not"},
	{"without", "encodings", "encoding names that are left out"},
	{"payloads", "payloads", "payload types by encoding name, like {PCMU: 97}"},
	{"ptime", "number 1000", "the packet time it names, in milliseconds"},
	{"direction", "direction", "sendrecv, sendonly, recvonly or inactive"},
	{"version", "same", "same keeps the version of o= though the description changed"},
	{"srtp", "flag", "the audio over RTP/SAVP with keys in a=crypto (RFC 4568)"},
}

// messageKeys say what a message of ours is like.
var messageKeys = keys{
	{"headers", "headers", "header fields; a list makes one line each, an empty value takes the header away"},
	{"body", "text", "text or a template; each line end is sent as CRLF"},
	{"fault", "fault", "what is done to it on purpose"},
}

// responseKeys say what a response is like, beside respond: and expect:.
var responseKeys = slices.Concat(keys{
	{"reason", "text", "the reason phrase; the code's own when it is not written"},
	{"sdp", "sdp-response", "the session description it carries: answer, offer, hold or none, or a map of what it says otherwise"},
}, messageKeys, keys{
	{"breaks", "breaks", "words of rules that it may break on purpose"},
	{"off", "acts", "automatic acts that are switched off for this response"},
	{"raw", "raw", "what is sent in place of what would be built, byte for byte; a block of lines has its line ends sent as CRLF, and an empty line behind its header"},
})

var respondKeys = slices.Concat(keys{
	{"respond", "code-or-none", "sends a response to the request that opened the list; none is silence"},
	{"answers", "answered", "the method of the call's first request, which is then answered instead of the one that opened the list"},
	{"dialog", "dialog", "the name of an early dialog of its own, with its To tag, Contact and session description"},
	{"reliable", "flag", "sends a provisional response reliably (RFC 3262)"},
	{"times", "number 1000", "how often it is sent"},
	{"every", "duration", "the time between two copies, and from the last to the next step"},
}, responseKeys)

var waitKeys = keys{
	{"wait", "span", "lets time pass: 2s, or 1s..4s drawn from the call's seed"},
}

var expectKeys = slices.Concat(keys{
	{"expect", "expected", "waits for a request of the caller, or is met by one that came since the list began; DTMF waits for keys, and in a list of start: a code for a response to our INVITE"},
	{"within", "duration", "how long to wait; as long as the call lasts when it is not written"},
	{"after", "duration", "the earliest moment, counted from the beginning of the step"},
	{"digits", "pattern", "what the keys pressed since the list began must fit, with DTMF: exact, glob, or /regexp/"},
	{"dialog", "dialog", "selects by the name of an early dialog"},
	{"at", "word", "selects by the name of a listener"},
	{"where", "match", "judges the first request selected"},
	{"capture", "capture", "keeps values of the request in Vars, like {agent: 'Request.Header(\"User-Agent\")'}"},
	{"respond", "code-or-none", "answers the request in place of the default"},
}, responseKeys, keys{
	{"do", "steps", "answers the request in place of the default, with several steps"},
	{"else", "steps", "what is done when the time is up or the request was judged wrong; without it the verdict is failed"},
})

var neverKeys = keys{
	{"never", "watched", "must not come from here on; does not wait"},
	{"for", "duration", "how long; as long as the call lasts when it is not written"},
}

var requestKeys = slices.Concat(keys{
	{"request", "requested", "sends a request of ours in the dialog; in a list of start: the first one begins something"},
	{"dialog", "dialog", "the early dialog it is sent in"},
	{"at", "word", "the name of the listener it leaves from"},
	{"sdp", "sdp-request", "the session description it carries: offer, answer, hold or none, or a map of what it says otherwise"},
}, messageKeys, keys{
	{"expect", "codes", "the codes of which one must answer it; the step waits for that"},
	{"within", "duration", "how long; as long as the transaction lasts when it is not written"},
})

var challengeKeys = keys{
	{"challenge", "challenged", "sends a real challenge and ends the try; right credentials lead to the next"},
	{"realm", "realm", "the protection domain"},
	{"algorithms", "algorithms", "in this order, the one preferred first"},
	{"qop", "qops", "auth, auth-int or both; none leaves it out"},
	{"users", "users", "names and passwords that pass"},
	{"stale", "flag", "says stale=true whatever the credentials were"},
}

var playKeys = keys{
	{"play", "play", "what is sent as audio until the next play: a tone, another source, or a WAV file beside the scenario's"},
	{"for", "duration", "how long; the step waits for its end"},
	{"country", "country", "whose tones they are, by two letters; eu, the 425 Hz of ETSI, when it is not written"},
	{"hz", "frequencies", "the frequencies of tone, 20 to 3400, sounding together"},
	{"digits", "pressed", "the keys of dtmf: 0-9 A-D * #, and a comma for a pause"},
	{"loss", "percent", "the share of packets that are never sent, like 10%"},
	{"jitter", "duration", "the most by which a packet is late"},
	{"ssrc", "ssrc", "changed for another SSRC in the middle of the stream, wrong for another in every packet"},
	{"source-port", "other-port", "other sends from another port than the one that the session description names"},
}

var closeKeys = keys{{"close", "closed", "ends the connection the call came over, by FIN or by RST"}}

var forgetKeys = keys{{"forget", "blank", "drops the dialog, as after a restart"}}

var whenKeys = keys{
	{"when", "expression", "a condition over Request, Local, Call, Vars and Binding, like Request.Source != Binding.Source"},
	{"do", "steps", "what is done when it is true"},
	{"else", "steps", "what is done when it is not"},
}

var chooseKeys = keys{
	{"choose", "branches", "one of these is played, drawn from the call's seed"},
}

var branchKeys = keys{
	{"weight", "number 1000", "how likely it is beside the others; 1 when it is not written"},
	{"do", "steps", "what is done"},
}

var failKeys = keys{
	{"fail", "line", "ends the call with the verdict failed, for this reason; a text or a template"},
}

var repeatKeys = keys{
	{"repeat", "number 1000", "how often"},
	{"do", "steps", "what is done"},
}

// FaultKey is a fault by its name in fault:.
type FaultKey struct {
	Name string
	// Values are the words it takes; nil for "true", a number, a duration and
	// other values, which Text describes.
	Values []string
	// Text says what is done to the message or its delivery.
	Text  string
	value string
}

// Faults are all faults, those on the message first, then those on the
// delivery, which happen to each transmission anew.
func Faults() []FaultKey { return slices.Clone(faultKeys) }

var faultKeys = []FaultKey{
	{"via", []string{"wrong-branch"}, "the top Via names another transaction", ""},
	{"cseq", []string{"wrong"}, "the number of CSeq is one too high", ""},
	{"tag", []string{"missing", "changed"}, "the To tag", ""},
	{"missing", nil, "header fields of which every line is taken out", "header-names"},
	{"compact", nil, "header names in their compact forms", "true"},
	{"fold", nil, "values broken over lines wherever they may be", "true"},
	{"lf-only", nil, "header lines end with LF alone", "true"},
	{"drop", nil, "which transmissions never leave: first 2, or every 3", "count"},
	{"delay", nil, "holds each transmission back: 2s, or 1s..4s", "span"},
	{"copies", nil, "how often each is sent, 1 to 100", "number 100"},
	{"reorder", nil, "sends each after the next message of the call", "true"},
	{"truncate", nil, "cuts that many bytes off the end, 1 to 65535", "number 65535"},
	{"corrupt", nil, "changes that many bytes, 1 to 65535", "number 65535"},
	{"split", nil, "sends it over a stream in that many segments, 1 to 65535", "number 65535"},
	{"source-port", []string{"other"}, "over UDP it leaves from another port", ""},
}

// What stands behind some keys is one of these words.
var (
	byWords         = []string{"caller", "user", "source", "all"}
	transportWords  = []string{"udp", "tcp", "tls", "ws", "wss"}
	sdpResponse     = []string{"answer", "offer", "hold", "none"}
	sdpRequest      = []string{"answer", "offer", "hold", "none"}
	countryWords    = []string{"eu", "us", "uk", "de", "fr", "it", "es", "nl", "ch", "at", "se", "au", "jp"}
	ssrcWords       = []string{"changed", "wrong"}
	directionWords  = []string{"sendrecv", "sendonly", "recvonly", "inactive"}
	versionWords    = []string{"same"}
	sdpCarried      = []string{"offer", "answer", "none"}
	requestedWords  = []string{"BYE", "re-INVITE", "UPDATE", "INFO", "NOTIFY", "OPTIONS", "MESSAGE", "REFER", "SUBSCRIBE", "PRACK", "PUBLISH", "INVITE", "ACK", "CANCEL", "REGISTER"}
	beginningWords  = []string{"INVITE", "OPTIONS", "MESSAGE", "REGISTER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER"}
	challengedWords = []string{"401", "407"}
	algorithmWords  = []string{"MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"}
	qopWords        = []string{"auth", "auth-int", "none"}
	closedWords     = []string{"fin", "reset"}
)

// event opens a list of on: beside the methods.
type event struct{ name, text string }

var events = []event{
	{"re-INVITE", "an INVITE inside the dialog"},
	{"no-ACK", "our 2xx to the INVITE was not acknowledged for 64*T1"},
	{"no-PRACK", "a reliable provisional response was not acknowledged for 64*T1"},
	{"no-answer", "a request of ours got no final response for 64*T1, or reached nobody"},
	{"connection-closed", "the caller closed the connection"},
	{"any", "what begins something and has no list of its own"},
}

func eventNames() (names []string) {
	for _, e := range events {
		names = append(names, e.name)
	}
	return names
}
