package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// said is an INVITE and its answer, over every transport, with bodies that need
// several segments of TCP.
func said() []journal.Entry {
	var all []journal.Entry
	at := noon
	say := func(kind journal.Kind, f message.Flow, data []byte) {
		at = at.Add(1500 * time.Microsecond)
		all = append(all, journal.Entry{At: at, Kind: kind, Flow: f, Data: data})
	}
	for i, f := range []message.Flow{
		flow(message.UDP, "127.0.0.1:5070", "127.0.0.1:40000"),
		flow(message.UDP, "[::1]:5070", "[::1]:40000"),
		flow(message.UDP, "[::ffff:10.0.0.1]:5060", "10.0.0.5:40000"),
		flow(message.TCP, "127.0.0.1:5070", "127.0.0.1:40001"),
		flow(message.TCP, "[::1]:5070", "[::1]:40001"),
		flow(message.TLS, "127.0.0.1:5061", "127.0.0.1:40002"),
		flow(message.WS, "127.0.0.1:5066", "127.0.0.1:40003"),
	} {
		if f.Transport != message.UDP {
			f.Conn = uint64(i)
		}
		via := fmt.Sprintf("SIP/2.0/%s %s;branch=z9hG4bK%d", f.Transport, f.Remote, i)
		say(journal.Received, f, invite(via, i, 0))
		say(journal.Sent, f, response(via, i, "100 Trying"))
		say(journal.Lost, f, response(via, i, "180 Ringing"))
		say(journal.Note, f, nil)
		say(journal.Unheard, f, invite(via, i, 4000))
		say(journal.Sent, f, response(via, i, "486 Busy Here"))
	}
	return all
}

func invite(via string, call, padding int) []byte {
	body := "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
	for len(body) < padding {
		body += "a=rtpmap:0 PCMU/8000\r\n"
	}
	return message.AppendRequest(nil, "INVITE", "sip:486@127.0.0.1", append(headers(via, call),
		message.Header{Name: "Max-Forwards", Value: "70"},
		message.Header{Name: "Contact", Value: "<sip:a@127.0.0.1>"},
		message.Header{Name: "Content-Type", Value: "application/sdp"},
		message.Header{Name: "Content-Length", Value: fmt.Sprint(len(body))}), []byte(body))
}

func response(via string, call int, status string) []byte {
	var code int
	fmt.Sscan(status, &code)
	return message.AppendResponse(nil, code, status[4:], append(headers(via, call),
		message.Header{Name: "Content-Length", Value: "0"}), nil)
}

func headers(via string, call int) []message.Header {
	return []message.Header{
		{Name: "Via", Value: via}, {Name: "From", Value: "<sip:a@127.0.0.1>;tag=1"}, {Name: "To", Value: "<sip:486@127.0.0.1>"},
		{Name: "Call-ID", Value: fmt.Sprintf("c%d", call)}, {Name: "CSeq", Value: "1 INVITE"},
	}
}

