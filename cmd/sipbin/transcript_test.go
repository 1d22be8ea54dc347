package main

import (
	"regexp"
	"strings"
	"testing"
)

// masks take out of a transcript what differs from one run to the next.
var masks = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`\d\d:\d\d:\d\d\.\d{3}`), "TIME"},
	{regexp.MustCompile(`(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]|\*):\d+`), "ADDR"},
	{regexp.MustCompile(`://:\d+`), "://ADDR"},
	{regexp.MustCompile(`at this machine, port \d+`), "at this machine"}, // as it is 5060 there
	{regexp.MustCompile(`, in \d+\.\ds`), ", in TIME"},
	// A machine with much else to do takes a moment more, and says so.
	{regexp.MustCompile(` 0\.\ds`), ""},
	{regexp.MustCompile(`(\d+)\.\ds`), "${1}s"},
	{regexp.MustCompile(` \.\. `), " "},
	{regexp.MustCompile(`(?m)^Call-ID .*$`), "Call-ID"},
	{regexp.MustCompile(`(\d+)\.\d{3}  (│)`), "$1  $2"}, // seconds of a ladder
	{regexp.MustCompile(`(udp|tcp|tls|wss?) ADDR(  (tcp|tls|wss?) ADDR)*`), "LISTENERS"},
	{regexp.MustCompile(`\b\d+ shipped`), "N shipped"},
	{regexp.MustCompile(`─+`), "─"},
	{regexp.MustCompile(` +`), " "},
	{regexp.MustCompile(`(?m) +$`), ""},
}

func masked(text string) string {
	for _, mask := range masks {
		text = mask.what.ReplaceAllString(text, mask.with)
	}
	return strings.Trim(text, "\n") + "\n"
}

// compare holds what was printed to what a README shows.
func compare(t *testing.T, command, printed, shown string) {
	t.Helper()
	if missing := missingPieces(printed, shown); len(missing) > 0 {
		t.Errorf("%s\nprinted\n%s\nand not\n%s", command, printed, strings.Join(missing, "...\n"))
	}
}

// missingPieces are the pieces between two lines "..." that were not printed.
// Without such a line all that was printed is to be shown.
func missingPieces(printed, shown string) (missing []string) {
	got := "\n" + masked(printed)
	pieces := strings.Split("\n"+masked(shown), "\n...\n")
	if len(pieces) == 1 {
		if "\n"+masked(shown) != got {
			return []string{shown}
		}
		return nil
	}
	for _, piece := range pieces {
		if piece = strings.Trim(piece, "\n"); piece != "" && !strings.Contains(got, "\n"+piece+"\n") {
			missing = append(missing, piece+"\n")
		}
	}
	return missing
}

// drawn are the ladders in what was printed, but for their first line, which
// names the Call-ID.
func drawn(printed string) string {
	var ladders []string
	for _, part := range strings.Split(printed, "Call-ID ")[1:] {
		_, ladder, _ := strings.Cut(part, "\n")
		ladder, _, _ = strings.Cut(ladder, "\n\n")
		ladders = append(ladders, ladder+"\n")
	}
	return strings.Join(ladders, "\n")
}

func TestATranscriptIsComparedButForWhatDiffers(t *testing.T) {
	const printed = "12:00:00.123  127.0.0.1:4711  INVITE 486  ->  486 Busy Here  ACK ok\nnext\nlast\n"
	for shown, same := range map[string]bool{
		"09:30:59.000  10.0.0.5:52114  INVITE 486  ->  486 Busy Here  ACK ok\nnext\nlast\n":     true,
		"...\n09:30:59.000  10.0.0.5:52114  INVITE 486  ->  486 Busy Here  ACK ok\nnext\n...\n": true,
		"...\nlast\n...\nnext\n": true,
		"...\nnext\nlast\n":      true,
		"...\nnext":              true,
		"...\nfirst\n":           false,
		"...\nlast\nnext\n":      false,
		"next\nlast\n":           false,
		"...\nINVITE 486\n":      false,
		"12:00:00.123  127.0.0.1:4711  INVITE 486  ->  486 Busy Here  0.4s  ACK ok\nnext\nlast\n": true,
		"12:00:00.123  127.0.0.1:4711  INVITE 486  ->  486 Busy Here  2.0s  ACK ok\nnext\nlast\n": false,
		"09:30:59.000  10.0.0.5:52114  INVITE 486  ->  603 Decline  ACK ok\nnext\nlast\n":         false,
	} {
		if missing := missingPieces(printed, shown); (len(missing) == 0) != same {
			t.Errorf("shown\n%sis missing %q", shown, missing)
		}
	}
}
