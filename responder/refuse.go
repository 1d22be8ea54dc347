package responder

import (
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// refusal is a response that takes the place of the one that was wanted,
// because the request does not allow it.
type refusal struct{ catalog.Draft }

func (r *refusal) Error() string { return codeText(r.Code) + " instead: " + r.Reason }

// refuse answers what no scenario gets to see, and reports whether it did: a
// Request-URI that cannot be read or of an unknown scheme, a request that came
// on two ways, an extension we do not understand (RFC 3261 section 8.2).
func (c *call) refuse(tx *serverTx, now time.Time) bool {
	in := tx.request
	uri, err := message.ParseURI(in.RequestURI())
	switch {
	case err != nil:
		c.respond(tx, reply{Draft: catalog.Draft{Code: 400, Reason: "Bad Request (Request-URI cannot be read)"}, why: "default"}, now)
	case !slices.Contains([]string{"sip", "sips", "tel"}, uri.Scheme):
		c.respondCode(tx, 416, "default", now)
	case !c.off.Has(scenarios.Merged) && c.merges(tx):
		c.respondCode(tx, 482, scenarios.Merged.String(), now)
	default:
		refused := c.refusal(in)
		if refused == nil && !canBeReached(in) {
			refused = &reply{Draft: catalog.Draft{Code: 400, Reason: "Bad Request (one sip or sips URI is needed in Contact)"}, why: "default"}
		}
		if refused != nil {
			c.respond(tx, *refused, now)
		}
		return refused != nil
	}
	return true
}

// canBeReached reports whether a request that makes a dialog says in Contact where
// requests in it are to go: exactly one sip or sips URI (RFC 3261 section 8.1.1.8).
// A client of RFC 2543, which has no magic cookie, may do without.
func canBeReached(in *incoming) bool {
	switch in.Method() {
	case "INVITE", "SUBSCRIBE", "REFER":
	default:
		return true
	}
	contacts := in.List("Contact")
	if len(contacts) == 0 {
		return !strings.HasPrefix(in.Via().Branch, message.MagicCookie)
	}
	uri, err := message.ParseURI(message.AddrSpec(contacts[0]))
	return len(contacts) == 1 && err == nil && (uri.Scheme == "sip" || uri.Scheme == "sips")
}

// refuseInside is refuse for a request in a dialog, which stays as it is.
func (c *call) refuseInside(a *arrival, now time.Time) bool {
	refused := c.refusal(a.in)
	if refused == nil {
		return false
	}
	a.taken = true
	c.shard.heard(a.in, c.id, "refused", now)
	c.respond(a.tx, *refused, now)
	return true
}

// refusal answers a request, in a dialog or outside of one, that requires an
// extension we do not understand (RFC 3261 section 8.2.2.3) or names nothing that
// it could replace. Nil for none of these.
func (c *call) refusal(in *incoming) *reply {
	if c.off.Has(scenarios.Require) {
		return nil
	}
	if unsupported := notSupported(in.Message); len(unsupported) > 0 {
		d := catalog.Draft{Code: 400, Reason: "Bad Request (Require names what is no option tag)"}
		if tags := slices.DeleteFunc(unsupported, notToken); len(tags) > 0 {
			d = catalog.Draft{Code: 420, Headers: []catalog.Header{{Name: "Unsupported", Value: strings.Join(tags, ", ")}}}
		}
		return &reply{Draft: d, why: scenarios.Require.String()}
	}
	if r := in.replaces; r != nil && r.code != 0 {
		return &reply{Draft: catalog.Draft{Code: r.code}, why: "Replaces"}
	}
	return nil
}

func notToken(tag string) bool { return !message.IsToken(tag) }

// notSupported are the option tags a request requires and we do not understand.
func notSupported(m *message.Message) (tags []string) {
	supported := supported
	if m.Method() == "REGISTER" {
		supported = registering
	}
	for _, tag := range m.List("Require") {
		if !slices.ContainsFunc(supported, func(s string) bool { return strings.EqualFold(s, tag) }) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// mergeKey is what two copies of a request that came on two ways have in common
// (RFC 3261 section 8.2.2.2). Listener and Request-URI are part of it: three
// branches of one fork that end here are three calls.
type mergeKey struct {
	callID, fromTag, listener, uri, method string
	cseq                                   uint32
}

// merges reports whether the request is another copy of one still in progress;
// otherwise it becomes that one.
func (c *call) merges(tx *serverTx) bool {
	in := tx.request
	key := mergeKey{
		callID: in.CallID(), fromTag: in.FromTag(), listener: in.flow.Listener,
		uri: in.RequestURI(), method: in.Method(), cseq: in.CSeq().Number,
	}
	if other := c.shard.merging[key]; other != nil && other != tx {
		return true
	}
	tx.merge = &key
	c.shard.merging[key] = tx
	return false
}

// unmerge takes note that the request is not in progress any more.
func (tx *serverTx) unmerge() {
	if tx.merge == nil {
		return
	}
	if merging := tx.call.shard.merging; merging[*tx.merge] == tx {
		delete(merging, *tx.merge)
	}
	tx.merge = nil
}
