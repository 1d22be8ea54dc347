package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// tally is what `sipp -sn uac` counted.
type tally struct {
	successful      int
	failed          int
	retransmissions int
}

// uac lets sipp call the server, rate times a second, and waits for it. It
// inherits our core.
func (s *server) uac(ctx context.Context, dial string, rate int, length time.Duration, dir string) (tally, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*length+40*time.Second) // 32 s: sipp's last retransmission
	defer cancel()
	statistics := filepath.Join(dir, fmt.Sprintf("%s-%d.csv", s.name, s.port))
	calls := int(length.Seconds() * float64(rate))
	cmd := exec.CommandContext(ctx, "sipp", "-sn", "uac", "-s", dial, fmt.Sprintf("127.0.0.1:%d", s.port),
		"-i", "127.0.0.1", "-r", strconv.Itoa(rate), "-m", strconv.Itoa(calls), "-l", strconv.Itoa(calls),
		"-nostdin", "-timer_resol", "1", "-buff_size", strconv.Itoa(bufferSize),
		"-trace_stat", "-stf", statistics, "-fd", "1")
	cmd.Dir = dir
	ran := cmd.Run()
	t, err := readTally(statistics)
	switch {
	case err != nil:
		return t, s.failed(fmt.Errorf("sipp as caller (%s): %w", fmt.Sprint(ran), err))
	case t.successful == 0:
		return t, s.failed(fmt.Errorf("sipp as caller (%s): none of %d calls succeeded", fmt.Sprint(ran), calls))
	}
	return t, nil // sipp's exit code says no more than t does
}

// readTally reads the last line of a statistics file, in which (C) marks the
// columns that count from the start.
func readTally(path string) (t tally, err error) {
	file, err := os.Open(path)
	if err != nil {
		return t, err
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comma, reader.FieldsPerRecord = ';', -1
	lines, err := reader.ReadAll()
	if err != nil {
		return t, err
	}
	if len(lines) < 2 {
		return t, fmt.Errorf("%s: no statistics in it", path)
	}
	found, last := 0, lines[len(lines)-1]
	for i, heading := range lines[0] {
		target, ok := map[string]*int{
			"SuccessfulCall(C)":  &t.successful,
			"FailedCall(C)":      &t.failed,
			"Retransmissions(C)": &t.retransmissions,
		}[heading]
		if !ok || i >= len(last) {
			continue
		}
		if *target, err = strconv.Atoi(last[i]); err != nil {
			return t, fmt.Errorf("%s, %s: %w", path, heading, err)
		}
		found++
	}
	if found != 3 {
		return t, fmt.Errorf("%s: %d of its 3 columns found; is this sipp 3.6 or later?", path, found)
	}
	return t, nil
}
