"""Recording Lightning's trainer: `Trainer(..., callbacks=[Lightning("RUN")])`."""

from __future__ import annotations

import os
import typing

import torch

try:
    from lightning.pytorch.callbacks import Callback
except ImportError:  # The same under its older name.
    from pytorch_lightning.callbacks import Callback  # type: ignore[assignment]

from bulla.recorder import Recorder


class Lightning(Callback):
    """Records every optimizer step: the module's state, its batches, its loss, the rate.

    The step stands in Lightning's checkpoints, which are written only once the log has it; `fit(ckpt_path=...)` goes on
    from there. Training that starts anew goes back to step 0 of a run that is there.
    """

    def __init__(self, run: str | os.PathLike[str], **options: typing.Any) -> None:
        """The options are those of `Recorder`."""
        self._run, self._options = run, options
        self.recorder: Recorder | None = None
        self._step = self._seen = 0
        self._losses: list[torch.Tensor] = []
        self._rate: float | None = None

    def state_dict(self) -> dict[str, typing.Any]:
        """For a checkpoint: the step, when the log has it."""
        if self.recorder is not None and self.recorder.is_recording:
            self.recorder.flush()
            self._step = self.recorder.at
        return {"step": self._step}

    def load_state_dict(self, state_dict: dict[str, typing.Any]) -> None:
        """From a checkpoint."""
        self._step = int(state_dict["step"])

    def on_train_start(self, trainer: typing.Any, pl_module: typing.Any) -> None:
        """Says which state training starts from."""
        self.recorder = Recorder(self._run, **self._options)
        self.recorder.begin(pl_module.state_dict(), step=self._step)
        self._seen = trainer.global_step

    def on_train_batch_start(self, trainer: typing.Any, pl_module: typing.Any, batch: typing.Any, batch_idx: int) -> None:
        """Takes the batch before the module can change it."""
        typing.cast(Recorder, self.recorder).part(batch)

    def on_before_optimizer_step(self, trainer: typing.Any, pl_module: typing.Any, optimizer: typing.Any) -> None:
        """Notes the rate of this step."""
        self._rate = optimizer.param_groups[0]["lr"]

    def on_train_batch_end(
        self, trainer: typing.Any, pl_module: typing.Any, outputs: typing.Any, batch: typing.Any, batch_idx: int
    ) -> None:
        """Records a step where the optimizer has made one; otherwise gradients go on being accumulated."""
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        if isinstance(loss, torch.Tensor):
            self._losses.append(loss.detach().float())
        if trainer.global_step == self._seen:
            return
        self._seen = trainer.global_step
        measured: dict[str, typing.Any] = {}
        if self._losses:
            measured["loss"] = torch.stack(self._losses).mean()
        if self._rate is not None:
            measured["learning_rate"] = self._rate
        self._losses = []
        typing.cast(Recorder, self.recorder).step(pl_module.state_dict(), **measured)

    def on_train_end(self, trainer: typing.Any, pl_module: typing.Any) -> None:
        """Returns when the log has everything."""
        self._end()

    def on_exception(self, trainer: typing.Any, pl_module: typing.Any, exception: BaseException) -> None:
        """What was recorded so far is written down."""
        self._end()

    def _end(self) -> None:
        if self.recorder is not None and self.recorder.is_recording:
            self.recorder.close()
            self._step = self.recorder.at
