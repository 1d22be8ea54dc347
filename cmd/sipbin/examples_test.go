package main

import (
	"debug/elf"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/sipbin/sipbin/scenarios"
)

// An example is a scenario to dial, with the ladder that is drawn then, or a job
// or a test to take home. Of the latter the commands of the README are run as
// they stand, and what else there is to run, as far as this machine can.

// examplesToDial are the folders of the former.
func examplesToDial(t *testing.T) (folders []string) {
	t.Helper()
	ladders, err := filepath.Glob("../../examples/*/ladder.txt")
	if err != nil || len(ladders) < 3 {
		t.Fatalf("there are %d examples to dial, %v", len(ladders), err)
	}
	for _, name := range ladders {
		folders = append(folders, filepath.Dir(name))
	}
	return folders
}

// examplesToRun are the others.
var examplesToRun = map[string]func(t *testing.T){
	"python-client":  func(t *testing.T) { runREADME(t, "python-client", "python3") },
	"go-test":        func(t *testing.T) { runREADME(t, "go-test", "go") },
	"github-actions": runGitHubJob,
	"gitlab-ci":      runGitLabJob,
	"container":      runContainer,
	"curl":           runCurl,
}

func TestExamplesToTakeHomeWork(t *testing.T) {
	for name, run := range examplesToRun {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t)
		})
	}
}

func TestEveryExampleIsTested(t *testing.T) {
	dialled := examplesToDial(t)
	folders, err := filepath.Glob("../../examples/*/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range folders {
		folder := filepath.Dir(name)
		if !slices.Contains(dialled, folder) && examplesToRun[filepath.Base(folder)] == nil {
			t.Errorf("no test runs %s", folder)
		}
	}
	if want := len(dialled) + len(examplesToRun); len(folders) != want {
		t.Errorf("%d examples have a README, %d are tested", len(folders), want)
	}
}

// needs skips a test for a program that is not there.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("NOT RUN: %s is not installed", name)
		}
	}
}

// shell runs commands in an example's folder, as they stand but for the port.
func shell(t *testing.T, dir, script string) (printed string, err error) {
	t.Helper()
	cmd := exec.Command("bash", "-eo", "pipefail", "-c", strings.ReplaceAll(script, "5070", freePort(t)))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// runREADME runs the commands that a README shows.
func runREADME(t *testing.T, example string, programs ...string) {
	needs(t, append(programs, "bash")...)
	dir := filepath.Join("../../examples", example)
	commands := 0
	for _, b := range blocks(t, filepath.Join(dir, "README.md")) {
		if b.language != "console" {
			continue
		}
		for _, shown := range strings.Split("\n"+b.text, "\n$ ")[1:] {
			commands++
			line, want, _ := strings.Cut(shown, "\n")
			printed, err := shell(t, dir, line)
			if err != nil {
				t.Errorf("%s: %v\n%s", line, err, printed)
			}
			compare(t, line, ran.ReplaceAllString(printed, ""), ran.ReplaceAllString(want, ""))
		}
	}
	if commands == 0 {
		t.Error("its README shows no command")
	}
}

// ran is what test programs print that differs between their versions.
var ran = regexp.MustCompile(`\(\d+\.\d+s\)|\(test_\S+\)`)

// runJob runs the scripts of a job in a copy of its folder, and reads the file it
// leaves.
func runJob(t *testing.T, example, want string, scripts ...string) {
	t.Helper()
	needs(t, "bash", "sipp")
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../examples", example))); err != nil {
		t.Fatal(err)
	}
	if len(scripts) == 0 {
		t.Fatal("the job runs nothing")
	}
	printed, err := shell(t, dir, strings.Join(scripts, "\n"))
	if err != nil {
		t.Errorf("%v\n%s", err, printed)
	}
	text, err := os.ReadFile(filepath.Join(dir, "sipbin.xml"))
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	if cases, err := checkJUnit(text); err != nil || !slices.Equal(cases, []string{want}) {
		t.Errorf("%v, %v in\n%s", cases, err, text)
	}
}

func runGitHubJob(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Uses, Run string }
		}
	}
	readYAML(t, "../../examples/github-actions/phone.yml", &workflow)
	var scripts []string
	for _, step := range workflow.Jobs["calls"].Steps {
		if step.Run != "" && !strings.HasPrefix(step.Name, "Install") {
			scripts = append(scripts, step.Run)
		}
	}
	runJob(t, "github-actions", "answered, call 1", scripts...)
}

