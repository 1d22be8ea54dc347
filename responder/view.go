package responder

import (
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// view is what a text may name; it is filled only for one that is a template.
func (t *track) view(text scenarios.Text, now time.Time) scenarios.View {
	if !text.Templated() {
		return scenarios.View{}
	}
	return t.viewNow(now)
}

// viewNow is the view of the request the list answers.
func (t *track) viewNow(now time.Time) scenarios.View {
	if t.tx == nil || t.tx.request == nil {
		return scenarios.View{Local: t.call.flow.Face(), Call: t.call.view(), Vars: t.call.vars}
	}
	return t.call.viewOf(t.tx.request, now)
}

// viewOf is what templates and conditions see of a request.
func (c *call) viewOf(in *incoming, now time.Time) scenarios.View {
	return scenarios.View{
		Request: scenarios.RequestView{
			Method:    in.Method(),
			URI:       viewURI(in.RequestURI()),
			From:      viewAddress(in.From()),
			To:        viewAddress(in.To()),
			CallID:    in.CallID(),
			CSeq:      in.CSeq().String(),
			Source:    in.flow.Remote.String(),
			Transport: in.flow.Transport.Param(),
			Body:      string(in.Body()),
			Headers: func(name string) string {
				value, _ := in.Header(name)
				return value
			},
			Lines: in.HeaderValues,
		},
		Local:   in.flow.Face(),
		Call:    c.view(),
		Vars:    c.vars,
		Binding: c.viewBinding(in, now),
	}
}

// viewBinding is what the registrar holds for the caller.
func (c *call) viewBinding(in *incoming, now time.Time) scenarios.BindingView {
	uri, err := message.ParseURI(message.AddrSpec(in.From()))
	if err != nil {
		return scenarios.BindingView{}
	}
	bindings := c.shard.cfg.Registrar.Bindings(uri.AOR(), now)
	if len(bindings) == 0 {
		return scenarios.BindingView{}
	}
	b := bindings[0]
	return scenarios.BindingView{Contact: b.Contact, Source: b.Flow.Remote.String(), Expires: int(b.Remaining(now) / time.Second)}
}

func viewURI(text string) scenarios.URIView {
	u, err := message.ParseURI(text)
	if err != nil {
		return scenarios.URIView{Text: text}
	}
	view := scenarios.URIView{Scheme: u.Scheme, User: message.EscapeUser(u.User), Host: u.Host, Text: text}
	if strings.Contains(u.Host, ":") {
		view.Host = "[" + u.Host + "]"
	}
	if u.Port != 0 {
		view.Port = strconv.Itoa(u.Port)
	}
	return view
}

func viewAddress(text string) scenarios.AddressView {
	tag, _ := message.Param(text, "tag")
	view := scenarios.AddressView{Tag: tag, Text: text}
	if a, err := message.ParseAddress(text); err == nil {
		view.Display, view.User, view.Host = a.Display, message.EscapeUser(a.URI.User), a.URI.Host
	}
	return view
}

// view is what templates and conditions see of the call.
func (c *call) view() scenarios.CallView { return scenarios.CallView{Number: c.id, Digits: c.digits} }
