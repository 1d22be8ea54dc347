package catalog

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// ruleCase is one response to one request, and the words of the rules it
// breaks. When is where it must be noticed: at load, with the request, or in
// the entry (nothing required).
type ruleCase struct {
	id, name string
	req      *request
	draft    Draft
	own      func(*Own)
	words    string // of problems, space-separated; "": none
	atLoad   bool   // they are seen without the request already
	warns    string // of warnings at load
}

func head(pairs ...string) (headers []Header) {
	for i := 0; i < len(pairs); i += 2 {
		headers = append(headers, Header{pairs[i], pairs[i+1]})
	}
	return headers
}

func inDialog(own *Own) { own.InDialog = true }

const expiresAlice = "<sip:alice@10.0.0.7>;expires="

var ruleCases = []ruleCase{
	{id: "A1", name: "Via, From, Call-ID and CSeq come back as they were", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("From", "<sip:x@y>;tag=1")}, words: "From", atLoad: true},
	{id: "A1", name: "what the request has is no constant", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("v", "foo", "CSeq", "1 FOO", "i", "zz")}, words: "CSeq Call-ID Via", atLoad: true},
	{id: "A1", name: "another From tag", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("From", "{{From}}x")}, words: "From"},
	{id: "A1", name: "another To tag than that of the dialog", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("To", "{{To}};tag=another")}, words: "To"},
	{id: "A1", name: "the To tag of the dialog", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("To", "{{To}};tag=b2")}},
	{id: "A1", name: "two To lines", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("To", "{{To}};tag=b2", "t", "{{To}};tag=b2")}, words: "To"},
	{id: "A1", name: "Via taken away", req: ask("INVITE"), draft: Draft{Code: 486, Without: []string{"v"}}, words: "Via", atLoad: true},
	{id: "A1", name: "a copied header may be written out", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("CSeq", "{{CSeq}}")}},
	{id: "A1", name: "a To tag of the request stays", req: ask("BYE", Header{"To", "x"}).retag("t1"), draft: Draft{Code: 200, Headers: head("To", "<sip:486@10.0.0.1>;tag=other")}, words: "To", atLoad: true},
	{id: "A1", name: "the To URI stays", req: ask("INVITE"), draft: Draft{Code: 200, Headers: head("To", "<sip:elsewhere@10.0.0.1>;tag=b2")}, words: "To", atLoad: true},
	{id: "A2", name: "a To without tag", req: ask("INVITE"), draft: Draft{Code: 180, Headers: head("To", "{{To}}")}, words: "To-tag"},
	{id: "A2", name: "no tag of ours is known", req: ask("INVITE"), draft: Draft{Code: 180}, own: func(o *Own) { o.To = "" }, words: "To-tag"},
	{id: "A3", name: "a 100 with a tag of ours", req: ask("INVITE"), draft: Draft{Code: 100, Headers: head("To", "{{To}};tag=b2")}},
	{id: "A4", name: "a 100 copies Timestamp", req: ask("INVITE", Header{"Timestamp", "54"}), draft: Draft{Code: 100, Without: []string{"Timestamp"}}, words: "Timestamp"},
	{id: "A5", name: "a reliable 100", req: ask("INVITE", Header{"Supported", "100rel"}), draft: Draft{Code: 100, Reliable: true}, words: "reliable-100", atLoad: true},
	{id: "A5", name: "a 100 with RSeq", req: ask("INVITE"), draft: Draft{Code: 100, Headers: head("RSeq", "1")}, words: "RSeq reliable-100", atLoad: true},
	{id: "A6", name: "180 to REGISTER", req: ask("REGISTER"), draft: Draft{Code: 180}, words: "method", atLoad: true},
	{id: "A6", name: "100 to REGISTER", req: ask("REGISTER"), draft: Draft{Code: 100}},
	{id: "A7", name: "408 to OPTIONS", req: ask("OPTIONS"), draft: Draft{Code: 408}, words: "method", atLoad: true},
	{id: "A7", name: "408 to INVITE", req: ask("INVITE"), draft: Draft{Code: 408}},
	{id: "A8", name: "180 without Contact", req: ask("INVITE"), draft: Draft{Code: 180, Without: []string{"Contact"}}, words: "Contact", atLoad: true},
	{id: "A8", name: "180 with a tel Contact", req: ask("INVITE"), draft: Draft{Code: 180, Headers: head("Contact", "<tel:+1>")}, words: "Contact", atLoad: true},
	{id: "A8", name: "180 without Record-Route", req: ask("INVITE", Header{"Record-Route", "<sip:p;lr>"}), draft: Draft{Code: 180, Without: []string{"Record-Route"}}, words: "Record-Route"},
	{id: "A8", name: "another Record-Route", req: ask("INVITE", Header{"Record-Route", "<sip:p;lr>"}), draft: Draft{Code: 200, Headers: head("Record-Route", "<sip:q;lr>")}, words: "Record-Route"},
	{id: "A9", name: "a sip Contact to a sips request", req: ask("INVITE").to("sips:486@10.0.0.1"), draft: Draft{Code: 180, Headers: head("Contact", "<sip:a@b>")}, words: "sips"},
	{id: "A9", name: "our Contact becomes sips", req: ask("INVITE").to("sips:486@10.0.0.1"), draft: Draft{Code: 180}},
	{id: "A9", name: "a sips Record-Route counts", req: ask("INVITE", Header{"Record-Route", "<sips:p;lr>"}), draft: Draft{Code: 200, Headers: head("Contact", "<sip:a@b>")}, words: "sips"},
	{id: "A10", name: "reliable though not supported", req: ask("INVITE"), draft: Draft{Code: 183, Reliable: true}, words: "100rel"},
	{id: "A10", name: "reliable and supported", req: ask("INVITE", Header{"Supported", "timer, 100rel"}), draft: Draft{Code: 183, Reliable: true}},
	{id: "A10", name: "required and not reliable", req: ask("INVITE", Header{"Require", "100rel"}), draft: Draft{Code: 183}, words: "100rel"},
	{id: "A10", name: "RSeq 0", req: ask("INVITE", Header{"Supported", "100rel"}), draft: Draft{Code: 183, Reliable: true, Headers: head("RSeq", "0")}, words: "RSeq", atLoad: true},
	{id: "A10", name: "reliable without Require", req: ask("INVITE", Header{"Supported", "100rel"}), draft: Draft{Code: 183, Reliable: true, Without: []string{"Require"}}, words: "Require", atLoad: true},
	{id: "A11", name: "420 names 100rel", req: ask("INVITE", Header{"Require", "100rel"}), draft: Draft{Code: 420, Headers: head("Unsupported", "100rel")}},
	{id: "A13", name: "199 to who does not know it", req: ask("INVITE"), draft: Draft{Code: 199, Headers: head("Reason", "SIP;cause=486")}, words: "unasked"},
	{id: "A13", name: "199 without Reason", req: ask("INVITE", Header{"Supported", "199"}), draft: Draft{Code: 199}, words: "Reason", atLoad: true},
	{id: "A13", name: "199 in the Supported of a 199", req: ask("INVITE", Header{"Supported", "199"}), draft: Draft{Code: 199, Headers: head("Reason", "SIP;cause=486", "Supported", "199")}, words: "Supported", atLoad: true},
	{id: "A13", name: "199 with a body", req: ask("INVITE", Header{"Supported", "199"}), draft: Draft{Code: 199, Headers: head("Reason", "SIP;cause=486"), Body: []byte("v=0\r\n"), ContentType: "application/sdp"}, warns: "body"},
	{id: "A14", name: "200 INVITE without Contact", req: ask("INVITE"), draft: Draft{Code: 200, Without: []string{"m"}}, words: "Contact", atLoad: true},
	{id: "A14", name: "200 INVITE without Allow and Supported", req: ask("INVITE"), draft: Draft{Code: 200, Without: []string{"Allow", "Supported"}}, warns: "Allow Supported"},
	{id: "A14", name: "200 INVITE without the answer that is due", req: ask("INVITE"), draft: Draft{Code: 200}, own: func(o *Own) { o.NeedsSDP = true }, words: "sdp"},
	{id: "A15", name: "200 OPTIONS without Accept", req: ask("OPTIONS"), draft: Draft{Code: 200, Without: []string{"Accept", "Accept-Encoding", "Accept-Language", "Allow", "Supported"}}, warns: "Accept Accept-Encoding Accept-Language Allow Supported"},
	{id: "A15", name: "OPTIONS mirrors the INVITE", req: ask("OPTIONS"), draft: Draft{Code: 486}},
	{id: "A16", name: "a binding without expires", req: ask("REGISTER"), draft: Draft{Code: 200, Headers: head("Contact", expiresAlice+"60", "Contact", "<sip:b@c>")}, words: "expires", atLoad: true},
	{id: "A16", name: "bindings kept quiet", req: ask("REGISTER"), draft: Draft{Code: 200, Without: []string{"Contact", "Date"}}, words: "Contact", warns: "Date"},
	{id: "A16", name: "600 from a registrar", req: ask("REGISTER"), draft: Draft{Code: 600}, words: "method", atLoad: true},
	{id: "A16", name: "Record-Route to REGISTER", req: ask("REGISTER"), draft: Draft{Code: 200, Headers: head("Record-Route", "<sip:p;lr>")}, warns: "unread"},
	{id: "A17", name: "200 SUBSCRIBE without Expires", req: ask("SUBSCRIBE"), draft: Draft{Code: 200, Without: []string{"Expires"}}, words: "Expires", atLoad: true},
	{id: "A17", name: "more than was asked", req: ask("SUBSCRIBE", Header{"Expires", "60"}), draft: Draft{Code: 200, Headers: head("Expires", "61")}, words: "Expires"},
	{id: "A17", name: "Event in a response", req: ask("SUBSCRIBE"), draft: Draft{Code: 200, Headers: head("o", "presence")}, words: "Event", atLoad: true},
	{id: "A17", name: "Subscription-State in a response", req: ask("NOTIFY"), draft: Draft{Code: 200, Headers: head("Subscription-State", "active")}, words: "Subscription-State", atLoad: true},
	{id: "A18", name: "200 PUBLISH without SIP-ETag", req: ask("PUBLISH"), draft: Draft{Code: 200, Without: []string{"SIP-ETag", "Expires"}}, words: "Expires SIP-ETag", atLoad: true},
	{id: "A18", name: "Contact to PUBLISH", req: ask("PUBLISH"), draft: Draft{Code: 200, Headers: head("Contact", "<sip:a@b>")}, warns: "unread"},
	{id: "A19", name: "200 REFER without Contact", req: ask("REFER"), draft: Draft{Code: 200, Without: []string{"Contact"}}, words: "Contact", atLoad: true},
	{id: "A20", name: "200 MESSAGE with body and Contact", req: ask("MESSAGE"), draft: Draft{Code: 200, Headers: head("Contact", "<sip:a@b>"), Body: []byte("hi"), ContentType: "text/plain"}, words: "Contact body", atLoad: true},
	{id: "A21", name: "200 UPDATE without Contact", req: ask("UPDATE"), draft: Draft{Code: 200, Without: []string{"Contact"}}, words: "Contact", atLoad: true},
	{id: "A22", name: "Session-Expires without refresher", req: ask("INVITE", Header{"Session-Expires", "1800"}), draft: Draft{Code: 200, Headers: head("Session-Expires", "1800")}, words: "refresher", atLoad: true},
	{id: "A22", name: "uac to a client without timers", req: ask("INVITE"), draft: Draft{Code: 200, Headers: head("Session-Expires", "1800;refresher=uac", "Require", "timer")}, words: "extension refresher"},
	{id: "A22", name: "uac to a client that only requires timers", req: ask("INVITE", Header{"Require", "timer"}), draft: Draft{Code: 200, Headers: head("Session-Expires", "1800;refresher=uac", "Require", "timer")}},
	{id: "A22", name: "against the client's choice", req: ask("INVITE", Header{"Supported", "timer"}, Header{"x", "1800;refresher=uac"}), draft: Draft{Code: 200, Headers: head("x", "1800;refresher=uas")}, words: "refresher"},
	{id: "A22", name: "longer than asked", req: ask("INVITE", Header{"Supported", "timer"}, Header{"x", "1800"}), draft: Draft{Code: 200, Headers: head("x", "1801;refresher=uas", "Require", "timer")}, words: "Session-Expires"},
	{id: "A22", name: "shorter than Min-SE", req: ask("INVITE", Header{"Supported", "timer"}, Header{"x", "1800"}, Header{"Min-SE", "600"}), draft: Draft{Code: 200, Headers: head("x", "599;refresher=uas", "Require", "timer")}, words: "Session-Expires"},
	{id: "A22", name: "uac: Require: timer is filled", req: ask("INVITE", Header{"Supported", "timer"}), draft: Draft{Code: 200, Headers: head("x", "1800;refresher=uac")}},
	{id: "A22", name: "uac and Require taken away", req: ask("INVITE", Header{"Supported", "timer"}), draft: Draft{Code: 200, Headers: head("x", "1800;refresher=uac"), Without: []string{"Require"}}, words: "Require", atLoad: true},
	{id: "A22", name: "an agreed timer is filled", req: ask("INVITE", Header{"Supported", "timer"}), draft: Draft{Code: 200}, own: func(o *Own) { o.SessionExpires = "1800;refresher=uac" }},
	{id: "A23", name: "202 to REFER", req: ask("REFER"), draft: Draft{Code: 202}},
	{id: "A23", name: "202 to SUBSCRIBE", req: ask("SUBSCRIBE"), draft: Draft{Code: 202}, words: "method", atLoad: true},
	{id: "A23", name: "202 to MESSAGE", req: ask("MESSAGE"), draft: Draft{Code: 202}},
	{id: "A24", name: "204 outside a dialog", req: ask("SUBSCRIBE", Header{"Suppress-If-Match", "x"}), draft: Draft{Code: 204}, words: "suppress"},
	{id: "A24", name: "204 inside a dialog", req: ask("SUBSCRIBE", Header{"Suppress-If-Match", "x"}), draft: Draft{Code: 204}, own: inDialog},
	{id: "A24", name: "204 to NOTIFY", req: ask("NOTIFY"), draft: Draft{Code: 204}, words: "method suppress"},
	{id: "A25", name: "302 without Contact", req: ask("INVITE"), draft: Draft{Code: 302}, warns: "Contact"},
	{id: "A25", name: "302 to SUBSCRIBE without Contact", req: ask("SUBSCRIBE"), draft: Draft{Code: 302}, words: "Contact", atLoad: true},
	{id: "A26", name: "305 without Contact", req: ask("INVITE"), draft: Draft{Code: 305}, words: "Contact", atLoad: true},
	{id: "A27", name: "380 needs no header", req: ask("INVITE"), draft: Draft{Code: 380}, warns: "Content-Type"},
	{id: "A28", name: "302 to where the call went", req: ask("INVITE"), draft: Draft{Code: 302, Headers: head("Contact", "<sip:a@b>, <sip:486@10.0.0.1>")}, words: "redirect-to-self"},
	{id: "A29", name: "401 without WWW-Authenticate", req: ask("INVITE"), draft: Draft{Code: 401}, own: func(o *Own) { o.Challenges = nil }, words: "WWW-Authenticate"},
	{id: "A30", name: "407 without Proxy-Authenticate", req: ask("INVITE"), draft: Draft{Code: 407, Without: []string{"Proxy-Authenticate"}}, words: "Proxy-Authenticate", atLoad: true},
	{id: "A31", name: "401 to CANCEL", req: ask("CANCEL"), draft: Draft{Code: 401}, words: "method", atLoad: true},
	{id: "A31", name: "anything to ACK", req: ask("ACK"), draft: Draft{Code: 200}, words: "method", atLoad: true},
	{id: "A32", name: "both challenges in a 401", req: ask("INVITE"), draft: Draft{Code: 401, Headers: head("Proxy-Authenticate", `Digest realm="p", nonce="n"`)}},
	{id: "A33", name: "405 without Allow", req: ask("INFO"), draft: Draft{Code: 405, Without: []string{"Allow"}}, words: "Allow", atLoad: true},
	{id: "A33", name: "405 to CANCEL", req: ask("CANCEL"), draft: Draft{Code: 405}, warns: "method"},
	{id: "A34", name: "406 needs no header", req: ask("INVITE"), draft: Draft{Code: 406}},
	{id: "A35", name: "412 to a first PUBLISH", req: ask("PUBLISH"), draft: Draft{Code: 412}, words: "etag"},
	{id: "A35", name: "412 to INVITE", req: ask("INVITE", Header{"SIP-If-Match", "x"}), draft: Draft{Code: 412}, words: "method", atLoad: true},
	{id: "A36", name: "413 may go without Retry-After", req: ask("INVITE"), draft: Draft{Code: 413}},
	{id: "A37", name: "415 without Accept", req: ask("INVITE"), draft: Draft{Code: 415, Without: []string{"Accept"}}, words: "Accept", atLoad: true},
	{id: "A37", name: "415 for an encoding", req: ask("INVITE"), draft: Draft{Code: 415, Without: []string{"Accept"}, Headers: head("Accept-Encoding", "identity")}},
	{id: "A38", name: "416 needs no header", req: ask("INVITE"), draft: Draft{Code: 416}},
	{id: "A39", name: "417 to who requires no priority", req: ask("INVITE"), draft: Draft{Code: 417}, words: "resource-priority"},
	{id: "A40", name: "Unsupported names what nobody required", req: ask("INVITE", Header{"Require", "foo"}), draft: Draft{Code: 420, Headers: head("Unsupported", "foo, bar")}, words: "Unsupported"},
	{id: "A40", name: "420 though nothing is required", req: ask("INVITE"), draft: Draft{Code: 420}, words: "Unsupported"},
	{id: "A40", name: "420 to a Path that the client does not expect", req: ask("REGISTER", Header{"Path", "<sip:p;lr>"}), draft: Draft{Code: 420, Headers: head("Unsupported", "path")}},
	{id: "A40", name: "420 to a Path that the client expects", req: ask("REGISTER", Header{"Path", "<sip:p;lr>"}, Header{"Supported", "path"}), draft: Draft{Code: 420, Headers: head("Unsupported", "path")}, words: "Unsupported"},
	{id: "A40", name: "420 to CANCEL", req: ask("CANCEL", Header{"Require", "foo"}), draft: Draft{Code: 420}, words: "method", atLoad: true},
	{id: "A41", name: "421 without Require", req: ask("INVITE"), draft: Draft{Code: 421}, words: "Require", atLoad: true},
	{id: "A41", name: "421 for what the client has", req: ask("INVITE", Header{"k", "timer"}), draft: Draft{Code: 421, Headers: head("Require", "timer")}, words: "needless"},
	{id: "A41", name: "421 for sec-agree without Security-Server", req: ask("INVITE"), draft: Draft{Code: 421, Headers: head("Require", "sec-agree")}, words: "Security-Server", atLoad: true},
	{id: "A42", name: "422 to who knows no timers", req: ask("INVITE", Header{"x", "60"}), draft: Draft{Code: 422}, words: "timer"},
	{id: "A42", name: "422 to an interval that is long enough", req: ask("INVITE", Header{"x", "1800"}, Header{"Supported", "timer"}), draft: Draft{Code: 422, Headers: head("Min-SE", "90")}, words: "interval"},
	{id: "A42", name: "Min-SE below 90", req: ask("INVITE", Header{"x", "60"}, Header{"Supported", "timer"}), draft: Draft{Code: 422, Headers: head("Min-SE", "80")}, words: "Min-SE", atLoad: true},
	{id: "A42", name: "Min-SE in a 200", req: ask("INVITE"), draft: Draft{Code: 200, Headers: head("Min-SE", "90")}, words: "Min-SE", atLoad: true},
	{id: "A43", name: "423 to INVITE", req: ask("INVITE", Header{"Expires", "60"}), draft: Draft{Code: 423}, words: "method", atLoad: true},
	{id: "A43", name: "423 to a short one", req: ask("REGISTER", Header{"Expires", "60"}), draft: Draft{Code: 423}},
	{id: "A43", name: "423 to an hour", req: ask("REGISTER", Header{"Expires", "3600"}), draft: Draft{Code: 423}, words: "interval"},
	{id: "A43", name: "423 to one that ends a binding", req: ask("REGISTER", Header{"Expires", "0"}), draft: Draft{Code: 423}, words: "interval"},
	{id: "A43", name: "423 below its own minimum", req: ask("REGISTER", Header{"Expires", "60"}), draft: Draft{Code: 423, Headers: head("Min-Expires", "60")}, words: "interval"},
	{id: "A44", name: "424 to a request without Geolocation", req: ask("INVITE"), draft: Draft{Code: 424, Headers: head("Geolocation-Error", "100")}, words: "geolocation"},
	{id: "A44", name: "two Geolocation-Errors", req: ask("INVITE", Header{"Geolocation", "<cid:x>"}), draft: Draft{Code: 424, Headers: head("Geolocation-Error", "100", "Geolocation-Error", "200")}, words: "Geolocation-Error", atLoad: true},
	{id: "A45", name: "425 to a request without an alert", req: ask("MESSAGE"), draft: Draft{Code: 425, Headers: head("AlertMsg-Error", "100")}, words: "alert"},
	{id: "A45", name: "425 to an alert", req: ask("MESSAGE", Header{"c", "application/EmergencyCallData.cap+xml"}), draft: Draft{Code: 425, Headers: head("AlertMsg-Error", "100")}},
	{id: "A46", name: "438 needs no header", req: ask("INVITE"), draft: Draft{Code: 438}},
	{id: "A47", name: "429 needs no header", req: ask("REFER"), draft: Draft{Code: 429}},
	{id: "A48", name: "439 to who has no outbound", req: ask("REGISTER"), draft: Draft{Code: 439}, words: "outbound"},
	{id: "A48", name: "439 to a flow whose instance stands behind it", req: ask("REGISTER", Header{"Contact", `<sip:a@h>;reg-id=1;+sip.instance="<urn:x;reg-id=>"`}, Header{"Supported", "outbound"}), draft: Draft{Code: 439}},
	{id: "A49", name: "440 needs no header", req: ask("INVITE"), draft: Draft{Code: 440}},
	{id: "A50", name: "469 to a legacy INFO", req: ask("INFO"), draft: Draft{Code: 469, Headers: head("Recv-Info", "")}, words: "info-package"},
	{id: "A50", name: "469 without Recv-Info", req: ask("INFO", Header{"Info-Package", "x"}), draft: Draft{Code: 469}, words: "Recv-Info", atLoad: true},
	{id: "A51", name: "470 without Permission-Missing", req: ask("INVITE"), draft: Draft{Code: 470}, warns: "Permission-Missing"},
	{id: "A52", name: "480 may carry Retry-After", req: ask("INVITE"), draft: Draft{Code: 480, Headers: head("Retry-After", "60")}},
	{id: "A55", name: "485 without Contact", req: ask("INVITE"), draft: Draft{Code: 485}, warns: "Contact"},
	{id: "A56", name: "487 to CANCEL", req: ask("CANCEL"), draft: Draft{Code: 487}, words: "method", atLoad: true},
	{id: "A57", name: "488 without Warning", req: ask("INVITE"), draft: Draft{Code: 488}, warns: "Warning"},
	{id: "A57", name: "606 without Warning", req: ask("INVITE"), draft: Draft{Code: 606}},
	{id: "A58", name: "489 without Allow-Events", req: ask("SUBSCRIBE"), draft: Draft{Code: 489, Without: []string{"Allow-Events"}}, words: "Allow-Events", atLoad: true},
	{id: "A59", name: "491 to a first INVITE", req: ask("INVITE"), draft: Draft{Code: 491}, words: "no-dialog"},
	{id: "A59", name: "491 to a re-INVITE", req: ask("INVITE"), draft: Draft{Code: 491}, own: inDialog},
	{id: "A60", name: "493 needs no header", req: ask("MESSAGE"), draft: Draft{Code: 493}},
	{id: "A61", name: "494 without Security-Server", req: ask("INVITE", Header{"Require", "sec-agree"}), draft: Draft{Code: 494}, words: "Security-Server", atLoad: true},
	{id: "A61", name: "494 that offers digest without challenge", req: ask("INVITE"), draft: Draft{Code: 494, Headers: head("Security-Server", "digest;q=0.1")}, own: func(o *Own) { o.Challenges = nil }, words: "Proxy-Authenticate"},
	{id: "A61", name: "494 says Require: sec-agree", req: ask("INVITE"), draft: Draft{Code: 494, Headers: head("Security-Server", "tls;q=0.1"), Without: []string{"Require"}}, words: "Require"},
	{id: "A62", name: "500 may carry Retry-After", req: ask("INVITE"), draft: Draft{Code: 500, Headers: head("Retry-After", "3")}},
	{id: "A65", name: "513 and 505 need no header", req: ask("INVITE"), draft: Draft{Code: 513}},
	{id: "A66", name: "555 to INVITE", req: ask("INVITE"), draft: Draft{Code: 555}, words: "method", atLoad: true},
	{id: "A67", name: "580 with a port", req: ask("INVITE"), draft: Draft{Code: 580, Body: []byte("v=0\r\nm=audio 4000 RTP/AVP 0\r\n"), ContentType: "application/sdp"}, words: "sdp", atLoad: true},
	{id: "A68", name: "Retry-After in a 604", req: ask("INVITE"), draft: Draft{Code: 604, Headers: head("Retry-After", "3")}, warns: "unread"},
	{id: "A69", name: "608 without Call-Info", req: ask("INVITE"), draft: Draft{Code: 608}, words: "Call-Info", atLoad: true},
	{id: "A69", name: "608 with another Call-Info", req: ask("INVITE"), draft: Draft{Code: 608, Headers: head("Call-Info", "<http://x>;purpose=icon")}, words: "Call-Info", atLoad: true},
	{id: "20", name: "a list of numbers that is none", req: ask("REGISTER", Header{"Expires", "60"}), draft: Draft{Code: 423, Headers: head("Min-Expires", "abc")}, words: "Min-Expires", atLoad: true},
	{id: "20", name: "a duration in words", req: ask("SUBSCRIBE"), draft: Draft{Code: 200, Headers: head("Expires", "abc")}, words: "Expires", atLoad: true},
	{id: "20", name: "option tags without a comma", req: ask("INVITE", Header{"Require", "a"}), draft: Draft{Code: 420, Headers: head("Unsupported", "a b")}, words: "Unsupported", atLoad: true},
	{id: "20", name: "Contacts that nobody can read", req: ask("INVITE"), draft: Draft{Code: 302, Headers: head("Contact", "<sip:a@b", "Contact", "*", "m", "Bob Smith, sip:x")}, words: "Contact", atLoad: true},
	{id: "20", name: "times that are none", req: ask("INVITE"), draft: Draft{Code: 480, Headers: head("Retry-After", "never", "Date", "yesterday", "Warning", "nonsense")}, words: "Date Retry-After Warning", atLoad: true},
	{id: "20", name: "a challenge that asks nothing", req: ask("INVITE"), draft: Draft{Code: 401, Headers: head("WWW-Authenticate", "junk")}, words: "WWW-Authenticate", atLoad: true},
	{id: "20", name: "a template that comes to nonsense", req: ask("INVITE"), draft: Draft{Code: 480, Headers: head("Retry-After", "{{CSeq}}")}, words: "Retry-After"},
	{id: "20", name: "one constant beside a template", req: ask("INVITE"), draft: Draft{Code: 480, Headers: head("Warning", `399 {{Call-ID}} "x"`, "Warning", "nonsense")}, words: "Warning", atLoad: true},
	{id: "12.1.1", name: "two Contacts in a 200", req: ask("INVITE"), draft: Draft{Code: 200, Headers: head("m", "<sip:a@b>", "Contact", "<sip:c@d>")}, words: "Contact", atLoad: true},
	{id: "12.1.1", name: "two Contacts in one line", req: ask("INVITE"), draft: Draft{Code: 200, Headers: head("Contact", "<sip:a@b>, <sip:c@d>")}, words: "Contact", atLoad: true},
	{id: "12.1.1", name: "two Contacts of templates", req: ask("INVITE"), draft: Draft{Code: 180, Headers: head("Contact", "<sip:{{Call-ID}}@b>", "Contact", "<sip:a@{{Call-ID}}>")}, words: "Contact", atLoad: true},
	{id: "20", name: "a single header twice", req: ask("INVITE"), draft: Draft{Code: 480, Headers: head("Retry-After", "1", "retry-after", "2", "c", "text/plain", "Content-Type", "text/plain"), Body: []byte("x")}, words: "Content-Type Retry-After", atLoad: true},
	{id: "20", name: "a list by both names", req: ask("INVITE"), draft: Draft{Code: 200, Headers: head("Supported", "replaces", "k", "timer")}},
	{id: "A22", name: "an interval below the least", req: ask("INVITE", Header{"Supported", "timer"}, Header{"x", "10"}), draft: Draft{Code: 200, Headers: head("x", "10;refresher=uas", "Require", "timer")}, warns: "Session-Expires"},
	{id: "A72", name: "an extension the client does not know", req: ask("INVITE", Header{"Supported", "timer"}), draft: Draft{Code: 200, Headers: head("Require", "timer, foo")}, words: "extension"},
	{id: "A73", name: "request headers", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("Max-Forwards", "70", "Route", "<sip:p>")}, warns: "unread unread"},
	{id: "A74", name: "Retry-After in a 486", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("Retry-After", "3")}},
	{id: "A74", name: "Retry-After in a 200", req: ask("INVITE"), draft: Draft{Code: 200, Headers: head("Retry-After", "3")}, warns: "unread"},
	{id: "A75", name: "Reason in a 486", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("Reason", "Q.850;cause=17")}},
	{id: "A75", name: "Reason in a 100", req: ask("INVITE"), draft: Draft{Code: 100, Headers: head("Reason", "Q.850;cause=17")}, warns: "unread"},

	{id: "18.3", name: "no Content-Length on a stream", req: ask("INVITE"), draft: Draft{Code: 486, Without: []string{"l"}}, own: func(o *Own) { o.Stream = true }, words: "Content-Length"},
	{id: "18.3", name: "no Content-Length on UDP", req: ask("INVITE"), draft: Draft{Code: 486, Without: []string{"l"}}},
	{id: "20.14", name: "a wrong Content-Length", req: ask("INVITE"), draft: Draft{Code: 486, Headers: head("l", "1")}, words: "Content-Length", atLoad: true},
	{id: "7.4.1", name: "a body of no type", req: ask("INVITE"), draft: Draft{Code: 486, Body: []byte("x")}, words: "Content-Type", atLoad: true},
	{id: "8.1.3.2", name: "a code that is not registered", req: ask("INVITE"), draft: Draft{Code: 411}, warns: "unregistered"},
	{id: "8.1.3.2", name: "a code nobody knows", req: ask("INVITE"), draft: Draft{Code: 499}, warns: "unregistered"},
	{id: "21.4.24", name: "486 to NOTIFY", req: ask("NOTIFY"), draft: Draft{Code: 486}, warns: "method"},
}

func (r *request) to(uri string) *request { r.uri = uri; return r }

func (r *request) retag(tag string) *request {
	r.headers = slices.DeleteFunc(r.headers, func(h Header) bool { return strings.EqualFold(h.Name, "To") })
	return r.with(Header{"To", "<sip:486@10.0.0.1>;tag=" + tag})
}

func TestRules(t *testing.T) {
	for _, c := range ruleCases {
		t.Run(c.id+" "+c.name, func(t *testing.T) {
			own := ours
			if c.own != nil {
				c.own(&own)
			}
			problems, later := CheckDraft(c.req.method, c.draft)
			var early, warned []string
			for _, p := range problems {
				if p.Severity == IsWarning {
					warned = append(warned, p.Word)
				} else {
					early = append(early, p.Word)
				}
			}
			if got := inWords(warned); got != c.warns {
				t.Errorf("warnings at load: %q, want %q", got, c.warns)
			}
			if c.atLoad && inWords(early) != c.words {
				t.Errorf("problems at load: %q, want %q", inWords(early), c.words)
			}
			if !c.atLoad && c.words == "" && early != nil {
				t.Errorf("problems at load: %q, want none", inWords(early))
			}
			c.draft.Headers = c.req.fillIn(c.draft.Headers)
			_, err := Build(c.req, &c.draft, &own)
			if got := wordsOf(t, err); got != c.words {
				t.Errorf("problems when built: %q, want %q (%v)", got, c.words, err)
			}

			if early == nil {
				c.draft.Later = later
				_, err := Build(c.req, &c.draft, &own)
				if got := wordsOf(t, err); got != c.words {
					t.Errorf("problems by the rules left for later: %q, want %q", got, c.words)
				}
			}
			c.draft.Later, c.draft.Breaks = nil, strings.Fields(c.words)
			if r, err := Build(c.req, &c.draft, &own); err != nil {
				t.Errorf("breaks %v does not allow it: %v", c.draft.Breaks, err)
			} else {
				for _, word := range c.draft.Breaks {
					if !slices.Contains(r.Marks, "breaks "+word) {
						t.Errorf("no mark for %s in %q", word, r.Marks)
					}
				}
			}
			c.draft.Breaks = nil
			c.draft.Dialled = true
			if _, err := Build(c.req, &c.draft, &own); c.words == "method" && err != nil {
				t.Errorf("dialled, it is a mark and no problem: %v", err)
			}
		})
	}
}

// fillIn puts the headers of the request into templates of their names.
func (r *request) fillIn(drafted []Header) (headers []Header) {
	for _, h := range drafted {
		for _, asked := range r.headers {
			field, _ := LookupHeader(asked.Name)
			h.Value = strings.ReplaceAll(h.Value, "{{"+field.Name+"}}", asked.Value)
		}
		headers = append(headers, h)
	}
	return headers
}

func inWords(words []string) string {
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(a, b) })
	return strings.Join(words, " ")
}

func wordsOf(t *testing.T, err error) string {
	t.Helper()
	var problems Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatalf("not Problems: %v", err)
	}
	var words []string
	for _, p := range problems {
		words = append(words, p.Word)
	}
	return inWords(words)
}
