package media

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

// wavFile is a WAV file.
func wavFile(kind, channels, rate, bits int, data []byte) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF\x00\x00\x00\x00WAVE")
	b.WriteString("LIST\x03\x00\x00\x00abc\x00") // of odd length, therefore padded
	b.WriteString("fmt \x10\x00\x00\x00")
	for _, field := range []any{
		uint16(kind), uint16(channels), uint32(rate), uint32(rate * channels * bits / 8), uint16(channels * bits / 8), uint16(bits),
	} {
		_ = binary.Write(&b, binary.LittleEndian, field)
	}
	b.WriteString("data")
	_ = binary.Write(&b, binary.LittleEndian, uint32(len(data)))
	b.Write(data)
	return b.Bytes()
}

// sine is a second of 440 Hz at half the loudness, on the first channel only.
func sine(rate, channels int, write func([]byte, float64) []byte) []byte {
	var data []byte
	for i := range rate {
		data = write(data, math.Sin(2*math.Pi*440*float64(i)/float64(rate))/2)
		for range channels - 1 {
			data = write(data, 0)
		}
	}
	return data
}

func as16(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint16(b, uint16(int16(v*32767)))
}
func as8(b []byte, v float64) []byte  { return append(b, byte(128+v*127)) }
func asMu(b []byte, v float64) []byte { return append(b, toMu(int16(v*32767))) }
func asA(b []byte, v float64) []byte  { return append(b, toA(int16(v*32767))) }

func TestAWAVFileIsHeardAsItSounds(t *testing.T) {
	for name, test := range map[string]struct {
		file []byte
		want float64 // how loud 440 Hz is
	}{
		"16 bits at 8000 Hz":            {wavFile(wavPCM, 1, 8000, 16, sine(8000, 1, as16)), 0.5},
		"16 bits at 44100 Hz":           {wavFile(wavPCM, 1, 44100, 16, sine(44100, 1, as16)), 0.5},
		"16 bits at 48000 Hz, stereo":   {wavFile(wavPCM, 2, 48000, 16, sine(48000, 2, as16)), 0.25},
		"16 bits at 11025 Hz":           {wavFile(wavPCM, 1, 11025, 16, sine(11025, 1, as16)), 0.5},
		"16 bits at 4000 Hz":            {wavFile(wavPCM, 1, 4000, 16, sine(4000, 1, as16)), 0.45},
		"8 bits at 8000 Hz":             {wavFile(wavPCM, 1, 8000, 8, sine(8000, 1, as8)), 0.5},
		"µ-law":                         {wavFile(wavMu, 1, 8000, 8, sine(8000, 1, asMu)), 0.5},
		"A-law, stereo":                 {wavFile(wavA, 2, 8000, 8, sine(8000, 2, asA)), 0.25},
		"of a pipe, that knows no size": {unsized(wavFile(wavPCM, 1, 8000, 16, sine(8000, 1, as16))), 0.5},
		"extensible":                    {extensible(wavFile(wavPCM, 1, 8000, 16, sine(8000, 1, as16))), 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			source, err := WAV(test.file)
			if err != nil {
				t.Fatal(err)
			}
			// It lasts a second, then it begins again.
			samples := heard(t, source, "PCMU", 3)
			for second := range 3 {
				part := samples[second*sampleRate : (second+1)*sampleRate]
				if got := power(part, 440); math.Abs(got-test.want) > 0.04 {
					t.Errorf("second %d: 440 Hz has %.3f, want %.3f", second, got, test.want)
				}
				if got := power(part, 1000); got > 0.02 {
					t.Errorf("second %d: 1000 Hz has %.3f", second, got)
				}
			}
		})
	}
}

func unsized(file []byte) []byte {
	at := bytes.Index(file, []byte("data"))
	copy(file[at+4:], "\xff\xff\xff\xff")
	return file
}

// extensible says the format of a file in the way of those with many channels.
func extensible(file []byte) []byte {
	at := bytes.Index(file, []byte("fmt "))
	format := append([]byte(nil), file[at+8:at+24]...)
	binary.LittleEndian.PutUint16(format, wavExtensible)
	format = append(format, 22, 0, 16, 0, 4, 0, 0, 0, wavPCM, 0)
	format = append(format, "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)
	out := append([]byte(nil), file[:at]...)
	out = append(out, "fmt \x28\x00\x00\x00"...)
	return append(append(out, format...), file[at+24:]...)
}

func TestAFileThatCannotBePlayedSaysWhy(t *testing.T) {
	sound := sine(8000, 1, as16)
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                 {nil, "RIFF"},
		"an MP3":                  {[]byte("ID3\x04........."), "RIFF"},
		"no data":                 {wavFile(wavPCM, 1, 8000, 16, nil)[:54], "no data chunk"},
		"empty data":              {wavFile(wavPCM, 1, 8000, 16, nil), "empty"},
		"less than one sample":    {wavFile(wavPCM, 2, 8000, 16, sound[:3]), "empty"},
		"24 bits":                 {wavFile(wavPCM, 1, 8000, 24, sound), "24 bits"},
		"floating point":          {wavFile(3, 1, 8000, 32, sound), "format 3"},
		"no channel":              {wavFile(wavPCM, 0, 8000, 16, sound), "0 channels"},
		"a hundred channels":      {wavFile(wavPCM, 100, 8000, 16, sound), "100 channels"},
		"no rate":                 {wavFile(wavPCM, 1, 0, 16, sound), "0 Hz"},
		"more than anybody hears": {wavFile(wavPCM, 1, 384000, 16, sound), "384000 Hz"},
		"data before its format":  {append([]byte("RIFF....WAVEdata\x02\x00\x00\x00.."), wavFile(wavPCM, 1, 8000, 16, sound)[12:]...), "before its data"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := WAV(test.file)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("it says %v", err)
			}
		})
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(wavFile(wavPCM, 1, 8000, 16, sine(80, 1, as16)))
	f.Add(wavFile(wavPCM, 2, 44100, 8, sine(90, 2, as8)))
	f.Add(extensible(wavFile(wavPCM, 1, 4000, 16, sine(40, 1, as16))))
	f.Add(unsized(wavFile(wavMu, 1, 192000, 8, sine(100, 1, asMu))))
	f.Fuzz(func(t *testing.T, data []byte) {
		source, err := WAV(data)
		if err != nil {
			return
		}
		samples := make([]int16, 1000)
		(&reel{wav: source.(*wav)}).fill(samples)
		(&reel{wav: source.(*wav)}).fill(samples[:0])
	})
}
