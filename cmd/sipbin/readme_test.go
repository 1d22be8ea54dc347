package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sipbin/sipbin/scenarios"
)

// What the READMEs show is done here as they show it:
//
//   - a block of yaml is written to the file that its first line names and is
//     loaded, as settings if it is sipbin.yaml, else as scenarios;
//   - of a console block the commands are run, "make run" as what make would
//     run, listeners on other ports; what they print is held to what the block says they do. A line
//     "..." stands for any others, and what is between two of them is to be
//     found in one piece. Times, addresses and ports are not compared;
//   - <!-- dial: METHOD USER, Header: value; ... --> in front of a console block
//     says who calls while its server runs, after its other commands;
//     <!-- dialled: ... -->, who calls before them.
func TestREADMEsShowWhatHappens(t *testing.T) {
	names := []string{"../../README.md"}
	for _, example := range examplesToDial(t) {
		names = append(names, filepath.Join(example, "README.md"))
	}
	for _, name := range names {
		t.Run(strings.TrimPrefix(name, "../../"), func(t *testing.T) {
			t.Parallel()
			dir := workshop(t)
			commands, served := 0, ""
			for _, b := range blocks(t, name) {
				switch b.language {
				case "yaml":
					b.load(t, dir)
				case "console":
					n, printed := b.run(t, dir)
					commands, served = commands+n, served+printed
				}
			}
			if commands == 0 {
				t.Error("it shows no command")
			}
			if strings.Contains(name, "/examples/") {
				holdLadder(t, filepath.Join(filepath.Dir(name), "ladder.txt"), drawn(served))
			}
		})
	}
}

var link = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)

