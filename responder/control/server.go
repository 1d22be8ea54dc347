package control

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

const (
	maxConnections = 256
	maxHeaders     = 16 << 10
	readTime       = 10 * time.Second
	writeTime      = 30 * time.Second
	idleTime       = time.Minute
	// patience is how long answers may take that are being written when all ends.
	patience = 2 * time.Second
)

// ErrNoToken is returned for a listener that others than this machine reach,
// without a token to keep them out.
var ErrNoToken = errors.New("another than a loopback address needs a token")

// Serve answers on a listener until ctx is done, and returns when all of it has
// ended. It closes the listener.
func (c *Control) Serve(ctx context.Context, l net.Listener) error {
	defer c.Close()
	if addr, ok := l.Addr().(*net.TCPAddr); !c.guarded && (!ok || !addr.IP.IsLoopback()) {
		return errors.Join(ErrNoToken, l.Close())
	}
	server := &http.Server{
		Handler:           c,
		ReadHeaderTimeout: readTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeaders,
		ErrorLog:          log.New(io.Discard, "", 0),

		DisableGeneralOptionsHandler: true, // OPTIONS * is no more ours than any other path
	}
	var running sync.WaitGroup
	counting, stop := context.WithCancel(ctx)
	running.Go(func() { c.metrics.follow(counting) })
	running.Go(func() {
		<-counting.Done()
		c.Close()
		ending, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if server.Shutdown(ending) != nil {
			_ = server.Close()
		}
	})
	err := server.Serve(netutil.LimitListener(l, maxConnections))
	stop()
	running.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
