package journal_test

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.Local)

var same = cmp.Options{cmpopts.EquateComparable(netip.AddrPort{}), cmpopts.EquateEmpty()}

var flows = rapid.SampledFrom([]message.Flow{
	{},
	flow(message.UDP, "127.0.0.1:5060", "127.0.0.1:40000"),
	flow(message.TCP, "[::1]:5060", "[fe80::1%lo]:40001"),
	{Transport: message.TLS, Local: netip.MustParseAddrPort("[::ffff:10.0.0.1]:5061"),
		Remote: netip.MustParseAddrPort("10.0.0.2:9"), Listener: "s1", Advertised: "sip.example.com", Conn: 7},
})

func flow(tr message.Transport, local, remote string) message.Flow {
	return message.Flow{Transport: tr, Local: netip.MustParseAddrPort(local), Remote: netip.MustParseAddrPort(remote)}
}

var entries = rapid.Custom(func(t *rapid.T) journal.Entry {
	return journal.Entry{
		At:    noon.Add(time.Duration(rapid.IntRange(0, 1e9).Draw(t, "at"))),
		Call:  rapid.Uint64Range(0, 4).Draw(t, "call"),
		Kind:  journal.Kind(rapid.IntRange(int(journal.Received), int(journal.Closed)).Draw(t, "kind")),
		Flow:  flows.Draw(t, "flow"),
		Why:   strings.Repeat("w", rapid.SampledFrom([]int{0, 1, 10, 3000}).Draw(t, "why")),
		Marks: strings.Repeat("m", rapid.SampledFrom([]int{0, 0, 5, 4096}).Draw(t, "marks")),
		Data:  rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "data"),
	}
})

// A journal against the list of all that was ever written to it.
func TestReadersGetWhatWasWrittenOrAreToldThatItIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.IntRange(1, 12).Draw(t, "records")
		room := rapid.IntRange(1, 200).Draw(t, "bytes")
		j := journal.New(journal.Config{Records: records, Bytes: room})
		var all []journal.Entry
		var from, read uint64 = 0, 0

		check := func(got journal.Entry) {
			want := all[got.Seq-1]
			if got.Overwritten {
				want.Data, want.Overwritten = nil, true
			}
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Fatalf("entry differs (- written, + read):\n%s", diff)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				e := entries.Draw(t, "entry")
				given := bytes.Clone(e.Data)
				e.Seq = j.Append(e)
				clear(e.Data) // the journal has a copy
				e.Data = given
				all = append(all, e)
			},
			"read on": func(t *rapid.T) {
				got, next, lost := j.Read(from, rapid.IntRange(0, 9).Draw(t, "most"))
				read += lost
				for _, e := range got {
					read++
					if e.Seq != read {
						t.Fatalf("entry %d was read as number %d", e.Seq, read)
					}
					check(e)
				}
				if next != read+1 {
					t.Fatalf("next is %d after %d", next, read)
				}
				from = next
			},
			"of a call": func(t *rapid.T) {
				call := rapid.Uint64Range(0, 5).Draw(t, "call")
				kept, _, _ := j.Read(0, len(all)+1)
				var want []journal.Entry
				for _, e := range kept {
					if e.Call == call {
						want = append(want, e)
					}
				}
				if diff := cmp.Diff(want, j.Of(call), same); diff != "" {
					t.Fatalf("Of differs from a filter of Read:\n%s", diff)
				}
			},
			"of some kinds": func(t *rapid.T) {
				kept, end, lost := j.Read(0, len(all)+1)
				got, next, lostToo := j.Read(0, len(all)+1, journal.Sent, journal.Warn)
				var want []journal.Entry
				for _, e := range kept {
					if e.Kind == journal.Sent || e.Kind == journal.Warn {
						want = append(want, e)
					}
				}
				if diff := cmp.Diff(want, got, same); diff != "" || next != end || lost != lostToo {
					t.Fatalf("kinds: next %d for %d, lost %d for %d\n%s", next, end, lostToo, lost, diff)
				}
			},
			"": func(t *rapid.T) {
				kept, next, lost := j.Read(0, len(all)+1)
				if len(kept) > records || int(lost)+len(kept) != len(all) || int(next) != len(all)+1 {
					t.Fatalf("%d kept of %d, %d lost, next %d; room for %d", len(kept), len(all), lost, next, records)
				}
				for _, e := range kept {
					check(e)
				}
				if len(all) > 0 {
					newest := kept[len(kept)-1]
					if newest.Overwritten != (len(all[len(all)-1].Data) > room) {
						t.Fatalf("the newest entry has lost %d bytes of %d", len(all[len(all)-1].Data), room)
					}
				}
			},
		})
	})
}

