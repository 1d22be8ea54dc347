package responder

import (
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
	"strconv"
	"strings"
)

// view is what a template may name; it is filled only for a text that is one.
func (t *track) view(text scenarios.Text) scenarios.View {
	if !text.Templated() {
		return scenarios.View{}
	}
	in := t.tx.request
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
		},
		Local: in.flow.Face(),
		Call:  scenarios.CallView{Number: t.call.id},
	}
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
