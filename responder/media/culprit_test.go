package media

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatCannotBeReadIsNamedWithItsLineAndWhy(t *testing.T) {
	const good = "v=0|o=- 1 1 IN IP4 10.0.0.9|s=-|c=IN IP4 10.0.0.9|t=0 0|m=audio 40000 RTP/AVP 0|a=sendrecv|"
	for _, test := range []struct{ name, from, to, want string }{
		{"nothing at all", good, "", "v= is missing (RFC 8866 section 5)"},
		{"no v=", "v=0|", "", `line 1 stands where v= has to be (RFC 8866 section 5): "o=- 1 1 IN IP4 10.0.0.9"`},
		{"another version", "v=0", "v=1", `line 1 is not v=0 (RFC 8866 section 5.1): "v=1"`},
		{"no o=", "o=- 1 1 IN IP4 10.0.0.9|", "", `line 2 stands where o= has to be (RFC 8866 section 5): "s=-"`},
		{"a session id in letters", "o=- 1 1", "o=- one 1", `line 2 is not o=<username> <sess-id> <sess-version> IN IP4|IP6 <address>, the second and third of digits (RFC 8866 section 5.2): "o=- one 1 IN IP4 10.0.0.9"`},
		{"a username of two words", "o=- 1", "o=Bob Smith 1", `line 2 is not o=<username> <sess-id> <sess-version> IN IP4|IP6 <address>, the second and third of digits (RFC 8866 section 5.2): "o=Bob Smith 1 1 IN IP4 10.0.0.9"`},
		{"no s=", "s=-|", "", `line 3 stands where s= has to be (RFC 8866 section 5): "c=IN IP4 10.0.0.9"`},
		{"a family that is not there", "c=IN IP4", "c=IN IP5", `line 4 is not c=IN IP4|IP6 <address> (RFC 8866 section 5.7): "c=IN IP5 10.0.0.9"`},
		{"two c= for all", "c=", "c=IN IP4 10.0.0.8|c=", `line 5 is out of order (RFC 8866 section 5): "c=IN IP4 10.0.0.9"`},
		{"no t=", "t=0 0|", "", `line 5 stands where t= has to be (RFC 8866 section 5): "m=audio 40000 RTP/AVP 0"`},
		{"no t= and nothing after it", "t=0 0|m=audio 40000 RTP/AVP 0|a=sendrecv|", "", "t= is missing (RFC 8866 section 5)"},
		{"one time", "t=0 0", "t=now", `line 5 is not t=<start> <stop> of digits (RFC 8866 section 5.9): "t=now"`},
		{"a time after the media", "t=0 0|m=audio 40000 RTP/AVP 0|", "t=0 0|m=audio 40000 RTP/AVP 0|t=0 0|", `line 7 is out of order (RFC 8866 section 5): "t=0 0"`},
		{"a port in words", "40000", "any", `line 6 is not m=<media> <port> <proto> <fmt>, the port up to 65535 (RFC 8866 section 5.14): "m=audio any RTP/AVP 0"`},
		{"no format", "RTP/AVP 0", "RTP/AVP", `line 6 is not m=<media> <port> <proto> <fmt>: "m=audio 40000 RTP/AVP"`},
		{"only v= and media", "o=- 1 1 IN IP4 10.0.0.9|s=-|c=IN IP4 10.0.0.9|t=0 0|", "", `line 2 stands where o= has to be (RFC 8866 section 5): "m=audio 40000 RTP/AVP 0"`},
		{"no sign of equality", "a=sendrecv", "sendrecv", `line 7 is not <type>=<value>: "sendrecv"`},
		{"a type that is none", "a=sendrecv", "x=sendrecv", `line 7 has a type that SDP does not know: "x=sendrecv"`},
		{"an empty line in between", "a=sendrecv", "|a|", `line 8 is not <type>=<value>: "a"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(good, test.from, test.to, 1)
			_, err := Answer([]byte(strings.ReplaceAll(text, "|", "\r\n")), us)
			if want := "SDP does not parse: " + test.want; !errors.Is(err, ErrSyntax) || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}
