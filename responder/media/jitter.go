package media

import "time"

// jitter is the variation of the time between packets (RFC 3550 section 6.4.1
// and appendix A.8), in units of the RTP clock.
type jitter struct {
	begun   bool
	start   time.Time
	transit int64
	mean    float64
}

// add takes the arrival of a packet; rate is that of its clock in Hz. Packets of
// one timestamp, and those that come after a pause of the sender, do no harm.
func (j *jitter) add(at time.Time, timestamp uint32, rate int) {
	if !j.begun {
		j.begun, j.start, j.transit = true, at, -int64(timestamp)
		return
	}
	transit := int64(at.Sub(j.start).Seconds()*float64(rate)) - int64(timestamp)
	// Timestamps go round at 32 bits.
	change := int64(int32(transit - j.transit))
	j.transit = transit
	j.mean += (float64(max(change, -change)) - j.mean) / 16
}

// duration is the jitter as time, by a clock of so many Hz.
func (j *jitter) duration(rate int) time.Duration {
	return time.Duration(j.mean / float64(rate) * float64(time.Second))
}

// clockOf is the RTP clock of a codec in Hz; of one that nobody spoke of that of
// a telephone.
func clockOf(c Codec) int {
	if c.ClockRate <= 0 {
		return sampleRate
	}
	return c.ClockRate
}
