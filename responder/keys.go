package responder

import (
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// pressed is told by a stream that a key was pressed, in a goroutine of its own.
func (c *call) pressed(key byte, at time.Time) {
	s := c.shard
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survive(at)
	if !c.over {
		c.press(string(key), "RTP", at)
		c.settle(at)
	}
}

// mostDigits bounds what is kept of the keys pressed in a call.
const mostDigits = 256

// press takes note of keys that the peer pressed, and shows them to the expects
// that wait for them.
func (c *call) press(keys, by string, now time.Time) {
	c.note("key "+keys+" pressed ("+by+")", now)
	if len(c.digits)+len(keys) > mostDigits {
		return
	}
	c.digits += keys
	for _, t := range slices.Clone(c.tracks) {
		if !t.over && t.expecting != nil && t.expecting.Digits != nil && t.dialled(now) {
			t.play(now)
		}
	}
}

// dialled reports whether the keys pressed since the list began are those that
// the track waits for; then they are used up.
func (t *track) dialled(now time.Time) bool {
	s := t.expecting
	if s.Digits == nil || !s.Digits.Fits(t.call.digits[t.digits:]) {
		return false
	}
	if early := s.After - now.Sub(t.since); early > 0 {
		t.missed("the keys were pressed "+early.String()+" too early", now)
		return true
	}
	if err := t.captureFrom(s.Capture, t.viewNow(now)); err != nil {
		t.missed(err.Error(), now)
		return true
	}
	t.digits = len(t.call.digits)
	t.unwait()
	return true
}

// keysIn are the keys of an INFO: "Signal=5" of application/dtmf-relay, or the
// bare keys of application/dtmf. "" for none.
func keysIn(in *incoming) string {
	if in.Method() != "INFO" {
		return ""
	}
	kind, _ := in.Header("Content-Type")
	switch strings.ToLower(message.BareValue(kind)) {
	case "application/dtmf-relay":
		for line := range strings.Lines(string(in.Body())) {
			if name, value, ok := strings.Cut(line, "="); ok && strings.EqualFold(strings.TrimSpace(name), "signal") {
				return keys(value)
			}
		}
	case "application/dtmf":
		return keys(string(in.Body()))
	}
	return ""
}

// keys are the letters that a telephone has, of which INFO spells some as
// numbers.
func keys(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	switch text {
	case "10":
		return "*"
	case "11":
		return "#"
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789*#ABCD", r) {
			return r
		}
		return -1
	}, text)
}
