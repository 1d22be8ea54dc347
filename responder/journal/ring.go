package journal

// ring keeps the newest bytes put into it. Positions count the bytes ever
// taken, so that an old position tells by itself whether it was overwritten.
type ring struct {
	buf  []byte
	head uint64
}

// nowhere is the position of what is larger than the ring.
const nowhere = ^uint64(0)

// take makes room for n bytes in one piece, over the oldest ones.
func (r *ring) take(n int) (pos uint64, room []byte) {
	size := uint64(len(r.buf))
	if uint64(n) > size {
		return nowhere, nil
	}
	at := r.head % size
	if at+uint64(n) > size {
		r.head += size - at
		at = 0
	}
	pos = r.head
	r.head += uint64(n)
	return pos, r.buf[at : at+uint64(n)]
}

// at returns the n bytes of a position, or false when they were overwritten.
// They are valid until the next take.
func (r *ring) at(pos uint64, n int) ([]byte, bool) {
	size := uint64(len(r.buf))
	if pos == nowhere || r.head-pos > size {
		return nil, false
	}
	at := pos % size
	return r.buf[at : at+uint64(n)], true
}
