package integration_test

import (
	"fmt"
	"slices"
	"strings"
)

// A scribe writes a dialogue as a script of sipp.
type scribe struct {
	strings.Builder
	called    bool // sipp is called
	dialog    bool // there is one
	inside    bool // there was one when the last INVITE came
	cseq      int  // of the last request sipp sent
	invite    int  // of its last INVITE
	refused   bool // that got a 3xx to 6xx
	versions  int  // of the SDP sipp sent
	variables []string
}

// script is what sipp is to be given, with -sf.
func (d dialogue) script() string {
	w := &scribe{called: d.calledAs != ""}
	w.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"dialogue\">\n")
	for _, l := range d.lines {
		switch {
		case !l.sent:
			w.receive(l)
		case l.code == "":
			w.request(l)
		default:
			w.respond(l)
		}
	}
	if len(w.variables) > 0 { // sipp wants each to be used
		fmt.Fprintf(w, "<Reference variables=%q/>\n", strings.Join(w.variables, ","))
	}
	w.WriteString("</scenario>\n")
	return w.String()
}

// keep has sipp keep the value of a header field of what comes.
func (w *scribe) keep(header, variable string) {
	fmt.Fprintf(w, "<ereg regexp=\".*\" search_in=\"hdr\" header=%q assign_to=%q/>\n", header+":", variable)
	if !slices.Contains(w.variables, variable) {
		w.variables = append(w.variables, variable)
	}
}

// receive waits for a message, and for a 100 before a response to INVITE.
func (w *scribe) receive(l line) {
	switch {
	case l.code == "":
		fmt.Fprintf(w, "<recv request=%q rrs=\"%t\"><action>\n", l.about, l.about == "INVITE")
		for _, header := range []string{"Via", "From", "To", "CSeq"} {
			w.keep(header, header+l.about)
		}
		if l.about == "INVITE" {
			w.inside = w.dialog
		}
		if l.about == "INVITE" && !w.inside {
			w.keep("From", "peer")
			w.keep("To", "self")
		}
		w.WriteString("</action></recv>\n")
		return
	case l.about == "INVITE":
		w.WriteString("<recv response=\"100\" optional=\"true\"/>\n")
		w.dialog = w.dialog || l.code < "3"
		w.refused = l.code >= "3"
	}
	fmt.Fprintf(w, "<recv response=%q rrs=\"%t\">", l.code, l.about == "INVITE" && l.code < "3")
	if l.about == "INVITE" && !l.final() {
		w.WriteString("<action>\n")
		w.keep("RSeq", "rseq")
		w.WriteString("</action>")
	}
	w.WriteString("</recv>\n")
}

// request sends one. An ACK and a CANCEL belong to the last INVITE.
func (w *scribe) request(l line) {
	number, branch := w.invite, ""
	switch l.about {
	case "ACK":
		if !w.refused {
			branch = "ack"
		}
	case "CANCEL":
	default:
		w.cseq++
		number = w.cseq
	}
	if l.about == "INVITE" {
		w.invite, w.refused = number, false
	}
	uri, from, to := "sip:[service]@[remote_ip]:[remote_port]", "<sip:[caller]@[local_ip]:[local_port]>;tag=c[call_number]", "<sip:[service]@[remote_ip]:[remote_port]>"
	switch {
	case w.called:
		uri, from, to = "[next_url]", "[$self];tag=s[call_number]", "[$peer]"
	case w.dialog:
		uri, to = "[next_url]", to+"[peer_tag_param]"
	case l.about == "ACK":
		to += "[peer_tag_param]"
	}
	fields := []string{
		"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-[pid]-" + fmt.Sprint(number) + branch + ";rport", "Max-Forwards: 70",
		"From: " + from, "To: " + to, "Call-ID: [call_id]", fmt.Sprintf("CSeq: %d %s", number, l.about),
	}
	if l.about == "PRACK" {
		fields = append(fields, fmt.Sprintf("RAck: [$rseq] %d INVITE", w.invite))
	}
	w.send(l, l.about+" "+uri+" SIP/2.0", fields)
}

// respond answers the last request with this method.
func (w *scribe) respond(l line) {
	to := fmt.Sprintf("To: [$To%s]", l.about)
	if l.about == "INVITE" && !w.inside {
		to += ";tag=s[call_number]"
		w.dialog = w.dialog || l.code < "3"
	}
	w.send(l, "SIP/2.0 "+l.code+" As told", []string{
		"Via: [$Via" + l.about + "]", "From: [$From" + l.about + "]", to, "Call-ID: [call_id]", "CSeq: [$CSeq" + l.about + "]",
	})
}

// send sends a message with its own header fields, each in place of one of the
// same name, and with SDP if it has lines of that.
func (w *scribe) send(l line, start string, fields []string) {
	fields = append(fields, "Contact: <sip:[caller]@[local_ip]:[local_port];transport=[transport]>")
	var sdp []string
	for _, part := range l.parts {
		if part[1] == '=' {
			sdp = append(sdp, part)
			continue
		}
		name, _, _ := strings.Cut(part, ":")
		fields = slices.DeleteFunc(fields, func(field string) bool { return strings.HasPrefix(field, name+":") })
		fields = append(fields, part)
	}
	if sdp != nil {
		w.versions++
		fields = append(fields, "Content-Type: application/sdp", "Content-Length: [len]", "",
			"v=0", fmt.Sprintf("o=- 1 %d IN IP4 [media_ip]", w.versions), "s=-", "c=IN IP4 [media_ip]", "t=0 0")
		for _, line := range sdp {
			if line == "m=audio" {
				line = "m=audio [media_port] RTP/AVP 0\na=rtpmap:0 PCMU/8000"
			}
			fields = append(fields, line)
		}
	} else {
		fields = append(fields, "Content-Length: 0", "")
	}
	fmt.Fprintf(w, "<send><![CDATA[\n%s\n%s\n\n]]></send>\n", start, strings.Join(fields, "\n"))
}
