package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/sipbin/sipbin/scenarios"
)

// settle is how long scenario files must be left alone before they are read
// again: editors write in several steps.
const settle = 100 * time.Millisecond

// watch reads the author's scenarios again whenever one changes, until ctx is
// done. What is read goes to reload; a bad file leaves in force what was there.
// What it returns waits for its end.
func (p *program) watch(ctx context.Context, paths []string, say func(string), reload func(*scenarios.Set)) (wait func(), err error) {
	if len(paths) == 0 {
		return func() {}, nil
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("scenarios cannot be watched: %w", err)
	}
	for _, path := range paths {
		if err := watchFolders(w, path); err != nil {
			_ = w.Close()
			return nil, fmt.Errorf("scenarios cannot be watched: %w", err)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = w.Close() }()
		quiet := time.NewTimer(time.Hour)
		defer quiet.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case event := <-w.Events:
				if info, err := os.Stat(event.Name); err == nil && info.IsDir() && event.Has(fsnotify.Create) {
					if err := watchFolders(w, event.Name); err != nil {
						say("scenarios: " + err.Error())
					}
					quiet.Reset(settle) // it may be full already
				}
				if concerns(event.Name, paths) {
					quiet.Reset(settle)
				}
			case err := <-w.Errors:
				say("scenarios: " + err.Error())
			case <-quiet.C:
				readAgain(paths, say, reload)
			}
		}
	}()
	return func() { <-done }, nil
}

// watchFolders watches a folder and those below it, hidden ones left out; a file
// by its folder, because editors replace it.
func watchFolders(w *fsnotify.Watcher, path string) error {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return w.Add(filepath.Dir(path))
	}
	if err := w.Add(path); err != nil {
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := watchFolders(w, filepath.Join(path, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// concerns reports whether a changed file may change what was read: a scenario,
// a sound, or the link by which a mounted volume swaps all its files.
func concerns(name string, paths []string) bool {
	switch ext := filepath.Ext(name); {
	case slices.ContainsFunc(paths, func(path string) bool { return filepath.Clean(path) == filepath.Clean(name) }):
		return true
	case ext == ".yaml", ext == ".yml":
		return slices.ContainsFunc(paths, func(path string) bool { return isBelow(name, path) })
	default:
		return ext == ".wav" || filepath.Base(name) == "..data"
	}
}

// isBelow reports whether a file is in a folder or in one of its folders.
func isBelow(name, folder string) bool {
	rest, err := filepath.Rel(folder, name)
	return err == nil && rest != "." && filepath.IsLocal(rest)
}

func readAgain(paths []string, say func(string), reload func(*scenarios.Set)) {
	set, problems := scenarios.Load(paths)
	if wrong := problems.Errors(); len(wrong) > 0 {
		first, _, _ := strings.Cut(wrong[0].String(), "\n")
		say(fmt.Sprintf("scenarios: %s, those from before stay in force; %s", count(len(wrong), "problem"), first))
		return
	}
	reload(set)
	say(fmt.Sprintf("scenarios: read again, %d of yours", len(set.All())))
}
