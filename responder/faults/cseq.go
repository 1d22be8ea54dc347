package faults

import (
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/scenarios"
)

var cseq = messageFault{
	Info: Info{
		Name: "cseq", Takes: Word, Words: []string{"wrong"}, Example: "wrong",
		Does:   "makes the number in CSeq one too high",
		Client: "knows the response by branch and method and so may take it, but acknowledges with the number of its own request",
		RFC:    "RFC 3261 17.1.3, 17.1.1.3, 13.2.2.4",
	},
	do: func(f *scenarios.Fault, t *text) {
		if f.CSeq == "wrong" && t.edit("CSeq", wrongNumber) {
			t.mark("cseq wrong")
		}
	},
}

func wrongNumber(value string) (string, bool) {
	method := strings.TrimLeft(value, "0123456789")
	// Numbers are below 2^31 (section 8.1.1.5); one less than the highest is
	// as wrong as one more, and still a number.
	n, err := strconv.ParseUint(value[:len(value)-len(method)], 10, 31)
	if err != nil {
		return value, false
	}
	if n == 1<<31-1 {
		return strconv.FormatUint(n-1, 10) + method, true
	}
	return strconv.FormatUint(n+1, 10) + method, true
}
