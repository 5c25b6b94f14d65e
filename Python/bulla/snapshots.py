"""Snapshots of a run: each belongs to a step that the log has, and is there whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import typing

_NAME = re.compile(r"step-(\d{12})")


class Snapshots:
    """A folder with the newest `kept` snapshots, `step-000000000012` and so on; each a file or a folder."""

    def __init__(self, folder: str, kept: int) -> None:
        if kept < 1:
            raise ValueError("want at least one snapshot kept")
        self._folder, self._kept = folder, kept

    def newest_first(self) -> list[tuple[int, str]]:
        """Step and path of each."""
        names = os.listdir(self._folder) if os.path.isdir(self._folder) else []
        found = [(int(match.group(1)), os.path.join(self._folder, name)) for name in names if (match := _NAME.fullmatch(name))]
        return sorted(found, reverse=True)

    def add(self, step: int, save: typing.Callable[[str], object]) -> None:
        """Has `save` write the snapshot of a step, then removes those that are too many."""
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        path = os.path.join(self._folder, f"step-{step:012d}")
        partial = path + ".partial"
        _remove(partial)
        save(partial)
        _sync(partial)
        _remove(path)
        os.rename(partial, path)
        _sync_one(self._folder)
        for _, old in self.newest_first()[self._kept :]:
            _remove(old)


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def _sync(path: str) -> None:
    for folder, _, names in os.walk(path):
        for name in names:
            _sync_one(os.path.join(folder, name))
        _sync_one(folder)
    if os.path.isfile(path):
        _sync_one(path)


def _sync_one(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
