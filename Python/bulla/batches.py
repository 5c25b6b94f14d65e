"""Commitments to batches, and how they are opened later: `Formats/state-v1.md` sections 4 to 6."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import os
import struct
import typing

from bulla import dataset as data_sets
from bulla import values
from bulla.log import Log


def part_digest(encoding: bytes) -> bytes:
    """The digest of one part of a batch, from its encoding."""
    return values.labelled("bulla-batch-part/1", encoding)


def commitment(parts: typing.Sequence[bytes], salt: bytes, leaves: typing.Sequence[bytes] = ()) -> bytes:
    """The commitment to a batch: of its parts' digests, and the leaves of the data set that it was made from."""
    if len(salt) != 32:
        raise ValueError("a salt has 32 bytes")
    joined = struct.pack(">I", len(parts)) + b"".join(parts) + struct.pack(">I", len(leaves)) + b"".join(leaves)
    return values.labelled("bulla-batch/1", salt + joined)


def batch_commitment(batch: object, salt: bytes) -> str:
    """SHA-256 over 32 bytes of salt and the batch, 64 hexadecimal digits; without the salt it would confirm guesses."""
    return commitment([part_digest(values.encode(batch))], salt).hex()


class Salts:
    """The salts of a run: `RUN/salts`, one line of 64 hexadecimal digits for each recording, for its owner alone.

    Salts follow from the recording's secret, so none is written while training runs.
    """

    def __init__(self, secrets: typing.Sequence[bytes]) -> None:
        self.secrets = list(secrets)

    @classmethod
    def read(cls, run: str) -> Salts:
        """The secrets of all recordings of a run."""
        path = os.path.join(run, "salts")
        with open(path, encoding="ascii") as file:
            text = file.read()
        lines = text[: text.rfind("\n") + 1].split()
        try:
            secrets = [bytes.fromhex(line) for line in lines]
            if any(len(secret) != 32 for secret in secrets):
                raise ValueError("a line that has not 64 digits")
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
        return cls(secrets)

    @classmethod
    def begin(cls, run: str) -> bytes:
        """Makes the secret of a recording, and returns when it is on the medium."""
        secret, path = os.urandom(32), os.path.join(run, "salts")
        if os.path.exists(path):
            cls.read(run)  # Nothing is added to a file that is something else.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
            size = os.fstat(descriptor).st_size
            line = secret.hex() + "\n"
            if size % len(line):  # The file system was full, or the machine stopped, within a line: no leaf used it.
                os.ftruncate(descriptor, size - size % len(line))
            if os.write(descriptor, line.encode("ascii")) != len(line):
                raise OSError(f"{path}: only a part of a line was written")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        folder = os.open(run, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return secret

    @staticmethod
    def salt(secret: bytes, step: int, rewinds: int) -> bytes:
        """The salt of a step, after so many rewinds of the same recording."""
        return hashlib.sha256(b"bulla-salt/1\0" + secret + struct.pack(">QI", step, rewinds)).digest()

    def find(self, step: int, committed: bytes, parts: typing.Sequence[bytes], leaves: typing.Sequence[bytes], rewinds: int) -> bytes | None:
        """The salt under which these parts have the commitment; None if there is none after at most `rewinds` rewinds."""
        for secret in self.secrets:
            for count in range(rewinds + 1):
                salt = self.salt(secret, step, count)
                if commitment(parts, salt, leaves) == committed:
                    return salt
        return None


def keep(run: str, opening: Opening, committed: bytes, drawn: typing.Sequence[int]) -> None:
    """Writes what opens a batch to `RUN/openings`, for its owner alone, and returns when it is on the medium."""
    folder = os.path.join(run, "openings")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"{opening.step}-{committed.hex()[:16]}.json")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(json.dumps({"drawn": list(drawn)}) + "\n" + opening.json())
        file.flush()
        os.fsync(descriptor)


def kept(run: str, step: int) -> list[tuple[Opening, list[int]]]:
    """The openings that were kept of a step, discarded ones too, and the examples that each was drawn from."""
    found, folder = [], os.path.join(run, "openings")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.startswith(f"{step}-"):
            with open(os.path.join(folder, name), encoding="ascii") as file:
                drawn, text = file.read().split("\n", 1)
            found.append((Opening.read(text), json.loads(drawn)["drawn"]))
    return found


