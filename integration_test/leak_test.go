package integration_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

func TestAThousandCallsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	api := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	s := serve(t, "--http", api)
	one := sipp{scenario: "uac", dials: "200", args: []string{"-r", "1000", "-l", "1", "-d", "1"}}
	warm := one
	warm.args = append(warm.args, "-m", "20")
	warm.call(t, s)
	before := s.belongings(t, api)
	one.args = append(one.args, "-m", "1000")
	source, _ := one.call(t, s)
	s.saysTimes(1000, `(?m)^\S+ +`+source+` +INVITE 200 +-> .*200 OK.*BYE by caller`)
	// A pair of RTP ports is closed a moment after its call; nothing else tells when.
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for until := time.Now().Add(patience); ; <-look.C {
		after := s.belongings(t, api)
		if after.descriptors <= before.descriptors && after.goroutines <= before.goroutines && after.calls == 0 {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("before: %+v, after a thousand calls: %+v", before, after)
		}
	}
}

// belongings are what a process holds of the machine.
type belongings struct{ descriptors, goroutines, calls int }

func (s *sipbin) belongings(t *testing.T, api string) (b belongings) {
	t.Helper()
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get("http://" + api + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	metrics, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for name, count := range map[string]*int{"go_goroutines": &b.goroutines, "sipbin_calls_in_progress": &b.calls} {
		value := regexp.MustCompile(`(?m)^` + name + ` (\d+)$`).FindSubmatch(metrics)
		if value == nil {
			t.Fatalf("no %s in /metrics", name)
		}
		*count, _ = strconv.Atoi(string(value[1])) // the pattern has digits only
	}
	files, err := os.ReadDir(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "fd"))
	if err != nil {
		t.Skipf("this system does not tell what a process has open: %v", err)
	}
	b.descriptors = len(files)
	return b
}
