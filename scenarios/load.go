package scenarios

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
)

// maxFile is how large a file may be, in bytes. The largest that people write
// by hand are a tenth of it.
const maxFile = 1 << 20

//go:embed library
var library embed.FS

// Library is the scenarios that ship, in the order of their names. Each stands
// in a folder of library/, which is its Group. They are read once.
func Library() *Set { return shipped() }

var shipped = sync.OnceValue(func() *Set {
	l := loading{embedded: library}
	files, _ := fs.Glob(library, "library/*/*.yaml") // the pattern is well formed
	for _, name := range files {
		src, err := library.ReadFile(name)
		l.file(name, src, err)
	}
	for _, s := range l.scenarios {
		s.Group = path.Base(path.Dir(s.At.File))
	}
	slices.SortStableFunc(l.scenarios, func(a, b *Scenario) int { return strings.Compare(a.Name, b.Name) })
	return NewSet(l.scenarios...)
})

// Load reads scenario files, and of directories and all below them the *.yaml
// and *.yml files that have a scenario: at the beginning of a line, in the order
// of their names; hidden ones, whose names begin with a dot, are left out, and so
// is what another path names as well. It goes on after a problem, so that all problems of
// all files are told at once. The set holds what could be read; it is fit for
// use when Problems.Err is nil.
func Load(paths []string) (*Set, Problems) {
	var l loading
	for _, name := range l.files(paths) {
		src, err := readFile(name)
		l.file(name, src, err)
	}
	l.checkTogether()
	return NewSet(l.scenarios...), l.problems.sort()
}

// Parse reads one file's text; name is what its problems are told under, and
// the WAV files that it plays are looked for in the folder of that name.
func Parse(name string, src []byte) (*Set, Problems) {
	var l loading
	l.file(name, src, nil)
	l.checkTogether()
	return NewSet(l.scenarios...), l.problems.sort()
}

// loading is what was read so far.
type loading struct {
	embedded  fs.FS // where the files are, nil for this machine
	scenarios []*Scenario
	sources   map[string][]string // lines of files
	problems  Problems
}

// readFile reads no more than it takes to know that a file is too large.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

func (l *loading) file(name string, src []byte, err error) {
	if err == nil {
		err = readable(src)
	}
	if err != nil {
		l.refuse(name, err)
		return
	}
	if l.sources == nil {
		l.sources = map[string][]string{}
	}
	lines := slices.Collect(strings.SplitSeq(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n"))
	l.sources[name] = lines
	found := documents(lines)
	if len(found) == 0 {
		l.refuse(name, errors.New("there is no scenario in this file"))
	}
	for _, d := range found {
		r := &reader{
			file: name, lines: lines, above: d.above, unread: map[*Respond]bool{},
			shelf: beside(l.embedded, name), wavs: map[string][]byte{},
		}
		if s := r.document(d.text); s != nil {
			l.scenarios = append(l.scenarios, s)
		}
		l.problems = append(l.problems, r.problems.few()...)
	}
}

func (l *loading) refuse(name string, err error) {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	l.problems = append(l.problems, Problem{At: Position{File: name}, Text: err.Error()})
}

// readable refuses what is no text before YAML has to find words for it.
func readable(src []byte) error {
	switch {
	case len(src) > maxFile:
		return fmt.Errorf("this file is larger than %d KB, which no scenario is", maxFile>>10)
	case strings.HasPrefix(string(src), "\xff\xfe"), strings.HasPrefix(string(src), "\xfe\xff"):
		return errors.New("this file is UTF-16; save it as UTF-8")
	}
	for i, line := range strings.Split(string(src), "\n") {
		for column, c := range line {
			switch {
			case c == '\uFFFD' && !strings.HasPrefix(line[column:], "\uFFFD"):
				return fmt.Errorf("byte %d of line %d is not UTF-8", column+1, i+1)
			case c < ' ' && c != '\t' && c != '\r', c == 0x7f:
				return fmt.Errorf("byte %d of line %d is %q, which no text file has", column+1, i+1, c)
			}
		}
	}
	return nil
}
