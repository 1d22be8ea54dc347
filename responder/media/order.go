package media

// How far sequence numbers may go forward and back before they are taken to
// begin anew (RFC 3550 appendix A.1).
const (
	maxDropout  = 3000
	maxMisorder = 100
)

// order keeps account of sequence numbers (RFC 3550 appendix A.1 and A.3). A
// sender that changes its SSRC or jumps begins anew, and what was lost before
// stays lost.
type order struct {
	begun       bool
	ssrc        uint32
	first, last int64 // extended by the times the 16 bits went round
	received    int64
	before      uint64
}

func (o *order) add(ssrc uint32, number uint16) {
	step := int64(int16(number - uint16(o.last)))
	if !o.begun || ssrc != o.ssrc || step > maxDropout || step < -maxMisorder {
		*o = order{begun: true, ssrc: ssrc, first: int64(number), last: int64(number), received: 1, before: o.lost()}
		return
	}
	o.received++
	o.first = min(o.first, o.last+step)
	o.last = max(o.last, o.last+step)
}

// lost is how many numbers never came. Duplicates can hide some, as in RTCP.
func (o *order) lost() uint64 {
	if !o.begun {
		return 0
	}
	return o.before + uint64(max(0, o.last-o.first+1-o.received))
}
