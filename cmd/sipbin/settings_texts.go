package main

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
)

// checkTexts holds the settings that are sent to what a message can say. A bare
// IPv6 address to advertise gets its brackets.
func (s *settings) checkTexts() error {
	if s.Advertise != "" {
		at, err := advertised(s.Advertise)
		if err != nil {
			return err
		}
		s.Advertise = at
	}
	if strings.ContainsAny(s.Realm, `"\\`) || !oneLine(s.Realm) {
		return fmt.Errorf("--realm %q: give a line of text without quotes and backslashes", s.Realm)
	}
	if message.EscapeUser(s.DialPrefix) != s.DialPrefix {
		return fmt.Errorf("--dial-prefix %q: give what a number can begin with, such as 9 or +1", s.DialPrefix)
	}
	field, _ := catalog.LookupHeader("Service-Route")
	for _, route := range s.Registrar.ServiceRoute {
		if !field.Value.Fits(route) {
			return fmt.Errorf("--service-route %q: give %s, such as <sip:proxy.example.com;lr>", route, field.Value)
		}
	}
	for _, user := range s.Users {
		if !oneLine(user) {
			return fmt.Errorf("--users %q: a name and its password stand in one line", user)
		}
	}
	return nil
}

// advertised is a host, or host:port, as a URI has it.
func advertised(text string) (string, error) {
	face := text
	if ip, err := netip.ParseAddr(text); err == nil && ip.Is6() {
		face = "[" + text + "]"
	}
	host, _ := message.SplitHostPort(face)
	if ip, err := netip.ParseAddr(host); err == nil && (ip.IsUnspecified() || ip.Zone() != "") || !catalog.IsHostPort(face) {
		return "", fmt.Errorf("--advertise %q: give a name or an address that clients reach, with or without a port: sip.example.com, 203.0.113.7:5070, [2001:db8::1]:5070", text)
	}
	return face, nil
}

// oneLine reports whether a text is UTF-8 without control characters.
func oneLine(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}
