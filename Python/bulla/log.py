"""Where a run's log stands, as `bulla log show` prints it."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
import subprocess
import time
import typing

from bulla.errors import RecorderError

#: Leaves that are asked for at once.
_PIECE = 256
#: So long a writer of a process that has ended may still need to write down what it was given.
_LOCK_SECONDS = 10.0


@dataclasses.dataclass(frozen=True)
class Position:
    """Leaves in the log, the step that training stands on, and that step's state."""

    size: int
    step: int
    state: str


def call(words: typing.Sequence[str]) -> str:
    """What a command prints; `RecorderError` with its own words where it fails."""
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace")
    except OSError as error:
        raise RecorderError(f"{words[0]}: {error.strerror}; hint: is the program on PATH?") from error
    if done.returncode:
        raise RecorderError(done.stderr.strip() or f"{' '.join(words[:3])} ended with {done.returncode}")
    return done.stdout


class Log:
    """Reads the log of a run."""

    def __init__(self, run: str, bulla: str = "bulla") -> None:
        self._run, self._bulla = run, bulla

    @property
    def exists(self) -> bool:
        """Whether the run was created."""
        return os.path.exists(os.path.join(self._run, "run.json"))

    def document(self) -> dict[str, str]:
        """run.json: what leaf 0 names."""
        with open(os.path.join(self._run, "run.json"), encoding="utf-8") as file:
            return json.load(file)

    def size(self) -> int:
        """The number of leaves."""
        for line in call([self._bulla, "log", "show", self._run]).splitlines():
            words = line.split()
            if len(words) == 2 and words[0] == "size":
                return int(words[1])
        raise RecorderError(f"{self._run}: `bulla log show` names no size")

    def leaves(self, start: int, end: int) -> list[dict[str, typing.Any]]:
        """The leaves from `start` to before `end`."""
        if start >= end:
            return []
        text = call([self._bulla, "log", "show", self._run, "--json", "--from", str(start), "--to", str(end)])
        return [json.loads(line) for line in text.splitlines()]

    def _backwards(self, size: int) -> typing.Iterator[dict[str, typing.Any]]:
        end = size
        while end > 0:
            start = (end - 1) // _PIECE * _PIECE
            yield from reversed(self.leaves(start, end))
            end = start

    def position(self) -> Position:
        """Where training stands after the last leaf."""
        size = self.size()
        for leaf in self._backwards(size):
            if leaf["type"] == "step":
                return Position(size, leaf["step"], leaf["state_after"])
            if leaf["type"] == "rewind":
                return Position(size, leaf["to"], leaf["state"])
            if leaf["type"] == "run":
                return Position(size, 0, leaf["genesis"])
        raise RecorderError(f"{self._run}: the log has no leaf 0")

    def live_step(self, number: int, size: int) -> tuple[dict[str, typing.Any] | None, int]:
        """The leaf of the step of this number that was not discarded, and the count of rewinds after it."""
        limit, rewinds = None, 0
        for leaf in self._backwards(size):
            if leaf["type"] == "rewind":
                rewinds += 1
                limit = leaf["to"] if limit is None else min(limit, leaf["to"])
            elif leaf["type"] == "step" and (limit is None or leaf["step"] <= limit):
                if leaf["step"] == number:
                    return leaf, rewinds
                limit = leaf["step"] - 1
                if limit < number:
                    break
        return None, rewinds

    def state(self, number: int, size: int) -> str | None:
        """The state that the live step led to; 0 is the genesis."""
        if number == 0:
            return self.document()["genesis"]
        leaf, _ = self.live_step(number, size)
        return leaf["state_after"] if leaf else None

    def wait_for_writer(self) -> None:
        """Returns when no other process writes the log: one whose loop was killed still writes what it was given."""
        until = time.monotonic() + _LOCK_SECONDS
        with open(os.path.join(self._run, "log", "lock"), "rb") as file:
            while True:
                try:
                    return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise RecorderError(f"{self._run}: another process is writing this log") from None
                    time.sleep(0.05)
