package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"sync"

	"github.com/sipbin/sipbin/responder/journal"
)

// capture is the file of --pcap. It is made anew when it was moved away or
// deleted. What cannot be written is left out, said once, and amiss until the
// next packet that can be.
type capture struct {
	name string
	say  func(string)
	pcap *journal.PCAP

	mu     sync.Mutex
	file   *os.File
	header []byte // with which every file begins
	size   int64
	failed error
}

// openCapture makes the file. Only a name that cannot be is an error; say is told
// what is wrong later.
func openCapture(name string, say func(string)) (*capture, error) {
	c := &capture{name: name, say: say}
	file, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("--pcap: %w", err)
	}
	c.file = file
	c.pcap, err = journal.NewPCAP(c)
	return c, err
}

// Write appends whole packets, the header of the file first. There is no error:
// who captures goes on.
func (c *capture) Write(packets []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.failed
	if c.header == nil {
		c.header = bytes.Clone(packets)
		c.failed = c.begin()
	} else if c.failed = c.renew(); c.failed == nil {
		c.failed = c.append(packets)
	}
	switch {
	case before == nil && c.failed != nil:
		c.say(fmt.Sprintf("--pcap: packets are left out: %v; calls go on", c.failed))
	case before != nil && c.failed == nil:
		c.say("--pcap: packets are written again")
	}
	return len(packets), nil
}

// renew opens another file where the name is no longer that of the one that is
// open, and begins the one that has no header yet.
func (c *capture) renew() error {
	open, err := c.file.Stat()
	if err != nil {
		return err
	}
	if named, err := os.Stat(c.name); err != nil || !os.SameFile(open, named) {
		file, err := os.Create(c.name)
		if err != nil {
			return err
		}
		_ = c.file.Close() // all that could be written to it was
		c.file, c.size = file, 0
	}
	if c.size == 0 {
		return c.begin()
	}
	return nil
}

func (c *capture) begin() error { return c.append(c.header) }

// append writes all of data or nothing.
func (c *capture) append(data []byte) error {
	n, err := c.file.Write(data)
	if err == nil {
		c.size += int64(n)
		return nil
	}
	if n > 0 && c.file.Truncate(c.size) == nil {
		_, _ = c.file.Seek(c.size, 0) // what can be truncated can be sought in
	}
	return err
}

func (c *capture) follow(ctx context.Context, j *journal.Journal) error {
	err := c.pcap.Follow(ctx, j)
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.file.Close() // all that could be written to it was
	return err
}

// amiss is what is wrong with the file at the moment, in sentences. There is none
// of a capture that is nil.
func (c *capture) amiss() (why []string) {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed != nil {
		why = append(why, fmt.Sprintf("--pcap: packets are left out: %v", c.failed))
	}
	if n := c.pcap.Skipped(); n > 0 {
		why = append(why, fmt.Sprintf("--pcap: %d entries of the journal were gone before they were captured", n))
	}
	return why
}
