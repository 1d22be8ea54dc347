package responder_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// An offer of the table is a head, with | for the ends of lines, and what follows.
const (
	offerHead  = "v=0|o=- 1 1 IN IP4 127.0.0.2|s=-|c=IN IP4 127.0.0.2|t=0 0|"
	offerAudio = "m=audio 6000 RTP/AVP 0|"
	offerKey   = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|"
)

// offersOfAllSorts are what an INVITE may offer, and what is said of it: the
// answer from its c= on, without the a=rtpmap of static payload types, and then
// where we send; or the Warning.
var offersOfAllSorts = []struct{ name, offer, want string }{
	{"one codec", offerHead + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a static payload type needs no rtpmap", offerHead + "m=audio 6000 RTP/AVP 8|", `m=audio 40000 RTP/AVP 8|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMA/8000]`},
	{"a static payload type that an rtpmap names", offerHead + "m=audio 6000 RTP/AVP 8|a=rtpmap:8 PCMA/8000|", `m=audio 40000 RTP/AVP 8|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMA/8000]`},
	{"a dynamic payload type without an rtpmap is not understood", offerHead + "m=audio 6000 RTP/AVP 96 0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"nothing but dynamic payload types without an rtpmap", offerHead + "m=audio 6000 RTP/AVP 96 97|", `488 305 "no common codec: offered 96, 97 without a right a=rtpmap, known here PCMU/8000, PCMA/8000, opus/48000/2"`},
	{"a payload type twice", offerHead + "m=audio 6000 RTP/AVP 0 0 8|", `m=audio 40000 RTP/AVP 0 8|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000 PCMA/8000]`},
	{"two rtpmaps for a payload type, of which the first counts", offerHead + "m=audio 6000 RTP/AVP 96|a=rtpmap:96 opus/48000/2|a=rtpmap:96 PCMA/8000|", `m=audio 40000 RTP/AVP 96|a=rtpmap:96 opus/48000/2|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [opus/48000/2]`},
	{"two payload types for a codec", offerHead + "m=audio 6000 RTP/AVP 0 96|a=rtpmap:96 PCMU/8000|", `m=audio 40000 RTP/AVP 0 96|a=rtpmap:96 PCMU/8000|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000 PCMU/8000]`},
	{"a codec in other letters", offerHead + "m=audio 6000 RTP/AVP 96|a=rtpmap:96 pcmu/8000|", `m=audio 40000 RTP/AVP 96|a=rtpmap:96 pcmu/8000|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [pcmu/8000]`},
	{"a codec with its one channel", offerHead + "m=audio 6000 RTP/AVP 0|a=rtpmap:0 PCMU/8000/1|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"an rtpmap without a rate", offerHead + "m=audio 6000 RTP/AVP 96 8|a=rtpmap:96 opus|", `m=audio 40000 RTP/AVP 8|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMA/8000]`},
	{"an rtpmap for what the m-line does not have", offerHead + "m=audio 6000 RTP/AVP 8|a=rtpmap:0 PCMU/8000|", `m=audio 40000 RTP/AVP 8|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMA/8000]`},
	{"an rtpmap before the m-line is of no line", offerHead + "a=rtpmap:96 opus/48000/2|m=audio 6000 RTP/AVP 96 8|", `m=audio 40000 RTP/AVP 8|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMA/8000]`},
	{"a payload type beyond 127", offerHead + "m=audio 6000 RTP/AVP 128 0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a payload type in words", offerHead + "m=audio 6000 RTP/AVP any 0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"no codec of ours", offerHead + "m=audio 6000 RTP/AVP 18 9|", `488 305 "no common codec: offered G729/8000, G722/8000, known here PCMU/8000, PCMA/8000, opus/48000/2"`},
	{"opus with parameters", offerHead + "m=audio 6000 RTP/AVP 111|a=rtpmap:111 opus/48000/2|a=fmtp:111 useinbandfec=1|", `m=audio 40000 RTP/AVP 111|a=rtpmap:111 opus/48000/2|a=fmtp:111 useinbandfec=1|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [opus/48000/2]`},
	{"opus in mono is no opus", offerHead + "m=audio 6000 RTP/AVP 111|a=rtpmap:111 opus/48000/1|", `488 305 "no common codec: offered opus/48000, known here PCMU/8000, PCMA/8000, opus/48000/2"`},
	{"telephone-event on the clock of its voice", offerHead + "m=audio 6000 RTP/AVP 0 101|a=rtpmap:101 telephone-event/8000|a=fmtp:101 0-16|", `m=audio 40000 RTP/AVP 0 101|a=rtpmap:101 telephone-event/8000|a=fmtp:101 0-16|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000 telephone-event/8000]`},
	{"telephone-event at another clock than any voice", offerHead + "m=audio 6000 RTP/AVP 0 101|a=rtpmap:101 telephone-event/48000|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"telephone-event at each of two clocks", offerHead + "m=audio 6000 RTP/AVP 96 8 97 101|a=rtpmap:96 opus/48000/2|a=rtpmap:97 telephone-event/48000|a=rtpmap:101 telephone-event/8000|", `m=audio 40000 RTP/AVP 96 8 97 101|a=rtpmap:96 opus/48000/2|a=rtpmap:97 telephone-event/48000|a=rtpmap:101 telephone-event/8000|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [opus/48000/2 PCMA/8000 telephone-event/48000 telephone-event/8000]`},
	{"telephone-event alone", offerHead + "m=audio 6000 RTP/AVP 101|a=rtpmap:101 telephone-event/8000|", `488 305 "no common codec: offered none, known here PCMU/8000, PCMA/8000, opus/48000/2"`},
	{"comfort noise beside a voice", offerHead + "m=audio 6000 RTP/AVP 0 13|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"ptime and maxptime come back", offerHead + offerAudio + "a=ptime:30|a=maxptime:60|", `m=audio 40000 RTP/AVP 0|a=ptime:30|a=maxptime:60|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a ptime of nothing", offerHead + offerAudio + "a=ptime:0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a ptime in words", offerHead + offerAudio + "a=ptime:short|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"maxptime alone", offerHead + offerAudio + "a=maxptime:40|", `m=audio 40000 RTP/AVP 0|a=maxptime:40|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"sendonly", offerHead + offerAudio + "a=sendonly|", `m=audio 40000 RTP/AVP 0|a=recvonly -> 40000 recvonly 127.0.0.2:6000 [PCMU/8000]`},
	{"recvonly", offerHead + offerAudio + "a=recvonly|", `m=audio 40000 RTP/AVP 0|a=sendonly -> 40000 sendonly 127.0.0.2:6000 [PCMU/8000]`},
	{"inactive", offerHead + offerAudio + "a=inactive|", `m=audio 40000 RTP/AVP 0|a=inactive -> 40000 inactive 127.0.0.2:6000 [PCMU/8000]`},
	{"sendrecv in so many words", offerHead + offerAudio + "a=sendrecv|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a direction for all lines", offerHead + "a=sendonly|" + offerAudio, `m=audio 40000 RTP/AVP 0|a=recvonly -> 40000 recvonly 127.0.0.2:6000 [PCMU/8000]`},
	{"a line's own direction goes before that for all", offerHead + "a=inactive|" + offerAudio + "a=sendrecv|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"two directions, of which the first counts", offerHead + offerAudio + "a=sendonly|a=recvonly|", `m=audio 40000 RTP/AVP 0|a=recvonly -> 40000 recvonly 127.0.0.2:6000 [PCMU/8000]`},
	{"the hold of RFC 2543", strings.Replace(offerHead, "c=IN IP4 127.0.0.2", "c=IN IP4 0.0.0.0", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=recvonly -> 40000 recvonly 0.0.0.0:6000 [PCMU/8000]`},
	{"the hold of RFC 2543 and inactive at once", offerHead + offerAudio + "c=IN IP4 0.0.0.0|a=inactive|", `m=audio 40000 RTP/AVP 0|a=inactive -> 40000 inactive 0.0.0.0:6000 [PCMU/8000]`},
	{"a hold in IPv6", strings.Replace(offerHead, "c=IN IP4 127.0.0.2", "c=IN IP6 ::", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=recvonly -> 40000 recvonly :::6000 [PCMU/8000]`},
	{"a c= of the line's own", offerHead + offerAudio + "c=IN IP4 127.0.0.9|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.9:6000 [PCMU/8000]`},
	{"a c= of the line and none for all", strings.Replace(offerHead, "c=IN IP4 127.0.0.2|", "", 1) + offerAudio + "c=IN IP4 127.0.0.9|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.9:6000 [PCMU/8000]`},
	{"two c= in a line, of which the last counts", offerHead + offerAudio + "c=IN IP4 127.0.0.8|c=IN IP4 127.0.0.9|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.9:6000 [PCMU/8000]`},
	{"two c= for all", offerHead[:len(offerHead)-len("t=0 0|")] + "c=IN IP4 127.0.0.9|t=0 0|" + offerAudio, `400 399 "SDP does not parse: line 5 is out of order (RFC 8866 section 5): \"c=IN IP4 127.0.0.9\""`},
	{"no c= at all", strings.Replace(offerHead, "c=IN IP4 127.0.0.2|", "", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv :6000 [PCMU/8000]`},
	{"a name in c=", strings.Replace(offerHead, "c=IN IP4 127.0.0.2", "c=IN IP4 phone.example.com", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv phone.example.com:6000 [PCMU/8000]`},
	{"a name under .invalid in c=", strings.Replace(offerHead, "c=IN IP4 127.0.0.2", "c=IN IP6 hold.invalid", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=recvonly -> 40000 recvonly hold.invalid:6000 [PCMU/8000]`},
	{"an address of a group with its TTL", strings.Replace(offerHead, "c=IN IP4 127.0.0.2", "c=IN IP4 233.252.0.1/127", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 233.252.0.1/127:6000 [PCMU/8000]`},
	{"a c= without address", strings.Replace(offerHead, "c=IN IP4 127.0.0.2", "c=IN IP4", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv :6000 [PCMU/8000]`},
	{"a port for RTCP of its own", offerHead + offerAudio + "a=rtcp:6011 IN IP4 127.0.0.9|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a line with port 0", offerHead + "m=audio 0 RTP/AVP 0|", `m=audio 0 RTP/AVP 0 -> 40000 inactive :0 []`},
	{"a line with port 0 beside an open one", offerHead + "m=audio 0 RTP/AVP 0|" + offerAudio, `m=audio 0 RTP/AVP 0|m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"two ports in a line", offerHead + "m=audio 6000/2 RTP/AVP 0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"the discard port", offerHead + "m=audio 9 RTP/AVP 0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:9 [PCMU/8000]`},
	{"a port beyond 65535", offerHead + "m=audio 65536 RTP/AVP 0|", `400 399 "SDP does not parse: line 6 is not m=<media> <port> <proto> <fmt>, the port up to 65535 (RFC 8866 section 5.14): \"m=audio 65536 RTP/AVP 0\""`},
	{"a negative port", offerHead + "m=audio -1 RTP/AVP 0|", `400 399 "SDP does not parse: line 6 is not m=<media> <port> <proto> <fmt>, the port up to 65535 (RFC 8866 section 5.14): \"m=audio -1 RTP/AVP 0\""`},
	{"no line at all", offerHead, ` -> 40000 inactive :0 []`},
	{"video is refused", offerHead + offerAudio + "m=video 6002 RTP/AVP 99|a=rtpmap:99 H264/90000|", `m=audio 40000 RTP/AVP 0|a=sendrecv|m=video 0 RTP/AVP 99 -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"video before audio", offerHead + "m=video 6002 RTP/AVP 99|" + offerAudio, `m=video 0 RTP/AVP 99|m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a data channel is refused", offerHead + offerAudio + "m=application 6002 UDP/DTLS/SCTP webrtc-datachannel|a=sctp-port:5000|", `m=audio 40000 RTP/AVP 0|a=sendrecv|m=application 0 UDP/DTLS/SCTP webrtc-datachannel -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"fax, text and MSRP are refused", offerHead + offerAudio + "m=image 6002 udptl t38|m=text 6004 RTP/AVP 98|m=message 6006 TCP/MSRP *|", `m=audio 40000 RTP/AVP 0|a=sendrecv|m=image 0 udptl t38|m=text 0 RTP/AVP 98|m=message 0 TCP/MSRP * -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"video alone", offerHead + "m=video 6002 RTP/AVP 99|", `488 304 "m=video is not taken, only audio"`},
	{"a medium nobody knows", offerHead + offerAudio + "m=smell 6002 RTP/AVP 99|", `m=audio 40000 RTP/AVP 0|a=sendrecv|m=smell 0 RTP/AVP 99 -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"five audio lines, of which four are taken", offerHead + strings.Repeat(offerAudio, 5), `m=audio 40000 RTP/AVP 0|a=sendrecv|m=audio 40002 RTP/AVP 0|a=sendrecv|m=audio 40004 RTP/AVP 0|a=sendrecv|m=audio 40006 RTP/AVP 0|a=sendrecv|m=audio 0 RTP/AVP 0 -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000], 40002 sendrecv 127.0.0.2:6000 [PCMU/8000], 40004 sendrecv 127.0.0.2:6000 [PCMU/8000], 40006 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"RTP/AVPF", offerHead + "m=audio 6000 RTP/AVPF 0|a=rtcp-fb:* nack|", `m=audio 40000 RTP/AVPF 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"RTP/SAVP with a key", offerHead + "m=audio 6000 RTP/SAVP 0|" + offerKey, `m=audio 40000 RTP/SAVP 0|a=sendrecv|a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:... -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"RTP/SAVPF with a key", offerHead + "m=audio 6000 RTP/SAVPF 0|" + offerKey, `m=audio 40000 RTP/SAVPF 0|a=sendrecv|a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:... -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"RTP/SAVPF without a key", offerHead + "m=audio 6000 RTP/SAVPF 0|", `488 302 "RTP/SAVPF is not taken: it has no a=crypto of AES_CM_128_HMAC_SHA1_80 or AES_CM_128_HMAC_SHA1_32"`},
	{"RTP/SAVPF with a fingerprint", offerHead + "m=audio 6000 RTP/SAVPF 0|a=setup:actpass|a=fingerprint:sha-256 AB:CD|", `488 302 "RTP/SAVPF is not taken: it has no a=crypto of AES_CM_128_HMAC_SHA1_80 or AES_CM_128_HMAC_SHA1_32"`},
	{"UDP/TLS/RTP/SAVPF", offerHead + "m=audio 6000 UDP/TLS/RTP/SAVPF 0|a=setup:actpass|a=fingerprint:sha-256 AB:CD|", `488 302 "audio over UDP/TLS/RTP/SAVPF (DTLS-SRTP) is not taken, only RTP/AVP(F), and RTP/SAVP(F) with a=crypto"`},
	{"UDP/TLS/RTP/SAVP", offerHead + "m=audio 6000 UDP/TLS/RTP/SAVP 0|a=setup:actpass|a=fingerprint:sha-256 AB:CD|", `488 302 "audio over UDP/TLS/RTP/SAVP (DTLS-SRTP) is not taken, only RTP/AVP(F), and RTP/SAVP(F) with a=crypto"`},
	{"DTLS beside plain RTP", offerHead + "m=audio 6000 UDP/TLS/RTP/SAVPF 0|m=audio 6002 RTP/AVP 0|", `m=audio 0 UDP/TLS/RTP/SAVPF 0|m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6002 [PCMU/8000], 40002 inactive :0 []`},
	{"RTP over TCP", offerHead + "m=audio 6000 TCP/RTP/AVP 0|a=setup:actpass|", `488 302 "audio over TCP/RTP/AVP is not taken, only RTP/AVP(F), and RTP/SAVP(F) with a=crypto"`},
	{"a key beside plain RTP", offerHead + offerAudio + offerKey, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a fingerprint beside plain RTP", offerHead + offerAudio + "a=setup:actpass|a=fingerprint:sha-256 AB:CD|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"rtcp-mux", offerHead + offerAudio + "a=rtcp-mux|", `m=audio 40000 RTP/AVP 0|a=sendrecv|a=rtcp-mux -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"rtcp-mux-only", offerHead + offerAudio + "a=rtcp-mux|a=rtcp-mux-only|", `m=audio 40000 RTP/AVP 0|a=sendrecv|a=rtcp-mux -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a bundle of audio and video", offerHead + "a=group:BUNDLE a v|" + offerAudio + "a=mid:a|a=rtcp-mux|m=video 6000 RTP/AVP 99|a=mid:v|a=rtcp-mux|", `a=group:BUNDLE a|m=audio 40000 RTP/AVP 0|a=sendrecv|a=rtcp-mux|a=mid:a|m=video 0 RTP/AVP 99|a=mid:v -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a bundle of two audios", offerHead + "a=group:BUNDLE a b|" + offerAudio + "a=mid:a|a=rtcp-mux|" + offerAudio + "a=mid:b|a=rtcp-mux|", `a=group:BUNDLE a|m=audio 40000 RTP/AVP 0|a=sendrecv|a=rtcp-mux|a=mid:a|m=audio 40002 RTP/AVP 0|a=sendrecv|a=rtcp-mux|a=mid:b -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000], 40002 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a bundle whose second line is bundle-only", offerHead + "a=group:BUNDLE a b|" + offerAudio + "a=mid:a|a=rtcp-mux|m=audio 0 RTP/AVP 0|a=mid:b|a=bundle-only|", `a=group:BUNDLE a|m=audio 40000 RTP/AVP 0|a=sendrecv|a=rtcp-mux|a=mid:a|m=audio 0 RTP/AVP 0|a=mid:b -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a bundle without rtcp-mux", offerHead + "a=group:BUNDLE a|" + offerAudio + "a=mid:a|", `m=audio 40000 RTP/AVP 0|a=sendrecv|a=mid:a -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a bundle that names what is not there", offerHead + "a=group:BUNDLE x|" + offerAudio + "a=mid:a|a=rtcp-mux|", `m=audio 40000 RTP/AVP 0|a=sendrecv|a=rtcp-mux|a=mid:a -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"lip synchronisation is no bundle", offerHead + "a=group:LS a|" + offerAudio + "a=mid:a|", `m=audio 40000 RTP/AVP 0|a=sendrecv|a=mid:a -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a mid alone", offerHead + offerAudio + "a=mid:a|", `m=audio 40000 RTP/AVP 0|a=sendrecv|a=mid:a -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"ICE candidates", offerHead + "a=ice-ufrag:abcd|a=ice-pwd:abcdefghijklmnopqrstuv|" + offerAudio + "a=candidate:1 1 UDP 2130706431 127.0.0.2 6000 typ host|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"lines that end with LF alone", strings.ReplaceAll(offerHead+offerAudio, "|", "\n"), `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"no end of the last line", strings.TrimSuffix(offerHead+offerAudio, "|"), `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"an empty line at the end", offerHead + offerAudio + "|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a space at the end of lines", strings.ReplaceAll(offerHead+offerAudio, "|", " |"), `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"no t=", strings.Replace(offerHead, "t=0 0|", "", 1) + offerAudio, `400 399 "SDP does not parse: line 5 stands where t= has to be (RFC 8866 section 5): \"m=audio 6000 RTP/AVP 0\""`},
	{"two t=", offerHead + "t=1 2|" + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"no s=", strings.Replace(offerHead, "s=-|", "", 1) + offerAudio, `400 399 "SDP does not parse: line 3 stands where s= has to be (RFC 8866 section 5): \"c=IN IP4 127.0.0.2\""`},
	{"an s= of nothing", strings.Replace(offerHead, "s=-|", "s=|", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"an s= of a space", strings.Replace(offerHead, "s=-|", "s= |", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"an s= in other letters", strings.Replace(offerHead, "s=-|", "s=Zoë’s phone|", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"no o=", strings.Replace(offerHead, "o=- 1 1 IN IP4 127.0.0.2|", "", 1) + offerAudio, `400 399 "SDP does not parse: line 2 stands where o= has to be (RFC 8866 section 5): \"s=-\""`},
	{"an o= with large numbers", strings.Replace(offerHead, "1 1", "18446744073709551615 18446744073709551615", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"an o= with numbers larger than 64 bits", strings.Replace(offerHead, "1 1", "18446744073709551616 1", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"an o= with a name for address", strings.Replace(offerHead, "IN IP4 127.0.0.2|s", "IN IP4 phone.example.com|s", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"another version of SDP", strings.Replace(offerHead, "v=0", "v=1", 1) + offerAudio, `400 399 "SDP does not parse: line 1 is not v=0 (RFC 8866 section 5.1): \"v=1\""`},
	{"c= behind t=", strings.Replace(offerHead, "c=IN IP4 127.0.0.2|t=0 0|", "t=0 0|c=IN IP4 127.0.0.2|", 1) + offerAudio, `400 399 "SDP does not parse: line 5 is out of order (RFC 8866 section 5): \"c=IN IP4 127.0.0.2\""`},
	{"c= behind the attributes of a line", offerHead + offerAudio + "a=sendrecv|c=IN IP4 127.0.0.9|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.9:6000 [PCMU/8000]`},
	{"bandwidth, information, URI, email, phone and key", strings.Replace(offerHead, "c=", "i=x|u=http://example.com|e=a@example.com|e=b@example.com|p=+1 555|c=", 1) + offerAudio + "i=x|b=AS:64|b=TIAS:64000|k=prompt|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"bandwidth of a type nobody knows", strings.Replace(offerHead, "t=", "b=X-YZ:128|b=ZZ:1|t=", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"unknown attributes", offerHead + "a=x-y:z|a=|" + offerAudio + "a=silenceSupp:off - - - -|a=z|a=ssrc:1 cname:x|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a type of line nobody knows", offerHead + offerAudio + "y=1|", `400 399 "SDP does not parse: line 7 has a type that SDP does not know: \"y=1\""`},
	{"a very long attribute", offerHead + offerAudio + "a=x:" + strings.Repeat("y", 8000) + "|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a very long s=", strings.Replace(offerHead, "s=-", "s="+strings.Repeat("y", 8000), 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"100 payload types", offerHead + "m=audio 6000 RTP/AVP" + strings.Repeat(" 100", 100) + " 0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"words between which there are several spaces", offerHead + "m=audio  6000   RTP/AVP 0|", `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
	{"a capital in m=", offerHead + "m=Audio 6000 RTP/AVP 0|", `488 304 "m=Audio is not taken, only audio"`},
	{"a transport in small letters", offerHead + "m=audio 6000 rtp/avp 0|", `488 302 "audio over rtp/avp is not taken, only RTP/AVP(F), and RTP/SAVP(F) with a=crypto"`},
	{"a tab in an m-line", offerHead + "m=audio\t6000 RTP/AVP 0|", `400 399 "SDP does not parse: line 6 is not m=<media> <port> <proto> <fmt>: \"m=audio\\t6000 RTP/AVP 0\""`},
	{"a repeat time and a zone", strings.Replace(offerHead, "t=0 0|", "t=1 2|r=7d 1h 0 25h|z=2882844526 -1h 2898848070 0|", 1) + offerAudio, `m=audio 40000 RTP/AVP 0|a=sendrecv -> 40000 sendrecv 127.0.0.2:6000 [PCMU/8000]`},
}

var unsaid = regexp.MustCompile(`^(v|o|s|t|r)=|^a=rtpmap:(0 PCMU|8 PCMA|9 G722)/8000$|^c=IN IP4 127.0.0.1$`)

var ourKey = regexp.MustCompile(`inline:[A-Za-z0-9+/]{40}`)

func TestOffersOfAllSorts(t *testing.T) {
	for _, test := range offersOfAllSorts {
		t.Run(test.name, func(t *testing.T) {
			c, v := newTalker(t, "")
			body := strings.ReplaceAll(test.offer, "|", "\r\n")
			if strings.Contains(test.offer, "\n") {
				body = test.offer
			}
			c.request("INVITE", "200", "Content-Type: application/sdp", body)
			m := c.last()
			warning, _ := m.Header("Warning")
			got := fmt.Sprintf("%d %s", m.Code(), strings.Replace(warning, "127.0.0.1:5060 ", "", 1))
			if m.Code() == 200 {
				var said []string
				for line := range strings.Lines(string(m.Body())) {
					if line = ourKey.ReplaceAllString(strings.TrimRight(line, "\r\n"), "inline:..."); !unsaid.MatchString(line) {
						said = append(said, line)
					}
				}
				got = strings.Join(said, "|") + " -> " + strings.Join(v.agreed, ", ")
			}
			if got != test.want {
				t.Errorf("\ngot  %s\nwant %s", got, test.want)
			}
			if m.Code() == 200 {
				c.inside("ACK")
				c.inside("BYE")
			}
			c.wait(time.Minute)
			if v.open != 0 {
				t.Errorf("%d streams are left", v.open)
			}
		})
	}
}