func TestAFullJournalKeepsAsManyEntriesAndBytesAsWasAsked(t *testing.T) {
	j := journal.New(journal.Config{Records: 8, Bytes: 50})
	for i := range 20 {
		j.Append(journal.Entry{At: noon, Call: uint64(i % 2), Kind: journal.Sent, Why: "respond 180", Data: fmt.Appendf(nil, "message %02d", i+1)})
	}
	var got []string
	kept, next, lost := j.Read(0, 100)
	for _, e := range kept {
		got = append(got, fmt.Sprintf("%d %s", e.Seq, e.Data))
	}
	want := []string{"13 ", "14 ", "15 ", "16 message 16", "17 message 17", "18 message 18", "19 message 19", "20 message 20"}
	if diff := cmp.Diff(want, got); diff != "" || next != 21 || lost != 12 {
		t.Errorf("next %d, lost %d\n%s", next, lost, diff)
	}
}

func TestManyWritersAndReadersDoNotTearEntries(t *testing.T) {
	j := journal.New(journal.Config{Records: 256, Bytes: 8 << 10})
	const writers, each = 4, 2000
	var writing, reading sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())

	whole := func(e journal.Entry) {
		want := fmt.Sprintf("%s/%d", e.Why, e.Call)
		if !e.Overwritten && !bytes.Equal(e.Data, bytes.Repeat([]byte(want), len(e.Data)/len(want))) {
			t.Errorf("torn: %q of %q", e.Data, want)
		}
	}
	for range 2 {
		reading.Go(func() {
			var from, seen uint64
			for seen < writers*each && j.Await(ctx, from) == nil {
				got, next, lost := j.Read(from, 100)
				from, seen = next, seen+lost+uint64(len(got))
				for _, e := range got {
					whole(e)
				}
				for _, e := range j.Of(2) {
					whole(e)
				}
			}
			if seen != writers*each {
				t.Errorf("a reader was told of %d entries, %d were written", seen, writers*each)
			}
		})
	}
	for call := range uint64(writers) {
		writing.Go(func() {
			for i := range each {
				why := fmt.Sprint(i)
				j.Append(journal.Entry{At: noon, Call: call, Kind: journal.Sent, Why: why,
					Data: bytes.Repeat(fmt.Appendf(nil, "%s/%d", why, call), i%20)})
			}
		})
	}
	writing.Wait()
	reading.Wait()
	cancel()
}

func TestAwaitReturnsForWhatIsThereForWhatComesAndForTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(journal.Config{Records: 8, Bytes: 64})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- j.Await(ctx, 2) }()

		j.Append(journal.Entry{At: noon})
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("Await(2) returned %v after the first entry", err)
		default:
		}
		j.Append(journal.Entry{At: noon})
		if err := <-done; err != nil {
			t.Errorf("Await(2) after the second entry: %v", err)
		}
		if err := j.Await(ctx, 0); err != nil {
			t.Errorf("Await(0) with entries there: %v", err)
		}
		go func() { done <- j.Await(ctx, 3) }()
		synctest.Wait()
		cancel()
		if err := <-done; err != context.Canceled {
			t.Errorf("Await after its context was cancelled: %v", err)
		}
	})
}

func TestLongWordsAreCutBetweenCharacters(t *testing.T) {
	j := journal.New(journal.Config{Records: 8, Bytes: 64})
	j.Append(journal.Entry{At: noon, Why: "x" + strings.Repeat("é", 4096), Marks: strings.Repeat("m", 1<<20)})
	got := j.Of(0)
	if len(got) != 1 || got[0].Why != "x"+strings.Repeat("é", 2047) || len(got[0].Marks) != 4096 {
		t.Errorf("kept %d entries, %d bytes of Why, %d of Marks", len(got), len(got[0].Why), len(got[0].Marks))
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{0, 500, 1500} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			j := journal.New(journal.Config{})
			e := journal.Entry{
				At: noon, Kind: journal.Sent, Why: "respond 180", Data: make([]byte, size),
				Flow: flow(message.UDP, "127.0.0.1:5060", "127.0.0.1:40000"),
			}
			b.ReportAllocs()
			for b.Loop() {
				e.Call = e.Call + 1
				j.Append(e)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	j := journal.New(journal.Config{})
	e := journal.Entry{
		At: noon, Kind: journal.Sent, Why: "respond 180", Data: make([]byte, 500),
		Flow: flow(message.UDP, "127.0.0.1:5060", "127.0.0.1:40000"),
	}
	for range 1000 {
		j.Append(e)
	}
	b.ReportAllocs()
	for b.Loop() {
		if got, _, _ := j.Read(0, 1000); len(got) != 1000 {
			b.Fatal(len(got))
		}
	}
}
