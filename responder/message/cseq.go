package message

import (
	"strconv"
	"strings"
)

// CSeq is the value of a CSeq header field (RFC 3261 section 20.16).
type CSeq struct {
	Number uint32
	Method string
}

// String renders the value as it stands in a message.
func (c CSeq) String() string { return strconv.FormatUint(uint64(c.Number), 10) + " " + c.Method }

// ParseCSeq reads a CSeq value; the number must be below 2^31 (section 8.1.1.5).
func ParseCSeq(value string) (CSeq, bool) {
	i := strings.IndexAny(value, " \t")
	if i < 0 {
		return CSeq{}, false
	}
	method := strings.TrimSpace(value[i:])
	n, err := strconv.ParseUint(value[:i], 10, 31)
	if err != nil || !IsToken(method) {
		return CSeq{}, false
	}
	return CSeq{Number: uint32(n), Method: method}, true
}
