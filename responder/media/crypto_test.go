package media

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestKeysAreNotPrinted(t *testing.T) {
	keys := Crypto{Suite: SuiteSHA1_80, Local: []byte("secret of ours"), Remote: []byte("secret of theirs")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T %v"} {
		for _, value := range []any{keys, &keys, struct{ K Crypto }{keys}, []*Crypto{&keys}} {
			args := []any{value}
			if verb == "%T %v" {
				args = append(args, value)
			}
			text := fmt.Sprintf(verb, args...)
			for _, sign := range []string{"secret", "115", "736563", "c2Vjcm"} {
				if strings.Contains(strings.ToLower(text), strings.ToLower(sign)) {
					t.Errorf("%s shows the key: %s", verb, text)
				}
			}
		}
	}
	text, err := json.Marshal(Line{Crypto: &keys})
	if err != nil || strings.Contains(string(text), "c2Vjcm") {
		t.Errorf("JSON shows the key: %s %v", text, err)
	}
}

func TestAnSRTPLineIsAnsweredWithAKeyOfOurs(t *testing.T) {
	theirs := strings.Repeat("A", 40)
	offer := func(crypto ...string) string {
		text := "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 40000 RTP/SAVP 0\r\n"
		for _, value := range crypto {
			text += "a=crypto:" + value + "\r\n"
		}
		return text
	}
	long, short := SuiteSHA1_80+" inline:"+theirs, SuiteSHA1_32+" inline:"+theirs
	for _, test := range []struct {
		name   string
		crypto []string
		want   string // tag and suite, of a line that is taken
		mki    string // what stands behind the key of the answer, or in the refusal
	}{
		{"the first that is known", []string{"1 AES_256_CM_HMAC_SHA1_80 inline:" + theirs, "7 " + short, "8 " + long}, "7 " + SuiteSHA1_32, ""},
		{"a lifetime as a power", []string{"1 " + long + "|2^31"}, "1 " + SuiteSHA1_80, ""},
		{"a lifetime in figures", []string{"999999999 " + long + "|1048576"}, "999999999 " + SuiteSHA1_80, ""},
		{"a window size is advice", []string{"1 " + long + " WSH=128"}, "1 " + SuiteSHA1_80, ""},
		{"a parameter that may be ignored", []string{"1 " + long + " -FUTURE=1"}, "1 " + SuiteSHA1_80, ""},
		{"INLINE in capitals", []string{"1 " + SuiteSHA1_80 + " INLINE:" + theirs}, "1 " + SuiteSHA1_80, ""},
		{"no a=crypto", nil, "", "it has no a=crypto of"},
		{"a key with an identifier", []string{"1 " + long + "|2^20|1:4"}, "1 " + SuiteSHA1_80, "|1:4"},
		{"an identifier without a lifetime", []string{"1 " + long + "|65535:2"}, "1 " + SuiteSHA1_80, "|65535:2"},
		{"an identifier longer than its length", []string{"1 " + long + "|256:1"}, "", "its MKI is not"},
		{"an identifier of nothing", []string{"1 " + long + "|2^20|:4"}, "", "its MKI is not"},
		{"an identifier of no length", []string{"1 " + long + "|2^20|1:0"}, "", "its MKI is not"},
		{"an identifier of 129 bytes", []string{"1 " + long + "|1:129"}, "", "its MKI is not"},
		{"an identifier below zero", []string{"1 " + long + "|-1:4"}, "", "its MKI is not"},
		{"two keys", []string{"1 " + long + "|2^20|1:4;inline:" + theirs + "|2^20|2:4"}, "", "only one key is supported"},
		{"no encryption", []string{"1 " + long + " UNENCRYPTED_SRTP"}, "", "UNENCRYPTED_SRTP is not supported"},
		{"a key too short", []string{"1 " + long[:len(long)-4]}, "", ""},
		{"a key too long", []string{"1 " + long + "AAAA"}, "", ""},
		{"no base64", []string{"1 " + long[:len(long)-1] + "!"}, "", ""},
		{"a tag in words", []string{"one " + long}, "", ""},
		{"a tag too long", []string{"1234567890 " + long}, "", ""},
		{"no tag", []string{long}, "", ""},
		{"another way to hand over keys", []string{"1 " + SuiteSHA1_80 + " uri:" + theirs}, "", "its key is not inline"},
		{"nothing", []string{""}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			agreed, err := Negotiate([]byte(offer(test.crypto...)), us)
			if test.want == "" {
				var refusal *Refusal
				if !errors.As(err, &refusal) || refusal.Warning != WarnTransport || !strings.Contains(refusal.Error(), test.mki) {
					t.Fatalf("%v\n%s", err, agreed.Answer)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			line := agreed.Lines[0]
			answer := "a=crypto:" + test.want + " inline:" + base64.StdEncoding.EncodeToString(line.Crypto.Local) + test.mki + "\r\n"
			if !strings.Contains(string(agreed.Answer), answer) || !strings.Contains(string(agreed.Answer), "m=audio 10000 RTP/SAVP 0\r\n") {
				t.Errorf("no %s in\n%s", answer, agreed.Answer)
			}
			if len(line.Crypto.Local) != keyLength || !bytes.Equal(line.Crypto.Remote, make([]byte, keyLength)) {
				t.Errorf("keys of %d and %d bytes", len(line.Crypto.Local), len(line.Crypto.Remote))
			}
			other, _ := Negotiate([]byte(offer(test.crypto...)), us)
			if bytes.Equal(line.Crypto.Local, other.Lines[0].Crypto.Local) {
				t.Error("two dialogs have the same key")
			}
			own := us
			own.Last = agreed.Answer
			again, _ := Negotiate([]byte(offer(test.crypto...)), own)
			if !bytes.Equal(again.Answer, agreed.Answer) || !bytes.Equal(again.Lines[0].Crypto.Local, line.Crypto.Local) {
				t.Errorf("the same offer again gets another answer:\n%s", again.Answer)
			}
		})
	}
}
