package catalog_test

import (
	"fmt"

	"github.com/sipbin/sipbin/catalog"
)

func ExampleCheckDraft() {
	problems, _ := catalog.CheckDraft("INVITE", catalog.Draft{Code: 421})
	for _, p := range problems {
		fmt.Println(p.Error())
		fmt.Println("hint:", p.Hint)
	}
	// Output:
	// 421 must carry Require (RFC 3261 21.4.16)
	// hint: add  headers: {Require: timer}  or, to send it broken on purpose,  breaks: [Require]
}

func ExampleLookup() {
	c, _ := catalog.Lookup(423)
	fmt.Println(c.Number, c.Reason, "answers", c.Methods)
	for _, h := range c.Required {
		fmt.Printf("must carry %s (RFC %d %s)\n", h.Name, h.RFC, h.Section)
	}
	// Output:
	// 423 Interval Too Brief answers REGISTER, SUBSCRIBE, PUBLISH
	// must carry Min-Expires (RFC 3261 21.4.17)
}

func ExampleNearest() {
	fmt.Println(catalog.Nearest("Min-Expire"))
	// Output: [Min-Expires]
}
