package media

import (
	"math/bits"
	"strings"
)

// The companding of ITU-T G.711: a byte holds a sign, the segment a sample lies
// in, and four bits of where in the segment. Both laws send some bits inverted.
const (
	muBias  = 0x84 // what µ-law adds so that the first segment is as long as a step of the others
	muClip  = 32767 - muBias
	aInvert = 0x55
)

// encoding is how G.711 in the given codec writes a sample; nil for another codec.
func encoding(c Codec) func(int16) byte {
	switch {
	case c.ClockRate != 8000 || c.Channels > 1:
		return nil
	case strings.EqualFold(c.Name, "PCMU"):
		return toMu
	case strings.EqualFold(c.Name, "PCMA"):
		return toA
	default:
		return nil
	}
}

func toMu(sample int16) byte {
	magnitude, sign := int(sample), 0
	if magnitude < 0 {
		magnitude, sign = -magnitude, 0x80
	}
	magnitude = min(magnitude, muClip) + muBias
	segment := bits.Len(uint(magnitude)) - 8
	return ^byte(sign | segment<<4 | magnitude>>(segment+3)&0x0f)
}

func fromMu(b byte) int16 {
	b = ^b
	magnitude := (int16(b&0x0f)<<3+muBias)<<(b>>4&7) - muBias
	if b&0x80 != 0 {
		return -magnitude
	}
	return magnitude
}

func toA(sample int16) byte {
	magnitude, sign := int(sample)>>3, 0x80
	if magnitude < 0 {
		magnitude, sign = ^magnitude, 0
	}
	segment := max(0, bits.Len(uint(magnitude))-5)
	return byte(sign|segment<<4|magnitude>>max(1, segment)&0x0f) ^ aInvert
}

func fromA(b byte) int16 {
	b ^= aInvert
	magnitude, segment := int16(b&0x0f)<<4+8, b>>4&7
	if segment > 0 {
		magnitude = (magnitude + 0x100) << (segment - 1)
	}
	if b&0x80 == 0 {
		return -magnitude
	}
	return magnitude
}
