package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestWhatIsPlayedStandsBesideTheScenario(t *testing.T) {
	folder := t.TempDir()
	wave := []byte("RIFF\x04\x00\x00\x00WAVE")
	for name, data := range map[string][]byte{
		"short.wav": wave, "below/short.WAV": wave, "long.wav": append(wave, make([]byte, maxSound)...), "text.wav": []byte("RIFF"),
	} {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "folder.wav"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"short.wav": "", "below/short.WAV": "", "./below/../short.wav": "",
		"long.wav": "it is larger than 1 MB", "text.wav": "it is no RIFF WAVE file", "nothing.wav": "no such file", "folder.wav": "it is no file",
		"/etc/x.wav": "it must stand in", "../short.wav": "it must stand in",
	} {
		file := filepath.Join(folder, "x.yaml")
		if err := os.WriteFile(file, []byte("scenario: x\non: {INVITE: [200, {play: "+name+"}, {play: "+name+"}]}\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		set, problems := Load([]string{file})
		if want != "" {
			if text := said(problems); !strings.Contains(text, name+": "+want) {
				t.Errorf("%s: told %q, want %q", name, text, want)
			}
			continue
		}
		if len(problems) > 0 {
			t.Errorf("%s: %s", name, said(problems))
			continue
		}
		if play := set.All()[0].On["INVITE"].Tries[0].Steps[1].(*Play); string(play.Data) != string(wave) || play.File != name {
			t.Errorf("%s is read as %q of %s", name, play.Data, play.File)
		}
	}
}

func TestWhatTheLibraryPlaysIsEmbedded(t *testing.T) {
	l := loading{embedded: fstest.MapFS{"library/media/short.wav": {Data: []byte("RIFF\x04\x00\x00\x00WAVE")}}}
	l.file("library/media/x.yaml", []byte("scenario: x\non: {INVITE: [200, {play: short.wav}]}"), nil)
	if len(l.problems) > 0 {
		t.Error(said(l.problems))
	}
}
