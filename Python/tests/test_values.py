"""Tests of encodings, digests, commitments and data sets; python3 -m unittest test_values in this folder."""

import collections
import dataclasses
import enum
import json
import math
import os
import stat
import struct
import sys
import tempfile
import unittest
import unittest.mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

import bulla  # noqa: E402
from bulla import batches, dataset, metrics, values  # noqa: E402


class Array:
    """What the package takes for an array."""

    def __init__(self, dtype, shape, cells):
        self.dtype, self.shape, self._cells = dtype, tuple(shape), cells

    def tobytes(self):
        return self._cells


@dataclasses.dataclass
class Point:
    y: int
    x: int


class Name(str):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


def made(value):
    """The Python value of one in the vectors' notation."""
    tag, rest = value[0], value[1:]
    if tag in "NTF":
        return {"N": None, "T": True, "F": False}[tag]
    if tag == "C":
        return complex(*rest)
    if tag == "B":
        return bytes.fromhex(rest[0])
    if tag == "A":
        return Array(rest[0], rest[1], bytes.fromhex(rest[2]))
    if tag in "LUE":
        return {"L": list, "U": tuple, "E": set}[tag](made(item) for item in rest[0])
    if tag == "M":
        return {made(key): made(item) for key, item in rest[0]}
    if tag == "O":
        members = {key: made(item) for key, item in rest[2]}
        return {"toy.Point": Point, "toy.Name": lambda: Name(rest[1][1])}[rest[0]](**members)
    return rest[0]


for one in (Point, Name):
    one.__module__ = "toy"


def vectors():
    with open(os.path.join(HERE, "../../Formats/Vectors/state/vectors.json"), encoding="utf-8") as file:
        return json.load(file)


class VectorTests(unittest.TestCase):
    """What another program made from the text is what this one makes."""

    def test_values(self):
        for case in vectors()["values"]:
            with self.subTest(case["value"]):
                value = made(case["value"])
                self.assertEqual(values.encode(value).hex(), case["encoding"])
                self.assertEqual(bulla.state_digest(value), case["state"])
                self.assertEqual(values.Frozen(value).encoding().hex(), case["encoding"])
                values.Reader(bytes.fromhex(case["encoding"])).value()

    def test_all_encodings_differ(self):
        found = [case["encoding"] for case in vectors()["values"]]
        self.assertEqual(len(set(found)), len(found))

    def test_batches_and_salts(self):
        document = vectors()
        salt = document["salt"]
        self.assertEqual(batches.Salts.salt(bytes.fromhex(salt["secret"]), salt["step"], salt["rewinds"]).hex(), salt["salt"])
        data = document["dataset"]
        secret = bytes.fromhex(data["secret"])
        leaves = [
            dataset.leaf_hash(dataset.DataSet._salt(secret, i), values.encode(made(e))) for i, e in enumerate(data["examples"])
        ]
        for case in document["batches"]:
            parts = [batches.part_digest(values.encode(made(part))) for part in case["parts"]]
            found = batches.commitment(parts, bytes.fromhex(case["salt"]), [leaves[i] for i in case["examples"]])
            self.assertEqual(found.hex(), case["batch"])
        for i, path in enumerate(data["paths"]):
            found = dataset.path_root(leaves[i], i, 7, [bytes.fromhex(h) for h in path])
            self.assertEqual(found.hex(), data["roots"][6])

    def test_data_set(self):
        data = vectors()["dataset"]
        with tempfile.TemporaryDirectory() as folder:
            for count in range(1, 8):
                path = os.path.join(folder, f"{count}.tree")
                examples = [made(e) for e in data["examples"][:count]]
                with unittest.mock.patch("os.urandom", lambda size: bytes.fromhex(data["secret"])):
                    tree = bulla.DataSet.build(path, examples)
                self.assertEqual(tree.root, data["roots"][count - 1])
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
                for i, example in enumerate(examples):
                    self.assertEqual(tree.example(i, example).root(count).hex(), tree.root)
            with self.assertRaises(ValueError):
                tree.example(1, examples[2])
            with self.assertRaises(FileExistsError):
                bulla.DataSet.build(path, examples)

    def test_a_path_of_another_length_leads_nowhere(self):
        leaves = [bytes([i]) * 32 for i in range(5)]
        path = [b"\1" * 32] * 3
        for index, count, given in ((0, 5, path[:2]), (0, 5, path * 2), (5, 5, path), (-1, 5, path), (4, 5, path)):
            with self.assertRaises(ValueError):
                dataset.path_root(leaves[0], index, count, given)


class EncodingTests(unittest.TestCase):
    def test_different_values_differ(self):
        cells = struct.pack("<2f", 1, 2)
        several = [
            1, 1.0, True, "1", b"1", [1], (1,), {1}, {1: 1}, {"1": 1}, {True: 1}, {"a/b": 1}, {"a": {"b": 1}}, {"0": 1}, {"a": {}}, {}, None,
            Point(1, 2), {"y": 1, "x": 2}, Name("1"), Colour.RED, Colour.BLUE, 0.0, -0.0, math.inf, math.nan,
            Array("float32", (2,), cells), Array("float32", (1, 2), cells), Array("int32", (2,), cells), [[1], 2], [1, [2]],
            collections.namedtuple("Pair", "a b")(1, 2), (1, 2), collections.UserDict(a=1),
        ]  # fmt: skip
        found = {values.encode(value) for value in several}
        self.assertEqual(len(found), len(several))

    def test_a_mapping_is_one_whatever_its_class_and_order(self):
        one = {"b": 1, "a": 2}
        for other in (collections.OrderedDict(a=2, b=1), collections.UserDict(one)):
            self.assertEqual(values.encode(one), values.encode(other))

    def test_an_attribute_beside_the_fields_is_bound(self):
        first, second = Point(1, 2), Point(1, 2)
        second.z = 3
        self.assertNotEqual(values.encode(first), values.encode(second))

    def test_what_cannot_be_bound_is_refused(self):
        class Model:
            def state_dict(self):
                return {}

        class Picture:
            def tobytes(self):
                return b""

        within = []
        within.append(within)
        for value in (Model(), Picture(), object(), 1 << 8192, Model, iter([]), within, "\ud800", Array("object", (1,), b""), range(3),
                      {frozenset([1]): Model()}):  # fmt: skip
            with self.subTest(repr(value)), self.assertRaises(TypeError):
                values.encode({"a": value})
        with self.assertRaisesRegex(TypeError, r"state_dict\(\)"):
            bulla.state_digest(Model())

    def test_an_array_may_stand_anywhere_but_in_a_key_or_a_set(self):
        class Hashed(Array):
            __hash__ = object.__hash__

        array = Hashed("int64", (1,), bytes(8))
        for taken in ({"an item": array, "a key b": [array]}, {(1, "key "): {"x": array}}):
            values.encode(taken)
        for refused in ({array: 1}, {array}, {(1, array): 2}):
            with self.assertRaisesRegex(TypeError, "in a key or a set"):
                values.encode(refused)

    def test_a_subclass_does_not_say_itself_what_it_holds(self):
        class Lying(str):
            def __str__(self):
                return "the same"

        self.assertNotEqual(values.encode(Lying("a")), values.encode(Lying("b")))

    def test_a_reader_takes_what_an_encoder_writes_and_nothing_else(self):
        value = {"a": [1, 2.5, None, "x", b"y", {"k": {1, 2}}], "b": Array("int64", (1,), bytes(8))}
        frozen = values.Frozen(value)
        encoded, blobs = frozen.encoding(), frozen.blobs()
        read = values.Reader(encoded, blobs).value()
        self.assertEqual(read["a"], value["a"])
        self.assertEqual(read["b"].data, bytes(8))
        for end in range(len(encoded)):
            with self.assertRaises(ValueError):
                values.Reader(encoded[:end]).value()
        bad = [
            encoded + b"N", b"Z", b"I" + struct.pack(">Q", 2) + b"01", b"L" + struct.pack(">Q", 1 << 60), b"L" * 70,
            b"E" + struct.pack(">Q", 2) + b"TF", b"M" + struct.pack(">Q", 2) + b"TNTN", b"I" + struct.pack(">Q", 2) + b"-0",
        ]  # fmt: skip
        for data in bad:
            with self.subTest(data[:12]), self.assertRaises(ValueError):
                values.Reader(data).value()
        for wrong in ([], [bytes(9)], [bytes(8), b""]):
            with self.assertRaises(ValueError):
                values.Reader(encoded, wrong).value()

    def test_a_frozen_value_does_not_change(self):
        cells = bytearray(8)
        array = Array("int64", (1,), cells)
        array.tobytes = lambda: bytes(cells)
        state = {"w": array, "n": [1]}
        frozen, before = values.Frozen(state), values.encode(state)
        cells[0] = 1
        state["n"].append(2)
        self.assertEqual(frozen.encoding(), before)
        self.assertNotEqual(values.encode(state), before)


