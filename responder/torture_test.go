package responder_test

import (
	"strings"
	"testing"
)

// tortures are messages of our own making for the sections of RFC 4475 and RFC
// 5118. Lines of the head are joined by CRLF; what stands before the colon of a
// replacement is the header of options that it takes the place of.
var tortures = []struct {
	section, name string
	// edit changes the lines of a plain OPTIONS.
	edit func(m *lines)
	code int // 0: silence
}{
	{"4475 3.1.1.1", "folds, odd spaces and compact names", func(m *lines) {
		m.set("Via", "v:  SIP  / 2.0\r\n /UDP\r\n    127.0.0.2:5080 ;branch = z9hG4bK-fold ; rport")
		m.set("From", "f: \"Strange \\\\\\\" one\"\t<sip:a@b>\r\n ; tag\t=\t98asjd8")
		m.set("Call-ID", "i :\r\n folded.call@id")
		m.set("CSeq", "cseq: 0009\r\n  OPTIONS")
	}, 200},
	{"4475 3.1.1.2", "every character that a token and a quoted name may have", func(m *lines) {
		m.set("", "!an-Odd.method_0%*+`'~ sip:1_.~!$&'()*+,;=?/a%20b@127.0.0.1 SIP/2.0")
		m.set("CSeq", "CSeq: 7 !an-Odd.method_0%*+`'~")
		m.set("From", "From: \"\x07 \xc3\xa9\xe6\xb1\x89\" <sip:a@b>;tag=.!%*_+`'~")
	}, 501},
	{"4475 3.1.1.3", "escapes in the user part stay", func(m *lines) {
		m.set("", "OPTIONS sip:200%3B%40x@127.0.0.1 SIP/2.0")
	}, 200},
	{"4475 3.1.1.4", "an escaped null in a user part", func(m *lines) {
		m.set("", "OPTIONS sip:null-%00-here@127.0.0.1 SIP/2.0")
	}, 200},
	{"4475 3.1.1.5", "a per cent sign in a method is no escape", func(m *lines) {
		m.set("", "OPTION%53 sip:nobody@127.0.0.1 SIP/2.0")
		m.set("CSeq", "CSeq: 1 OPTION%53")
	}, 501},
	{"4475 3.1.1.6", "no space between a name and its bracket", func(m *lines) {
		m.set("To", "To: 200<sip:200@127.0.0.1>")
		m.set("From", "From: a<sip:a@b>;tag=1")
	}, 200},
	{"4475 3.1.1.7", "long values", func(m *lines) {
		m.set("From", "From: \""+strings.Repeat("long ", 300)+"\" <sip:"+strings.Repeat("a", 1000)+"@b>;tag="+strings.Repeat("1", 800))
		m.add("Unknown-" + strings.Repeat("Long", 30) + ": " + strings.Repeat("value", 500))
		for range 30 {
			m.addBelow("Via: SIP/2.0/TCP host." + strings.Repeat("x", 60) + ".example;branch=z9hG4bK" + strings.Repeat("y", 60))
		}
	}, 200},
	{"4475 3.1.1.8", "bytes behind the end of a datagram's message", func(m *lines) {
		m.body = "INVITE sip:200@127.0.0.1 SIP/2.0\r\n"
	}, 200},
	{"4475 3.1.1.9", "parameters inside a user part", func(m *lines) {
		m.set("", "OPTIONS sip:200;ext=5;x@127.0.0.1 SIP/2.0")
	}, 200},
	{"4475 3.1.1.10", "transports nobody knows in the Vias below", func(m *lines) {
		m.addBelow("Via: SIP/2.0/UNKNOWN a.example;branch=z9hG4bKq, SIP/2.0/X25 b.example;branch=z9hG4bKr")
	}, 200},
	{"4475 3.1.2.1", "separators too many", func(m *lines) { m.set("Via", "Via: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bKx;;,;,,") }, 400},
	{"4475 3.1.2.2", "a Content-Length beyond the datagram", func(m *lines) { m.set("Content-Length", "Content-Length: 4711") }, 400},
	{"4475 3.1.2.3", "a negative Content-Length", func(m *lines) { m.set("Content-Length", "Content-Length: -7") }, 400},
	{"4475 3.1.2.4", "a CSeq beyond 32 bits", func(m *lines) { m.set("CSeq", "CSeq: 42949672960001 OPTIONS") }, 400},
	{"4475 3.1.2.6", "a quote that never ends", func(m *lines) { m.set("To", "To: \"half quoted <sip:200@127.0.0.1>") }, 400},
	{"4475 3.1.2.7", "brackets around the Request-URI", func(m *lines) { m.set("", "OPTIONS <sip:200@127.0.0.1> SIP/2.0") }, 400},
	{"4475 3.1.2.8", "a space in the Request-URI", func(m *lines) { m.set("", "OPTIONS sip:200@127.0.0.1; lr SIP/2.0") }, 400},
	{"4475 3.1.2.9", "two spaces in the start line", func(m *lines) { m.set("", "OPTIONS  sip:200@127.0.0.1 SIP/2.0") }, 400},
	{"4475 3.1.2.10", "spaces behind the start line", func(m *lines) { m.set("", "OPTIONS sip:200@127.0.0.1 SIP/2.0  ") }, 400},
	{"4475 3.1.2.14", "spaces in an addr-spec", func(m *lines) { m.set("To", "To: \"200\" <sip:2 00 @127.0.0.1>") }, 400},
	{"4475 3.1.2.15", "a display name that needs quotes and has none", func(m *lines) { m.set("From", "From: Dr. [me] <sip:a@b>;tag=1") }, 200},
	{"4475 3.1.2.16", "another version of SIP", func(m *lines) { m.set("", "OPTIONS sip:200@127.0.0.1 SIP/9.1") }, 505},
	{"4475 3.1.2.17", "methods that differ", func(m *lines) { m.set("CSeq", "CSeq: 1 INVITE") }, 400},
	{"4475 3.1.2.18", "an unknown method and another in CSeq", func(m *lines) { m.set("", "UNHEARD sip:200@127.0.0.1 SIP/2.0") }, 400},
	{"4475 3.1.2.19", "a response code without end", func(m *lines) { m.set("", "SIP/2.0 99999999999 what") }, 0},
	{"4475 3.2.1", "a branch that is nothing but the cookie", func(m *lines) { m.set("Via", "Via: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bK;rport") }, 200},
	{"4475 3.3.1", "no From, To and Call-ID", func(m *lines) { m.drop("From"); m.drop("To"); m.drop("Call-ID") }, 400},
	{"4475 3.3.2", "a scheme nobody knows", func(m *lines) { m.set("", "OPTIONS nobody:knows/it SIP/2.0") }, 416},
	{"4475 3.3.3", "a scheme that is not for requests", func(m *lines) { m.set("", "OPTIONS http://127.0.0.1/x SIP/2.0") }, 416},
	{"4475 3.3.5", "an option tag nobody knows", func(m *lines) { m.add("Require: flying, 100rel") }, 420},
	{"4475 3.3.8", "two of what there is one of", func(m *lines) { m.add("Call-ID: another"); m.add("CSeq: 2 OPTIONS") }, 400},
	{"4475 3.3.9", "two Content-Lengths", func(m *lines) { m.add("Content-Length: 9") }, 400},
	{"4475 3.3.11", "no hops left", func(m *lines) { m.add("Max-Forwards: 0") }, 200},
	{"4475 3.4.1", "the old way: no branch, no tag, no Max-Forwards", func(m *lines) {
		m.set("Via", "Via: SIP/2.0/UDP 127.0.0.2:5080")
		m.set("From", "From: sip:a@b")
		m.drop("Content-Length")
	}, 200},
	{"5118 4.1", "an IPv6 reference", func(m *lines) { m.set("", "OPTIONS sip:200@[2001:db8::5]:5060 SIP/2.0") }, 200},
	{"5118 4.2", "IPv6 without brackets", func(m *lines) { m.set("", "OPTIONS sip:200@2001:db8::5 SIP/2.0") }, 400},
	{"5118 4.3", "a port that may be part of the address", func(m *lines) { m.set("", "OPTIONS sip:200@[2001:db8::5:5070] SIP/2.0") }, 200},
	{"5118 4.5", "IPv6 in received with and without brackets", func(m *lines) {
		m.addBelow("Via: SIP/2.0/UDP [2001:db8::9]:5060;received=[2001:db8::9];branch=z9hG4bKi, SIP/2.0/UDP [2001:db8::8];received=2001:db8::8;branch=z9hG4bKj")
	}, 200},
	{"5118 4.7", "both families in one message", func(m *lines) {
		m.addBelow("Via: SIP/2.0/UDP [2001:db8::9]:6050;branch=z9hG4bKi")
		m.add("Contact: <sip:a@[2001:db8::9]>")
	}, 200},
	{"5118 4.9", "IPv4 written as IPv6", func(m *lines) { m.add("Contact: <sip:a@[::ffff:192.0.2.10]:5060>") }, 200},
	{"5118 4.10", "colons by the old grammar", func(m *lines) {
		m.addBelow("Via: SIP/2.0/UDP [2001:db8::9];received=[2001:db8:::192.0.2.1];branch=z9hG4bKi")
	}, 200},
}

