"""Taking a step from the loop: at once, whole, and in order, whatever a signal's handler does meanwhile."""

from __future__ import annotations

import collections.abc
import os
import typing

from bulla import values
from bulla.errors import RecorderError

if typing.TYPE_CHECKING:
    from bulla.recorder import Recorder


class Step(typing.NamedTuple):
    """A step as the loop handed it over."""

    state: values.Frozen
    parts: list[values.Frozen]
    drawn: list[int]
    proofs: list[dict[str, str]]
    metrics: dict[str, typing.Any]


class Rewind(typing.NamedTuple):
    """A return to an earlier step."""

    to: int
    state: values.Frozen
    reason: str


class Atomic:
    """Taking a step, which a signal's handler may interrupt and record another: that one comes after."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder, self._is_outer = recorder, False

    def __enter__(self) -> typing.Callable[[Step | Rewind], None]:
        recorder = self._recorder
        if os.getpid() != recorder._pid:
            raise RecorderError("a forked process cannot record; hint: record in the process that has begun")
        if recorder._thread is None:
            raise RecorderError("recording has not begun, or has ended; hint: begin(state)")
        if not recorder._is_busy:
            recorder._wait_for_room()
            recorder._raise_failure()
            recorder._is_busy = self._is_outer = True
        return self._take

    def _take(self, job: Step | Rewind) -> None:
        """What interrupted this one has been taken by now, and comes after it."""
        self._recorder._deferred.insert(0 if self._is_outer else len(self._recorder._deferred), job)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        recorder = self._recorder
        if not self._is_outer:
            return
        recorder._is_busy = False
        if recorder._thread is None and recorder._deferred:
            raise RecorderError("recording has ended while this step was taken: it is not in the log")
        recorder._release()


def frozen_state(state: object) -> values.Frozen:
    """A copy of the state, gathered from all ranks where its tensors are spread over them."""
    if isinstance(state, collections.abc.Mapping):
        for key in state:
            if isinstance(key, str) and key.split(".")[-1] in ("flat_param", "_flat_param"):
                raise TypeError(f"state[{key!r}] is a rank's flat piece (FSDP); hint: StateDictType.FULL_STATE_DICT")
    return values.Frozen(state, "state", gather=True)
