"""Tests of what counts as leaving the network. python3 -m unittest test_egress"""
import ipaddress
import os
import struct
import tempfile
import unittest

from egress import Malformed, Rules, findings, frames, main
from profile import keys, without

HOSTS = ["10.77.0.1", "10.77.0.2", "fd77::1", "fd77::2"]


def ethernet(kind, body):
    return bytes(12) + struct.pack(">H", kind) + body


def packet(protocol, source, target, body):
    source, target = ipaddress.ip_address(source), ipaddress.ip_address(target)
    if source.version == 4:
        return ethernet(0x0800, struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, protocol, 0) + source.packed + target.packed + body)
    return ethernet(0x86DD, struct.pack(">IHBB", 6 << 28, len(body), protocol, 64) + source.packed + target.packed + body)


def segment(protocol, source, target, from_port, to_port):
    return packet(protocol, source, target, struct.pack(">HH", from_port, to_port) + bytes(16))


def arp(asked):
    return ethernet(0x0806, struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + bytes(16) + ipaddress.ip_address(asked).packed)


def mld(group):
    record = bytes([4, 0, 0, 0]) + ipaddress.ip_address(group).packed
    return packet(0, "fd77::1", "ff02::16", bytes([58, 0, 5, 2, 0, 0, 1, 0]) + bytes([143, 0, 0, 0, 0, 0, 0, 1]) + record)


def capture(*all_frames):
    head = b"\xd4\xc3\xb2\xa1" + struct.pack("<HHIIII", 2, 4, 0, 0, 65535, 1)
    return head + b"".join(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame for frame in all_frames)


TCP, UDP = 6, 17
ALLOWED = [
    segment(TCP, "10.77.0.2", "10.77.0.1", 40000, 6969), segment(TCP, "10.77.0.1", "10.77.0.2", 6969, 40000),
    segment(TCP, "fd77::1", "fd77::2", 51413, 40000), arp("10.77.0.2"), mld("ff02::1:ff00:1"),
    packet(58, "fd77::1", "ff02::1:ff00:2", bytes([135]) + bytes(7) + ipaddress.ip_address("fd77::2").packed),
]
LEAKS = {
    "BEP 14": segment(UDP, "10.77.0.1", "239.192.152.143", 6771, 6771),
    "UPnP": segment(UDP, "10.77.0.1", "239.255.255.250", 40000, 1900),
    "NAT-PMP": segment(UDP, "10.77.0.1", "10.77.0.254", 40000, 5351),
    "DNS": segment(UDP, "10.77.0.1", "10.77.0.254", 40000, 53),
    "TCP to 10.77.0.2 port 80": segment(TCP, "10.77.0.1", "10.77.0.2", 40000, 80),
    "TCP to 192.0.2.1 port 6969": segment(TCP, "10.77.0.1", "192.0.2.1", 40000, 6969),
    # Peers of DHT among the hosts themselves are no transfer, either.
    "UDP to 10.77.0.2": segment(UDP, "10.77.0.1", "10.77.0.2", 51413, 51413),
    "ARP looks for 10.77.0.254": arp("10.77.0.254"),
    "MLD joins ff15": mld("ff15::efc0:988f"),
    "MLD joins ff02::c: UPnP": mld("ff02::c"),
    "MLD joins ff02::1:3": mld("ff02::1:3"),
    "IGMP joins 239.192.152.143": packet(2, "10.77.0.1", "224.0.0.22", bytes([0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 239, 192, 152, 143])),
    "neighbour discovery": packet(58, "fd77::1", "ff02::1:ff00:fe", bytes([135]) + bytes(7) + ipaddress.ip_address("fd77::fe").packed),
    "ICMPv6 of type 133": packet(58, "fd77::1", "ff02::2", bytes([133]) + bytes(7)),
    "protocol 1": packet(1, "10.77.0.1", "10.77.0.2", bytes(8)),
    "a frame of type 0x88cc": ethernet(0x88CC, bytes(46)),
    "a frame of type 0x0000": b"short",
}


class Egress(unittest.TestCase):
    rules = Rules(HOSTS, [6969, 51413])

    def test_the_transfer_is_allowed(self):
        self.assertEqual(findings([capture(*ALLOWED)], self.rules), ({}, len(ALLOWED)))

    def test_everything_else_is_found(self):
        for words, frame in LEAKS.items():
            found, _ = findings([capture(*ALLOWED, frame)], self.rules)
            self.assertEqual(sum(found.values()), 1, words)
            self.assertIn(words, next(iter(found)))

    def test_cut_headers_are_findings_and_no_crash(self):
        for frame in list(LEAKS.values()) + ALLOWED:
            for size in range(len(frame)):
                self.rules.finding(frame[:size])

    def test_what_is_no_capture_is_refused(self):
        good = capture(ALLOWED[0])
        for bad in (b"", good[:20], b"\x0a\x0d\x0d\x0a" + good[4:], good[:20] + b"\x71\0\0\0" + good[24:], good[:-1], good[:30]):
            with self.assertRaises(Malformed):
                list(frames(bad))

    def test_only_findings_are_a_leak(self):
        good = capture(*ALLOWED)
        leak = capture(*ALLOWED, LEAKS["DNS"])
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.pcap")
            for data, status in ((good, 0), (leak, 1), (good[:-1], 2), (leak[:-1], 2), (capture(), 2), (b"", 2)):
                with open(path, "wb") as file:
                    file.write(data)
                self.assertEqual(main(["--host", HOSTS[0], "--host", HOSTS[1], "--host", HOSTS[2], "--host", HOSTS[3],
                                       "--port", "6969", "--port", "51413", path]), status)
            self.assertEqual(main(["--host", HOSTS[0], "--port", "6969", os.path.join(folder, "none")]), 2)

    def test_one_empty_capture_among_others_is_no_silence(self):
        with self.assertRaises(Malformed):
            findings([capture(*ALLOWED), capture()], self.rules)


class Profiles(unittest.TestCase):
    def test_one_setting_less(self):
        for text in ('{\n    "a": false,\n    "b": ""\n}\n', "[x]\na=1\nb=2\n"):
            self.assertEqual(keys(text), ["a", "b"])
            self.assertEqual(keys(without(text, "a")), ["b"])
            self.assertEqual(keys(without(text, "a,b")), [])
            self.assertEqual(keys(without(text, "")), ["a", "b"])
            with self.assertRaises(SystemExit):
                without(text, "c")


if __name__ == "__main__":
    unittest.main()
