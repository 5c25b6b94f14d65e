"""Values as bytes, and back: `Formats/state-v1.md` section 2.

Every value has one encoding, and two different values have two. What has none is refused with a `TypeError`.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import hashlib
import os
import struct
import typing

from bulla import arrays

#: Deeper values are refused: they are cycles, or no state of a training.
DEEPEST = 64
#: Larger integers are refused, by readers, too.
_MOST_BITS = 8_192

#: What an instance of a subclass is without it, whatever its own methods say.
_PLAIN: tuple[tuple[type, typing.Callable[[typing.Any], typing.Any]], ...] = (
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (float, float.__float__),
    (int, int.__int__),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (list, lambda value: list(list.__iter__(value))),
)

Digest = typing.Callable[["arrays.Array"], bytes]


def _counted(data: bytes) -> bytes:
    return struct.pack(">Q", len(data)) + data


def _text(value: str) -> bytes:
    try:
        return _counted(value.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise TypeError(f"a text that is not Unicode cannot be bound: {value!a}") from error


def _name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def refusal(value: object, place: object) -> TypeError:
    """The error for a value that has no encoding, with what to hand over in its place."""
    hint = "hand over numbers, texts, bytes, tensors, lists, mappings or dataclasses of them"
    if callable(getattr(value, "state_dict", None)):
        hint = "hand over its state_dict()"
    elif hasattr(value, "tobytes"):
        hint = "hand it over as an array, for example numpy.asarray(value)"
    return TypeError(f"{place}: a {_name(value)} cannot be bound; hint: {hint}")


class Place:
    """Where a value stands, as words that are made only for an error."""

    __slots__ = ("_form", "_key", "_within")

    def __init__(self, within: object, form: str, key: object) -> None:
        self._within, self._form, self._key = within, form, key

    def __str__(self) -> str:
        return str(self._within) + self._form % (repr(self._key)[:80],)


class Encoder:
    """Encodes values; `digest` gives the 32 bytes that stand for an array."""

    def __init__(self, digest: Digest | None = None, gather: bool = False) -> None:
        self._digest = digest or (lambda array: array.sha256())
        self._gather = gather
        #: Within how many keys and items of sets: they are put in the order of their bytes, which arrays do not have yet.
        self._in_order = 0

    def encode(self, value: object, place: object = "value", depth: int = 0) -> bytes:
        """The bytes of a value; `place` names it in errors."""
        if depth > DEEPEST:
            raise TypeError(f"{place}: nested more than {DEEPEST} deep, or within itself")
        plain = self._plain(value)
        if plain is not None:
            return plain
        if self._gather:
            value = arrays.gather(value)
        array = arrays.array(value, place)
        if array is not None:
            if self._in_order:
                raise TypeError(f"{place}: an array in a key or a set cannot be bound")
            return self._array(array, place, depth)
        return self._compound(value, place, depth)

    def _plain(self, value: typing.Any) -> bytes | None:
        """None for what is not exactly of a plain type: a subclass may hold more than the plain value."""
        kind = type(value)
        if value is None:
            return b"N"
        if kind is bool:
            return b"T" if value else b"F"
        if kind is int:
            if value.bit_length() > _MOST_BITS:
                raise TypeError(f"an integer of {value.bit_length()} bits cannot be bound")
            return b"I" + _counted(b"%d" % value)
        if kind is float:
            return b"D" + struct.pack(">d", value)
        if kind is complex:
            return b"C" + struct.pack(">dd", value.real, value.imag)
        if kind is str:
            return b"S" + _text(value)
        if kind in (bytes, bytearray):
            return b"B" + _counted(bytes(value))
        return None

    def _array(self, array: arrays.Array, place: object, depth: int) -> bytes:
        rank = len(array.shape)
        sizes = struct.pack(f">{rank + 1}Q", rank, *array.shape)
        encoded = b"A" + _counted(array.dtype.encode("ascii")) + sizes + self._digest(array)
        if array.subclass is None:
            return encoded
        return self._object(array.subclass, encoded, array.attributes, place, depth)

    def _compound(self, value: typing.Any, place: object, depth: int) -> bytes:
        if dataclasses.is_dataclass(value) and not isinstance(value, (type, collections.abc.Mapping)):
            members = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
            members.update(getattr(value, "__dict__", {}))
            return self._object(_name(value), b"N", members, place, depth)
        if isinstance(value, collections.abc.Mapping):
            return self._mapping(value, place, depth)
        if isinstance(value, enum.Enum):
            return self._object(_name(value), b"S" + _text(str(value.name)), {}, place, depth)
        if type(value) in (list, tuple):
            return self._sequence(b"L" if type(value) is list else b"U", value, place, depth)
        if type(value) in (set, frozenset):
            items = sorted(self._ordered(item, Place(place, " item %s", item), depth) for item in value)
            return b"E" + struct.pack(">Q", len(items)) + b"".join(items)
        if arrays.is_torch_word(value):  # A torch.dtype, torch.device or memory format.
            return self._object(_name(value), b"S" + _text(str(value)), {}, place, depth)
        for base, plain in _PLAIN:
            if isinstance(value, base):
                held = self.encode(plain(value), place, depth + 1)
                return self._object(_name(value), held, getattr(value, "__dict__", {}), place, depth)
        raise refusal(value, place)

    def _sequence(self, tag: bytes, value: typing.Sequence[object], place: object, depth: int) -> bytes:
        parts = [self.encode(item, Place(place, "[%s]", index), depth + 1) for index, item in enumerate(value)]
        return tag + struct.pack(">Q", len(parts)) + b"".join(parts)

    def _mapping(self, value: collections.abc.Mapping, place: object, depth: int) -> bytes:
        pairs = []
        for key in value:
            if type(key) is str:
                name = b"S" + _text(key)
            else:
                name = self._ordered(key, Place(place, " key %s", key), depth)
            pairs.append((name, self.encode(value[key], Place(place, "[%s]", key), depth + 1)))
        pairs.sort()
        if any(first[0] == second[0] for first, second in zip(pairs, pairs[1:])):
            raise TypeError(f"{place}: two keys of a mapping have one encoding")
        return b"M" + struct.pack(">Q", len(pairs)) + b"".join(key + item for key, item in pairs)

    def _ordered(self, value: object, place: object, depth: int) -> bytes:
        self._in_order += 1
        try:
            return self.encode(value, place, depth + 1)
        finally:
            self._in_order -= 1

    def _object(self, name: str, held: bytes, members: typing.Mapping, place: object, depth: int) -> bytes:
        return b"O" + _text(name) + held + self._mapping(members, place, depth)


def encode(value: object) -> bytes:
    """The encoding of a value; arrays stand in it by their SHA-256."""
    return Encoder().encode(value)


class Frozen:
    """A value as it was at one moment: its encoding, with copies of its arrays that are hashed later."""

    def __init__(self, value: object, place: str = "value", gather: bool = False) -> None:
        self._mark = os.urandom(24)
        self._arrays: list[arrays.Array] = []
        self._pieces = Encoder(self._keep, gather).encode(value, place).split(self._mark)

    def _keep(self, array: arrays.Array) -> bytes:
        self._arrays.append(array.frozen())
        return self._mark + struct.pack(">Q", len(self._arrays) - 1)

    def encoding(self) -> bytes:
        """The encoding; hashes the arrays."""
        digests = [array.sha256() for array in self._arrays]
        return self._pieces[0] + b"".join(digests[number] + rest for number, rest in self._numbered())

    def _numbered(self) -> typing.Iterator[tuple[int, bytes]]:
        for piece in self._pieces[1:]:
            yield int.from_bytes(piece[:8], "big"), piece[8:]

    def blobs(self) -> list[bytes]:
        """The bytes of the arrays, in the order in which the encoding has them."""
        return [bytes(self._arrays[number].buffer()) for number, _ in self._numbered()]


def labelled(label: str, encoding: bytes) -> bytes:
    """SHA-256 of a label, a zero byte and an encoding."""
    return hashlib.sha256(label.encode("ascii") + b"\0" + encoding).digest()


def state_digest(state: object) -> str:
    """The digest of a state, 64 hexadecimal digits: `Formats/state-v1.md` section 3."""
    return labelled("bulla-state/1", encode(state)).hex()


@dataclasses.dataclass
class Decoded:
    """An object of a class that a reader need not have: its name, what it holds, its members."""

    name: str
    held: object
    members: dict


@dataclasses.dataclass(frozen=True)
class DecodedArray:
    """An array as an encoding has it."""

    dtype: str
    shape: tuple[int, ...]
    sha256: bytes
    data: bytes | None = None


class Reader:
    """Reads encodings, and refuses what no value has; `blobs` are the bytes of the arrays in their order."""

    def __init__(self, data: bytes, blobs: typing.Sequence[bytes] | None = None) -> None:
        self._data, self._at = data, 0
        self._blobs = None if blobs is None else list(blobs)

    def value(self) -> object:
        """The value that the bytes are, to their last."""
        found = self._value(0)
        if self._at != len(self._data):
            raise ValueError("bytes after the value")
        if self._blobs:
            raise ValueError("more arrays than the value has")
        return found

    def _take(self, count: int) -> bytes:
        if count > len(self._data) - self._at:
            raise ValueError("the value is cut short")
        self._at += count
        return self._data[self._at - count : self._at]

    def _number(self) -> int:
        return int.from_bytes(self._take(8), "big")

    def _counted(self) -> bytes:
        return self._take(self._number())

    def _value(self, depth: int) -> object:
        if depth > DEEPEST + 1:
            raise ValueError(f"nested more than {DEEPEST} deep")
        tag = self._take(1)
        if tag in (b"N", b"T", b"F"):
            return {b"N": None, b"T": True, b"F": False}[tag]
        if tag == b"I":
            digits = self._counted()
            if len(digits) > 2_500 or b"%d" % int(digits) != digits or int(digits).bit_length() > _MOST_BITS:
                raise ValueError("an integer that is not written as one is")
            return int(digits)
        if tag == b"D":
            return struct.unpack(">d", self._take(8))[0]
        if tag == b"C":
            return complex(*struct.unpack(">dd", self._take(16)))
        if tag == b"S":
            return self._counted().decode("utf-8")
        if tag == b"B":
            return self._counted()
        if tag == b"A":
            return self._array()
        if tag == b"O":
            name = self._counted().decode("utf-8")
            return Decoded(name, self._value(depth + 1), typing.cast(dict, self._value(depth + 1)))
        if tag in (b"L", b"U"):
            items = [self._value(depth + 1) for _ in range(self._count())]
            return items if tag == b"L" else tuple(items)
        if tag == b"E":
            return self._ascending(depth, pairs=False)
        if tag == b"M":
            return self._ascending(depth, pairs=True)
        raise ValueError(f"no value begins with {tag!r}")

    def _count(self) -> int:
        count = self._number()
        if count > len(self._data) - self._at:
            raise ValueError("a count larger than what follows")
        return count

    def _ascending(self, depth: int, pairs: bool) -> object:
        keys: list[object] = []
        items: list[object] = []
        last = None
        for _ in range(self._count()):
            start = self._at
            keys.append(self._value(depth + 1))
            encoded = self._data[start : self._at]
            if last is not None and encoded <= last:
                raise ValueError("keys or items that do not ascend")
            last = encoded
            if pairs:
                items.append(self._value(depth + 1))
        if not pairs:
            return frozenset(keys)
        return dict(zip(keys, items))

    def _array(self) -> DecodedArray:
        dtype = self._counted().decode("ascii")
        rank = self._number()
        if rank > 64:
            raise ValueError("an array of more than 64 dimensions")
        shape = tuple(self._number() for _ in range(rank))
        digest = self._take(32)
        if self._blobs is None:
            return DecodedArray(dtype, shape, digest)
        if not self._blobs:
            raise ValueError("the bytes of an array are missing")
        data = self._blobs.pop(0)
        if hashlib.sha256(data).digest() != digest:
            raise ValueError("the bytes of an array are not those that the value binds")
        return DecodedArray(dtype, shape, digest, data)
