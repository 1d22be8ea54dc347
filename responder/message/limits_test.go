package message_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
)

func TestLimits(t *testing.T) {
	limits := message.Limits{Size: 300, Headers: 3, Line: 50}
	head := "OPTIONS sip:a@b SIP/2.0\r\n"
	for name, c := range map[string]struct{ text, want string }{
		"within all of them":            {head + "A: 1\r\nB: 2\r\nC: " + strings.Repeat("3", 47) + "\r\n\r\n" + strings.Repeat("b\r\n", 60), ""},
		"a field too many":              {head + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", "more than 3 header fields"},
		"a long field":                  {head + "A: " + strings.Repeat("1", 48) + "\r\n\r\n", "line 2 of the headers has more than 50 bytes"},
		"a field long by folds":         {head + "A: 1\r\n" + strings.Repeat(" 123456789\r\n", 5) + "\r\n", "line 2 of the headers has more than 50 bytes"},
		"a long first line":             {"OPTIONS sip:" + strings.Repeat("a", 50) + " SIP/2.0\r\n\r\n", "line 1 of the headers has more than 50 bytes"},
		"a line without an end":         {strings.Repeat("a", 51), "line 1 of the headers has more than 50 bytes"},
		"a long message":                {head + "\r\n" + strings.Repeat("b", 300), "message of 327 bytes, at most 300 are taken"},
		"blank lines in front":          {"\r\n\r\n" + head + "A: 1\r\n\r\n", ""},
		"nothing at all":                {"", ""},
		"a body that looks like fields": {head + "\r\nA: 1\nB: 2\nC: 3\nD: 4\nE: 5\n", ""},
	} {
		err := limits.Check([]byte(c.text))
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if large := new(message.TooLarge); !errors.As(err, &large) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if err := (message.Limits{}).Check([]byte(strings.Repeat("a\n", 1000))); err != nil {
		t.Errorf("without limits: %v", err)
	}
}
