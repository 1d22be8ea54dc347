package media

import (
	"runtime"
	"testing"
	"time"
)

func BenchmarkOpenAndClose(b *testing.B) {
	var ports Ports
	defer ports.Close()
	b.ReportAllocs()
	for b.Loop() {
		s, err := ports.Open(loopback4, Events{})
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

func BenchmarkEcho(b *testing.B) {
	s := open(b, new(Ports), loopback4)
	s.flood = flood{since: time.Now().Add(time.Hour), packets: -1 << 62}
	phone := dial(b, s)
	sent, buffer := packet(1, 1, 160), make([]byte, maxPacket)
	b.ReportAllocs()
	for b.Loop() {
		phone.send(sent)
		if _, err := phone.socket.Read(buffer); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenStream measures what an open stream costs in memory.
func BenchmarkOpenStream(b *testing.B) {
	const streams = 1000
	var cost uint64
	for b.Loop() {
		var ports Ports
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for range streams {
			if _, err := ports.Open(loopback4, Events{}); err != nil {
				b.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		cost = after.HeapInuse + after.StackInuse - before.HeapInuse - before.StackInuse
		ports.Close()
	}
	b.ReportMetric(float64(cost)/streams, "B/stream")
}