class MetricsTests(unittest.TestCase):
    def test_numbers_that_fit(self):
        right = {
            2e-05: "0.00002", 0.6931471805: "0.69315", 0.5: "0.5", 0: "0", -0.0: "0", 32: "32", 999999: "999999", -1.25: "-1.25",
            123456.4: "123456", 99999.96: "100000", 0.00123456: "0.00123", 9.999999: "10", 1234.5678: "1234.57", 0.1: "0.1",
        }  # fmt: skip
        for number, text in right.items():
            self.assertEqual(bulla.decimal(number), text)

    def test_other_numbers_are_refused(self):
        for number in (math.nan, math.inf, -math.inf, 4.9e-05, 3e-06, -1e-9, 2097152, 999999.5, 1e300, 5e-324, 1.23e-5):
            with self.subTest(number), self.assertRaises(ValueError):
                bulla.decimal(number)

    def test_no_number_is_off_by_more_than_half_a_unit_of_its_third_digit(self):
        taken = 0
        for exponent in range(-90, 90):
            for step in range(1, 40):
                number = step * 1.0379 * 10 ** (exponent / 10)
                try:
                    text = bulla.decimal(number)
                except ValueError:
                    continue
                taken += 1
                self.assertRegex(text, r"^(0|[1-9]\d*)(\.\d+)?$")
                self.assertLessEqual(len(text.replace(".", "")), 6)
                self.assertLessEqual(abs(float(text) - number), 0.005000001 * number)
        self.assertGreater(taken, 1000)

    def test_what_does_not_fit_is_left_out_and_said(self):
        fit, left_out = metrics.fitting({"loss": math.nan, "accuracy": 0.5})
        self.assertEqual(fit, {"accuracy": "0.5"})
        self.assertIn("nan", left_out["loss"])


class OpeningTests(unittest.TestCase):
    def setUp(self):
        self.part = {"ids": Array("int64", (2,), bytes(16)), "n": 3}
        self.opening = batches.Opening(4, bytes(32), [batches.Part.of(self.part)])
        self.batch = bulla.batch_commitment(self.part, bytes(32))

    def test_an_opening_survives_its_document(self):
        read = bulla.Opening.read(self.opening.json())
        (value,) = read.check(self.batch)
        self.assertEqual(value["n"], 3)
        self.assertEqual(value["ids"].data, bytes(16))

    def test_a_changed_opening_is_refused(self):
        document = json.loads(self.opening.json())
        part = document["parts"][0]
        changes = [
            dict(document, salt="11" * 32), dict(document, parts=[]), dict(document, parts=[part, part]), dict(document, type="x"),
            dict(document, parts=[dict(part, arrays=["AAAA"])]), dict(document, parts=[dict(part, arrays=[])]),
            dict(document, parts=[dict(part, value="TgAA")]), dict(document, parts=[7]), dict(document, salt="11"), [],
        ]  # fmt: skip
        for changed in changes:
            with self.subTest(str(changed)[:80]), self.assertRaises(ValueError):
                bulla.Opening.read(json.dumps(changed)).check(self.batch)

    def test_an_example_of_another_data_set_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            one = bulla.DataSet.build(f"{folder}/1", [{"i": i} for i in range(5)])
            other = bulla.DataSet.build(f"{folder}/2", [{"i": i} for i in range(5)])
        shown = [one.example(3, {"i": 3})]
        opening = batches.Opening(1, bytes(32), [], shown, 5)
        batch = opening.commitment().hex()
        bulla.Opening.read(opening.json()).check(batch, one.root)
        for root in (other.root, None):
            with self.assertRaises(ValueError):
                opening.check(batch, root)
        shown[0].path[0] = bytes(32)
        with self.assertRaises(ValueError):
            opening.check(batch, one.root)


if __name__ == "__main__":
    unittest.main()
