package responder

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// discardPort stands in SDP where no RTP port is opened.
const discardPort = 9

// describe puts a session description into a message of ours: what its author
// asks for, else what the act answer does.
func (c *call) describe(tx *serverTx, r *reply, off scenarios.Acts, now time.Time) error {
	if r.Body != nil || r.sdp == scenarios.SDPNone || r.sdp == scenarios.SDPByAct && off.Has(scenarios.Answer) {
		return nil
	}
	if r.sdp == scenarios.SDPOffer {
		own, err := c.mediaFace(tx, now)
		if err != nil {
			return err
		}
		r.Body, _ = media.Offer(own)
		r.ContentType = "application/sdp"
		return nil
	}
	code := r.Code
	if r.sdp != scenarios.SDPByAct {
		code = 200 // an answer or offer is due, whatever the response is
	}
	sdp, err := c.sdp(tx, code, now)
	if err != nil || sdp == nil {
		return err
	}
	if r.sdp == scenarios.SDPHold {
		sdp = onHold(sdp)
	}
	r.Body, r.ContentType = sdp, "application/sdp"
	return nil
}

// onHold is a session description in which we want no media (RFC 3264 section
// 8.4).
func onHold(sdp []byte) []byte {
	text := string(sdp)
	for _, direction := range []string{"sendrecv", "sendonly", "recvonly"} {
		text = strings.ReplaceAll(text, "a="+direction+"\r\n", "")
	}
	if strings.Contains(text, "a=inactive") {
		return []byte(text)
	}
	return []byte(text + "a=inactive\r\n")
}

// sdp is the act answer: the answer to the offer in the request, the same in
// every response to it, or an offer of ours in a 2xx to a request without one
// (RFC 3264, RFC 3261 section 13.3.1). Nil when neither is due.
func (c *call) sdp(tx *serverTx, code int, now time.Time) ([]byte, error) {
	if tx.sdp != nil {
		return tx.sdp, nil
	}
	offer, err := offerIn(tx.request)
	if err != nil {
		return nil, err
	}
	if offer == nil && code < 200 {
		return nil, nil
	}
	own, err := c.mediaFace(tx, now)
	if err != nil {
		return nil, err
	}
	if offer == nil {
		tx.sdp, _ = media.Offer(own)
	} else if err := c.agree(tx, offer, own, now); err != nil {
		return nil, err
	}
	c.session = tx.sdp
	return tx.sdp, nil
}

// agree answers an offer, or refuses it with 488 or 400.
func (c *call) agree(tx *serverTx, offer []byte, own media.Own, now time.Time) error {
	agreed, err := media.Negotiate(offer, own)
	if why := new(media.Refusal); errors.As(err, &why) {
		draft := catalog.Draft{Code: 488, Headers: warning(tx.request, why.Warning, why.Reason)}
		return &refusal{draft}
	}
	if err != nil {
		return &refusal{catalog.Draft{Code: 400, Reason: "Bad Request (SDP cannot be read)"}}
	}
	tx.sdp = agreed.Answer
	if c.stream != nil && len(agreed.Lines) > 0 {
		if err := c.stream.Agree(agreed.Lines[0]); err != nil {
			c.note("RTP: "+err.Error(), now)
		}
	}
	return nil
}

// mediaFace is what SDP says of us in this call; the RTP port is opened when it
// is first spoken of.
func (c *call) mediaFace(tx *serverTx, now time.Time) (media.Own, error) {
	return c.mediaOwn(tx.request.flow, now)
}

func (c *call) mediaOwn(flow message.Flow, now time.Time) (media.Own, error) {
	if c.stream == nil && c.shard.cfg.OpenRTP != nil {
		stream, err := c.shard.cfg.OpenRTP(flow.Local.Addr(), media.Events{})
		if err != nil {
			c.note("no RTP: "+err.Error(), now)
			return media.Own{}, &refusal{catalog.Draft{Code: 500}}
		}
		c.stream = stream
	}
	port := discardPort
	if c.stream != nil {
		port = c.stream.Port()
	}
	c.sdpVersion++
	return media.Own{
		Host: flow.FaceHost(), Ports: []int{port}, SessionID: c.id, Version: c.sdpVersion,
	}, nil
}

// offerIn is the SDP of a request, nil for none: the body, or the part of a
// multipart body (RFC 3261 section 8.2.3, RFC 5621). A body of another type
// gets 415.
func offerIn(in *incoming) ([]byte, error) {
	if !in.HasBody() {
		return nil, nil
	}
	written, _ := in.Header("Content-Type")
	kind, params, err := mime.ParseMediaType(written)
	switch {
	case err == nil && kind == "application/sdp":
		return in.Body(), nil
	case err == nil && strings.HasPrefix(kind, "multipart/"):
		parts := multipart.NewReader(bytes.NewReader(in.Body()), params["boundary"])
		for {
			part, err := parts.NextPart()
			if err != nil {
				return nil, nil
			}
			if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind == "application/sdp" {
				return io.ReadAll(part)
			}
		}
	}
	return nil, &refusal{catalog.Draft{Code: 415}}
}

// prepareSession is what a 2xx to UPDATE and PRACK needs: an answer to an offer
// they carry, and the session timer.
func prepareSession(c *call, tx *serverTx, r *reply, own *catalog.Own, now time.Time) error {
	off := c.off | r.off
	if !success(r.Code) {
		return nil
	}
	if tx.request.Method() == "UPDATE" && !off.Has(scenarios.Refresh) {
		session, err := c.sessionExpires(tx.request)
		if err != nil {
			return err
		}
		own.SessionExpires = session
	}
	if !tx.request.HasBody() && r.sdp == scenarios.SDPByAct {
		return nil
	}
	return c.describe(tx, r, off, now)
}
