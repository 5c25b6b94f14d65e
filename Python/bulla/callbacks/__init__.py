"""Recording under a trainer: `HuggingFace` for transformers, `Lightning` for Lightning.

Each is imported when it is first asked for, so that this package needs neither.
"""

from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from bulla.callbacks.huggingface import HuggingFace
    from bulla.callbacks.lightning import Lightning

__all__ = ["HuggingFace", "Lightning"]


def __getattr__(name: str) -> typing.Any:
    if name == "HuggingFace":
        from bulla.callbacks.huggingface import HuggingFace

        return HuggingFace
    if name == "Lightning":
        from bulla.callbacks.lightning import Lightning

        return Lightning
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
