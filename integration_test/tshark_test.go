package integration_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// bySight has tshark look at what is said before it looks at the port, which may
// be that of another protocol: 20000 is DNP3's.
var bySight = []string{"-o", "udp.try_heuristic_first:TRUE", "-o", "tcp.try_heuristic_first:TRUE"}

// tshark reads a capture file and returns one line a packet that the filter
// lets through, the named fields separated by a space.
func tshark(t *testing.T, capture, filter string, fields ...string) []string {
	t.Helper()
	args := append(bySight, "-r", capture, "-Y", filter, "-T", "fields", "-E", "separator=/s")
	for _, field := range fields {
		args = append(args, "-e", field)
	}
	p := start(t, "tshark", []string{"HOME=" + t.TempDir()}, args...)
	if code := p.ends(); code != 0 {
		t.Fatalf("tshark ended with exit code %d", code)
	}
	var lines []string
	for line := range strings.Lines(p.said.String()) {
		// Run as root it says so, in a line of its own.
		if !strings.HasPrefix(line, "Running as user") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func TestWiresharkReadsWhatWasCaptured(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	needs(t, "tshark")
	capture := filepath.Join(t.TempDir(), "calls.pcap")
	s := serve(t, "--pcap", capture)
	for _, transport := range []string{"u1", "t1"} {
		sipp{scenario: "invite-rejected", dials: "486", transport: transport, args: []string{"-key", "hops", "70"}}.call(t, s)
	}
	s.stop()
	// On a port that is not SIP's, tshark has to be told nothing: it knows SIP when it sees it.
	want := []string{"INVITE", "486", "ACK"}
	for _, transport := range []string{"udp", "tcp"} {
		var got []string
		for _, line := range tshark(t, capture, "sip && "+transport, "sip.Method", "sip.Status-Code") {
			if line != "100" && !slices.Contains(got, line) { // on a busy machine something may go twice
				got = append(got, line)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the capture holds over %s  %v, want %v", transport, got, want)
		}
	}
}