def open_batch(
    run: str,
    step: int,
    parts: typing.Sequence[object] | None = None,
    *,
    drawn: typing.Sequence[int] = (),
    examples: typing.Sequence[object] = (),
    dataset: data_sets.DataSet | None = None,
    bulla: str = "bulla",
) -> Opening:
    """What shows which batch a step had: from the parts handed in again, or those that the recorder kept.

    `examples` are the values of the data set's examples at `drawn`. `ValueError` where no step of this number has a
    commitment to them.
    """
    if len(drawn) != len(examples) or (drawn and dataset is None):
        raise ValueError("want the data set, and one example for each index drawn")
    shown = [dataset.example(index, value) for index, value in zip(drawn, examples)] if dataset else []
    leaves = [example.leaf() for example in shown]
    given = [opening.parts for opening, _ in kept(run, step)] if parts is None else [[Part.of(part) for part in parts]]
    log = Log(run, bulla)
    steps = [leaf for leaf in log.leaves(0, log.size()) if leaf["type"] in ("step", "rewind")]
    rewinds = sum(leaf["type"] == "rewind" for leaf in steps)
    salts = Salts.read(run)
    for leaf in reversed(steps):
        for held in given if leaf.get("step") == step else []:
            digests = [part_digest(part.encoding) for part in held]
            salt = salts.find(step, bytes.fromhex(leaf["batch"]), digests, leaves, rewinds)
            if salt is not None:
                return Opening(step, salt, held, shown, len(dataset) if dataset and shown else 0)
    raise ValueError(f"{run}: no step {step} has a commitment to this batch")


@dataclasses.dataclass
class Part:
    """A part of a batch: the encoding of its value, and the bytes of the value's arrays."""

    encoding: bytes
    blobs: list[bytes]

    @classmethod
    def of(cls, value: object) -> Part:
        """From the value itself."""
        frozen = values.Frozen(value, "batch")
        return cls(frozen.encoding(), frozen.blobs())

    def value(self) -> object:
        """The value; arrays are `DecodedArray`. `ValueError` where bytes are not those that are bound."""
        return values.Reader(self.encoding, self.blobs).value()


@dataclasses.dataclass
class Opening:
    """What shows which batch a step had: everything that its commitment binds."""

    step: int
    salt: bytes
    parts: list[Part]
    examples: list[data_sets.Example] = dataclasses.field(default_factory=list)
    #: Examples in the data set; 0 where the run names none.
    count: int = 0

    def commitment(self) -> bytes:
        """The commitment that this opens."""
        digests = [part_digest(part.encoding) for part in self.parts]
        return commitment(digests, self.salt, [example.leaf() for example in self.examples])

    def check(self, batch: str, dataset: str | None = None) -> list[object]:
        """The values of the parts, if they have this commitment and the examples this data set; `ValueError` otherwise."""
        if self.commitment().hex() != batch:
            raise ValueError(f"step {self.step}: these parts, examples and salt have another commitment")
        for example in self.examples:
            try:
                root = example.root(self.count).hex()
            except ValueError as error:
                raise ValueError(f"step {self.step}: example {example.index}: {error}") from None
            if root != dataset:
                raise ValueError(f"step {self.step}: example {example.index} is not in the data set that the run names")
            example.part_value()
        return [part.value() for part in self.parts]

    def json(self) -> str:
        """As a document, one line: `Formats/state-v1.md` section 6."""
        document = {
            "count": self.count,
            "examples": [
                {"index": e.index, "path": [h.hex() for h in e.path], "salt": e.salt.hex(), **_json(e)} for e in self.examples
            ],
            "parts": [_json(part) for part in self.parts],
            "salt": self.salt.hex(),
            "step": self.step,
            "type": "bulla-batch-opening/1",
        }
        return json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n"

    @classmethod
    def read(cls, text: str) -> Opening:
        """From a document; `ValueError` where it is none."""
        try:
            document = json.loads(text)
            if document["type"] != "bulla-batch-opening/1":
                raise ValueError(f"got type {document['type']!r}, want bulla-batch-opening/1")
            parts = [Part(*_bytes(part)) for part in document["parts"]]
            examples = [
                data_sets.Example(e["index"], bytes.fromhex(e["salt"]), *_bytes(e), [bytes.fromhex(h) for h in e["path"]])
                for e in document["examples"]
            ]
            return cls(document["step"], bytes.fromhex(document["salt"]), parts, examples, document["count"])
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"no opening of a batch: {error!r}") from None


def _json(part: typing.Any) -> dict[str, typing.Any]:
    return {
        "arrays": [base64.b64encode(blob).decode("ascii") for blob in part.blobs],
        "value": base64.b64encode(part.encoding).decode("ascii"),
    }


def _bytes(part: dict[str, typing.Any]) -> tuple[bytes, list[bytes]]:
    return base64.b64decode(part["value"], validate=True), [base64.b64decode(blob, validate=True) for blob in part["arrays"]]
