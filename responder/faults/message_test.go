package faults_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/scenarios"
)

// answer is a response with these lines between From and the body.
func answer(lines ...string) string {
	head := append([]string{"SIP/2.0 200 OK"}, lines...)
	return strings.Join(append(head, "Content-Length: 6", "", "a\r\nb\r\n"), "\r\n")
}

func TestMessage(t *testing.T) {
	broken, other := scenarios.Fault{Via: "wrong-branch"}, scenarios.Fault{Tag: "changed"}
	untagged, off := scenarios.Fault{Tag: "missing"}, scenarios.Fault{CSeq: "wrong"}
	short, folded, lf := scenarios.Fault{Compact: true}, scenarios.Fault{Fold: true}, scenarios.Fault{LFOnly: true}
	for _, c := range []struct {
		name     string
		fault    scenarios.Fault
		in, want string
		marks    string // "": nothing was done
	}{
		{"a wrong branch keeps the cookie and the other parameters", broken,
			answer("Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1;rport=5060", "Via: SIP/2.0/UDP a;branch=z9hG4bK0"),
			answer("Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1.wrong;rport=5060", "Via: SIP/2.0/UDP a;branch=z9hG4bK0"), "via wrong-branch"},
		{"only the first of several Via values on a line gets it", broken,
			answer("v: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b;branch=z9hG4bK2"),
			answer("v: SIP/2.0/UDP a;branch=z9hG4bK1.wrong, SIP/2.0/UDP b;branch=z9hG4bK2"), "via wrong-branch"},
		{"white space around the branch stays", broken,
			answer("Via: SIP/2.0/UDP a;\r\n Branch = z9hG4bK1 ;x"),
			answer("Via: SIP/2.0/UDP a;\r\n Branch = z9hG4bK1.wrong ;x"), "via wrong-branch"},
		{"a branch in quotes stays in quotes", broken,
			answer(`Via: SIP/2.0/UDP a;branch="z9hG4bK1"`),
			answer(`Via: SIP/2.0/UDP a;branch="z9hG4bK1.wrong"`), "via wrong-branch"},
		{"a branch on the second value is not on the top one", broken,
			answer("Via: SIP/2.0/UDP a, SIP/2.0/UDP b;branch=z9hG4bK2"), "", ""},
		{"a Via without a value is not the top one", broken,
			answer("Via:", "Via: SIP/2.0/UDP a;branch=z9hG4bK1"),
			answer("Via:", "Via: SIP/2.0/UDP a;branch=z9hG4bK1.wrong"), "via wrong-branch"},
		{"a branch in the body is none", broken,
			answer("Via: SIP/2.0/UDP a") + "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\n", "", ""},

		{"a wrong CSeq is one too high", off, answer("CSeq: 1 INVITE"), answer("CSeq: 2 INVITE"), "cseq wrong"},
		{"the highest CSeq becomes one too low", off, answer("CSeq: 2147483647 BYE"), answer("CSeq: 2147483646 BYE"), "cseq wrong"},
		{"white space in CSeq stays", off, answer("cseq  :\t0009\r\n  INVITE"), answer("cseq  :\t10\r\n  INVITE"), "cseq wrong"},
		{"a CSeq that is no number cannot be counted up", off, answer("CSeq: one INVITE"), "", ""},
		{"nor can one beyond 2^31", off, answer("CSeq: 2147483648 INVITE"), "", ""},

		{"a tag is changed behind a URI with parameters and a display name that look like one", other,
			answer(`To: "Bob ;tag=no" <sip:b@h;tag=no>;x=1;tag=yes;y`),
			answer(`To: "Bob ;tag=no" <sip:b@h;tag=no>;x=1;tag=yes.changed;y`), "tag changed"},
		{"a tag is changed without brackets", other, answer("t: sip:b@h;tag=yes"), answer("t: sip:b@h;tag=yes.changed"), "tag changed"},
		{"a tag is taken away with the fold in front of it", untagged,
			answer("To: <sip:b@h>\r\n ;tag=yes", "From: <sip:a@h>;tag=a"), answer("To: <sip:b@h>", "From: <sip:a@h>;tag=a"), "tag missing"},
		{"a tag is taken away from the middle", untagged, answer("To: <sip:b@h>;x;tag=yes;y"), answer("To: <sip:b@h>;x;y"), "tag missing"},
		{"a 100 without a To tag has none to change", other, answer("To: <sip:b@h>"), "", ""},
		{"a tag without a value is none", other, answer("To: <sip:b@h>;tag= ;x"), "", ""},
		{"nor one to take away", untagged, answer("To: <sip:b@h;tag=uri>"), "", ""},

		{"missing takes all lines in all spellings, with their folds", scenarios.Fault{Missing: []string{"contact"}},
			answer("m: <sip:a@h>,\r\n <sip:b@h>", "Allow: INVITE", "CONTACT : <sip:c@h>"), answer("Allow: INVITE"), "missing contact"},
		{"missing by its compact name, and another", scenarios.Fault{Missing: []string{"m", "Allow"}},
			answer("Contact: <sip:a@h>", "Allow: INVITE"), answer(), "missing m|missing Allow"},
		{"what is not there is not missing on purpose", scenarios.Fault{Missing: []string{"Contact", "Allow"}},
			answer("Allow: INVITE"), answer(), "missing Allow"},
		{"without its Via there is no branch to be wrong", scenarios.Fault{Via: "wrong-branch", Missing: []string{"Via"}},
			answer("Via: SIP/2.0/UDP a;branch=z9hG4bK1"), answer(), "missing Via"},

		{"compact forms are taken where there are any", short,
			"SIP/2.0 200 OK\r\nVia : a\r\ncall-id: 1\r\nAllow: INVITE\r\nX-Via: x\r\nl: 0\r\n\r\nTo: b\r\n",
			"SIP/2.0 200 OK\r\nv : a\r\ni: 1\r\nAllow: INVITE\r\nX-Via: x\r\nl: 0\r\n\r\nTo: b\r\n", "compact"},
		{"what is compact already stays", short, "SIP/2.0 200 OK\r\nv: a\r\nCSeq: 1 BYE\r\nL: 0\r\n\r\n", "", ""},

		{"folds stand at white space and in front of parameters", folded,
			answer("Via: SIP/2.0/UDP a;branch=z9hG4bK1;rport=1", `To: "Bob; B" <sip:b@h;x>;tag=1`, "Allow: INVITE, ACK,BYE"),
			answer("Via: SIP/2.0/UDP\r\n a\r\n ;branch=z9hG4bK1\r\n ;rport=1", "To: \"Bob; B\"\r\n <sip:b@h;x>\r\n ;tag=1", "Allow: INVITE,\r\n ACK,BYE"), "fold"},
		{"no fold where more than one space would become one", folded, answer("Subject: a  b \tc"), "", ""},
		{"no fold where a semicolon may be text", folded, answer("Subject: a;b", "X-Note: c;d"), "", ""},
		{"nor where the grammar wants a single space", folded,
			answer("Date: Sat, 13 Nov 2010 23:29:00 GMT", `Warning: 399 h "no such user"`), "", ""},
		{"what is folded already stays", folded, answer("Via: SIP/2.0/UDP\r\n a \r\n\t;branch=z9hG4bK1"), "", ""},
		{"a fold ends as its line does", folded, "SIP/2.0 200 OK\nCSeq: 1 BYE\n\n", "SIP/2.0 200 OK\nCSeq: 1\n BYE\n\n", "fold"},
		{"a line without a name stays", folded, answer("this is no header; at all"), "", ""},

		{"lines end with LF alone, those of the body as they were", lf,
			"SIP/2.0 200 OK\r\nTo: a\r\n b\r\n\r\na\r\nb\r\n", "SIP/2.0 200 OK\nTo: a\n b\n\na\r\nb\r\n", "lf-only"},
		{"what ends with LF already stays", lf, "SIP/2.0 200 OK\nTo: a\n\na\r\n", "", ""},

		{"all at once, in one order", scenarios.Fault{Via: "wrong-branch", CSeq: "wrong", Tag: "changed", Missing: []string{"Allow"}, Compact: true, Fold: true, LFOnly: true},
			answer("Via: SIP/2.0/UDP a;branch=z9hG4bK1", "To: <sip:b@h>;tag=1", "CSeq: 1 INVITE", "Allow: BYE"),
			"SIP/2.0 200 OK\nv: SIP/2.0/UDP\n a\n ;branch=z9hG4bK1.wrong\nt: <sip:b@h>\n ;tag=1.changed\nCSeq: 2\n INVITE\nl: 6\n\na\r\nb\r\n",
			"missing Allow|via wrong-branch|cseq wrong|tag changed|compact|fold|lf-only"},
		{"a fault on the delivery leaves the message alone", scenarios.Fault{Truncate: 3, Corrupt: 3, Copies: 2}, answer("Via: a"), "", ""},
		{"what breaks off in its headers is read as far as it goes", short, "SIP/2.0 200 OK\r\nVia: a", "SIP/2.0 200 OK\r\nv: a", "compact"},
		{"a request of ours is spoilt like a response, behind empty lines too", broken,
			"\r\n\r\nBYE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n\r\n", "\r\n\r\nBYE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1.wrong\r\n\r\n", "via wrong-branch"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := []byte(c.in)
			out, marks := faults.Message(&c.fault, in)
			if got := strings.Join(marks, "|"); got != c.marks {
				t.Errorf("marks %q, want %q", got, c.marks)
			}
			if string(in) != c.in {
				t.Errorf("changed what it was given to %q", in)
			}
			if c.marks == "" {
				c.want = c.in
				if &out[0] != &in[0] {
					t.Error("a copy, though nothing was done")
				}
			}
			if string(out) != c.want {
				t.Errorf("%q\nwant %q", out, c.want)
			}
		})
	}
}

