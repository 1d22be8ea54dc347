package wire

import (
	"encoding/binary"
	"hash/crc32"
	"net/netip"
)

// STUN (RFC 8489) on the port of SIP keeps bindings of NATs open and tells a
// phone what address it has (RFC 5626 section 3.5.2).
const (
	stunHeader = 20
	stunCookie = 0x2112A442

	bindingRequest = 0x0001
	bindingSuccess = 0x0101
	bindingError   = 0x0111

	errorCode         = 0x0009
	unknownAttributes = 0x000A
	xorMappedAddress  = 0x0020
	fingerprint       = 0x8028

	fingerprintXOR = 0x5354554E
)

// isSTUN reports whether a datagram is STUN: no SIP message begins with a zero
// bit pair, and none carries the cookie.
func isSTUN(data []byte) bool {
	return len(data) >= stunHeader && data[0]>>6 == 0 && binary.BigEndian.Uint32(data[4:]) == stunCookie &&
		int(binary.BigEndian.Uint16(data[2:])) == len(data)-stunHeader && len(data)%4 == 0
}

// answerSTUN is the response to a binding request from an address, nil for what
// gets none: other messages, and those whose attributes or fingerprint are wrong.
func answerSTUN(data []byte, from netip.AddrPort) []byte {
	if binary.BigEndian.Uint16(data) != bindingRequest {
		return nil
	}
	var unknown []byte
	printed := false
	for at := stunHeader; at < len(data); {
		if at+4 > len(data) || printed { // the fingerprint is last
			return nil
		}
		kind, size := binary.BigEndian.Uint16(data[at:]), int(binary.BigEndian.Uint16(data[at+2:]))
		end := at + 4 + (size+3)&^3
		if end > len(data) {
			return nil
		}
		switch {
		case kind == fingerprint:
			if size != 4 || binary.BigEndian.Uint32(data[at+4:]) != fingerprintOf(data[:at]) {
				return nil
			}
			printed = true
		case kind < 0x8000: // to be understood, and none is
			unknown = binary.BigEndian.AppendUint16(unknown, kind)
		}
		at = end
	}
	out := binary.BigEndian.AppendUint16(nil, bindingSuccess)
	out = append(out, 0, 0)
	out = append(out, data[4:stunHeader]...)
	if len(unknown) > 0 {
		binary.BigEndian.PutUint16(out, bindingError)
		out = appendAttribute(out, errorCode, []byte("\x00\x00\x04\x14Unknown Attribute")) // 420
		out = appendAttribute(out, unknownAttributes, unknown[:min(len(unknown), 16)])
	} else {
		out = appendAttribute(out, xorMappedAddress, mapped(from, out[4:stunHeader]))
	}
	if printed {
		binary.BigEndian.PutUint16(out[2:], uint16(len(out)+8-stunHeader))
		out = appendAttribute(out, fingerprint, binary.BigEndian.AppendUint32(nil, fingerprintOf(out)))
	}
	return out
}

// appendAttribute adds an attribute and counts it in the header's length.
func appendAttribute(out []byte, kind uint16, value []byte) []byte {
	out = binary.BigEndian.AppendUint16(out, kind)
	out = binary.BigEndian.AppendUint16(out, uint16(len(value)))
	out = append(out, value...)
	for len(out)%4 != 0 {
		out = append(out, 0)
	}
	binary.BigEndian.PutUint16(out[2:], uint16(len(out)-stunHeader))
	return out
}

// mapped is the value of XOR-MAPPED-ADDRESS: port and address, each combined
// with the cookie and the transaction ID in mask (section 14.2).
func mapped(from netip.AddrPort, mask []byte) []byte {
	addr := from.Addr().AsSlice()
	family := byte(1)
	if len(addr) == 16 {
		family = 2
	}
	out := binary.BigEndian.AppendUint16([]byte{0, family}, from.Port()^stunCookie>>16)
	for i, b := range addr {
		out = append(out, b^mask[i])
	}
	return out
}

func fingerprintOf(data []byte) uint32 { return crc32.ChecksumIEEE(data) ^ fingerprintXOR }
