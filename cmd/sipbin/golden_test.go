package main

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write anew the ladders of the examples and the files of testdata")

// holdFile compares a text with a file.
func holdFile(t *testing.T, name, got string) {
	t.Helper()
	if want := golden(t, name, got, func(text string) string { return text }); got != want {
		t.Errorf("got\n%s\nand not, as in %s,\n%s", got, name, want)
	}
}

// holdLadder compares what was drawn with the expected ladder of an example, but
// for what differs from one run to the next: a file that only differs in that is
// left as it is.
func holdLadder(t *testing.T, name, got string) {
	t.Helper()
	if want := golden(t, name, elsewhere(got), masked); masked(got) != masked(want) {
		t.Errorf("drew\n%s\nand not, as in %s,\n%s", got, name, want)
	}
}

// golden is what a file has, after -update has written it anew if it differs
// in what counts.
func golden(t *testing.T, name, got string, counts func(string) string) string {
	t.Helper()
	want, err := os.ReadFile(name)
	if *update && counts(string(want)) != counts(got) {
		want, err = []byte(got), os.WriteFile(name, []byte(got), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(want)
}

var heading = regexp.MustCompile(`(?m)^( *)client \S+( +)(\w+) \S+ sipbin$`)

// elsewhere moves a ladder to addresses that no machine of ours has.
func elsewhere(ladder string) string {
	return heading.ReplaceAllStringFunc(ladder, func(line string) string {
		part := heading.FindStringSubmatch(line)
		client, us := part[1]+"client 10.0.0.5:52114", part[3]+" 10.0.0.1:5060 sipbin"
		return client + strings.Repeat(" ", max(len(line)-len(client)-len(us), 2)) + us
	})
}

func TestTheLadderOfAnExampleNamesNoAddressOfThisMachine(t *testing.T) {
	const drawn = "          client 127.0.0.1:37889  UDP 127.0.0.1:41664 sipbin\n   0.000  │── ACK ──▶│  expect ACK\n"
	const want = "          client 10.0.0.5:52114   UDP 10.0.0.1:5060 sipbin\n   0.000  │── ACK ──▶│  expect ACK\n"
	if got := elsewhere(drawn); masked(got) != masked(want) || strings.Contains(got, "127.0.0.1") {
		t.Errorf("%s", got)
	}
}
