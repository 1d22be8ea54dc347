package media

import (
	"net"
	"os"
	"sync"
	"syscall"

	"golang.org/x/net/ipv4"
)

// ears hear what comes at many sockets in one goroutine, which costs nothing
// while nothing comes. One goroutine for each socket, with its stack and its
// buffer, would be most of the memory of a call that is held.
type ears struct {
	mu   sync.Mutex
	open map[int32]openEar // by descriptor
	// epoll tells which sockets have something to read; file is the same, as
	// something to wait for. Nil before the first socket.
	epoll int
	file  *os.File
}

type openEar struct {
	ear
	packets *ipv4.PacketConn
}

// How much is read at once.
const (
	maxReady   = 64 // sockets
	maxPackets = 16 // of one of them
)

// listen has all heard that comes from now on.
func (p *Ports) listen(e ear) {
	if err := p.ears.add(e, &p.readers); err != nil {
		p.readers.Go(e.listen)
	}
}

// add is called for a socket once. The goroutine counts among readers.
func (es *ears) add(e ear, readers *sync.WaitGroup) error {
	es.mu.Lock()
	defer es.mu.Unlock()
	if es.file == nil {
		if err := es.begin(readers); err != nil {
			return err
		}
	}
	return descriptor(e.socket, func(fd int) error {
		es.open[int32(fd)] = openEar{e, ipv4.NewPacketConn(e.socket)}
		err := syscall.EpollCtl(es.epoll, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)})
		if err != nil {
			delete(es.open, int32(fd))
		}
		return err
	})
}

// forget is told of a socket before it is closed: another may have its
// descriptor then.
func (es *ears) forget(socket *net.UDPConn) {
	es.mu.Lock()
	defer es.mu.Unlock()
	_ = descriptor(socket, func(fd int) error { // fails for one that is closed
		delete(es.open, int32(fd))
		return nil
	})
}

func descriptor(socket *net.UDPConn, with func(fd int) error) (err error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	if failed := raw.Control(func(fd uintptr) { err = with(int(fd)) }); failed != nil {
		return failed
	}
	return err
}

func (es *ears) begin(readers *sync.WaitGroup) error {
	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return err
	}
	if err := syscall.SetNonblock(epoll, true); err != nil { // or os would not wait for it
		_ = syscall.Close(epoll)
		return err
	}
	file := os.NewFile(uintptr(epoll), "epoll")
	ready, err := file.SyscallConn()
	if err != nil {
		_ = file.Close()
		return err
	}
	es.epoll, es.file, es.open = epoll, file, make(map[int32]openEar)
	readers.Go(func() { es.listen(ready) })
	return nil
}

// close ends the goroutine.
func (es *ears) close() {
	es.mu.Lock()
	defer es.mu.Unlock()
	if es.file != nil {
		_ = es.file.Close()
	}
}

func (es *ears) listen(ready syscall.RawConn) {
	messages := make([]ipv4.Message, maxPackets)
	for i := range messages {
		messages[i].Buffers = [][]byte{make([]byte, maxPacket)}
	}
	events := make([]syscall.EpollEvent, maxReady)
	n := 0
	wait := func(epoll uintptr) bool {
		n, _ = syscall.EpollWait(int(epoll), events, 0)
		return n > 0
	}
	for ready.Read(wait) == nil {
		for _, event := range events[:n] {
			es.mu.Lock()
			e, ok := es.open[event.Fd]
			es.mu.Unlock()
			if ok {
				e.read(messages)
			}
		}
	}
}

// read hears what has come. An error is that nothing has after all, or that the
// socket is closed.
func (e openEar) read(messages []ipv4.Message) {
	n, _ := e.packets.ReadBatch(messages, syscall.MSG_DONTWAIT)
	for _, m := range messages[:max(n, 0)] {
		if from, ok := m.Addr.(*net.UDPAddr); ok {
			e.hear(m.Buffers[0][:m.N], from.AddrPort())
		}
	}
}