func TestNoFaultLeavesTheBytesAlone(t *testing.T) {
	data := []byte(answer("Via: a"))
	for _, f := range []*scenarios.Fault{nil, {}} {
		if out, marks := faults.Message(f, data); &out[0] != &data[0] || marks != nil {
			t.Errorf("%v: %q %q", f, out, marks)
		}
		d := faults.Transmit(f, data, 1, true, nil)
		if len(d.Sends) != 1 || len(d.Sends[0].Segments) != 1 || &d.Sends[0].Segments[0][0] != &data[0] || d.Held || d.Marks != nil {
			t.Errorf("%v: %+v", f, d)
		}
	}
}

func TestMarksBeginWithTheNameOfTheirFault(t *testing.T) {
	var names []string
	for _, i := range faults.All() {
		names = append(names, i.Name)
	}
	_, marks := faults.Message(&everything, []byte(answer("Via: SIP/2.0/UDP a;branch=z9hG4bK1", "To: <sip:b@h>;tag=1", "CSeq: 1 INVITE", "Allow: BYE")))
	f := everything
	f.Drop = scenarios.Count{}
	for _, stream := range []bool{false, true} {
		marks = append(marks, faults.Transmit(&f, []byte("some bytes"), 1, stream, seeded(1)).Marks...)
	}
	marks = append(marks, faults.Transmit(&everything, []byte("some bytes"), 1, false, nil).Marks...)
	seen := map[string]bool{}
	for _, mark := range marks {
		name, _, _ := strings.Cut(mark, " ")
		seen[name] = true
		if !slices.Contains(names, name) {
			t.Errorf("mark %q of no fault", mark)
		}
	}
	if len(seen) != len(names) {
		t.Errorf("marks of %v, want of all: %v", seen, names)
	}
}
