package scenarios

import (
	"fmt"
	"strings"
	"time"
)

// A dial string is codes (three digits, 100 to 699) and waits (one or two
// digits, seconds), joined by *, with at least one code:
//
//	dial-string = element *( "*" element )
//	element     = code / wait
//	code        = %x31-36 2DIGIT
//	wait        = 1*2DIGIT
//
// It is at most maxDial characters long, since every request that carries one
// is compiled anew.
const maxDial = 256

// forgetAfter is how long a caller must be quiet to begin with the first try.
const forgetAfter = 60 * time.Second

// DialText is what a user part says when it is dialled: its ;parameters and one
// final # (which linphone sends as %23) are taken off, and what then is a dial
// string but for a tel URI's visual separators loses those. A scenario's name
// keeps its hyphens. The caller has undone percent-escapes.
func DialText(user string) string {
	user, _, _ = strings.Cut(user, ";")
	if rest, ok := strings.CutSuffix(user, "#"); ok {
		user = rest
	} else if rest, ok := strings.CutSuffix(user, "%23"); ok {
		user = rest
	}
	if strings.ContainsAny(user, "-.()") {
		if plain := visualSeparators.Replace(user); IsDial(plain) {
			return plain
		}
	}
	return user
}

var visualSeparators = strings.NewReplacer("-", "", ".", "", "(", "", ")", "") // RFC 3966 3

// IsDial reports whether s is a dial string, with nothing around it.
func IsDial(s string) bool {
	if len(s) > maxDial {
		return false
	}
	codes := 0
	for rest, more := s, true; more; {
		var element string
		element, rest, more = strings.Cut(rest, "*")
		code, _, ok := dialElement(element)
		if !ok {
			return false
		}
		if code != 0 {
			codes++
		}
	}
	return codes > 0
}

// dialElement reads a code, or a wait when code is 0.
func dialElement(s string) (code int, wait time.Duration, ok bool) {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || len(s) > 3 {
			return 0, 0, false
		}
		n = 10*n + int(c-'0')
	}
	switch len(s) {
	case 1, 2:
		return 0, time.Duration(n) * time.Second, true
	case 3:
		return n, 0, n >= 100 && n <= 699
	}
	return 0, 0, false
}

// Dial compiles a dial string into a scenario of that name: a list for INVITE,
// and one for any other method.
//
// A final response ends a try and what follows answers the same caller's next
// one. A wait after a 2xx to an INVITE is the length of the call, which we then
// end; for other methods, where nothing could last, it is dropped. A wait after
// any other final delays the next try, and is dropped where none follows. 401
// and 407 are challenges wherever they stand.
func Dial(s string) (*Scenario, error) {
	if !IsDial(s) {
		return nil, errDial(s)
	}
	return &Scenario{
		Name:    s,
		About:   "Dialled " + s + ".",
		Dialled: true,
		On: map[string]*List{
			"INVITE": {Tries: dialTries(s, true), ForgetAfter: forgetAfter},
			"any":    {Tries: dialTries(s, false), ForgetAfter: forgetAfter},
		},
	}, nil
}

func errDial(s string) error {
	return fmt.Errorf("%.60q is no dial string: write codes 100 to 699 and waits in seconds 0 to 99, joined by *, like 180*5*486", s)
}

func dialTries(s string, invite bool) []Try {
	var tries []Try
	var steps, call []Step // call: the waits after a 2xx
	coded, answered := false, false
	end := func() {
		if invite && len(call) > 0 {
			steps = append(append(steps, call...), &Request{Method: "BYE"})
		}
		if coded {
			tries = append(tries, Try{Steps: steps})
		}
		steps, call, coded, answered = nil, nil, false, false
	}
	for element := range strings.SplitSeq(s, "*") {
		code, wait, _ := dialElement(element)
		if code == 0 && answered {
			call = append(call, &Wait{For: wait})
			continue
		}
		if code == 0 {
			steps = append(steps, &Wait{For: wait})
			continue
		}
		if answered {
			end()
		}
		coded = true
		if code == 401 || code == 407 {
			steps = append(steps, &Challenge{Code: code})
		} else {
			steps = append(steps, &Respond{Code: code})
		}
		answered = code/100 == 2
		if code >= 300 {
			end()
		}
	}
	end()
	return tries
}
