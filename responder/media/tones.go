package media

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// sit is the special information tone of ITU-T E.180 section 9: three tones one
// after the other, each of 330 ms, then a pause of a second.
const sit = "950 330, 1400 330, 1800 330, 0 1000"

// anyTone is what is sounded where a country is not known to do otherwise: the
// 425 Hz that ETSI recommends (TR 101 041).
const anyTone = "eu"

// tones are the tones of countries by name, from what their administrations told
// for ITU-T E.180 supplement 2: frequencies in Hz and milliseconds, see parseTone.
// What a country does not name here is as in anyTone.
var tones = map[string]map[string]string{
	anyTone: {
		"dial": "425", "ringback": "425 1000, 0 4000",
		"busy": "425 500, 0 500", "congestion": "425 200, 0 200", "unobtainable": sit,
	},
	"at": {
		"dial": "420", "ringback": "420 1000, 0 5000",
		"busy": "420 400, 0 400", "congestion": "420 200, 0 200", "unobtainable": "950 330, 1450 330, 1850 330, 0 1000",
	},
	"au": {
		"dial": "413+438", "ringback": "413+438 400, 0 200, 413+438 400, 0 2000",
		"busy": "425 375, 0 375", "congestion": "425 375, 0 375", "unobtainable": "425 2500, 0 500",
	},
	"ch": {"congestion": "425 200, 0 200"},
	"de": {"busy": "425 480, 0 480", "congestion": "425 240, 0 240"},
	"es": {
		"ringback": "425 1500, 0 3000",
		"busy":     "425 200, 0 200", "congestion": "425 200, 0 200, 425 200, 0 200, 425 200, 0 600",
	},
	"fr": {
		"dial": "440", "ringback": "440 1500, 0 3500",
		"busy": "440 500, 0 500", "congestion": "440 250, 0 250",
	},
	"it": {"dial": "425 200, 0 200, 425 600, 0 1000"},
	"jp": {
		"dial": "400", "ringback": "400*16 1000, 0 2000",
		"busy": "400 500, 0 500", "congestion": "400 500, 0 500",
	},
	"nl": {"congestion": "425 250, 0 250"},
	"se": {
		"ringback": "425 1000, 0 5000",
		"busy":     "425 250, 0 250", "congestion": "425 250, 0 750", "unobtainable": "950 332, 0 24, 1400 332, 0 24, 1800 332, 0 2024",
	},
	"uk": {
		"dial": "350+440", "ringback": "400+450 400, 0 200, 400+450 400, 0 2000",
		"busy": "400 375, 0 375", "congestion": "400 400, 0 350, 400 225, 0 525", "unobtainable": "400",
	},
	"us": {
		"dial": "350+440", "ringback": "440+480 2000, 0 4000",
		// Of the American special information tones the one for a number that
		// nobody has.
		"busy": "480+620 500, 0 500", "congestion": "480+620 250, 0 250", "unobtainable": "913.8 274, 1370.6 274, 1776.7 380, 0 1000",
	},
}

// Countries are those whose tones are known, in alphabetical order; "eu" is what
// most of Europe does.
func Countries() []string { return slices.Sorted(maps.Keys(tones)) }

// ToneNames are the tones of a country, in alphabetical order.
func ToneNames() []string { return slices.Sorted(maps.Keys(tones[anyTone])) }

// Tone is a tone of a country by its name: ringback, busy, congestion, dial or
// unobtainable, of one of [Countries], "" for "eu". The error names what there is.
func Tone(name, country string) (Source, error) {
	if country == "" {
		country = anyTone
	}
	of, ok := tones[strings.ToLower(country)]
	if !ok {
		return nil, fmt.Errorf("the tones of %q are not known, only those of %s", country, strings.Join(Countries(), ", "))
	}
	text, ok := of[name]
	if !ok {
		text, ok = tones[anyTone][name]
	}
	if !ok {
		return nil, fmt.Errorf("%q is no tone, they are %s", name, strings.Join(ToneNames(), ", "))
	}
	return parseTone(text)
}