func TestLinksOfTheREADMEsLeadSomewhere(t *testing.T) {
	names, err := filepath.Glob("../../examples/*/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, "../../README.md", "../../CHANGELOG.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllSubmatch(text, -1) {
			to := string(m[1])
			if strings.HasPrefix(to, "https://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), to)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// workshop is an empty folder with bin/sipbin and the examples in it.
func workshop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	program, err := exec.LookPath("sipbin")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{program: "bin/sipbin", examples: "examples"} {
		if err := os.Symlink(from, filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// block is a fenced block, and the comment in front of it.
type block struct {
	language, text, dial string
	before               bool // the calls come before the other commands
}

var fenced = regexp.MustCompile("(?ms)(?:^<!-- (dial|dialled): ([^\n]*) -->\n+)?^```(\\w+)\n(.*?)^```$")

func blocks(t *testing.T, name string) (found []block) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fenced.FindAllSubmatch(text, -1) {
		found = append(found, block{before: string(m[1]) == "dialled", dial: string(m[2]), language: string(m[3]), text: string(m[4])})
	}
	return found
}

// load writes a block of yaml to its file. wrong.yaml is left to sipbin check.
func (b block) load(t *testing.T, dir string) {
	t.Helper()
	first, _, _ := strings.Cut(b.text, "\n")
	name, ok := strings.CutPrefix(first, "# ")
	if !ok {
		t.Fatalf("a block of yaml names no file:\n%s", b.text)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(b.text), 0o600); err != nil {
		t.Fatal(err)
	}
	if name == "sipbin.yaml" {
		if _, err := parseSettings(name, []byte(b.text), allSettings()); err != nil {
			t.Error(err)
		}
		return
	}
	if _, problems := scenarios.Parse(name, []byte(b.text)); len(problems) > 0 && name != "wrong.yaml" {
		t.Errorf("%s: %v", name, problems)
	}
}

// run does what a console block shows. It returns how many commands there were,
// and what the server printed.
func (b block) run(t *testing.T, dir string) (commands int, served string) {
	t.Helper()
	listen := "udp://:" + freePort(t)
	var server *serving
	var serves string
	for _, shown := range strings.Split("\n"+b.text, "\n$ ")[1:] {
		commands++
		line, want, _ := strings.Cut(shown, "\n")
		words := onFreePorts(t, shellWords(strings.TrimSuffix(madeBy(t, line), " &")))
		if slices.Contains(words, "serve") || slices.Contains(words, "run") {
			server, serves = startServing(t, dir, listen, filepath.Join(dir, words[0]), words[1:]...), want
			if b.before {
				call(t, server.addr, b.dial)
			}
			continue
		}
		name := words[0]
		if strings.Contains(name, "/") {
			name = filepath.Join(dir, name)
		}
		cmd := exec.Command(name, words[1:]...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "SIPBIN_LISTEN="+listen)
		if server != nil {
			cmd.Env = append(cmd.Env, "SIPBIN_API=http://"+server.http)
			for i := range cmd.Args {
				cmd.Args[i] = strings.ReplaceAll(cmd.Args[i], "127.0.0.1:8060", server.http)
				cmd.Args[i] = strings.ReplaceAll(cmd.Args[i], ":5060", server.addr[strings.LastIndex(server.addr, ":"):])
			}
		}
		printed, err := cmd.CombinedOutput()
		if err != nil && !strings.Contains(want, "sipbin: ") && !strings.Contains(want, "verdict: failed") {
			t.Errorf("%s: %v", line, err)
		}
		compare(t, line, string(printed), want)
	}
	if server != nil {
		if !b.before {
			call(t, server.addr, b.dial)
		}
		if strings.Contains(serves, ", in ") { // a run, which ends by itself
			served = server.judged(t, strings.Contains(serves, "\nfailed: "))
		} else {
			served = server.stop(t)
		}
		compare(t, "serve", served, serves)
	}
	return commands, served
}

var listenerURL = regexp.MustCompile(`^((?:\w+=)?\w+://.*):\d+$`)

// onFreePorts are the words of a command with other ports to listen on.
func onFreePorts(t *testing.T, words []string) []string {
	t.Helper()
	for i, word := range words {
		if m := listenerURL.FindStringSubmatch(word); m != nil {
			words[i] = m[1] + ":" + freePort(t)
		}
	}
	return words
}

// call plays the callers of a dial comment, one after the other.
func call(t *testing.T, addr, dial string) {
	t.Helper()
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	for one := range strings.SplitSeq(dial, "; ") {
		what, headers, _ := strings.Cut(one, ", ")
		method, user, _ := strings.Cut(what, " ")
		var said bytes.Buffer
		var written []string
		if headers != "" {
			written = strings.Split(headers, ", ")
		}
		err := ring(&said, net.JoinHostPort("127.0.0.1", port), method, user, written...)
		if err != nil && !slices.ContainsFunc(written, func(h string) bool { return strings.HasPrefix(h, "Patience:") }) {
			t.Errorf("%s: %v\n%s", one, err, &said)
		}
	}
}

// madeBy is what make runs for "make run", and any other line as it is.
func madeBy(t *testing.T, line string) string {
	t.Helper()
	args, ok := strings.CutPrefix(line, "make ")
	if !ok {
		return line
	}
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("NOT RUN: make is not installed (apt-get install make)")
	}
	cmd := exec.Command("make", append([]string{"-n", "-s", "--no-print-directory"}, shellWords(args)...)...)
	cmd.Dir = "../.."
	cmd.Env = slices.DeleteFunc(os.Environ(), func(setting string) bool {
		return strings.HasPrefix(setting, "MAKE") || strings.HasPrefix(setting, "MFLAGS")
	})
	printed, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("make -n %s: %v\n%s", args, err, printed)
	}
	lines := strings.Split(strings.TrimSpace(string(printed)), "\n")
	return strings.TrimSpace(strings.TrimPrefix(lines[len(lines)-1], "exec "))
}

// shellWords splits a line at blanks, but not within quotes.
func shellWords(line string) (words []string) {
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range line + " " {
		switch {
		case r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && r == ' ':
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	return words
}

// ports counts the ports asked for. They lie below the range that the kernel
// hands out by itself, of which any socket of another test may take one between
// the look at it and its use, and above those of integration_test.
var ports atomic.Int64

// freePort is a port that was free for UDP and TCP a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	for range 1000 {
		port := strconv.Itoa(30000 + (97*os.Getpid()+int(ports.Add(1)))%2700)
		packets, err := net.ListenPacket("udp", ":"+port)
		if err != nil {
			continue
		}
		packets.Close()
		stream, err := net.Listen("tcp", ":"+port)
		if err != nil {
			continue
		}
		stream.Close()
		return port
	}
	t.Fatal("no free port between 30000 and 32700")
	return ""
}
