//go:build !linux

package media

import "net"

// ears are not needed: each socket has a goroutine of its own.
type ears struct{}

func (*ears) forget(*net.UDPConn) {}

func (*ears) close() {}

// listen has all heard that comes from now on.
func (p *Ports) listen(e ear) { p.readers.Go(e.listen) }
