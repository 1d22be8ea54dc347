package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// maxEntries is how many files and folders a directory may have below it: who
// names / meant something else.
const maxEntries = 10_000

// files are those that the paths stand for. One of a directory is read once,
// however many paths it stands below.
func (l *loading) files(paths []string) (names []string) {
	known := map[string]bool{}
	for _, path := range paths {
		known[filepath.Clean(path)] = true
	}
	for _, path := range paths {
		for _, name := range l.expand(path) {
			if name != path && known[filepath.Clean(name)] {
				continue
			}
			known[filepath.Clean(name)] = true
			names = append(names, name)
		}
	}
	return names
}

// expand is the files that a path stands for: itself, or those of a directory
// and of all below it.
func (l *loading) expand(path string) []string {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path} // reading it says what is wrong
	}
	var names []string
	seen := 0
	err = filepath.WalkDir(path+string(filepath.Separator), func(name string, e fs.DirEntry, err error) error {
		if seen++; seen > maxEntries {
			return fmt.Errorf("there are more than %d files in this directory", maxEntries)
		}
		switch hidden := strings.HasPrefix(e.Name(), "."); {
		case seen == 1:
			return err
		case hidden && e.IsDir():
			return fs.SkipDir
		case hidden || err != nil || e.IsDir():
			return err
		}
		if ext := filepath.Ext(name); (ext == ".yaml" || ext == ".yml") && l.isScenarios(name) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		l.refuse(path, err)
		return nil
	}
	if len(names) == 0 {
		l.refuse(path, errors.New("there is no *.yaml or *.yml file with a scenario: in this directory"))
	}
	return names
}

// isScenarios reports whether a file that nobody named is one of scenarios:
// other programs have YAML too. One that cannot be read is, so that it is told
// why; so is one in which scenario: is nearly spelt right.
func (l *loading) isScenarios(name string) bool {
	if info, err := os.Stat(name); err != nil || info.IsDir() {
		return err != nil
	}
	src, err := readFile(name)
	if err != nil || readable(src) != nil {
		return true
	}
	for _, key := range topKey.FindAllSubmatch(src, -1) {
		if catalog.Distance(string(key[1]), "scenario") <= 2 {
			return true
		}
	}
	return false
}

// topKey is a key at the beginning of a line: of the map that a document is.
var topKey = regexp.MustCompile(`(?m)^(?:\{\s*)?["']?([A-Za-z]\w*)["']?\s*:`)
