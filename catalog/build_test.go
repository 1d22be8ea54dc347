package catalog

import (
	"fmt"
	"testing"
	"time"
)

// ours is what a responder usually knows of itself.
var ours = Own{
	To: "<sip:486@10.0.0.1>;tag=b2", Contact: "sip:486@10.0.0.1:5060", Face: "10.0.0.1:5060",
	Allow: []string{"INVITE", "ACK", "BYE", "CANCEL", "OPTIONS"}, Supported: []string{"100rel", "timer"},
	Accept: []string{"application/sdp"}, AllowEvents: []string{"presence"}, Expires: 600, ETag: "e1", RSeq: 1,
	Bindings: []string{"<sip:alice@10.0.0.7>;expires=600"}, Date: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC),
	Challenges: []string{`Digest realm="sipbin", nonce="n1", qop="auth", algorithm=SHA-256`},
}

func TestEveryCodeCanBeDialledWithEveryMethod(t *testing.T) {
	for code := 100; code <= 699; code++ {
		for _, method := range append(MethodNames(), "FOO") {
			r, err := Build(ask(method), Draft{Code: code, Dialled: true}, ours)
			if err != nil {
				t.Errorf("%d to %s: %v", code, method, err)
				continue
			}
			if code%100 == 80 && testing.Verbose() {
				fmt.Println(code, method, r.Marks, r.Headers)
			}
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	req := ask("INVITE", Header{"Record-Route", "<sip:p1;lr>"})
	for _, code := range []int{100, 180, 200, 486} {
		d := Draft{Code: code}
		_, d.Later = CheckDraft("INVITE", d)
		b.Run(fmt.Sprint(code), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Build(req, d, ours); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
