"""Arrays and tensors as type, shape and bytes, without importing what made them.

A tensor is known by what torch itself says, if torch is loaded; NumPy's arrays likewise. Anything else that has `dtype`,
`shape` and `tobytes` is taken at its word.
"""

from __future__ import annotations

import ctypes
import dataclasses
import hashlib
import sys
import typing

#: Types whose bytes are addresses or anything.
_OPAQUE = ("object", "O", "void", "V")
#: Names of torch's types.
_names: dict[typing.Any, str] = {}


@dataclasses.dataclass
class Array:
    """An array that can be hashed: `buffer` gives its bytes in C order, little-endian, on request as a copy."""

    dtype: str
    shape: tuple[int, ...]
    buffer: typing.Callable[..., typing.Any]
    #: The name of the tensor's class, where it is not the plain one, and what else it holds.
    subclass: str | None = None
    attributes: typing.Mapping = dataclasses.field(default_factory=dict)

    def frozen(self) -> Array:
        """The same, with bytes that no later step changes."""
        data = self.buffer(copy=True)
        self.buffer = lambda copy=False: data
        return self

    def sha256(self) -> bytes:
        """Of the bytes; hashing lets other threads run."""
        return hashlib.sha256(self.buffer()).digest()


def _torch() -> typing.Any:
    return sys.modules.get("torch")


def is_tensor(value: object) -> bool:
    """Whether it is a torch tensor of any class."""
    torch = _torch()
    return torch is not None and isinstance(value, torch.Tensor)


def is_torch_word(value: object) -> bool:
    """Whether it is one of torch's names for a type or a place."""
    torch = _torch()
    return torch is not None and isinstance(value, (torch.dtype, torch.device, torch.layout, torch.memory_format))


def array(value: object, place: object) -> Array | None:
    """The value as an array, or None where it is none; what looks like one and cannot be bound is a `TypeError`."""
    if sys.byteorder != "little":
        raise TypeError(f"{place}: arrays are bound on little-endian machines only")
    if is_tensor(value):
        return _tensor(value, place)
    if isinstance(value, type) or not all(hasattr(value, name) for name in ("dtype", "shape", "tobytes")):
        return None
    return _foreign(value, place)


def _foreign(value: typing.Any, place: object) -> Array:
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        if isinstance(value, numpy.ndarray) and type(value) not in (numpy.ndarray, numpy.memmap):
            raise TypeError(f"{place}: a {type(value).__name__} may hold more than its cells; hint: numpy.asarray(value)")
        if value.dtype.hasobject or value.dtype.kind not in "biufcmMSU":
            raise TypeError(f"{place}: an array of type {value.dtype} cannot be bound")
        if value.dtype.byteorder == ">":
            value = value.astype(value.dtype.newbyteorder("<"))
    dtype = str(value.dtype)
    if dtype in _OPAQUE or not dtype.isascii():
        raise TypeError(f"{place}: an array of type {dtype} cannot be bound")
    return Array(dtype, tuple(int(size) for size in value.shape), lambda copy=False: value.tobytes())


def _tensor(value: typing.Any, place: object) -> Array:
    torch = _torch()
    subclass, attributes = None, {}
    if type(value) not in (torch.Tensor, torch.nn.Parameter, torch.nn.Buffer):
        subclass = f"{type(value).__module__}.{type(value).__qualname__}"
        if hasattr(value, "full_tensor"):
            raise TypeError(f"{place}: a part of a tensor that is spread over ranks; hint: Recorder gathers it")
        if hasattr(type(value), "__tensor_flatten__"):
            names, rest = value.__tensor_flatten__()
            attributes = {"rest": rest, **{f"tensor {name}": getattr(value, name) for name in names}}
            return Array(_dtype(value), tuple(value.shape), lambda copy=False: b"", subclass, attributes)
        if "ShardedTensor" in subclass:
            raise TypeError(f"{place}: a {subclass} is a part of a tensor; hint: gather the state first")
        attributes = {name: item for name, item in vars(value).items() if not name.startswith("_backward")}
        with torch._C.DisableTorchFunctionSubclass():
            value = value.as_subclass(torch.Tensor)
    if value.layout != torch.strided or value.is_quantized or getattr(value, "is_nested", False):
        raise TypeError(f"{place}: a {value.layout} tensor of type {value.dtype} cannot be bound; hint: to_dense()")
    if value.device.type == "meta":
        raise TypeError(f"{place}: a tensor without bytes (device meta) cannot be bound")
    return Array(_dtype(value), tuple(value.shape), lambda copy=False: _bytes_of(value, copy), subclass, attributes)


def _dtype(value: typing.Any) -> str:
    name = _names.get(value.dtype)
    if name is None:
        name = _names[value.dtype] = str(value.dtype).split(".")[-1]
    return name


def _bytes_of(value: typing.Any, copy: bool) -> typing.Any:
    """A view of the tensor's bytes, which keeps the tensor alive: of its own memory where that is one piece on the CPU."""
    plain = value.detach().resolve_conj().resolve_neg().cpu().contiguous()
    place = plain.data_ptr()
    if copy and place == value.data_ptr():
        plain = plain.clone()
        place = plain.data_ptr()
    size = plain.nbytes
    if size == 0:
        return b""
    view = (ctypes.c_char * size).from_address(place)
    view.tensor = plain  # type: ignore[attr-defined]
    return view


def gather(value: typing.Any) -> typing.Any:
    """A tensor that is spread over ranks, whole; every rank has to take part, in the same order."""
    return value.full_tensor() if hasattr(value, "full_tensor") and is_tensor(value) else value
