package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// kind is a server that can be measured.
type kind struct {
	name    string
	command func(port int) []string
}

// Both get the largest receive buffer a common kernel grants: with the default
// of 208 KiB datagrams are lost from 4,000 calls a second on, whatever the server.
var sipp = kind{"sipp", func(port int) []string {
	return []string{"sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", strconv.Itoa(port), "-nostdin", "-buff_size", "4194304"}
}}

func sipbin(path string) kind {
	return kind{"sipbin", func(port int) []string {
		return []string{path, "serve", "--listen", fmt.Sprintf("udp://127.0.0.1:%d", port), "--http", "off"}
	}}
}

// server is a kind that runs, pinned to its core.
type server struct {
	name string
	port int
	cmd  *exec.Cmd
	log  string
}

// start returns when the server has bound its port, or fails after ten seconds.
// The caller stops it.
func (k kind) start(ctx context.Context, core, dir string) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	command := k.command(port)
	if command[0], err = exec.LookPath(command[0]); err != nil {
		return nil, err
	}
	if command[0], err = filepath.Abs(command[0]); err != nil {
		return nil, err
	}
	log, err := os.CreateTemp(dir, k.name+"-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, "taskset", append([]string{"-c", core}, command...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{name: k.name, port: port, cmd: cmd, log: log.Name()}
	for deadline := time.Now().Add(10 * time.Second); !bound(port); {
		if time.Now().After(deadline) || ctx.Err() != nil {
			s.stop()
			return nil, s.failed(fmt.Errorf("did not bind UDP port %d", port))
		}
		time.Sleep(10 * time.Millisecond)
	}
	return s, nil
}

// stop kills: sipbin asked politely would wait for the calls in progress.
func (s *server) stop() {
	s.cmd.Process.Kill()
	s.cmd.Wait() //nolint:errcheck // it says "killed"
}

// failed adds to an error what the server printed last.
func (s *server) failed(err error) error {
	printed, _ := os.ReadFile(s.log) // without it the error still says what went wrong
	printed = bytes.TrimSpace(printed)
	if len(printed) > 1000 {
		printed = printed[len(printed)-1000:]
	}
	return fmt.Errorf("%s: %w; its last words: %q", s.name, err, printed)
}

// cpu is the time its threads have run so far. The kernel counts it in
// nanoseconds there, in ticks everywhere else.
func (s *server) cpu() (time.Duration, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, file := range files {
		content, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue // a thread that ended since Glob looked
		}
		if err != nil {
			return 0, err
		}
		ran, _, _ := strings.Cut(string(content), " ")
		ns, err := strconv.ParseInt(ran, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		sum += time.Duration(ns)
	}
	if sum == 0 {
		return 0, s.failed(errors.New("is gone"))
	}
	return sum, nil
}

// memory is what it holds now and has held at most, in MiB.
func (s *server) memory() (resident, peak float64, err error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(content)) {
		name, value, _ := strings.Cut(line, ":")
		var kib float64
		switch name {
		case "VmRSS", "VmHWM":
			if _, err := fmt.Sscanf(value, "%f kB", &kib); err != nil {
				return 0, 0, fmt.Errorf("%s%s: %w", name, value, err)
			}
		}
		switch name {
		case "VmRSS":
			resident = kib / 1024
		case "VmHWM":
			peak = kib / 1024
		}
	}
	if resident == 0 {
		return 0, 0, s.failed(errors.New("is gone"))
	}
	return resident, peak, nil
}

func freePort() (int, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).Port, nil
}

// bound reads the kernel's table: a probe would be a message that the server
// counts, and sipp has no other way to say that it is ready.
func bound(port int) bool {
	table, err := os.ReadFile("/proc/net/udp")
	return err == nil && bytes.Contains(table, fmt.Appendf(nil, " 0100007F:%04X ", port))
}
