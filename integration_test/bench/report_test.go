package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReportHasMediansSumsAndRatios(t *testing.T) {
	rounds := []figures{
		{rate: 30000, busy: 0.5, cpu: 0.5, resident: 20, peak: 21, p50: 50 * time.Microsecond, p99: 100 * time.Microsecond, repeated: 1},
		{rate: 10000, busy: 0.4, cpu: 0.9, resident: 90, peak: 91, p50: 90 * time.Microsecond, p99: 900 * time.Microsecond, failed: 2},
		{rate: 31000, busy: 1, cpu: 0.4, resident: 10, peak: 11, p50: 40 * time.Microsecond, p99: 90 * time.Microsecond, failed: 1},
	}
	double := figures{rate: 60000, busy: 0.75, cpu: 0.25, resident: 10, peak: 21, p50: 25 * time.Microsecond, p99: 150 * time.Microsecond}
	var out strings.Builder
	if err := report(&out, columns, []row{{"sipp", summary(rounds)}, {"sipbin", double}}); err != nil {
		t.Fatal(err)
	}
	want := `
       server  calls/s  calls/cpu s  cpu s/10k  RSS MiB  peak MiB  p50 µs  p99 µs  retransmitted  failed
         sipp    30000        60000      0.500     20.0      21.0      50     100              1       3
       sipbin    60000        80000      0.250     10.0      21.0      25     150              0       0
  sipbin/sipp     2.00         1.33       0.50     0.50      1.00    0.50    1.50              -       -
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
}

func TestTallyIsTheLastLineOfTheStatistics(t *testing.T) {
	for _, test := range []struct {
		name, text, problem string
		want                tally
	}{
		{"columns in any order", "A;FailedCall(C);SuccessfulCall(C);Retransmissions(C);\nx;9;9;9;\nx;1;20;3;\n", "", tally{20, 1, 3}},
		{"a column is absent", "A;FailedCall(C);SuccessfulCall(C);\nx;1;20;\n", "2 of its 3 columns", tally{}},
		{"headings only", "A;B;\n", "no statistics", tally{}},
		{"not a number", "FailedCall(C)\nmany\n", "FailedCall(C)", tally{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "s.csv")
			if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := readTally(file)
			switch {
			case test.problem == "" && (err != nil || got != test.want):
				t.Errorf("got %+v, %v", got, err)
			case test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)):
				t.Errorf("got error %v, want one with %q", err, test.problem)
			}
		})
	}
}

func TestSettingsThatCannotBeMeasuredAreRefused(t *testing.T) {
	for _, args := range []string{"-cores 0", "-cores 1,1", "-rounds 0", "-held -1", "-rate 0", "sipbin"} {
		if _, err := parse(strings.Fields(args), &strings.Builder{}); err == nil {
			t.Errorf("%s: no error", args)
		}
	}
	if s, err := parse(strings.Fields("-cores 2,3"), &strings.Builder{}); err != nil || s.loadCore() != "2" || s.serverCore() != "3" {
		t.Errorf("-cores 2,3: %+v, %v", s, err)
	}
}
