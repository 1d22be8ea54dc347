package responder

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
)

// body is a message body, or a part of one, with what its header fields say.
type body struct {
	kind, encoding, disposition string
	text                        []byte
}

// deepest is how many multiparts inside each other are read.
const deepest = 4

// offerIn is the SDP of a message, nil for none: the body, or a part of a
// multipart body. A body or part that cannot be read and is not optional is to be
// refused, whatever else was found (RFC 3261 section 8.2.3, RFC 5621).
func offerIn(in *incoming) ([]byte, error) {
	if !in.HasBody() {
		return nil, nil
	}
	b := body{text: in.Body()}
	b.kind, _ = in.Header("Content-Type")
	b.encoding, _ = in.Header("Content-Encoding")
	b.disposition, _ = in.Header("Content-Disposition")
	return b.offer(deepest)
}

func (b body) offer(depth int) ([]byte, error) {
	switch {
	case b.encoding != "" && !strings.EqualFold(b.encoding, "identity"):
		return nil, b.refused(catalog.Draft{Code: 415, Headers: []catalog.Header{{Name: "Accept-Encoding", Value: "identity"}}, Without: []string{"Accept"}})
	case strings.EqualFold(b.kind, "application/sdp"):
		return b.text, nil
	}
	kind, params, err := mime.ParseMediaType(b.kind)
	switch {
	case err == nil && kind == "application/sdp":
		return b.text, nil
	case err == nil && strings.HasPrefix(kind, "multipart/") && depth > 0:
		offer, err := offerAmong(multipart.NewReader(bytes.NewReader(b.text), params["boundary"]), depth-1)
		if err == nil || b.optional() || kind == "multipart/alternative" && offer != nil {
			return offer, nil
		}
		return offer, err
	}
	return nil, b.refused(catalog.Draft{Code: 415})
}

// offerAmong is the first SDP among the parts of a body, and why one of them is to
// be refused.
func offerAmong(parts *multipart.Reader, depth int) (offer []byte, refused error) {
	for {
		part, err := parts.NextPart()
		if err != nil {
			return offer, refused
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return offer, &refusal{catalog.Draft{Code: 400, Reason: "Bad Request (the body has no end)"}}
		}
		h := part.Header
		found, err := body{h.Get("Content-Type"), h.Get("Content-Encoding"), h.Get("Content-Disposition"), text}.offer(depth)
		if offer == nil {
			offer = found
		}
		if refused == nil {
			refused = err
		}
	}
}

// refused is why a body that is not understood is to be refused, nil when it is
// to be ignored.
func (b body) refused(d catalog.Draft) error {
	if b.optional() {
		return nil
	}
	return &refusal{d}
}

// optional reports whether a body that is not understood may be ignored; what
// does not say so is required (RFC 3261 section 20.11).
func (b body) optional() bool {
	handling, _ := message.Param(b.disposition, "handling")
	return strings.EqualFold(handling, "optional")
}
