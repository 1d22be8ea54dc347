package main

import "bytes"

// response is what the client reads of one: the message has to say whose it is
// and what it answers, all else is the server's affair.
type response struct {
	status int
	call   uint64
	method method
	toTag  []byte // part of the packet
}

type method byte

const (
	invite method = iota + 1
	bye
)

// scan reads a response to a request of ours. Anything else is not ok.
func scan(packet []byte) (r response, ok bool) {
	line, rest := cutLine(packet)
	if r.status, ok = scanStatus(line); !ok {
		return r, false
	}
	var known bool
	for len(rest) > 0 {
		if line, rest = cutLine(rest); len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch name = bytes.TrimSpace(name); {
		case is(name, "Call-ID") || is(name, "i"):
			r.call, known = scanNumber(bytes.TrimSpace(value))
		case is(name, "CSeq"):
			r.method = scanMethod(value)
		case is(name, "To") || is(name, "t"):
			r.toTag = scanTag(value)
		}
	}
	return r, known && r.method != 0
}

func cutLine(text []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(text, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

func is(name []byte, want string) bool {
	return len(name) == len(want) && bytes.EqualFold(name, []byte(want))
}

func scanStatus(line []byte) (status int, ok bool) {
	code, found := bytes.CutPrefix(line, []byte("SIP/2.0 "))
	if !found || len(code) < 4 || code[3] != ' ' {
		return 0, false
	}
	n, ok := scanNumber(code)
	return int(n), ok && n >= 100 && n <= 699
}

// scanNumber reads the digits text begins with: our Call-IDs begin with the
// call's number.
func scanNumber(text []byte) (n uint64, ok bool) {
	for i, c := range text {
		if c < '0' || c > '9' {
			return n, i > 0
		}
		if i == 19 { // longer than any number of ours, and may not fit
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, len(text) > 0
}

func scanMethod(cseq []byte) method {
	switch cseq = bytes.TrimSpace(cseq); {
	case bytes.HasSuffix(cseq, []byte(" INVITE")):
		return invite
	case bytes.HasSuffix(cseq, []byte(" BYE")):
		return bye
	}
	return 0
}

func scanTag(to []byte) []byte {
	_, parameters, _ := bytes.Cut(to, []byte(">"))
	_, tag, _ := bytes.Cut(parameters, []byte(";tag="))
	if end := bytes.IndexAny(tag, "; \t"); end >= 0 {
		tag = tag[:end]
	}
	return tag
}
