"""What users of other recorders met, tried on this one; python3 -m unittest test_peers in this folder."""

import collections
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import bulla  # noqa: E402


class Array:
    """What the recorder takes for an array; its words are cut short, as those of every large array are."""

    dtype, shape = "int64", (2000,)

    def __init__(self, at):
        self.at = at

    def tobytes(self):
        return bytes(2000 * 8)[: self.at * 8] + b"\1" + bytes(2000 * 8)[self.at * 8 + 1 :]

    def __repr__(self):
        return "array([0, 0, 0, ..., 0, 0, 0])"


class Encoding(collections.UserDict):
    """A batch that is a mapping and no dict, as tokenizers hand it out."""


class Model:
    """A model that is handed over in place of its state; its words name no weight."""

    def __init__(self):
        self.weight = 0

    def __repr__(self):
        return "Model(\n  (layer): Linear(2, 1)\n)"


class Picture:
    """Its words are an address: nobody could open the commitment later."""


class PeersTests(unittest.TestCase):
    def test_what_does_not_fit_a_metric_never_is_another_number(self):
        for value in ("nan", "inf", "-inf", "4.9e-05", "3e-06", "2097152"):
            with self.subTest(value), self.assertRaises(ValueError):
                bulla.decimal(float(value))
        self.assertEqual(bulla.decimal(2e-05), "0.00002")

    def test_two_batches_never_have_one_commitment(self):
        def commit(value):
            return bulla.batch_commitment(value, bytes(32))

        for wrap in (Encoding, dict):
            first, again, second = (commit(wrap(ids=Array(at))) for at in (1000, 1000, 1001))
            self.assertEqual(first, again)
            self.assertNotEqual(first, second)
        self.assertRaises(TypeError, commit, [Picture()])

    def test_a_state_is_bound_or_refused(self):
        self.assertRaises(TypeError, bulla.state_digest, Model())
        self.assertRaises(TypeError, bulla.state_digest, {"model": Model()})
        for first, second in (({"a/b": 1}, {"a": {"b": 1}}), ({1: 1}, {"1": 1}), ([1], {"0": 1}), ({"a": {}}, {})):
            self.assertNotEqual(bulla.state_digest(first), bulla.state_digest(second))


if __name__ == "__main__":
    unittest.main()
