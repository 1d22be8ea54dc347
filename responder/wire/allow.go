package wire

import (
	"fmt"
	"net/netip"
	"strings"
)

// Allow is who is answered: a source inside any of the prefixes.
type Allow []netip.Prefix

// private are the loopback and private networks: RFC 1122, 1918, 3927, 6598,
// 4291 and 4193.
var private = [...]string{
	"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
	"::1/128", "fc00::/7", "fe80::/10",
}

// Private is loopback, private, link-local and carrier-grade NAT addresses.
func Private() Allow {
	allow := make(Allow, len(private))
	for i, p := range private {
		allow[i] = netip.MustParsePrefix(p)
	}
	return allow
}

// ParseAllow reads prefixes (203.0.113.0/24), addresses, "private" for
// [Private] and "any" for everybody. Of nothing it makes nil, which a [Config]
// takes for Private.
func ParseAllow(list []string) (Allow, error) {
	var allow Allow
	for _, s := range list {
		switch strings.ToLower(s) {
		case "any":
			allow = append(allow, netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0))
			continue
		case "private":
			allow = append(allow, Private()...)
			continue
		}
		p, err := parsePrefix(s)
		if err != nil {
			return nil, err
		}
		allow = append(allow, p)
	}
	return allow, nil
}

func parsePrefix(s string) (netip.Prefix, error) {
	if !strings.Contains(s, "/") {
		addr, err := netip.ParseAddr(s)
		if err != nil {
			return netip.Prefix{}, fmt.Errorf("allow %q: write an address, a prefix like 203.0.113.0/24, private, or any", s)
		}
		addr = plain(addr)
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("allow %q is no prefix: write it like 203.0.113.0/24 or 2001:db8::/32", s)
	}
	if p.Addr().Is4In6() {
		const mapped = 96
		if p.Bits() < mapped {
			return netip.Prefix{}, fmt.Errorf("allow %q takes in more than the mapped IPv4 addresses: write the IPv4 prefix", s)
		}
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped)
	}
	return p.Masked(), nil
}

// Has reports whether a is inside. A zone does not matter, and an IPv4 address
// mapped into IPv6 is that IPv4 address.
func (allow Allow) Has(a netip.Addr) bool {
	a = plain(a)
	for _, p := range allow {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// plain is a without zone and mapping.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }
