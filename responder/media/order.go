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
	sources     int
	first, last int64 // extended by the times the 16 bits went round
	received    int64 // without duplicates
	// recent has bit n set when the number n before the last one has come.
	recent                        uint64
	before, reordered, duplicates uint64
}

// step is how far a number is from the last, and whether it goes on from there.
func (o *order) step(ssrc uint32, number uint16) (step int64, on bool) {
	step = int64(int16(number - uint16(o.last)))
	return step, o.begun && ssrc == o.ssrc && step <= maxDropout && step >= -maxMisorder
}

// has reports a number that has come before, as far as that is remembered.
func (o *order) has(ssrc uint32, number uint16) bool {
	step, on := o.step(ssrc, number)
	return on && step <= 0 && step > -64 && o.recent>>-step&1 == 1
}

// add counts a packet.
func (o *order) add(ssrc uint32, number uint16) {
	step, on := o.step(ssrc, number)
	switch {
	case !on:
		begun := order{
			begun: true, ssrc: ssrc, sources: o.sources, first: int64(number), last: int64(number), received: 1, recent: 1,
			before: o.lost(), reordered: o.reordered, duplicates: o.duplicates,
		}
		if !o.begun || ssrc != o.ssrc {
			begun.sources++
		}
		*o = begun
		return
	case o.has(ssrc, number):
		o.duplicates++
		return
	case step > 0:
		o.last += step
		o.recent = o.recent<<step | 1
	default:
		o.first = min(o.first, o.last+step)
		o.recent |= 1 << -step
		o.reordered++
	}
	o.received++
}

// expected is how many packets of the present beginning there should be.
func (o *order) expected() int64 {
	if !o.begun {
		return 0
	}
	return o.last - o.first + 1
}

// lost is how many numbers never came.
func (o *order) lost() uint64 {
	return o.before + uint64(max(0, o.expected()-o.received))
}
