package integration_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// library says which rows run: "some", or "all" of them.
var library = flag.String("library", "some", "`ROWS` of the library's scenarios that clients are put through: some or all")

// A trial puts a client through a scenario of the library. What it did is
// asserted here and told in the page of the scenario, under clients.
type trial struct {
	scenario string
	client   string // baresip, linphonec, or the file of testdata/library that sipp plays
	some     bool   // runs in every make test, not only in make library
	also     string // the scenario that the client is sent to
	calls    int    // how many sipbin waits for; 0 is what the scenario needs
	account  account
	flags    []string // settings of sipbin
	acts     []act
	outcomes []string // the verdict of each call; one "ok" if not given
	endless  bool     // more calls may come than are waited for
	why      string   // a pattern of the reason of the first that has one
	shows    string   // a pattern of what the phone shows at the end
	did      []string // patterns of the ladders, in this order
	never    string   // a pattern that is in no ladder
	callIDs  int      // how many there are in all, if that matters
}

// account is what baresip has at sipbin, by its password.
type account int

const (
	anonymous  account = iota // calls without one
	registered                // calls once it is registered
	registers                 // does not call at all
)

// An act is what the person at the phone does when it, or sipbin, shows something.
type act struct {
	sees  string        // a pattern, "" for at once
	after time.Duration // how long they wait then
	does  string        // what is typed
}

// verdicts is what sipbin run writes for programs, of it what is looked at.
type verdicts struct {
	Cases []struct {
		Outcome string
		Why     string
	}
}

func TestLibraryClients(t *testing.T) {
	t.Parallel()
	for _, row := range trials {
		t.Run(row.scenario+" by "+row.client, func(t *testing.T) {
			if !row.some && *library != "all" {
				t.Skip("runs in make library")
			}
			t.Parallel()
			row.play(t)
		})
	}
}

func (row *trial) play(t *testing.T) {
	program := "sipp"
	if row.client == "baresip" || row.client == "linphonec" {
		program = row.client
	}
	needs(t, program)
	report := filepath.Join(t.TempDir(), "report.json")
	s := runSipbin(t, report, row)
	switch program {
	case "baresip":
		row.sit(startAccount(t, s, row.account).process, "d "+s.uri(row.scenario))
	case "linphonec":
		row.sit(startLinphonec(t, s).(*linphonec).process, "call "+row.scenario)
	default:
		sipp{scenario: "library/" + row.client, dials: row.scenario}.call(t, s)
	}
	s.ends()
	row.judge(t, s, report)
}

// sit is the person at the phone.
func (row *trial) sit(p *process, dial string) {
	if row.account != registers {
		p.say(dial)
	}
	for _, a := range row.acts {
		p.says(a.sees)
		if a.after > 0 {
			<-time.After(a.after)
		}
		p.say(a.does)
	}
	p.says(row.shows)
}

func (row *trial) judge(t *testing.T, s *sipbin, report string) {
	t.Helper()
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var came verdicts
	if err := json.Unmarshal(text, &came); err != nil {
		t.Fatal(err)
	}
	want := row.outcomes
	if want == nil {
		want = []string{"ok"}
	}
	var outcomes []string
	why := ""
	for _, c := range came.Cases {
		outcomes = append(outcomes, c.Outcome)
		why = cmp.Or(why, c.Why)
	}
	if row.endless {
		outcomes = outcomes[:min(len(outcomes), len(want))]
	}
	if !slices.Equal(outcomes, want) {
		t.Errorf("the verdicts are %q, not %q", outcomes, want)
	}
	if !regexp.MustCompile(row.why).MatchString(why) {
		t.Errorf("the reason %q does not fit %q", why, row.why)
	}
	said := s.said.String()
	if did := strings.Join(row.did, "(?s:.*?)"); !regexp.MustCompile(did).MatchString(said) {
		t.Errorf("the ladders do not show, in this order: %q", row.did)
	}
	if row.never != "" && regexp.MustCompile(row.never).MatchString(said) {
		t.Errorf("a ladder shows %q", row.never)
	}
	ids := map[string]bool{}
	for _, id := range callID.FindAllStringSubmatch(said, -1) {
		ids[id[1]] = true
	}
	if row.callIDs > 0 && len(ids) != row.callIDs {
		t.Errorf("%d Call-IDs, not %d", len(ids), row.callIDs)
	}
}

// callID stands above each ladder.
var callID = regexp.MustCompile(`(?m)^Call-ID (\S+),`)

// runSipbin starts sipbin run of the row's scenario.
func runSipbin(t *testing.T, report string, row *trial) *sipbin {
	t.Helper()
	port := freePort(t)
	ready := filepath.Join(t.TempDir(), "ready")
	args := []string{"run", row.scenario}
	if row.also != "" {
		args = append(args, row.also)
	}
	args = append(args,
		"--listen", fmt.Sprintf("udp://127.0.0.1:%d", port), "--listen", fmt.Sprintf("tcp://127.0.0.1:%d", port),
		"--ready-file", ready, "--json", report, "--ladder", "--timeout", "25s")
	if row.calls > 0 {
		args = append(args, "--calls", fmt.Sprint(row.calls))
	}
	s := &sipbin{process: start(t, program, nil, append(args, row.flags...)...), port: port}
	s.awaitFile(ready)
	return s
}

// startAccount is startBaresip with a password, and an account at sipbin if it has one.
func startAccount(t *testing.T, s *sipbin, has account) *baresip {
	t.Helper()
	b := &baresip{port: freePort(t)}
	folder := t.TempDir()
	line := fmt.Sprintf("<sip:tester@127.0.0.1:%d>;regint=0", b.port)
	if has != anonymous {
		line = fmt.Sprintf("<sip:tester@%s>;regint=60", s.address("127.0.0.1"))
	}
	for name, text := range map[string]string{
		"config":   fmt.Sprintf(baresipConfig, b.port),
		"accounts": line + ";auth_user=sipbin;auth_pass=sipbin\n",
		"contacts": "\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.process = start(t, "baresip", []string{"HOME=" + folder}, "-s", "-f", folder)
	b.says(`baresip is ready`)
	if has == registered {
		b.says(`registered successfully`)
	}
	return b
}

// What a page tells of a client was seen in a trial, and each trial is told of.
func TestLibraryPagesTellOfWhoWasPutThrough(t *testing.T) {
	t.Parallel()
	said, err := exec.Command(program, "list", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var pages []struct {
		Name    string
		Clients map[string]string
	}
	if err := json.Unmarshal(said, &pages); err != nil {
		t.Fatal(err)
	}
	told, put := map[string]bool{}, map[string]bool{}
	for _, page := range pages {
		for client := range page.Clients {
			name, _, _ := strings.Cut(client, " ")
			told[page.Name+" by "+name] = true
		}
	}
	for _, row := range trials {
		client := row.client
		if client != "baresip" && client != "linphonec" {
			client = "sipp"
		}
		put[row.scenario+" by "+client] = true
	}
	if missing := missing(put, told); len(missing) > 0 {
		t.Errorf("pages without what the client did: %q", missing)
	}
	if missing := missing(told, put); len(missing) > 0 {
		t.Errorf("pages tell of clients that nobody put through: %q", missing)
	}
}

// missing returns what is in all and not in some, sorted.
func missing(all, some map[string]bool) (left []string) {
	for name := range all {
		if !some[name] {
			left = append(left, name)
		}
	}
	slices.Sort(left)
	return left
}
