package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
)

// info carries application data inside a dialog, above all keys that were
// pressed: see keysIn. Without Info-Package it is of the kind before RFC 6086, and
// taken; of a package that we did not say we take it gets 469 (RFC 6086 section
// 4.2.2).
var info = method{inside: func(c *call, tx *serverTx, now time.Time) {
	value, named := tx.request.Header("Info-Package")
	if !named || c.takesPackage(message.BareValue(value)) {
		c.respondCode(tx, 200, "default", now)
		return
	}
	c.respond(tx, reply{
		Draft: catalog.Draft{Code: 469, Headers: []catalog.Header{{Name: "Recv-Info", Value: strings.Join(c.packages, ", ")}}},
		why:   "default",
	}, now)
}}

func (c *call) takesPackage(name string) bool {
	for _, taken := range c.packages {
		if strings.EqualFold(message.BareValue(taken), name) {
			return true
		}
	}
	return false
}

// tellPackages takes note of what a message of ours says in Recv-Info: the
// packages taken from now on, in place of those before (RFC 6086 section 5.2.1).
func tellPackages[H catalog.Header | message.Header](c *call, headers []H) {
	var packages []string
	told := false
	for _, h := range headers {
		if h := message.Header(h); message.SameName(h.Name, "Recv-Info") {
			told = true
			packages = append(packages, message.SplitList(h.Value)...)
		}
	}
	if told {
		c.packages = packages
	}
}
