package registrar_test

import (
	"fmt"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

// A phone registers for a minute, and after that minute it is gone.
func ExampleRegistrar() {
	r := registrar.New(registrar.Config{})
	request, err := message.Parse([]byte("REGISTER sip:lab SIP/2.0\r\n" +
		"Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1\r\nFrom: <sip:100@lab>;tag=1\r\nTo: <sip:100@lab>\r\n" +
		"Call-ID: 1@10.0.0.5\r\nCSeq: 1 REGISTER\r\nContact: <sip:100@10.0.0.5;ob>;q=0.7\r\nExpires: 60\r\n\r\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

	result := r.Register(request, message.Flow{}, now)
	fmt.Println(result.Code, result.Contacts)
	fmt.Println(len(r.Lookup("100", now.Add(59*time.Second))))
	fmt.Println(len(r.Lookup("100", now.Add(60*time.Second))))
	// Output:
	// 200 [<sip:100@10.0.0.5;ob>;q=0.7;expires=60]
	// 1
	// 0
}
