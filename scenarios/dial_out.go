package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// DialOut compiles a dial string into a call of ours: what the one we call is to
// do. Its codes are responses to our INVITE that must come in this order.
//
// A wait after a 2xx is the length of the call, which we then end; without one
// it lasts until the peer's BYE, and either way nothing can follow. A wait before
// 487 is when we cancel, and any other wait before a response is how long the
// peer has for it, 0 being no limit. What follows a 3xx-6xx is our next try, after
// the wait that stands before it.
func DialOut(s string) (*Scenario, error) {
	if !IsDial(s) {
		return nil, errDial(s)
	}
	d := &outgoing{}
	for element := range strings.SplitSeq(s, "*") {
		code, wait, _ := dialElement(element)
		if code == 0 {
			d.waits, d.waited = d.waits+wait, true
			continue
		}
		if d.answered != 0 {
			return nil, fmt.Errorf("nothing can come after the %d of %.60q but how long the call lasts", d.answered, s)
		}
		d.expect(code)
	}
	switch {
	case d.waited && d.answered != 0:
		d.steps = append(d.steps, &Wait{For: d.waits}, &Request{Method: "BYE", Expect: []int{200}})
	case d.waited:
		return nil, errors.New("the last wait of a dial string is for nothing: write what comes then, like 180*5*487 to hang up after five seconds")
	}
	return &Scenario{Name: s, About: "A call that is to get " + s + ".", Dialled: true, Start: d.steps}, nil
}

// outgoing is a call of ours as it is compiled.
type outgoing struct {
	steps    []Step
	calling  bool // an INVITE is without its final response
	answered int  // the 2xx
	waits    time.Duration
	waited   bool // there was a wait since the last code
}

func (d *outgoing) expect(code int) {
	cancels := code == 487 && d.waited
	within := d.waits
	if !d.calling {
		if d.waited && len(d.steps) > 0 && !cancels {
			d.steps = append(d.steps, &Wait{For: d.waits})
			within = 0
		}
		d.steps = append(d.steps, &Request{Method: "INVITE"})
	}
	if cancels {
		d.steps = append(d.steps, &Wait{For: d.waits}, &Request{Method: "CANCEL", Expect: []int{200}})
		within = 0
	}
	d.steps = append(d.steps, &Expect{Codes: []int{code}, Within: within})
	d.waits, d.waited, d.calling = 0, false, code < 200
	if code/100 == 2 {
		d.answered = code
	}
}
