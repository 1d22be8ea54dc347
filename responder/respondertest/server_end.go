package respondertest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
)

// end is the cleanup: it stops the server, and tells what was seen if the test
// has failed.
func (s *Server) end() {
	s.t.Helper()
	s.watch.Take()
	s.tooMany()
	s.stop()
	if !s.t.Failed() {
		return
	}
	const most = 20
	calls := s.journal.Calls(nil)
	for _, c := range calls[:min(len(calls), most)] {
		s.t.Logf("%s\n%s", journal.Line(c), s.call(c).Ladder())
	}
	if len(calls) > most {
		s.t.Logf("and %d calls more", len(calls)-most)
	}
	if len(calls) == 0 {
		s.t.Logf("no request came to %s", s.Addr())
		return
	}
	if err := s.keep(); err != nil {
		s.t.Logf("the messages could not be kept: %v", err)
	}
}

// keep writes the messages into the artifact folder.
func (s *Server) keep() error {
	text, err := s.artifact(".txt")
	if err != nil {
		return err
	}
	entries, _, _ := s.journal.Read(1, 1<<20, journal.Received, journal.Unheard, journal.Sent, journal.Lost)
	_, err = text.WriteString(ladder.Messages(entries))
	if err := errors.Join(err, text.Close()); err != nil {
		return err
	}
	packets, err := s.artifact(".pcap")
	if err != nil {
		return err
	}
	capture, err := journal.NewPCAP(packets)
	if err == nil {
		now, cancel := context.WithCancel(context.Background())
		cancel()
		err = capture.Follow(now, s.journal)
	}
	if err := errors.Join(err, packets.Close()); err != nil {
		return err
	}
	hint := ""
	if f := flag.Lookup("test.artifacts"); f != nil && f.Value.String() != "true" {
		hint = " (go test -artifacts keeps them)"
	}
	s.t.Logf("the messages are in %s and %s%s", text.Name(), filepath.Base(packets.Name()), hint)
	return nil
}

// artifact is a new file named after the server.
func (s *Server) artifact(extension string) (*os.File, error) {
	name := "sipbin-" + strings.NewReplacer(":", "-", ".", "-").Replace(s.Addr())
	for n := 1; ; n++ {
		path := filepath.Join(s.t.ArtifactDir(), name+extension)
		if n > 1 {
			path = filepath.Join(s.t.ArtifactDir(), fmt.Sprintf("%s-%d%s", name, n, extension))
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}
