package responder_test

import (
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/media"
)

// keyed is a stream whose keys the test presses.
type keyed struct {
	fakeStream
	played []media.Playback
}

func (k *keyed) Play(p media.Playback) error {
	k.played = append(k.played, p)
	return nil
}

// sounding makes an engine whose streams are one that the test holds.
func sounding(t *testing.T, yaml string) (c *caller, k *keyed, press func(keys string)) {
	t.Helper()
	var on media.Events
	k = &keyed{}
	c = newCaller(t, yaml, reachable, func(cfg *responder.Config) {
		cfg.OpenRTP = func(_ netip.Addr, events media.Events) (responder.Stream, error) {
			on = events
			return k, nil
		}
	})
	k.fakeStream = fakeStream{&openPorts{}}
	return c, k, func(keys string) {
		for _, key := range []byte(keys) {
			on.Digit(key, c.now)
		}
	}
}

const soundScenario = `
scenario: menu
match: {user: "menu"}
on:
  INVITE:
    - {respond: 183}
    - {play: ringback, country: de, for: 2s}
    - 200
    - {expect: ACK, within: 32s}
    - {play: dtmf, digits: "12"}
    - {play: moh}
    - {expect: DTMF, digits: "[12]#", within: 10s, capture: {choice: Call.Digits}, else: [{request: BYE}]}
    - {play: tone, hz: 1000, for: 1s}
    - {request: INFO, headers: {X-Choice: "{{.Vars.choice}}"}, expect: 200}
    - {expect: DTMF, digits: "9", within: 5s, else: [{request: BYE}]}
    - {request: BYE}
`

var soundLadders = map[string]func(c *caller, press func(string)){
	"keys are played, waited for and captured": func(c *caller, press func(string)) {
		c.dial("menu")
		c.wait(2 * sec)
		c.inside("ACK")
		c.wait(2 * sec)
		press("2")
		c.wait(sec)
		press("#")
		c.wait(sec)
		c.answer(200)
		c.inside("INFO", "Content-Type: application/dtmf-relay", "no keys")
		press("9")
		c.answer(200)
	},
	"keys that are not pressed in time": func(c *caller, press func(string)) {
		c.dial("menu")
		c.wait(2 * sec)
		c.inside("ACK")
		press("3")
		c.wait(11 * sec)
		c.answer(200)
		c.wait(5 * sec)
	},
}

func TestSoundsAndKeysAreDrawn(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, play := range soundLadders {
		t.Run(name, func(t *testing.T) {
			c, k, press := sounding(t, soundScenario)
			play(c, press)
			c.wait(2 * time.Minute)
			c.golden(root)
			if c.engine.Playing() != 0 {
				t.Error("the call is still in progress")
			}
			if len(k.played) < 4 {
				t.Errorf("%d sounds were played", len(k.played))
			}
		})
	}
}

func TestKeysOfINFOCount(t *testing.T) {
	c, _, _ := sounding(t, "scenario: info\nmatch: {user: info}\non:\n  INVITE: [200, {expect: DTMF, digits: \"5*\", within: 9s}, {request: BYE}]\n")
	c.dial("info")
	c.inside("ACK")
	for _, body := range []string{"Signal=5\r\nDuration=160\r\n", "Signal=10\r\n"} {
		c.inside("INFO", "Content-Type: application/dtmf-relay", body)
	}
	if m := c.last(); m.Method() != "BYE" && c.sent("BYE") == nil {
		t.Errorf("the keys were not seen; the last message is %s", m.StartLine())
	}
}

func TestWhoDialsACallOfOursIsCalledBack(t *testing.T) {
	c := newCaller(t, "scenario: back\nstart: [{request: INVITE, expect: 200}, {request: BYE}]\n", reachable)
	c.dial("back")
	c.ack()
	c.wait(sec)
	if to := c.sent("INVITE").RequestURI(); to != "sip:alice@127.0.0.2:5080" {
		t.Errorf("called %s", to)
	}
	c.reply("INVITE", 200, "x", offer)
	c.reply("BYE", 200, "x")
	c.wait(time.Minute)
	if n := c.engine.Playing(); n != 0 {
		t.Errorf("%d calls are in progress", n)
	}
}
