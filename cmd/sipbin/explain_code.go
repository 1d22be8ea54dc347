package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// codePage is the catalog's entry of a code.
func codePage(c *catalog.Code) string {
	var p page
	p.title(fmt.Sprintf("%d %s", c.Number, c.Reason), written(c.RFC, c.Section))
	if c.Status != catalog.Current {
		p.row("standing", string(c.Status))
	}
	if c.OldReason != "" {
		p.row("once called", c.OldReason)
	}
	p.row("answers", c.Methods.String())
	p.row("sent", c.Where)
	p.rows("must have", headerTexts(c.Required))
	p.rows("should have", headerTexts(c.Recommended))
	p.row("may have", headerNames(c.Optional))
	p.rows("never has", headerTexts(c.Forbidden))
	p.row("body", c.Body)
	p.row("dialog", effectText(c))
	p.row("client", c.Client)
	p.row("often said", c.Said)
	p.row("note", c.Note)
	return p.String()
}

var fills = map[catalog.Fill]string{
	catalog.FromRequest:   "filled from the request",
	catalog.FromResponder: "filled by the responder",
	catalog.FromChallenge: "filled by the challenge",
	catalog.FromAuthor:    "the scenario has to say it",
}

// headerTexts are header fields with when they are asked for, where that is
// written and who fills them.
func headerTexts(rules []catalog.HeaderRule) []string {
	texts := make([]string, len(rules))
	for i := range rules {
		r := &rules[i]
		texts[i] = r.String()
		if when := r.Condition.String(); when != "" {
			texts[i] += " " + when
		}
		if aside := joined("; ", written(r.RFC, r.Section), fills[r.Fill]); aside != "" {
			texts[i] += " (" + aside + ")"
		}
	}
	return texts
}

// headerNames are header fields with when they make sense.
func headerNames(rules []catalog.HeaderRule) string {
	names := make([]string, len(rules))
	for i := range rules {
		names[i] = joined(" ", rules[i].String(), rules[i].Condition.String())
	}
	return strings.Join(names, ", ")
}

func effectText(c *catalog.Code) string {
	effects := map[catalog.Effect]string{
		catalog.NoEffect:    "no effect",
		catalog.MakesEarly:  "makes an early dialog, or goes on with it",
		catalog.EndsEarly:   "ends this one early dialog",
		catalog.Confirms:    "makes a dialog, or refreshes it",
		catalog.Transaction: "only this transaction has failed",
		catalog.Usage:       "its usage is over: the call, the subscription",
		catalog.DestroysAll: "it is over, with all its usages",
	}
	return joined("; ", effects[c.Dialog], c.DialogNote)
}

// written is where something is written: "RFC 3261 21.4.17", "" in no RFC.
func written(rfc int, section string) string {
	if rfc == 0 {
		return ""
	}
	return joined(" ", "RFC "+strconv.Itoa(rfc), section)
}

func joined(between string, texts ...string) string {
	var said []string
	for _, text := range texts {
		if text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, between)
}
