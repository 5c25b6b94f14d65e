"""A data set as the root of a Merkle tree, and the paths that show examples to be in it: `Formats/state-v1.md` section 5."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import struct
import typing

from bulla import values

_TYPE = b"bulla-dataset-tree/1\n"



def leaf_hash(salt: bytes, example: bytes) -> bytes:
    """RFC 6962's hash of a leaf: 32 bytes of salt, then the example's bytes."""
    return hashlib.sha256(b"\0" + salt + example).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def path_root(leaf: bytes, index: int, count: int, path: typing.Sequence[bytes]) -> bytes:
    """The root to which an inclusion path of RFC 9162 section 2.1.3.2 leads; `ValueError` for one of a wrong length."""
    if not 0 <= index < count:
        raise ValueError(f"example {index} of {count}")
    first, last, found = index, count - 1, leaf
    for sibling in path:
        if last == 0 or len(sibling) != 32:
            raise ValueError("an inclusion path that is too long, or of other than 32 bytes")
        if first & 1 or first == last:
            found = _node(sibling, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = _node(found, sibling)
        first, last = first >> 1, last >> 1
    if last:
        raise ValueError("an inclusion path that is too short")
    return found


@dataclasses.dataclass
class Example:
    """An example with all that shows it to be in a data set."""

    index: int
    salt: bytes
    encoding: bytes
    blobs: list[bytes]
    path: list[bytes]

    def leaf(self) -> bytes:
        """The hash of its leaf."""
        return leaf_hash(self.salt, self.encoding)

    def root(self, count: int) -> bytes:
        """The root of the data set of `count` examples that it is in."""
        return path_root(self.leaf(), self.index, count, self.path)

    def part_value(self) -> object:
        """The example itself; arrays are `DecodedArray`."""
        return values.Reader(self.encoding, self.blobs).value()


class DataSet:
    """The tree of a data set: a file for its owner alone, with the secret that the leaves' salts follow from.

    `DataSet.build(path, examples)` makes it, one pass over the examples; `DataSet(path)` opens it.
    """

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            data = file.read()
        start = len(_TYPE) + 32
        if not data.startswith(_TYPE) or len(data) <= start or (len(data) - start) % 32:
            raise ValueError(f"{path}: no tree of a data set")
        self._secret = data[len(_TYPE) : start]
        self._levels = [data[start:]]
        while len(self._levels[-1]) > 32:
            self._levels.append(self._above(self._levels[-1]))

    @staticmethod
    def _above(level: bytes) -> bytes:
        pairs = len(level) // 64 * 64
        nodes = [hashlib.sha256(b"\1" + level[at : at + 64]).digest() for at in range(0, pairs, 64)]
        return b"".join(nodes) + level[pairs:]

    @classmethod
    def build(cls, path: str, examples: typing.Iterable[object]) -> DataSet:
        """Hashes every example in its order. Never replaces a tree: another secret would be another root."""
        secret = os.urandom(32)
        partial = f"{path}.partial"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(_TYPE + secret)
            count = 0
            for example in examples:
                file.write(leaf_hash(cls._salt(secret, count), values.encode(example)))
                count += 1
            if count == 0:
                raise ValueError("a data set without examples")
            file.flush()
            os.fsync(descriptor)
        os.link(partial, path)
        os.unlink(partial)
        return cls(path)

    @staticmethod
    def _salt(secret: bytes, index: int) -> bytes:
        return hashlib.sha256(b"bulla-example-salt/1\0" + secret + struct.pack(">Q", index)).digest()

    def __len__(self) -> int:
        return len(self._levels[0]) // 32

    @property
    def root(self) -> str:
        """What leaf 0 names as `dataset`, 64 hexadecimal digits."""
        return self._levels[-1].hex()

    def leaf(self, index: int) -> bytes:
        """The hash of an example's leaf."""
        if not 0 <= index < len(self):
            raise IndexError(f"example {index} of {len(self)}")
        return self._levels[0][32 * index : 32 * index + 32]

    def path(self, index: int) -> list[bytes]:
        """RFC 6962's inclusion path of an example, from its leaf upwards."""
        found, at = [], index
        for level in self._levels[:-1]:
            sibling = (at ^ 1) * 32
            if sibling < len(level):
                found.append(level[sibling : sibling + 32])
            at >>= 1
        return found

    def example(self, index: int, value: object) -> Example:
        """An example with its path; `ValueError` if the value is not the example at this index."""
        frozen = values.Frozen(value, f"example {index}")
        shown = Example(index, self._salt(self._secret, index), frozen.encoding(), frozen.blobs(), self.path(index))
        if shown.leaf() != self.leaf(index):
            raise ValueError(f"this is not example {index} of the data set")
        return shown
