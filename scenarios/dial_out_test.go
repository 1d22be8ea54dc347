package scenarios

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDialOutCompilesIntoACallOfOurs(t *testing.T) {
	for _, tt := range []struct{ name, dial, want, within string }{
		{"an answer", "200", "request INVITE, expect 200", "0s"},
		{"ringing, then an answer that lasts", "180*200*10", "request INVITE, expect 180, expect 200, wait 10s, request BYE", "0s 0s"},
		{"hanging up at once", "200*0", "request INVITE, expect 200, wait 0s, request BYE", "0s"},
		{"two waits in a row", "200*99*99", "request INVITE, expect 200, wait 3m18s, request BYE", "0s"},
		{"a time for the answer", "180*5*200", "request INVITE, expect 180, expect 200", "0s 5s"},
		{"a time for the first response", "4*180*486", "request INVITE, expect 180, expect 486", "4s 0s"},
		{"hanging up while it rings", "180*5*487", "request INVITE, expect 180, wait 5s, request CANCEL, expect 487", "0s 0s"},
		{"hanging up before it rings", "5*487", "request INVITE, wait 5s, request CANCEL, expect 487", "0s"},
		{"a 487 that comes by itself", "180*487", "request INVITE, expect 180, expect 487", "0s 0s"},
		{"the next try", "486*200", "request INVITE, expect 486, request INVITE, expect 200", "0s 0s"},
		{"the next try after a wait", "503*5*180*200", "request INVITE, expect 503, wait 5s, request INVITE, expect 180, expect 200", "0s 0s 0s"},
		{"the next try is cancelled", "486*5*487", "request INVITE, expect 486, request INVITE, wait 5s, request CANCEL, expect 487", "0s 0s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := DialOut(tt.dial)
			if err != nil {
				t.Fatal(err)
			}
			var within []string
			for _, step := range s.Start {
				if e, ok := step.(*Expect); ok {
					within = append(within, e.Within.String())
				}
			}
			if got := stepsShown(s.Start); got != tt.want || strings.Join(within, " ") != tt.within {
				t.Errorf("%s within %s, want %s within %s", got, within, tt.want, tt.within)
			}
			if s.Name != tt.dial || !s.Dialled || len(s.On) != 0 {
				t.Errorf("it is %+v", s)
			}
		})
	}
}

func TestDialOutRefusesWhatNobodyCouldDo(t *testing.T) {
	for dial, want := range map[string]string{
		"hello": "is no dial string", "": "is no dial string", "180*5": "for nothing", "486*5": "for nothing",
		"200*486": "nothing can come after the 200", "200*10*200": "nothing can come after the 200",
	} {
		if s, err := DialOut(dial); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is compiled into %v: %v", dial, s, err)
		}
	}
}

// Whatever can be dialled, a file can say, and check finds nothing wrong in it.
func TestDialOutIsPrintedAsAFileWouldHaveIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		elements := dialString(t)
		dial := strings.Join(elements, "*")
		s, err := DialOut(dial)
		if err != nil {
			if !strings.Contains(err.Error(), "nothing") {
				t.Fatal(err)
			}
			return
		}
		named := *s
		named.Dialled, named.Name = false, "dialled-"+strings.ReplaceAll(dial, "*", "-")
		if problems := readAgain(t, &named); len(problems) > 0 {
			t.Fatal(said(problems))
		}
		var length time.Duration
		codes := 0
		for _, step := range s.Start {
			switch step := step.(type) {
			case *Wait:
				length += step.For
			case *Expect:
				codes += len(step.Codes)
				length += step.Within
			}
		}
		var said time.Duration
		for _, e := range elements {
			code, wait, _ := dialElement(e)
			said += wait
			if code > 0 {
				codes--
			}
		}
		if codes != 0 || length != said {
			t.Fatalf("%s: %d codes and %s are left over of\n%s", dial, -codes, said-length, Print(&named))
		}
	})
}
