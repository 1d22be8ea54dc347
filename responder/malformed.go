package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// receiveMalformed answers a request that is not valid with what could be read
// of it, without state (RFC 3261 sections 8.2 and 18.3). What cannot be
// answered, responses and ACKs among it, is taken down and dropped.
func (s *shard) receiveMalformed(in *incoming, now time.Time) {
	defect := in.Defect()
	if defect.Code == 0 || !in.IsRequest() || in.Method() == "ACK" {
		s.heard(in, 0, "malformed, dropped", now)
		s.warn("malformed, dropped: "+defect.Text+", from "+in.flow.Remote.String(), now)
		return
	}
	s.heard(in, 0, "malformed", now)
	s.warn("malformed, answered "+codeText(defect.Code)+": "+defect.Text+", from "+in.flow.Remote.String(), now)
	var headers []message.Header
	for _, via := range s.viaOf(in.Message, in.flow) {
		headers = append(headers, message.Header{Name: "Via", Value: via})
	}
	for _, name := range [...]string{"From", "To", "Call-ID", "CSeq"} {
		value, ok := in.Header(name)
		if !ok {
			continue
		}
		if name == "To" && in.ToTag() == "" {
			value += ";tag=" + s.tag(in, "")
		}
		headers = append(headers, message.Header{Name: name, Value: value})
	}
	headers = append(headers, message.Header{Name: "Content-Length", Value: "0"})
	reason := defect.Text
	if defect.Code == 400 {
		reason = "Bad Request (" + defect.Text + ")"
	}
	data := message.AppendResponse(nil, defect.Code, reason, headers, nil)
	s.transmit(back(in.Via(), in.flow), data, 0, "default", "", now)
}
