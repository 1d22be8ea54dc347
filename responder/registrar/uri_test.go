package registrar_test

import (
	"testing"

	"github.com/sipbin/sipbin/responder/registrar"
)

// Two URIs are the same contact when the second takes the place of the first;
// the first six pairs and the first five of the differing ones are those of RFC
// 3261 section 19.1.4.
func TestContactsAreComparedAsURIs(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		same       bool
	}{
		{"escaped characters and case of the host", "sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true},
		{"a parameter in one only", "sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true},
		{"another in one only", "sip:carol@chicago.com", "sip:carol@chicago.com;security=on", true},
		{"different parameters", "sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", true},
		{"the order of parameters", "sip:carol@chicago.com;a=1;b=2", "sip:carol@chicago.com;b=2;a=1", true},
		{"the case of a value", "sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=ON", true},

		{"the case of the user", "SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false},
		{"a port left out is not 5060", "sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false},
		{"a transport left out is not udp", "sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false},
		{"a header in one only", "sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next", false},
		{"a parameter in both that differs", "sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false},

		{"the scheme", "sip:a@h", "sips:a@h", false},
		{"the case of the scheme", "sip:a@h", "SIP:a@h", true},
		{"the host", "sip:a@h", "sip:a@i", false},
		{"the port", "sip:a@h:5060", "sip:a@h:5070", false},
		{"no user", "sip:h", "sip:a@h", false},
		{"the password", "sip:a:x@h", "sip:a:y@h", false},
		{"the same headers", "sip:a@H?Subject=next", "sip:a@h?Subject=next", true},
		{"a semicolon in the user is part of it", "sip:a;transport=tcp@h", "sip:a;transport=udp@h", false},
		{"a question mark in the user is part of it", "sip:a?x@H;transport=tcp", "sip:a?x@h;transport=tcp", true},
		{"IPv6", "sip:a@[2001:DB8::1]:5060", "sip:a@[2001:db8::1]:5060", true},
		{"a user parameter in one only", "sip:1@h;user=phone", "sip:1@h", false},
		{"an maddr in one only", "sip:1@h", "sip:1@h;maddr=i", false},
		{"other schemes as spelt", "tel:+1-2", "tel:+12", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
				r := registrar.New(registrar.Config{})
				r.Register(from(t, "alice", 1, "Contact: <"+pair[0]+">"), flow, noon)
				got := r.Register(from(t, "alice", 2, "Contact: <"+pair[1]+">"), flow, noon)
				if same := len(got.Contacts) == 1; got.Code != 200 || same != tt.same {
					t.Errorf("%s after %s: %s", pair[1], pair[0], brief(got))
				}
			}
		})
	}
}
