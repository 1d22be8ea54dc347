package main

import (
	"strconv"
	"strings"
)

// The requests are those of `sipp -sn uac`, so that both loads ask the same of
// a server. What is in brackets is filled in once per client, but for [call]
// and [tag], which are filled in per request. Branch and tags are made of what
// every parser takes: letters, digits, hyphens.
const (
	inviteText = `INVITE sip:[dial]@[server] SIP/2.0
Via: SIP/2.0/UDP [client];branch=z9hG4bK-[call]-invite
From: bench <sip:bench@[client]>;tag=[call]bench
To: [dial] <sip:[dial]@[server]>
Call-ID: [call]@[client]
CSeq: 1 INVITE
Contact: <sip:bench@[client]>
Max-Forwards: 70
Subject: Performance Test
Content-Type: application/sdp
Content-Length: [length]

`
	offerText = `v=0
o=user1 53655765 2353687637 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 6000 RTP/AVP 0
a=rtpmap:0 PCMU/8000
`
	inDialogText = `[method] sip:[dial]@[server] SIP/2.0
Via: SIP/2.0/UDP [client];branch=z9hG4bK-[call]-[branch]
From: bench <sip:bench@[client]>;tag=[call]bench
To: [dial] <sip:[dial]@[server]>;tag=[tag]
Call-ID: [call]@[client]
CSeq: [cseq] [method]
Contact: <sip:bench@[client]>
Max-Forwards: 70
Subject: Performance Test
Content-Length: 0

`
)

// requests are the texts of one client.
type requests struct {
	invite template
	ack    template // of a 2xx: a transaction of its own
	refuse template // ACK of another final response: the INVITE's branch (RFC 3261 17.1.1.3)
	bye    template
}

func newRequests(dial, client, server string) requests {
	offer := strings.ReplaceAll(offerText, "\n", "\r\n")
	text := func(text string, pairs ...string) template {
		pairs = append(pairs, "[dial]", dial, "[client]", client, "[server]", server, "\n", "\r\n")
		return newTemplate(strings.NewReplacer(pairs...).Replace(text))
	}
	return requests{
		invite: text(inviteText+offerText, "[length]", strconv.Itoa(len(offer))),
		ack:    text(inDialogText, "[method]", "ACK", "[cseq]", "1", "[branch]", "ack"),
		refuse: text(inDialogText, "[method]", "ACK", "[cseq]", "1", "[branch]", "invite"),
		bye:    text(inDialogText, "[method]", "BYE", "[cseq]", "2", "[branch]", "bye"),
	}
}

// template is a text cut at its gaps; each piece but the last ends in one.
type template []piece

type piece struct {
	text string
	gap  string // "[call]", "[tag]" or none
}

func newTemplate(text string) template {
	var t template
	for {
		at, gap := len(text), ""
		for _, g := range []string{"[call]", "[tag]"} {
			if i := strings.Index(text, g); i >= 0 && i < at {
				at, gap = i, g
			}
		}
		t = append(t, piece{text[:at], gap})
		if gap == "" {
			return t
		}
		text = text[at+len(gap):]
	}
}

// render appends the request to b.
func (t template) render(b []byte, call uint64, tag []byte) []byte {
	for _, p := range t {
		b = append(b, p.text...)
		switch p.gap {
		case "[call]":
			b = strconv.AppendUint(b, call, 10)
		case "[tag]":
			b = append(b, tag...)
		}
	}
	return b
}
