package main

import (
	"strconv"
	"strings"
	"testing"
)

func TestRequestsAreWhole(t *testing.T) {
	texts := newRequests("180*200", "127.0.0.1:5080", "127.0.0.1:5070")
	for name, test := range map[string]struct {
		template template
		line     string
		branch   string
		cseq     string
	}{
		"INVITE":                        {texts.invite, "INVITE", "invite", "1 INVITE"},
		"ACK of a 2xx, own branch":      {texts.ack, "ACK", "ack", "1 ACK"},
		"ACK of a 486, INVITE's branch": {texts.refuse, "ACK", "invite", "1 ACK"},
		"BYE":                           {texts.bye, "BYE", "bye", "2 BYE"},
	} {
		t.Run(name, func(t *testing.T) {
			text := string(test.template.render(nil, 42, []byte("peer")))
			head, body, _ := strings.Cut(text, "\r\n\r\n")
			for _, want := range []string{
				test.line + " sip:180*200@127.0.0.1:5070 SIP/2.0\r\n",
				"\r\nVia: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-42-" + test.branch + "\r\n",
				"\r\nCall-ID: 42@127.0.0.1:5080\r\n",
				"\r\nCSeq: " + test.cseq + "\r\n",
				"\r\nContent-Length: " + strconv.Itoa(len(body)),
			} {
				if !strings.Contains(head+"\r\n", want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
			if tagged := strings.Contains(head, "5070>;tag=peer\r\n"); tagged != (test.line != "INVITE") {
				t.Errorf("To tag of the peer: %v", tagged)
			}
			if strings.ContainsAny(text, "[]") || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
				t.Errorf("a gap or a bare line feed was left in\n%s", text)
			}
		})
	}
}
