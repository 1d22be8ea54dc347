package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// playSource is what can be played, with what it is.
type playSource struct{ name, text string }

// playSources are all but WAV files. The first ones are tones of a country.
var playSources = []playSource{
	{"ringback", "the callee's phone rings"},
	{"busy", "the callee is busy"},
	{"congestion", "there is no way through"},
	{"dial", "waiting for digits"},
	{"unobtainable", "the number does not exist"},
	{"tone", "frequencies of your own, 440 Hz when none are written"},
	{"echo", "what was heard"},
	{"silence", "packets that hold nothing"},
	{"noise", "comfort noise"},
	{"moh", "music on hold"},
	{"dtmf", "keys, as telephone-event"},
	{"stop", "nothing any more"},
}

const tonesOfCountries = 5 // of playSources

// Countries are the two letters of those whose tones a play step may ask for;
// "eu" is the 425 Hz of ETSI.
func Countries() []string { return slices.Clone(countryWords) }

func playWords() (names []string) {
	for _, s := range playSources {
		names = append(names, s.name)
	}
	return names
}

// wavFile is the source of a Play that has a File.
const wavFile = "file"

func (r *reader) play(f *fields) Step {
	value := f.take("play")
	s := &Play{At: r.at(value)}
	if name, ok := r.scalar(value, "play"); ok {
		r.source(value, name, s)
	}
	r.sounds(f, s)
	r.spoiled(f, s)
	f.done()
	if s.Source == "" {
		return nil
	}
	r.onlyWith(f, s)
	return s
}

func (r *reader) source(n *yaml.Node, name string, s *Play) {
	switch {
	case slices.Contains(playWords(), name):
		s.Source = name
	case strings.HasSuffix(strings.ToLower(name), ".wav"):
		s.Source, s.File = wavFile, name
		data, err := r.sound(name)
		if err != nil {
			r.wrong(n, fmt.Sprintf("play: %s: %s", name, err), "a file is looked for beside the scenario's; PCM of 8 kHz in one channel is played as it is")
		}
		s.Data = data
	default:
		hint := nearHint(name, playWords())
		if strings.HasPrefix(hint, "there") {
			hint += ", and files that end in .wav"
		}
		r.wrong(n, fmt.Sprintf("play: takes no %q", name), hint)
	}
}

// sounds reads what is heard, and how long.
func (r *reader) sounds(f *fields, s *Play) {
	if n := f.take("country"); n != nil {
		s.Country = r.oneOf(n, "country", countryWords)
	}
	if n := f.take("hz"); n != nil {
		s.Hz = r.frequencies(n)
	}
	if n := f.take("digits"); n != nil {
		s.Digits = r.keysPressed(n)
	}
	if n := f.take("for"); n != nil {
		s.For, _ = r.duration(n, "for")
		if s.For == 0 && n.Value == "0s" {
			r.wrong(n, "for: 0s is over at once", "leave for: out to play until the next play")
		}
	}
}

// spoiled reads what is done to the packets on purpose.
func (r *reader) spoiled(f *fields, s *Play) {
	if n := f.take("loss"); n != nil {
		s.Loss = r.share(n, "loss")
	}
	if n := f.take("jitter"); n != nil {
		s.Jitter, _ = r.duration(n, "jitter")
	}
	if n := f.take("ssrc"); n != nil {
		s.SSRC = r.oneOf(n, "ssrc", ssrcWords)
	}
	if n := f.take("source-port"); n != nil {
		s.OtherPort = r.oneOf(n, "source-port", []string{"other"}) != ""
	}
}

// onlyWith refuses keys that mean nothing for the source.
func (r *reader) onlyWith(f *fields, s *Play) {
	for key := range f.pairs() {
		only := ""
		switch {
		case key.Value == "country" && !slices.Contains(playWords()[:tonesOfCountries], s.Source):
			only = strings.Join(playWords()[:tonesOfCountries], ", ")
		case key.Value == "hz" && s.Source != "tone":
			only = "tone"
		case key.Value == "digits" && s.Source != "dtmf":
			only = "dtmf"
		case s.Source == "stop" && key.Value != "play":
			r.wrong(key, fmt.Sprintf("play: stop sends nothing, so %s: means nothing", key.Value), "take it out")
		}
		if only != "" {
			r.wrong(key, fmt.Sprintf("%s: is only for %s", key.Value, only), "take it out, or play one of these")
		}
	}
	if s.Source == "dtmf" && !f.has("digits") {
		r.wrong(f.take("play"), "play: dtmf presses no key", "write  {play: dtmf, digits: 1234}")
	}
}

const lowestHz, highestHz, mostHz = 20, 3400, 8

// frequencies reads a number of Hz, or a list of them.
func (r *reader) frequencies(n *yaml.Node) (out []float64) {
	words := r.words(n, "hz")
	for _, word := range words {
		hz, err := strconv.ParseFloat(word.Value, 64)
		if err != nil || !fraction.MatchString(word.Value) || hz < lowestHz || hz > highestHz {
			r.wrong(word, fmt.Sprintf("hz: %q is no number from %d to %d", word.Value, lowestHz, highestHz), "write  hz: 425,  or a list of them")
			continue
		}
		out = append(out, hz)
	}
	if len(words) > mostHz {
		r.wrong(n, fmt.Sprintf("hz: more than %d frequencies are no tone any more", mostHz), "")
	}
	r.notEmpty(n, "hz", []string{"425"})
	return out
}

var (
	fraction = regexp.MustCompile(`^` + decimalPattern + `$`)
	dialKeys = regexp.MustCompile(`^` + dialKeysPattern + `$`)
	percent  = regexp.MustCompile(`^` + percentPattern + `$`)
)

const (
	decimalPattern  = `[0-9]{1,6}(\.[0-9]{1,6})?`
	dialKeysPattern = `[0-9A-D*#,]{1,256}`
	percentPattern  = decimalPattern + `%`
)

// keysPressed reads the keys of a telephone; a comma is a pause.
func (r *reader) keysPressed(n *yaml.Node) string {
	s, ok := r.scalar(n, "digits")
	if ok && !dialKeys.MatchString(s) {
		r.wrong(n, fmt.Sprintf("digits: %q has other keys than 0-9 A-D * #, and , for a pause", s), `write  digits: "1234#"`)
		return ""
	}
	return s
}

// share reads "10%" as 0.1.
func (r *reader) share(n *yaml.Node, what string) float64 {
	s, ok := r.scalar(n, what)
	if !ok {
		return 0
	}
	part, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	switch {
	case fraction.MatchString(s):
		r.wrong(n, fmt.Sprintf("%s: %s is no share", what, s), "write  10%  for every tenth packet")
	case err != nil || !percent.MatchString(s) || part > 100:
		r.wrong(n, fmt.Sprintf("%s: %q is no share from 0%% to 100%%", what, s), "write  10%")
	default:
		return part / 100
	}
	return 0
}