// lines are a message being changed.
type lines struct {
	list []string
	body string
}

func plainOptions() *lines {
	return &lines{list: []string{
		"OPTIONS sip:200@127.0.0.1 SIP/2.0", "Via: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bKtorture;rport", "From: <sip:a@b>;tag=1",
		"To: <sip:200@127.0.0.1>", "Call-ID: torture", "CSeq: 1 OPTIONS", "Content-Length: 0",
	}}
}

// set replaces the line of a header; "" is the start line.
func (m *lines) set(name, line string) {
	for i, l := range m.list {
		if name == "" && i == 0 || name != "" && strings.HasPrefix(l, name+":") {
			m.list[i] = line
			return
		}
	}
}

func (m *lines) drop(name string) {
	for i, l := range m.list {
		if strings.HasPrefix(l, name+":") {
			m.list = append(m.list[:i], m.list[i+1:]...)
			return
		}
	}
}

func (m *lines) add(line string) { m.list = append(m.list, line) }

// addBelow adds a Via below the top one.
func (m *lines) addBelow(line string) {
	m.list = append(m.list[:2], append([]string{line}, m.list[2:]...)...)
}

func (m *lines) String() string { return strings.Join(m.list, "\r\n") + "\r\n\r\n" + m.body }

func TestTortureMessagesOfOurOwnAreAnswered(t *testing.T) {
	for _, test := range tortures {
		t.Run(test.section+" "+test.name, func(t *testing.T) {
			c := newCaller(t, "")
			m := plainOptions()
			test.edit(m)
			c.raw(m.String())
			got := 0
			if len(c.toUs) > 0 {
				got = c.last().Code()
			}
			if got != test.code {
				t.Errorf("answered %d, not %d", got, test.code)
			}
			c.callID, c.toUs = "after", nil
			c.dial("486")
			if len(c.toUs) == 0 || c.last().Code() != 486 {
				t.Error("the next call is not answered")
			}
		})
	}
}
