package message

import "strconv"

// AppendResponse renders a response behind buf. Header lines are written as
// given; the caller has seen to it that no value carries CR or LF.
func AppendResponse(buf []byte, code int, reason string, headers []Header, body []byte) []byte {
	buf = append(buf, Version+" "...)
	buf = strconv.AppendInt(buf, int64(code), 10)
	buf = append(buf, ' ')
	buf = append(buf, reason...)
	return appendRest(buf, headers, body)
}

// AppendRequest renders a request behind buf, as [AppendResponse] does.
func AppendRequest(buf []byte, method, uri string, headers []Header, body []byte) []byte {
	buf = append(buf, method...)
	buf = append(buf, ' ')
	buf = append(buf, uri...)
	buf = append(buf, " "+Version...)
	return appendRest(buf, headers, body)
}

func appendRest(buf []byte, headers []Header, body []byte) []byte {
	buf = append(buf, "\r\n"...)
	for _, h := range headers {
		buf = append(buf, h.Name...)
		buf = append(buf, ": "...)
		buf = append(buf, h.Value...)
		buf = append(buf, "\r\n"...)
	}
	buf = append(buf, "\r\n"...)
	return append(buf, body...)
}
