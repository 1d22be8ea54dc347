package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
)

// The elements of a JUnit file that Jenkins, GitLab and the reporters for GitHub
// agree on: Jenkins refuses others. GitLab shows classname as the suite and only
// the text of a failure; two cases with the same names are one to it.
type (
	junitSuites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Time     string   `xml:"time,attr"`
		Suites   []*junitSuite
	}
	junitSuite struct {
		XMLName   xml.Name `xml:"testsuite"`
		Name      string   `xml:"name,attr"`
		File      string   `xml:"file,attr,omitempty"`
		Tests     int      `xml:"tests,attr"`
		Failures  int      `xml:"failures,attr"`
		Errors    int      `xml:"errors,attr"`
		Skipped   int      `xml:"skipped,attr"`
		Time      string   `xml:"time,attr"`
		Timestamp string   `xml:"timestamp,attr"`
		Cases     []junitCase
		seconds   float64
	}
	junitCase struct {
		XMLName   xml.Name `xml:"testcase"`
		Name      string   `xml:"name,attr"`
		Classname string   `xml:"classname,attr"`
		Time      string   `xml:"time,attr"`
		Failure   *junitFailure
		Skipped   *junitSkipped
		Out       *junitOut
	}
	junitOut struct {
		XMLName xml.Name `xml:"system-out"`
		Text    string   `xml:",cdata"`
	}
	junitFailure struct {
		XMLName xml.Name `xml:"failure"`
		Type    string   `xml:"type,attr"`
		Message string   `xml:"message,attr"`
		Text    string   `xml:",cdata"`
	}
	junitSkipped struct {
		XMLName xml.Name `xml:"skipped"`
		Message string   `xml:"message,attr"`
	}
)

// writeJUnit writes a suite for each scenario file and a case for each call.
func writeJUnit(w io.Writer, o *outcome) error {
	all := junitSuites{Name: "sipbin", Time: junitTime(o.Seconds)}
	byName := map[string]*junitSuite{}
	for i := range o.Cases {
		c := &o.Cases[i]
		s := byName[c.Suite]
		if s == nil {
			s = &junitSuite{Name: xmlText(c.Suite), Timestamp: o.Began.UTC().Format("2006-01-02T15:04:05")}
			if filepath.Ext(c.Suite) != "" {
				s.File = s.Name
			}
			byName[c.Suite] = s
			all.Suites = append(all.Suites, s)
		}
		s.add(c)
	}
	for _, s := range all.Suites {
		s.Time = junitTime(s.seconds)
		all.Tests += s.Tests
		all.Failures += s.Failures
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(c *runCase) {
	jc := junitCase{Name: xmlText(c.Name), Classname: classname(c.Suite)}
	if len(c.Findings) > 0 {
		jc.Out = &junitOut{Text: findings(c.Findings)}
	}
	jc.Time = junitTime(c.Seconds)
	s.seconds += c.Seconds
	s.Tests++
	switch c.Outcome {
	case journal.OK.String():
	case journal.NotApplicable.String():
		s.Skipped++
		jc.Skipped = &junitSkipped{Message: xmlText(c.Why)}
	default:
		s.Failures++
		jc.Failure = &junitFailure{Type: c.Outcome, Message: xmlText(c.Why), Text: xmlText(strings.TrimSpace(c.Why+"\n\n"+c.Ladder) + "\n")}
	}
	s.Cases = append(s.Cases, jc)
}

// findings are those of a call, a line each.
func findings(all []journal.Finding) string {
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "%s (%s)\n", f.Text, f.Rule)
	}
	return xmlText(b.String())
}

// classname is a path as Jenkins understands it, which takes what is before the
// last dot for a package: "voip/phones.yaml" is "voip.phones".
func classname(path string) string {
	path = filepath.ToSlash(path)
	path = strings.TrimSuffix(path, filepath.Ext(path))
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '.' })
	return xmlText(strings.Join(parts, "."))
}

func junitTime(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 3, 64) }

// xmlText replaces what XML 1.0 cannot carry, not even escaped (section 2.2).
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r',
			r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000 && r <= 0x10ffff:
			return r
		}
		return '\uFFFD'
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
