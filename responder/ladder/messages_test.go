package ladder_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
)

func TestMessagesArePrintedWholeWithoutCredentials(t *testing.T) {
	s := played("what-is-no-sip", 1)
	s = append(s, played("refused-and-the-486-lost-twice", 1)[:6]...)
	golden(t, "messages.txt", ladder.Messages(s))
}

func TestCredentialsAreMasked(t *testing.T) {
	for name, header := range map[string]string{
		"as usual":                     `Authorization: Digest username="a", response="SECRET", uri="sip:b"`,
		"for a proxy, other spelling":  `PROXY-AUTHORIZATION : digest RESPONSE = "SECRET",username="a"`,
		"folded":                       "Authorization: Digest username=\"a\",\r\n response=\r\n \"SECRET\"",
		"folded with bare line feeds":  "Authorization: Digest username=\"a\",\n\tresponse=\"SECRET\"",
		"without quotes":               "Authorization: Digest response=SECRET, username=a",
		"with a quote that stays open": `Authorization: Digest username="a", response="SECRET`,
		"Basic":                        "Authorization: Basic SECRET",
		"Bearer, folded":               "Proxy-Authorization: Bearer SECRET\r\n SECRET.SECRET",
		"behind a broken line end":     "Subject: x\rAuthorization: Digest response=\"SECRET\"",
	} {
		t.Run(name, func(t *testing.T) {
			data := "REGISTER sip:b SIP/2.0\r\n" + header + "\r\nCSeq: 1 REGISTER\r\n\r\nbody"
			text := ladder.Messages([]journal.Entry{{Kind: journal.Received, Data: []byte(data)}})
			if strings.Contains(text, "SECRET") || !strings.Contains(text, "***") {
				t.Errorf("printed\n%s", text)
			}
			for _, kept := range []string{"REGISTER sip:b SIP/2.0\n", "\nCSeq: 1 REGISTER\n\nbody\n"} {
				if !strings.Contains(text, kept) {
					t.Errorf("%q is missing in\n%s", kept, text)
				}
			}
		})
	}
}

func TestWhatIsNoCredentialIsNotMasked(t *testing.T) {
	data := "SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n\r\nresponse=\"x\"\r\n"
	text := ladder.Messages([]journal.Entry{{Kind: journal.Sent, Data: []byte(data)}})
	if strings.Contains(text, "***") {
		t.Errorf("printed\n%s", text)
	}
}

func TestMessagesDoNotActOnATerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		for _, r := range ladder.Messages([]journal.Entry{{Kind: journal.Received, Data: data}}) {
			if r != '\n' && r != '\t' && (r < ' ' || r == 0x7f) {
				t.Fatalf("%U in what is printed of %q", r, data)
			}
		}
	})
}
