package scenarios

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// maxSound is how large a WAV file may be, in bytes: a minute of 8 kHz PCM.
const maxSound = 1 << 20

// sound is a WAV file beside the scenario's.
func (r *reader) sound(name string) ([]byte, error) {
	if !filepath.IsLocal(name) {
		return nil, errors.New("it must stand in the scenario's folder or below it")
	}
	name = path.Clean(filepath.ToSlash(name))
	if data, ok := r.wavs[name]; ok {
		return data, nil
	}
	data, err := readSound(r.shelf, name)
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxSound:
		return nil, fmt.Errorf("it is larger than %d MB", maxSound>>20)
	case len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE":
		return nil, errors.New("it is no RIFF WAVE file")
	}
	r.wavs[name] = data
	return data, nil
}

// readSound reads no more than it takes to know that a file is too large, and
// nothing that could keep a reader waiting, such as a pipe.
func readSound(shelf fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(shelf, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no file")
	}
	f, err := shelf.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxSound+1))
}

// beside is the folder of a file: of this machine, or of what is embedded.
func beside(embedded fs.FS, name string) fs.FS {
	if embedded == nil {
		return os.DirFS(filepath.Dir(name))
	}
	folder, err := fs.Sub(embedded, path.Dir(name))
	if err != nil {
		return embedded // its files are named by what they are called in there
	}
	return folder
}
