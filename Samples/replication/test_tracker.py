"""Tests of the tracker: who is told of whom. python3 -m unittest test_tracker"""
import unittest

from tracker import INTERVAL, Swarms, bencode, fields

ONE, OTHER = "%01" * 20, "%02" * 20


def query(infohash=ONE, port=51413, **more):
    return "&".join(["info_hash=" + infohash, "port=%d" % port] + ["%s=%s" % pair for pair in more.items()])


class Tracking(unittest.TestCase):
    def setUp(self):
        self.swarms = Swarms()

    def announce(self, address, now=0, **asked):
        return self.swarms.announce(query(**asked), address, now)

    def test_peers_of_one_infohash_hear_of_each_other_and_not_of_themselves(self):
        self.assertEqual(self.announce("10.77.0.1")[b"peers"], b"")
        self.assertEqual(self.announce("10.77.0.2", port=6000)[b"peers"], bytes([10, 77, 0, 1]) + (51413).to_bytes(2, "big"))
        self.assertEqual(self.announce("10.77.0.3", infohash=OTHER)[b"peers"], b"")

    def test_who_is_done_is_counted(self):
        self.announce("10.77.0.1", left="0")
        answer = self.announce("10.77.0.2", left="5")
        self.assertEqual((answer[b"complete"], answer[b"incomplete"]), (1, 1))

    def test_who_stops_or_is_silent_is_forgotten(self):
        self.announce("10.77.0.1")
        self.announce("10.77.0.1", event="stopped")
        self.assertEqual(self.announce("10.77.0.2")[b"peers"], b"")
        self.assertNotEqual(self.announce("10.77.0.3", now=INTERVAL)[b"peers"], b"")
        self.assertEqual(self.announce("10.77.0.4", now=9 * INTERVAL)[b"peers"], b"")

    def test_swarms_that_nobody_is_left_in_are_forgotten(self):
        for number in range(1000):
            self.announce("10.77.0.1", infohash="%%%02x%%%02x" % divmod(number, 256) + "%00" * 18)
        self.assertIn(b"failure reason", self.announce("10.77.0.1", infohash="%ff" * 20))
        self.assertIn(b"peers", self.announce("10.77.0.1", infohash="%ff" * 20, now=4 * INTERVAL))

    def test_both_families_are_told_apart(self):
        self.announce("fd77::1")
        answer = self.announce("10.77.0.2")
        self.assertEqual((len(answer[b"peers"]), len(answer[b"peers6"])), (0, 18))

    def test_what_is_no_announce_is_refused(self):
        for bad in ("", "port=1", "info_hash=%01&port=1", query(port=0), query(port=70000), query().replace("51413", "x"), query().replace("51413", "1" * 5000)):
            self.assertIn(b"failure reason", self.swarms.announce(bad, "10.77.0.1", 0), bad)
        self.assertEqual(self.swarms.swarms, {})

    def test_spelling(self):
        self.assertEqual(bencode({b"b": 1, b"a": b"xy"}), b"d1:a2:xy1:bi1ee")
        self.assertEqual(fields("a=%41+b&a=c"), {"a": b"A b"})


if __name__ == "__main__":
    unittest.main()
