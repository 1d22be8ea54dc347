import os
import subprocess
import tempfile
import time
import unittest

from phone import Phone

ANSWERED = """
scenario: answered
on:
  INVITE:
    - 180
    - 200
    - {expect: ACK, within: 1s}
    - {expect: BYE, within: 2s}
"""


class Sipbin:
    """sipbin run for a scenario, at a port of its own.

    with Sipbin("486") as sipbin: the client calls sipbin.uri("bob"). At the end of
    the block exit_code and printed say what sipbin thinks of it.
    """

    def __init__(self, scenario, *flags):
        self.folder = tempfile.TemporaryDirectory()
        if "\n" in scenario:
            path = os.path.join(self.folder.name, "scenario.yaml")
            with open(path, "w") as file:
                file.write(scenario)
            scenario = path
        self.ready = os.path.join(self.folder.name, "ready")
        self.command = ["sipbin", "run", scenario, "--listen", "udp://127.0.0.1:0", "--ready-file", self.ready, *flags]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while not os.path.exists(self.ready):
            if self.process.poll() is not None:
                raise RuntimeError(self.process.stdout.read())
            time.sleep(0.01)
        with open(self.ready) as file:
            self.address = file.readline().split()[1]  # "udp 127.0.0.1:40123"
        return self

    def uri(self, user):
        return "sip:%s@%s" % (user, self.address)

    def __exit__(self, *failure):
        self.printed, _ = self.process.communicate()
        self.exit_code = self.process.returncode
        self.folder.cleanup()


class PhoneTest(unittest.TestCase):
    def setUp(self):
        self.phone = Phone()
        self.addCleanup(self.phone.close)

    def test_busy(self):
        with Sipbin("180*486") as sipbin:
            self.assertEqual(self.phone.call(sipbin.uri("bob")), (486, "Busy Here"))
        self.assertEqual(sipbin.exit_code, 0, sipbin.printed)

    def test_answered(self):
        with Sipbin(ANSWERED) as sipbin:
            self.assertEqual(self.phone.call(sipbin.uri("bob"))[0], 200)
        self.assertEqual(sipbin.exit_code, 0, sipbin.printed)

    def test_a_phone_without_ack_is_found_out(self):
        self.phone.acks = False
        with Sipbin(ANSWERED, "--t1", "50ms") as sipbin:
            self.phone.call(sipbin.uri("bob"))
        self.assertEqual(sipbin.exit_code, 1, sipbin.printed)
        self.assertIn("expect ACK", sipbin.printed)


if __name__ == "__main__":
    unittest.main()
