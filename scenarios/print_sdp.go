package scenarios

import "strconv"

// sdp is one word when nothing is said otherwise.
func (b *Bend) node(as SDP) node {
	if b == nil || !b.says() {
		return given(string(as))
	}
	said := sdpKeys.written(b.written)
	if as != SDPByAct {
		said = append(mapping{{"as", word(as)}}, said...)
	}
	return said
}

func (b *Bend) written(key string) node {
	switch key {
	case "address":
		return given(b.Address)
	case "port":
		if b.Port != nil {
			return word(strconv.Itoa(*b.Port))
		}
	case "codecs":
		return oneOrMore(b.Codecs)
	case "without":
		return oneOrMore(b.Without)
	case "payloads":
		return sorted(b.Payloads, func(number int) word { return word(strconv.Itoa(number)) })
	case "ptime":
		return decimal(b.Ptime)
	case "direction":
		return given(b.Direction)
	case "version":
		if b.SameVersion {
			return word(versionWords[0])
		}
	case "srtp":
		return flagged(b.SRTP)
	}
	return nil
}
