package main

import "testing"

func TestWhatAResponseIsToACall(t *testing.T) {
	ringing, ok, busy := response{180, 5, invite, nil}, response{200, 5, invite, nil}, response{486, 5, invite, nil}
	byeOK, byeGone := response{200, 5, bye, nil}, response{481, 5, bye, nil}
	earlier, later := response{200, 4, invite, nil}, response{200, 6, invite, nil}
	for _, test := range []struct {
		name string
		from phase
		hold bool
		r    response
		want meaning
		to   phase
	}{
		{"ringing leaves it waiting", inviting, false, ringing, provisional, inviting},
		{"200 makes it end with BYE", inviting, false, ok, answered, ending},
		{"200 is the end of a call to be held", inviting, true, ok, answered, idle},
		{"486 is the end", inviting, false, busy, refused, idle},
		{"200 to the BYE is the end", ending, false, byeOK, ended, idle},
		{"200 to the INVITE once more", ending, false, ok, repeated, ending},
		{"180 overtaken by 200", ending, false, ringing, repeated, ending},
		{"486 after 200", ending, false, busy, unexpected, ending},
		{"481 to the BYE", ending, false, byeGone, unexpected, ending},
		{"200 to a BYE that was not sent", inviting, false, byeOK, unexpected, inviting},
		{"200 after the end", idle, false, ok, repeated, idle},
		{"200 to a call before this one", inviting, false, earlier, repeated, inviting},
		{"200 to a call that was never made", inviting, false, later, unexpected, inviting},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := call{number: 5, phase: test.from}
			if got := c.receive(test.r, test.hold); got != test.want || c.phase != test.to {
				t.Errorf("meaning %d and phase %d, want %d and %d", got, c.phase, test.want, test.to)
			}
		})
	}
}
