package responder_test

import (
	"encoding/binary"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

var flood = flag.Int("flood", 20_000, "INVITEs of as many sources; make flood sends a million")

// TestAFloodOfINVITEsIsForgotten sends an INVITE of each of many sources, 20,000
// a second of virtual time, a tenth of them to what answers, rings, is busy or
// is silent each. None is ever acknowledged.
func TestAFloodOfINVITEsIsForgotten(t *testing.T) {
	if racing {
		*flood = min(*flood, 2000)
	}
	sent := 0
	engine, err := responder.New(responder.Config{
		Send:    func(message.Flow, []byte) error { sent++; return nil },
		Journal: journal.New(journal.Config{Bytes: 8 << 20, Records: 1 << 15, Calls: 10_000}),
	})
	if err != nil {
		t.Fatal(err)
	}
	users := []string{"486", "180*5*486", "200", "silence", "nobody", "401*200", "302", "603", "404", "503"}
	before := resident(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	most := before
	for i := range *flood {
		now = now.Add(50 * time.Microsecond)
		if i%64 == 0 {
			engine.Advance(now)
		}
		engine.Receive(wire.Packet{Flow: floodFlow(i), Data: floodINVITE(i, users[i%len(users)])}, now)
		if i%50_000 == 0 {
			most = max(most, resident(t))
		}
	}
	most = max(most, resident(t))
	for end := now.Add(90 * time.Second); now.Before(end); {
		now = now.Add(20 * time.Millisecond)
		engine.Advance(now)
	}
	after := resident(t)
	t.Logf("%d INVITEs, %d messages sent; resident %d MB before, %d MB at most, %d MB after 90 s; refused %+v; %d calls left",
		*flood, sent, before>>20, most>>20, after>>20, engine.Refused(), engine.Playing())
	if limit := 512 << 20; most > limit && !racing {
		t.Errorf("%d MB are resident, more than %d", most>>20, limit>>20)
	}
	if after > before+64<<20 && !racing {
		t.Errorf("%d MB are resident 90 s after the flood, %d before it", after>>20, before>>20)
	}
	if engine.Playing() > *flood/100 {
		t.Errorf("%d calls are still in progress", engine.Playing())
	}
}

func floodFlow(i int) message.Flow {
	var source [4]byte
	binary.BigEndian.PutUint32(source[:], 10<<24|uint32(i))
	return message.Flow{
		Transport: message.UDP, Listener: "udp://10.255.255.254:5060",
		Local:  netip.MustParseAddrPort("10.255.255.254:5060"),
		Remote: netip.AddrPortFrom(netip.AddrFrom4(source), 5060),
	}
}

func floodINVITE(i int, user string) []byte {
	return fmt.Appendf(nil, "INVITE sip:%s@10.255.255.254 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKf%d;rport\r\nMax-Forwards: 70\r\n"+
		"From: <sip:u%d@10.0.0.1>;tag=t%d\r\nTo: <sip:%s@10.255.255.254>\r\nCall-ID: flood-%d\r\nCSeq: 1 INVITE\r\nContact: <sip:u@10.0.0.1>\r\nContent-Length: 0\r\n\r\n",
		user, i, i, i, user, i)
}

// resident is the memory of the process that is in use, in bytes, after what is
// free was given back.
func resident(t *testing.T) int {
	t.Helper()
	runtime.GC()
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("there is no /proc to read the memory from")
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
