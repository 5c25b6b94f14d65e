"""Metrics as the log takes them: decimal strings of at most six digits (`Formats/log-v1.md` section 1)."""

from __future__ import annotations

import decimal as decimals
import math
import typing

#: The names that a step may have.
NAMES = ("accuracy", "examples", "gradient_norm", "learning_rate", "loss")
#: Digits of a value in all, and of its fraction.
_DIGITS = 6
#: Of a value that is rounded, so much may go: half a unit in the third significant digit of the least such number.
_LOST = decimals.Decimal("0.005")


def decimal(value: typing.Any) -> str:
    """A number as the log takes it; `ValueError` for one that it cannot hold to three significant digits.

    What is not finite, or too large, or too small, is no number of the log's, and never becomes another one.
    """
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a finite number")
    exact = decimals.Decimal(repr(number))  # The shortest decimal that is this number; not its binary expansion.
    whole = len(str(int(abs(exact))))
    if whole > _DIGITS:
        raise ValueError(f"{number!r} has more than {_DIGITS} digits before the point")
    kept = round(exact, _DIGITS - whole)
    if len(str(int(abs(kept)))) > whole:  # Rounding has carried into a new digit.
        if whole == _DIGITS:
            raise ValueError(f"{number!r} has more than {_DIGITS} digits before the point")
        kept = round(exact, _DIGITS - whole - 1)
    if abs(kept - exact) > _LOST * abs(exact):
        raise ValueError(f"{number!r} does not fit six digits, of which five are after the point")
    text = f"{kept:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def fitting(values: typing.Mapping[str, typing.Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Metrics that fit, as the log takes them, and for each that does not, why."""
    fit, left_out = {}, {}
    for name, value in values.items():
        try:
            fit[name] = decimal(value)
        except (ValueError, OverflowError, TypeError) as error:
            left_out[name] = str(error)
    return fit, left_out


def held(values: typing.Mapping[str, typing.Any]) -> dict[str, typing.Any]:
    """The same values, of which tensors are copied where they lie, without waiting for them."""
    return {name: value.detach().clone() if hasattr(value, "detach") else value for name, value in values.items()}


def require_names(names: typing.Iterable[str]) -> None:
    """Names that the log does not know are the caller's mistake."""
    for name in names:
        if name not in NAMES:
            raise ValueError(f"{name!r} is no metric; want one of {', '.join(NAMES)}")
