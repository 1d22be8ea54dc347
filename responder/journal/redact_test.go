package journal_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/journal"
)

func TestSecretsAreRedacted(t *testing.T) {
	for name, text := range map[string]string{
		"of a digest":                    "Authorization: Digest username=\"a\", response=\"SECRET\", uri=\"sip:b\"",
		"of a digest for a proxy":        `PROXY-AUTHORIZATION : digest RESPONSE = "SECRET",username="a"`,
		"folded":                         "Authorization: Digest username=\"a\",\r\n response=\r\n \"SECRET\"",
		"folded with bare line feeds":    "Authorization: Digest username=\"a\",\n\tresponse=\"SECRET\"",
		"without quotes":                 "Authorization: Digest response=SECRET, username=a",
		"in a quote that stays open":     `Authorization: Digest username="a", response="SECRET`,
		"of Basic":                       "Authorization: Basic SECRET",
		"of Bearer, folded":              "Proxy-Authorization: Bearer SECRET\r\n SECRET.SECRET",
		"behind a broken line end":       "Subject: x\rAuthorization: Digest response=\"SECRET\"",
		"of the server's side":           `Authentication-Info: rspauth="SECRET", qop=auth`,
		"in a URI":                       "Contact: <sip:alice:SECRET@example.com;transport=tcp>",
		"in a sips URI without brackets": "To: SIPS:alice:SECRET@example.com",
		"in a parameter of a parameter":  `Refer-To: <sip:b@c?Replaces=x&X="sip:a:SECRET@b">`,
		"SDES":                           "Subject: x\r\n\r\nv=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET|2^20|1:32 UNENCRYPTED_SRTCP",
		"SDES with two keys":             "X: y\r\n\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET|1:4;inline:SECRET|2:4",
		"SDES that is broken":            "X: y\r\n\r\n a=crypto:inline:SECRET",
		"MIKEY":                          "X: y\r\n\r\na=key-mgmt:mikey SECRET",
		"of k=":                          "X: y\r\n\r\nk=base64:SECRET",
		"of ICE":                         "X: y\r\n\r\na=ice-pwd:SECRET\r\na=ice-ufrag:y",
		"with a line end of line feeds":  "X: y\n\na=ice-pwd:SECRET\na=ice-ufrag:y",
	} {
		t.Run(name, func(t *testing.T) {
			data := []byte("REGISTER sip:b SIP/2.0\r\n" + text + "\r\nCSeq: 1 REGISTER\r\n\r\nlast")
			before := bytes.Clone(data)
			got := string(journal.Redact(data))
			if strings.Contains(got, "SECRET") || !strings.Contains(got, "***") {
				t.Errorf("it shows\n%s", got)
			}
			for _, kept := range []string{"REGISTER sip:b SIP/2.0\r\n", "\r\nCSeq: 1 REGISTER\r\n\r\nlast"} {
				if !strings.Contains(got, kept) {
					t.Errorf("%q is missing in\n%s", kept, got)
				}
			}
			if !bytes.Equal(data, before) {
				t.Error("the message itself was changed")
			}
			if again := journal.Redact([]byte(got)); string(again) != got {
				t.Errorf("redacted twice it is\n%s", again)
			}
		})
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	for _, text := range []string{
		"SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n\r\n",
		"INVITE sip:180*5*486@10.0.0.1:5060 SIP/2.0\r\nContact: <sip:alice@10.0.0.5:5060;ob>\r\nRoute: <sip:10.0.0.1:5060;lr>, <sip:b@c>\r\n\r\n",
		"X: response=\"x\"\r\n\r\na=rtpmap:0 PCMU/8000\r\na=ice-ufrag:y\r\na=fingerprint:sha-256 AB:CD\r\n",
	} {
		if got := journal.Redact([]byte(text)); string(got) != text {
			t.Errorf("of\n%s\nis left\n%s", text, got)
		}
	}
}

func FuzzRedact(f *testing.F) {
	for _, text := range []string{
		"Authorization: Digest response=\"x\"\r\n", "Authorization: Bearer \x00\r\n", "a=crypto:1 A inline:x|1:2\n", "a=crypto:Ainline:\"", "sip:a:b@c",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		once := journal.Redact(data)
		if !bytes.Equal(data, before) {
			t.Fatal("the message itself was changed")
		}
		if again := journal.Redact(once); !bytes.Equal(again, once) {
			t.Errorf("of %q is left %q, and of that %q", data, once, again)
		}
	})
}
