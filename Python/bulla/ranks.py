"""The processes of a distributed training: rank 0 records, all compare their states."""

from __future__ import annotations

import sys
import typing

from bulla.errors import RecorderError


class Ranks:
    """One training of several processes; its messages go through a group of their own, over gloo."""

    def __init__(self, torch: typing.Any) -> None:
        self._torch = torch
        self.rank, self.size = torch.distributed.get_rank(), torch.distributed.get_world_size()
        self._group = torch.distributed.new_group(backend="gloo")

    @classmethod
    def found(cls) -> Ranks | None:
        """The ranks that torch.distributed has; None for a training in one process. All ranks have to call it."""
        torch = sys.modules.get("torch")
        if torch is None or not torch.distributed.is_available() or not torch.distributed.is_initialized():
            return None
        return cls(torch) if torch.distributed.get_world_size() > 1 else None

    def gather(self, message: typing.Any) -> list[typing.Any]:
        """The messages of all ranks, by rank."""
        found: list[typing.Any] = [None] * self.size
        self._torch.distributed.all_gather_object(found, message, group=self._group)
        return found

    def agree(self, words: str | None) -> None:
        """Raises on every rank what any rank has to say."""
        for rank, said in enumerate(self.gather(words)):
            if said is not None:
                raise RecorderError(f"rank {rank}: {said}")

    def require_one(self, states: typing.Sequence[bytes], when: str) -> None:
        """`RecorderError` naming the first rank whose state is another than rank 0's."""
        for rank, state in enumerate(states):
            if state != states[0]:
                raise RecorderError(
                    f"{when}: rank {rank} has state {state.hex()}, rank 0 {states[0].hex()}; hint: hand over what all ranks share"
                )
