package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// column is one figure of a table. What is counted has no ratio.
type column struct {
	heading string
	format  string
	value   func(figures) float64
	counted bool
}

type row struct {
	server string
	figures
}

var (
	residentColumn = column{"RSS MiB", "%.1f", func(f figures) float64 { return f.resident }, false}
	peakColumn     = column{"peak MiB", "%.1f", func(f figures) float64 { return f.peak }, false}
	repeatedColumn = column{"retransmitted", "%.0f", func(f figures) float64 { return float64(f.repeated) }, true}
	failedColumn   = column{"failed", "%.0f", func(f figures) float64 { return float64(f.failed) }, true}
)

var columns = []column{
	{"calls/s", "%.0f", func(f figures) float64 { return f.rate }, false},
	// The same with the time others had the core taken out.
	{"calls/cpu s", "%.0f", func(f figures) float64 { return f.rate / f.busy }, false},
	{"cpu s/10k", "%.3f", func(f figures) float64 { return f.cpu }, false},
	residentColumn, peakColumn,
	{"p50 µs", "%.0f", func(f figures) float64 { return microseconds(f.p50) }, false},
	{"p99 µs", "%.0f", func(f figures) float64 { return microseconds(f.p99) }, false},
	repeatedColumn, failedColumn,
}

var heldColumns = []column{
	residentColumn,
	{"KiB a call", "%.2f", func(f figures) float64 { return f.perCall }, false},
	peakColumn, repeatedColumn,
}

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// summary has the medians of rounds, and the sums of what was counted.
func summary(rounds []figures) figures {
	s := figures{
		rate:     median(rounds, func(f figures) float64 { return f.rate }),
		busy:     median(rounds, func(f figures) float64 { return f.busy }),
		cpu:      median(rounds, func(f figures) float64 { return f.cpu }),
		resident: median(rounds, func(f figures) float64 { return f.resident }),
		peak:     median(rounds, func(f figures) float64 { return f.peak }),
		p50:      median(rounds, func(f figures) time.Duration { return f.p50 }),
		p99:      median(rounds, func(f figures) time.Duration { return f.p99 }),
	}
	for _, f := range rounds {
		s.repeated += f.repeated
		s.failed += f.failed
	}
	return s
}

// median takes the lower of the two in the middle, which is one that was measured.
func median[T cmp.Ordered](rounds []figures, value func(figures) T) T {
	var values []T
	for _, f := range rounds {
		values = append(values, value(f))
	}
	slices.Sort(values)
	return values[(len(values)-1)/2]
}

// report prints the rows as a table and, below, the last as a ratio of the first.
func report(out io.Writer, columns []column, rows []row) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "server\t")
	for _, c := range columns {
		fmt.Fprint(w, c.heading, "\t")
	}
	for _, r := range rows {
		fmt.Fprint(w, "\n", r.server, "\t")
		for _, c := range columns {
			fmt.Fprintf(w, c.format+"\t", c.value(r.figures))
		}
	}
	if first, last := rows[0], rows[len(rows)-1]; len(rows) > 1 {
		fmt.Fprint(w, "\n", last.server, "/", first.server, "\t")
		for _, c := range columns {
			if base := c.value(first.figures); c.counted || base == 0 {
				fmt.Fprint(w, "-\t")
			} else {
				fmt.Fprintf(w, "%.2f\t", c.value(last.figures)/base)
			}
		}
	}
	fmt.Fprintln(w)
	return w.Flush()
}
