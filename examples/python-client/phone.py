"""A SIP phone of the simplest kind: it calls, and hangs up when it is answered.

It needs nothing but the standard library, and stands for the client that you
want to test.
"""

import random
import socket


class Phone:
    """A phone that calls from a UDP socket of its own.

    With acks=False it is broken: it never sends an ACK.
    """

    T1 = 0.5  # seconds until the first retransmission (RFC 3261 17.1.1.1)

    def __init__(self, acks=True):
        self.acks = acks
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def close(self):
        self.socket.close()

    def call(self, uri):
        """Call a URI, sip:user@host:port. Return code and phrase of the final response."""
        host, port = uri.rpartition("@")[2].split(":")
        self.socket.connect((host, int(port)))
        call = {"uri": uri, "id": "%x" % random.getrandbits(64), "to": "<%s>" % uri}
        branch = self.branch()
        invite = self.request("INVITE", 1, branch, call)
        code, reason, to = self.exchange(invite, "1 INVITE")
        call["to"] = to
        if self.acks:
            # The ACK of a 2xx is a transaction of its own (RFC 3261 17.1.1.3).
            self.socket.send(self.request("ACK", 1, self.branch() if code < 300 else branch, call))
        if code < 300:
            self.exchange(self.request("BYE", 2, self.branch(), call), "2 BYE")
        return code, reason

    def exchange(self, request, cseq):
        """Send a request until it is answered, and wait for its final response."""
        wait = self.T1
        self.socket.send(request)
        answered = False
        while True:
            self.socket.settimeout(64 * self.T1 if answered else wait)
            try:
                response = self.socket.recv(65535).decode()
            except socket.timeout:
                if answered or wait > 32 * self.T1:
                    raise TimeoutError("no final response")
                wait *= 2
                self.socket.send(request)
                continue
            start, *lines = response.split("\r\n\r\n")[0].split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines)
            if headers.get("CSeq") != cseq:
                continue
            answered = True
            _, code, reason = start.split(" ", 2)
            if int(code) >= 200:
                return int(code), reason, headers["To"]

    def request(self, method, cseq, branch, call):
        host, port = self.socket.getsockname()
        return (
            f"{method} {call['uri']} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {host}:{port};branch={branch};rport\r\n"
            f"Max-Forwards: 70\r\n"
            f"From: <sip:phone@{host}:{port}>;tag={call['id']}\r\n"
            f"To: {call['to']}\r\n"
            f"Call-ID: {call['id']}\r\n"
            f"CSeq: {cseq} {method}\r\n"
            f"Contact: <sip:phone@{host}:{port}>\r\n"
            f"Content-Length: 0\r\n\r\n"
        ).encode()

    @staticmethod
    def branch():
        return "z9hG4bK%x" % random.getrandbits(64)
