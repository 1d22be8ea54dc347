package respondertest

import "time"

// errand is something that a caller begins at a moment of its own.
type errand struct {
	at time.Duration // since it opened
	// method is INVITE, REGISTER, ...; "" is the one it was to open with.
	method string
	// password is another one than the right one.
	password string
	// off is set for a REGISTER that removes all bindings.
	off bool
	// if alive is set it is left out while the last OPTIONS was not answered
	// well.
	ifAlive bool
}

var (
	registersFirst = []errand{{method: "REGISTER"}, {at: time.Second}}
	logsOff        = []errand{
		{method: "REGISTER", off: true}, {at: time.Second},
		{at: 2 * time.Second, method: "REGISTER"}, {at: 3 * time.Second},
	}
	unregisters = []errand{{method: "REGISTER"}, {at: 5 * time.Second, method: "REGISTER", off: true}}
	mistypes    = []errand{{password: "mistyped"}, {at: time.Minute}, {at: 7 * time.Minute}}
	keepalive   = func() (list []errand) {
		for at := time.Duration(0); at <= 4*time.Minute; at += 30 * time.Second {
			list = append(list, errand{at: at, method: "OPTIONS"})
			list = append(list, errand{at: at + 5*time.Second, method: "INVITE", ifAlive: true})
		}
		return list
	}()
)

// every is what it opens with, several times.
func every(pause time.Duration, times int) (list []errand) {
	for i := range times {
		list = append(list, errand{at: time.Duration(i) * pause})
	}
	return list
}

// run begins an errand.
func (c *Caller) run(e errand, method, user string, now time.Time) {
	if e.ifAlive && c.dead && !c.profile.does(callsBlindly) {
		return
	}
	if e.method != "" {
		method = e.method
	}
	c.password = password
	if e.password != "" {
		c.password = e.password
	}
	switch {
	case method == "REGISTER" && (c.profile.registered || e.off):
		if c.profile.registered {
			user = c.profile.Name
		}
		r := c.registration(user)
		if e.off {
			r.set("Contact", "*")
			r.set("Expires", "0")
		}
		c.try(r, now)
	default:
		c.open(method, user, now)
	}
}
