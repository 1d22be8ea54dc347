package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

type settings struct {
	sipbin  string
	dial    string
	rounds  int
	calls   int
	rate    int
	seconds int
	held    int
	cores   string
}

func parse(args []string, usage io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&s.sipbin, "sipbin", "bin/sipbin", "the sipbin to measure; empty measures sipp alone")
	flags.StringVar(&s.dial, "dial", "180*200", "user part that is dialled; sipp answers any with 180, 200")
	flags.IntVar(&s.rounds, "rounds", 3, "how often each server has its turn")
	flags.IntVar(&s.calls, "calls", 60_000, "calls of the closed loop")
	flags.IntVar(&s.rate, "rate", 2_000, "calls a second that sipp places")
	flags.IntVar(&s.seconds, "seconds", 10, "seconds of each paced part")
	flags.IntVar(&s.held, "held", 0, "measure only the memory of this many calls held at once")
	flags.StringVar(&s.cores, "cores", "0,1", "the core of the load, the core of the server")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	load, server, two := strings.Cut(s.cores, ",")
	switch {
	case flags.NArg() > 0:
		return s, fmt.Errorf("unexpected argument %q: bench takes flags only", flags.Arg(0))
	case min(s.rounds, s.calls, s.rate, s.seconds) < 1 || s.held < 0:
		return s, errors.New("-rounds, -calls, -rate and -seconds have to be at least 1, -held at least 0")
	case !two || load == server:
		return s, fmt.Errorf("-cores %q: give two different cores, as in 0,1", s.cores)
	}
	return s, nil
}

func (s settings) loadCore() string   { core, _, _ := strings.Cut(s.cores, ","); return core }
func (s settings) serverCore() string { _, core, _ := strings.Cut(s.cores, ","); return core }

// missing names what this machine lacks, and how to get it.
func missing() string {
	for _, tool := range []struct{ name, pack string }{{"sipp", "sip-tester"}, {"taskset", "util-linux"}} {
		if _, err := exec.LookPath(tool.name); err != nil {
			return fmt.Sprintf("%s is not installed: apt-get install %s", tool.name, tool.pack)
		}
	}
	if runtime.NumCPU() < 2 {
		return "two cores are needed, one for the server and one for the load"
	}
	return ""
}

const pinnedMark = "BENCH_PINNED" // not SIPBIN_: those are settings of the server we start

// pin starts this program anew on the core of the load. Pinning the running
// process would leave threads of the Go runtime on the server's core.
func pin(core string) error {
	taskset, err := exec.LookPath("taskset")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args := append([]string{taskset, "-c", core, self}, os.Args[1:]...)
	return syscall.Exec(taskset, args, append(os.Environ(), pinnedMark+"=yes"))
}

func run(ctx context.Context, s settings, out io.Writer) error {
	kinds := []kind{sipp}
	if s.sipbin != "" {
		if _, err := os.Stat(s.sipbin); err != nil {
			return fmt.Errorf("no sipbin to measure: %w (make build leaves it there)", err)
		}
		kinds = append(kinds, sipbin(s.sipbin))
	}
	dir, err := os.MkdirTemp("", "sipbin-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m := measurement{settings: s, dir: dir}
	if s.held > 0 {
		return m.holdEach(ctx, kinds, out)
	}
	return m.turns(ctx, kinds, out)
}

func main() {
	s, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil && os.Getenv(pinnedMark) == "" {
		if lack := missing(); lack != "" {
			fmt.Println("bench: not measured:", lack)
			return
		}
		err = pin(s.loadCore())
	} else if err == nil {
		// An empty read of the socket leaves an error behind as garbage. Collecting
		// it would show in the latencies; letting it lie costs megabytes.
		debug.SetGCPercent(-1)
		debug.SetMemoryLimit(1 << 30)
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		start := time.Now()
		if err = run(ctx, s, os.Stdout); err == nil {
			fmt.Printf("took %s\n", time.Since(start).Round(time.Second))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
