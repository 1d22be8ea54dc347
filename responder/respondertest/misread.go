package respondertest

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sipbin/sipbin/responder/message"
)

// misreading is a habit of a caller that does not take a message for one.
type misreading struct {
	habit, about string
	drops        func(data []byte) bool
}

var contentLength = regexp.MustCompile(`(?i)\r\nContent-Length: *(\d+)`)

var misreadings = []misreading{
	{"refuses-compact", "drops messages with compact header names", func(data []byte) bool {
		return bytes.Contains(data, []byte("\r\nv:")) || bytes.Contains(data, []byte("\r\nk:"))
	}},
	{"refuses-folding", "drops messages with headers over several lines", func(data []byte) bool {
		return bytes.Contains(data, []byte("\r\n ")) || bytes.Contains(data, []byte("\r\n\t"))
	}},
	{"refuses-latin1", "drops messages that are not in UTF-8", func(data []byte) bool { return !utf8.Valid(data) }},
	{"refuses-odd-case", "drops messages whose header names are not written as RFC 3261 has them", func(data []byte) bool {
		return !bytes.Contains(data, []byte("\r\nVia:")) || bytes.HasPrefix(data, []byte("sip"))
	}},
	{"refuses-unknown", "drops messages with a header of somebody's own", func(data []byte) bool { return bytes.Contains(data, []byte("\r\nX-")) }},
	{"refuses-trailing-bytes", "drops messages with bytes behind their body", func(data []byte) bool {
		head, body, _ := bytes.Cut(data, []byte("\r\n\r\n"))
		length := contentLength.FindSubmatch(head)
		return length != nil && string(length[1]) != strconv.Itoa(len(body))
	}},
	{"small-buffer", "reads no more than 1500 bytes of a message", func(data []byte) bool { return len(data) > 1500 }},
}

// misreads reports whether the caller cannot read what came.
func (c *Caller) misreads(data []byte) bool {
	for _, m := range misreadings {
		if m.drops(data) && c.profile.does(m.habit) {
			return true
		}
	}
	return false
}

func unread() (habits []Habit) {
	for _, m := range misreadings {
		habits = append(habits, Habit{Name: m.habit, About: m.about, Wrong: true})
	}
	return habits
}

// statusCode is the code of a response, with what is around it.
var statusCode = regexp.MustCompile(`^(SIP/2\.0 )(\d+)( )`)

// asACode makes one of a code that is none, as who indexes by its first digits.
func (c *Caller) asACode(data []byte) []byte {
	if !c.profile.does(takesBroken) {
		return data
	}
	return statusCode.ReplaceAllFunc(data, func(line []byte) []byte {
		code := string(statusCode.FindSubmatch(line)[2])
		switch {
		case len(code) < 3:
			code = "100"
		case code[0] > '6':
			code = "6" + code[1:]
		}
		return []byte("SIP/2.0 " + code[:3] + " ")
	})
}

// isFor reports whether a response is for the caller and for this request of it
// (RFC 3261 sections 8.1.3.3, 17.1.3 and 18.1.2).
func (c *Caller) isFor(m *message.Message, tx *clientTx) bool {
	if c.profile.does(takesBroken) {
		return true
	}
	mine := c.via("")
	return m.CSeq().Number == tx.seq && slices.Contains(tx.head, message.Header{Name: "Call-ID", Value: m.CallID()}) &&
		len(m.List("Via")) == 1 && strings.Contains(mine.Value, " "+m.Via().SentBy+";")
}

// waiting is an INVITE that a response may be meant for, if one looks at nothing.
func (c *Caller) waiting() *clientTx {
	for _, tx := range c.clients {
		if tx.method == "INVITE" && tx.inProgress() {
			return tx
		}
	}
	return nil
}