func captured(t *testing.T, entries []journal.Entry) []byte {
	t.Helper()
	var file bytes.Buffer
	p, err := journal.NewPCAP(&file)
	for _, e := range entries {
		err = errors.Join(err, p.Write(e))
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

type segment interface {
	SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
}

// onWire are the entries that a capture must have.
func onWire(entries []journal.Entry) (wire []journal.Entry) {
	for _, e := range entries {
		if e.Kind.Message() && e.Kind != journal.Lost {
			wire = append(wire, e)
		}
	}
	return wire
}

func TestACaptureHasTheBytesTimesAndAddressesOfTheJournal(t *testing.T) {
	entries := said()
	file, err := pcapgo.NewReader(bytes.NewReader(captured(t, entries)))
	if err != nil {
		t.Fatal(err)
	}
	next := map[string]uint32{} // the sequence number each TCP sender goes on with
	for _, e := range onWire(entries) {
		from, to := e.Flow.Remote, e.Flow.Local
		if e.Kind == journal.Sent {
			from, to = to, from
		}
		for rest := e.Data; len(rest) > 0; {
			data, info, err := file.ReadPacketData()
			if err != nil {
				t.Fatalf("at %v: %v", e.At, err)
			}
			packet := gopacket.NewPacket(data, file.LinkType(), gopacket.Default)
			if failed := packet.ErrorLayer(); failed != nil {
				t.Fatal(failed.Error())
			}
			src, dst := packet.NetworkLayer().NetworkFlow().Endpoints()
			sport, dport := packet.TransportLayer().TransportFlow().Endpoints()
			got := fmt.Sprintf("%v %v %v > %v %v", info.Timestamp.UnixNano(), src, sport, dst, dport)
			want := fmt.Sprintf("%v %v %d > %v %d", e.At.UnixNano(), from.Addr().Unmap(), from.Port(), to.Addr().Unmap(), to.Port())
			if got != want {
				t.Fatalf("\n got %s\nwant %s", got, want)
			}
			if err := packet.TransportLayer().(segment).SetNetworkLayerForChecksum(packet.NetworkLayer()); err != nil {
				t.Fatal(err)
			}
			if err, mismatches := packet.VerifyChecksums(); err != nil || len(mismatches) > 0 {
				t.Fatalf("checksums: %v %v", err, mismatches)
			}
			payload := packet.TransportLayer().LayerPayload()
			if !bytes.HasPrefix(rest, payload) || len(payload) == 0 {
				t.Fatalf("got payload %q, want the beginning of %q", payload, rest)
			}
			rest = rest[len(payload):]
			if tcp, ok := packet.TransportLayer().(*layers.TCP); ok {
				if seq, known := next[from.String()]; known && tcp.Seq != seq {
					t.Fatalf("sequence number %d from %v, want %d", tcp.Seq, from, seq)
				}
				if ack, known := next[to.String()]; known && tcp.Ack != ack {
					t.Fatalf("acknowledges %d of %v, want %d", tcp.Ack, to, ack)
				}
				next[from.String()] = tcp.Seq + uint32(len(payload))
			}
		}
	}
	if _, _, err := file.ReadPacketData(); err != io.EOF {
		t.Errorf("behind the last message: %v", err)
	}
}

func TestALargeDatagramIsCutToWhatIPCanCarry(t *testing.T) {
	e := journal.Entry{At: noon, Kind: journal.Sent, Flow: peer, Data: make([]byte, 70_000)}
	if size := len(captured(t, []journal.Entry{e})); size != 24+16+65535 {
		t.Errorf("a capture of %d bytes", size)
	}
}

func TestTSharkReadsACaptureAsSIP(t *testing.T) {
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: apt-get install tshark")
	}
	path := filepath.Join(t.TempDir(), "calls.pcap")
	entries := said()
	if err := os.WriteFile(path, captured(t, entries), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(filter string, fields ...string) []string {
		args := []string{"-n", "-r", path, "-Y", filter, "-T", "fields"}
		for _, f := range fields {
			args = append(args, "-e", f)
		}
		out, err := exec.Command(tshark, args...).Output()
		if err != nil {
			t.Fatalf("tshark: %v", err)
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}
	var want []string
	for _, e := range onWire(entries) {
		m, err := message.Parse(e.Data)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, m.CallID()+"\t"+m.StartLine())
	}
	got := run("sip", "sip.Call-ID", "sip.Request-Line", "sip.Status-Line")
	for i := range got {
		got[i] = strings.Join(strings.FieldsFunc(got[i], func(r rune) bool { return r == '\t' }), "\t")
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("tshark saw\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if bad := run("_ws.malformed || tcp.analysis.flags || _ws.expert.severity >= 6291456", "frame.number", "_ws.expert.message"); bad[0] != "" {
		t.Errorf("tshark complains of frames %v", bad)
	}
}

func TestACaptureFollowsTheJournalToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(journal.Config{})
		var file output
		p, err := journal.NewPCAP(&file)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.Follow(ctx, j) }()
		entries := said()
		for _, e := range entries[:10] {
			j.Append(e)
		}
		time.Sleep(20 * time.Millisecond)
		synctest.Wait()
		file.mu.Lock()
		if !bytes.Equal(file.buf.Bytes(), captured(t, entries[:10])) {
			t.Errorf("%d bytes after ten entries", file.buf.Len())
		}
		file.mu.Unlock()
		for _, e := range entries[10:] {
			j.Append(e)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if !bytes.Equal(file.buf.Bytes(), captured(t, entries)) || p.Skipped() != 0 {
			t.Errorf("%d bytes at the end, %d entries skipped", file.buf.Len(), p.Skipped())
		}
	})
}

func TestACaptureReturnsTheErrorOfItsWriter(t *testing.T) {
	if _, err := journal.NewPCAP(broken{}); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
