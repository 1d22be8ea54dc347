package dialog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// RFC 3261 section 12.2.1.1.
func TestWhereARequestGoes(t *testing.T) {
	const target = "sip:alice@a.lab"
	for _, c := range []struct {
		name, target string
		routes       []string
		uri          string
		route        []string
	}{
		{name: "Without routes to the target", target: target, uri: target},
		{name: "Without a target to the URI of From", uri: "sip:alice@lab;x=y"},
		{name: "By a loose router with the target in front", target: target, routes: []string{"<sip:p1;lr>"},
			uri: target, route: []string{"<sip:p1;lr>"}},
		{name: "By loose routers in their order", target: target, routes: []string{"<sip:p1;lr>", "<sip:p2;lr>;x=y", `"P" <sip:p3:5070;transport=tcp;lr>`},
			uri: target, route: []string{"<sip:p1;lr>", "<sip:p2;lr>;x=y", `"P" <sip:p3:5070;transport=tcp;lr>`}},
		{name: "lr may have a value", target: target, routes: []string{"<sip:p1;lr=on>"}, uri: target, route: []string{"<sip:p1;lr=on>"}},
		{name: "and be spelt in any case", target: target, routes: []string{"<sip:p1;LR>"}, uri: target, route: []string{"<sip:p1;LR>"}},
		{name: "and stand behind a user", target: target, routes: []string{"<sip:flow42@p1;transport=tcp;lr>"}, uri: target, route: []string{"<sip:flow42@p1;transport=tcp;lr>"}},
		{name: "To a strict router in front, with the target at the end", target: target, routes: []string{"<sip:p1>"},
			uri: "sip:p1", route: []string{"<sip:alice@a.lab>"}},
		{name: "A strict router in front is followed by the others", target: target, routes: []string{"<sip:p1>", "<sip:p2;lr>", "<sip:p3>"},
			uri: "sip:p1", route: []string{"<sip:p2;lr>", "<sip:p3>", "<sip:alice@a.lab>"}},
		{name: "A strict router further on is its neighbour's business", target: target, routes: []string{"<sip:p1;lr>", "<sip:p2>"},
			uri: target, route: []string{"<sip:p1;lr>", "<sip:p2>"}},
		{name: "lr of the header field is not that of the URI", target: target, routes: []string{"<sip:p1>;lr"},
			uri: "sip:p1", route: []string{"<sip:alice@a.lab>"}},
		{name: "lr in the user part is not a parameter", target: target, routes: []string{"<sip:x;lr@p1>"},
			uri: "sip:x;lr@p1", route: []string{"<sip:alice@a.lab>"}},
		{name: "A strict router keeps the parameters a Request-URI may have", target: target, routes: []string{"<sip:x@p1:5070;transport=tcp;maddr=192.0.2.1>;y=z"},
			uri: "sip:x@p1:5070;transport=tcp;maddr=192.0.2.1", route: []string{"<sip:alice@a.lab>"}},
		{name: "and loses the method and the headers, which it may not", target: target, routes: []string{"<sip:x@p1;Method=INFO;transport=tcp;method=BYE?Subject=hello&Priority=urgent>"},
			uri: "sip:x@p1;transport=tcp", route: []string{"<sip:alice@a.lab>"}},
		{name: "but not what looks like them in its user part or host", target: target, routes: []string{"<sip:x;method=1?y@method;maddr=192.0.2.1>"},
			uri: "sip:x;method=1?y@method;maddr=192.0.2.1", route: []string{"<sip:alice@a.lab>"}},
		{name: "A target with parameters is kept whole in Route", target: "sip:alice@a.lab;ob;transport=tcp", routes: []string{"<sip:p1>"},
			uri: "sip:p1", route: []string{"<sip:alice@a.lab;ob;transport=tcp>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := dialog.Dialog{
				ID: dialog.ID{CallID: "c1@a.lab"}, Local: ours, Remote: `"Alice" <sip:alice@lab;x=y>;tag=a1`,
				Target: c.target, Routes: slices.Clone(c.routes),
			}
			var want []message.Header
			for _, r := range c.route {
				want = append(want, message.Header{Name: "Route", Value: r})
			}
			want = append(want, message.Header{Name: "From", Value: ours}, message.Header{Name: "To", Value: d.Remote},
				message.Header{Name: "Call-ID", Value: "c1@a.lab"}, message.Header{Name: "CSeq", Value: "1 INFO"})
			uri, headers := d.Head("INFO", 0)
			if uri != c.uri || !slices.Equal(headers, want) {
				t.Errorf("%s\n%+v\nwant %s\n%+v", uri, headers, c.uri, want)
			}
			again, _ := d.Head("INFO", 0)
			if again != c.uri || !slices.Equal(d.Routes, c.routes) {
				t.Errorf("the second time %s, by %q", again, d.Routes)
			}
		})
	}
}

// Whatever routers of either kind made the route set: a request of ours comes by
// each of them in order and reaches the target with its own URI in front.
func TestRequestsComeByEachRouter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const target = "sip:alice@a.lab"
		d := dialog.Dialog{Remote: "<sip:alice@lab>;tag=a1", Target: target}
		var routers []string
		for i, loose := range rapid.SliceOfN(rapid.Bool(), 0, 5).Draw(t, "loose") {
			uri := fmt.Sprintf("sip:p%d", i)
			if loose {
				uri += ";lr"
			}
			routers = append(routers, uri)
			d.Routes = append(d.Routes, "<"+uri+">")
		}
		uri, headers := d.Head("BYE", 0)
		p := packet{uri: uri}
		for _, h := range headers {
			if h.Name == "Route" {
				p.routes = append(p.routes, message.AddrSpec(h.Value))
			}
		}
		if visited := p.travel(routers); !slices.Equal(visited, append(routers, target)) || p.uri != target || len(p.routes) > 0 {
			t.Fatalf("by %q to %s, still to visit %q", visited, p.uri, p.routes)
		}
	})
}

// packet is a request on its way.
type packet struct {
	uri    string
	routes []string
}

// travel passes the packet on from router to router until somebody else has it.
func (p *packet) travel(routers []string) (visited []string) {
	for at := p.next(len(p.routes) > 0 && !slices.Contains(routers, p.uri)); ; {
		visited = append(visited, at)
		if !slices.Contains(routers, at) || len(visited) > len(routers) {
			return visited
		}
		at = p.pass(at, routers)
	}
}

// pass is what a router does to the packet, and where it sends it. A strict one
// puts the first Route into the Request-URI. A loose one undoes what a strict
// one before it did (RFC 3261 section 16.4), takes itself off the Route and
// speaks to a strict one behind it as that wants it (section 16.6 step 6).
func (p *packet) pass(router string, routers []string) string {
	if !loose(router) {
		p.uri, p.routes = p.routes[0], p.routes[1:]
		return p.uri
	}
	if slices.Contains(routers, p.uri) {
		last := len(p.routes) - 1
		p.uri, p.routes = p.routes[last], p.routes[:last]
	} else {
		p.routes = p.routes[1:]
	}
	if len(p.routes) > 0 && !loose(p.routes[0]) {
		p.uri, p.routes = p.routes[0], append(slices.Clone(p.routes[1:]), p.uri)
		return p.uri
	}
	return p.next(len(p.routes) > 0)
}

func (p *packet) next(byRoute bool) string {
	if byRoute {
		return p.routes[0]
	}
	return p.uri
}

func loose(uri string) bool { return strings.HasSuffix(uri, ";lr") }
