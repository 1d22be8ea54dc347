package dialog_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// request is one of the call that all these tests are about: from alice, tag a1,
// to bob, with further header lines.
func request(t interface{ Fatalf(string, ...any) }, method, to string, seq uint32, lines ...string) *message.Message {
	m, err := message.Parse([]byte(strings.Join(append(append([]string{
		method + " sip:bob@lab SIP/2.0", "Via: SIP/2.0/UDP a.lab;branch=z9hG4bKx1", "Max-Forwards: 70",
		`From: "Alice; tag=no" <sip:alice@lab;tag=no>;tag=a1`, "To: " + to, "Call-ID: c1@a.lab", fmt.Sprintf("CSeq: %d %s", seq, method),
	}, lines...), "Content-Length: 0", "", ""), "\r\n")))
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return m
}

const ours = "<sip:bob@lab>;tag=b1"

func TestNewDialogOfAnINVITE(t *testing.T) {
	m := request(t, "INVITE", "<sip:bob@lab>", 314, "Contact: <sip:alice@a.lab:5062;transport=tcp>;expires=60",
		"Record-Route: <sip:p3;lr>, <sip:p2;lr>;x=y", "Record-Route: <sip:p1>")
	d := dialog.New(m, ours, "<sip:bob@b.lab>")
	routes := d.Routes
	d.Routes = nil
	want := dialog.Dialog{
		ID:        dialog.ID{CallID: "c1@a.lab", LocalTag: "b1", RemoteTag: "a1"},
		Early:     true,
		Local:     ours,
		Remote:    `"Alice; tag=no" <sip:alice@lab;tag=no>;tag=a1`,
		Contact:   "<sip:bob@b.lab>",
		Target:    "sip:alice@a.lab:5062;transport=tcp",
		RemoteSeq: 314,
	}
	if fmt.Sprintf("%+v", *d) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v\nwant %+v", *d, want)
	}
	if want := []string{"<sip:p3;lr>", "<sip:p2;lr>;x=y", "<sip:p1>"}; !slices.Equal(routes, want) {
		t.Errorf("routes %q, want %q: a server keeps their order and parameters (RFC 3261 section 12.1.1)", routes, want)
	}
}

func TestTargetIsTheFirstContact(t *testing.T) {
	for _, c := range []struct{ name, contact, want string }{
		{"In brackets", "Contact: <sip:alice@a.lab;ob>;q=1", "sip:alice@a.lab;ob"},
		{"Without brackets parameters are the header's", "Contact: sip:alice@a.lab;expires=60", "sip:alice@a.lab"},
		{"Brackets in the display name are none", `Contact: "A <sip:no@lab>" <sip:alice@a.lab>`, "sip:alice@a.lab"},
		{"The compact form", "m: <sip:alice@a.lab>", "sip:alice@a.lab"},
		{"The first of a list", "Contact: <sip:a,b@a.lab>, <sip:c@a.lab>", "sip:a,b@a.lab"},
		{"The first of two lines", "Contact: <sip:a@a.lab>\r\nContact: <sip:b@a.lab>", "sip:a@a.lab"},
		{"None", "Subject: none", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := dialog.New(request(t, "INVITE", "<sip:bob@lab>", 1, c.contact), ours, ""); d.Target != c.want {
				t.Errorf("%q, want %q", d.Target, c.want)
			}
		})
	}
}

func TestIDOfARequest(t *testing.T) {
	id := dialog.New(request(t, "INVITE", "<sip:bob@lab>", 1), ours, "").ID
	for _, c := range []struct {
		name, to string
		ours     bool
	}{
		{"A request with both tags is in the dialog", ours, true},
		{"Only the tag of To counts", `"Bob" <sip:robert@elsewhere>;x=y;TAG=b1`, true},
		{"Another To tag is another dialog, as of a forked INVITE", "<sip:bob@lab>;tag=b2", false},
		{"Without a To tag there is no dialog", "<sip:bob@lab>", false},
		{"A tag in the URI is none of the header", "<sip:bob@lab;tag=b1>", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := dialog.IDOf(request(t, "BYE", c.to, 2)); (got == id) != c.ours {
				t.Errorf("%+v and %+v", got, id)
			}
		})
	}
}

func TestRefreshTakesTheNewTarget(t *testing.T) {
	d := dialog.New(request(t, "INVITE", "<sip:bob@lab>", 1, "Contact: <sip:alice@a.lab>", "Record-Route: <sip:p1;lr>"), ours, "")
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"A Contact is the target from here on", []string{"Contact: <sip:alice@elsewhere>"}, "sip:alice@elsewhere"},
		{"without one the target stays", nil, "sip:alice@elsewhere"},
		{"and so it does with an empty one", []string{"Contact:"}, "sip:alice@elsewhere"},
		{"the route set stays whatever comes", []string{"Contact: <sip:alice@a.lab>", "Record-Route: <sip:p9;lr>"}, "sip:alice@a.lab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.Refresh(request(t, "UPDATE", ours, 2, c.lines...))
			uri, headers := d.Head("INFO", 0)
			if d.Target != c.want || uri != c.want || headers[0].Value != "<sip:p1;lr>" {
				t.Errorf("target %s, Request-URI %s, Route %s", d.Target, uri, headers[0].Value)
			}
			if d.RemoteSeq != 1 {
				t.Errorf("a refresh counted to %d", d.RemoteSeq)
			}
		})
	}
}

func TestDialogDoesNotKeepTheMessages(t *testing.T) {
	var d *dialog.Dialog
	made := func() weak.Pointer[byte] {
		m := request(t, "INVITE", "<sip:bob@lab>", 1, "Contact: <sip:alice@a.lab>", "Record-Route: <sip:p2;lr>, <sip:p1;lr>")
		d = dialog.New(m, ours, "<sip:bob@b.lab>")
		return weak.Make(unsafe.StringData(m.Raw()))
	}()
	runtime.GC()
	if made.Value() != nil {
		t.Error("the bytes of the INVITE are still there")
	}
	refreshed := func() weak.Pointer[byte] {
		m := request(t, "UPDATE", ours, 2, "Contact: <sip:alice@elsewhere>")
		if err := d.Receive(m); err != nil {
			t.Fatal(err)
		}
		d.Refresh(m)
		return weak.Make(unsafe.StringData(m.Raw()))
	}()
	runtime.GC()
	if refreshed.Value() != nil {
		t.Error("the bytes of the UPDATE are still there")
	}
	runtime.KeepAlive(d)
}