func runGitLabJob(t *testing.T) {
	var jobs map[string]struct {
		Script    []string
		Artifacts struct{ Reports struct{ JUnit string } }
	}
	readYAML(t, "../../examples/gitlab-ci/.gitlab-ci.yml", &jobs)
	if name := jobs["phone"].Artifacts.Reports.JUnit; name != "sipbin.xml" {
		t.Errorf("the report is %q", name)
	}
	runJob(t, "gitlab-ci", "picked-up, call 1", jobs["phone"].Script...)
}

// readYAML reads a file of which the keys are in any case.
func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(text, &values); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	inJSON, err := json.Marshal(values)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := json.Unmarshal(inJSON, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// runCurl runs the script beside a sipbin that serves.
func runCurl(t *testing.T) {
	needs(t, "bash", "sipsak")
	// The curl of these tests is not the one that the script is for.
	real := ""
	for _, dir := range filepath.SplitList(os.Getenv("PATH"))[1:] {
		if _, err := exec.LookPath(filepath.Join(dir, "curl")); err == nil {
			real = dir
			break
		}
	}
	if real == "" {
		t.Skip("NOT RUN: curl is not installed")
	}
	s := startServing(t, "", "udp://127.0.0.1:0", "sipbin", "serve")
	dir, err := filepath.Abs("../../examples/curl")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t, filepath.Join(dir, "README.md")) {
		if b.language != "console" {
			continue
		}
		line, want, _ := strings.Cut(strings.TrimPrefix(b.text, "$ "), "\n")
		cmd := exec.Command("bash", "-c", line)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+real+":"+os.Getenv("PATH"), "SIPBIN_API=http://"+s.http, "SIPBIN_SIP="+s.addr)
		printed, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, printed)
		}
		compare(t, line, string(printed), want)
	}
	if said := s.stop(t); !strings.Contains(said, "OPTIONS") {
		t.Errorf("nobody called: %s", said)
	}
}

var build = regexp.MustCompile(`(?m)^RUN CGO_ENABLED=0 (go build .*) -o \S+ (\S+)$`)

// runContainer builds the program as the container's file says, and lets it
// answer where there is nothing else.
func runContainer(t *testing.T) {
	text, err := os.ReadFile("../../examples/container/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	said := build.FindStringSubmatch(string(text))
	if said == nil || !strings.Contains(string(text), "\nFROM scratch\n") {
		t.Fatalf("it builds nothing:\n%s", text)
	}
	root := t.TempDir()
	program := filepath.Join(root, "sipbin")
	cmd := exec.Command("bash", "-c", said[1]+" -o "+program+" "+said[2])
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), "CGO_ENABLED=0")
	if printed, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	checkStatic(t, program)
	if os.Getuid() != 0 {
		t.Skip("NOT RUN: only root can enter an empty root")
	}
	alone := exec.Command("/sipbin", "run", "486", "--listen", "udp://127.0.0.1:0", "--ready-file", "/tmp/ready")
	alone.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	alone.Dir, alone.Env = "/", []string{}
	var printed output
	alone.Stdout, alone.Stderr = &printed, &printed
	if err := os.Mkdir(filepath.Join(root, "tmp"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(root, "tmp"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := alone.Start(); err != nil {
		t.Fatal(err)
	}
	defer alone.Process.Kill()
	addr, err := readyFile(filepath.Join(root, "tmp", "ready"))
	if err != nil {
		t.Fatalf("%v\n%s", err, printed.String())
	}
	if _, port, err := net.SplitHostPort(addr); err != nil || port == "0" {
		t.Fatal(addr, err)
	}
	var heard strings.Builder
	if err := ring(&heard, addr, "INVITE", "anybody"); err != nil || !strings.Contains(heard.String(), "SIP/2.0 486 ") {
		t.Errorf("%v\n%s", err, heard.String())
	}
	if err := alone.Wait(); err != nil || !strings.Contains(printed.String(), "met: 1 ok") {
		t.Errorf("%v\n%s", err, printed.String())
	}
}

// checkStatic makes sure that a program needs no other file to run.
func checkStatic(t *testing.T, name string) {
	t.Helper()
	file, err := elf.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	libraries, err := file.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("it needs %v, %v", libraries, err)
	}
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("it needs a dynamic linker")
		}
	}
}

// As the help of make run says.
func TestAllExamplesCanBeServedTogether(t *testing.T) {
	set, problems := scenarios.Load([]string{"../../examples"})
	if err := problems.Err(); err != nil || len(set.All()) < 5 {
		t.Errorf("%d scenarios, %v", len(set.All()), err)
	}
}
