package integration_test

import (
	"math"
	"testing"
)

func TestAThousandCallsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	s := serve(t, "--http", "127.0.0.1:0")
	one := sipp{scenario: "uac", dials: "200", args: []string{"-r", "1000", "-l", "1", "-d", "1"}, within: 10 * patience}
	warm := one
	warm.args = append(warm.args, "-m", "20")
	warm.call(t, s)
	most := s.belongings(t)
	most.calls, most.live = 0, math.MaxInt
	one.args = append(one.args, "-m", "1000")
	source, _ := one.call(t, s)
	s.saysTimes(1000, `(?m)^\S+ +`+source+` +INVITE 200 +-> .*200 OK.*BYE by caller`)
	s.comesDownTo(t, most)
}
