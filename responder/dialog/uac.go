package dialog

import (
	"slices"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
)

// NewUAC is the dialog that a response makes of a request of ours (RFC 3261
// section 12.1.2). Contact is ours.
func NewUAC(response *message.Message, contact string) *Dialog {
	d := &Dialog{
		ID: ID{
			CallID: strings.Clone(response.CallID()), LocalTag: strings.Clone(response.FromTag()),
			RemoteTag: strings.Clone(response.ToTag()),
		},
		Early:    true,
		Local:    strings.Clone(response.From()),
		Remote:   strings.Clone(response.To()),
		Contact:  contact,
		LocalSeq: response.CSeq().Number,
	}
	d.Learn(response)
	return d
}

// Learn takes remote target and route set from a response to the request that
// made the dialog. The 2xx decides them anew, whatever the provisional
// responses said (RFC 3261 section 13.2.2.4).
func (d *Dialog) Learn(response *message.Message) {
	d.Routes = nil
	for _, r := range slices.Backward(response.List("Record-Route")) {
		d.Routes = append(d.Routes, strings.Clone(r))
	}
	d.Refresh(response)
}
