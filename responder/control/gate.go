package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"path"
	"slices"
	"strings"
)

// admit says why a request is not let in, nil when it is.
//
// A page on the web can have a browser send requests to addresses that only the
// browser reaches. It is known by the name it calls us by (DNS rebinding), and
// by Origin and Sec-Fetch-Site where it would change something.
func (c *Control) admit(r *http.Request) *problem {
	switch {
	case !c.isOurs(r):
		return fail(http.StatusMisdirectedRequest, "%q is no name of this server: call it localhost, or by its address", clipped(r.Host))
	case c.crossing.Check(r) != nil:
		return fail(http.StatusForbidden, "a page of another origin may not change anything here: send the request without Origin and Sec-Fetch-Site")
	case c.guarded && !c.bears(r) && !isOpen(r.URL.Path):
		return fail(http.StatusUnauthorized, "the token is missing or wrong: send  Authorization: Bearer TOKEN").
			with("WWW-Authenticate", `Bearer realm="sipbin"`)
	}
	return nil
}

// isOurs reports whether the Host of a request names us.
func (c *Control) isOurs(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	if host == "localhost" || slices.Contains(c.hosts, host) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return addr.IsLoopback() || local != nil && addr.WithZone("").Unmap() == local.AddrPort().Addr().WithZone("").Unmap()
}

// bears reports whether a request bears the token. The time this takes does not
// tell how much of it is right.
func (c *Control) bears(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(sum[:], c.token[:]) == 1
}

// isOpen reports whether a path is for those that have no token: what watches
// over processes.
func isOpen(path string) bool { return path == "/healthz" || path == "/readyz" }

// find says why there is no route for a request, nil when there is one.
func (c *Control) find(r *http.Request) *problem {
	if _, pattern := c.mux.Handler(r); pattern != "" && path.Clean(r.URL.Path) == r.URL.Path {
		return nil
	}
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := c.mux.Handler(other); pattern != "" && path.Clean(r.URL.Path) == r.URL.Path {
			allowed = append(allowed, method)
		}
	}
	if allowed != nil {
		methods := strings.Join(allowed, ", ")
		return fail(http.StatusMethodNotAllowed, "this path takes %s", methods).with("Allow", methods)
	}
	return fail(http.StatusNotFound, "nothing is here; /openapi.yaml says what there is")
}
