"""Recording a `transformers.Trainer`: `Trainer(..., callbacks=[HuggingFace("RUN")])`."""

from __future__ import annotations

import os
import typing

import torch
import transformers

from bulla.errors import RecorderError
from bulla.recorder import Recorder


class HuggingFace(transformers.TrainerCallback):
    """Records every optimizer step: the model's state, all that the model was called with, its loss, the rate.

    Training that starts anew goes back to step 0 of a run that is there; `resume_from_checkpoint` goes on from the
    checkpoint's step. A checkpoint is written only once the log has its step.
    """

    def __init__(self, run: str | os.PathLike[str], **options: typing.Any) -> None:
        """The options are those of `Recorder`."""
        self._run, self._options = run, options
        self.recorder: Recorder | None = None
        self._hooks: list[typing.Any] = []
        self._losses: list[torch.Tensor] = []
        self._is_summed, self._examples, self._rate = False, 0, None

    def on_train_begin(self, args: typing.Any, state: typing.Any, control: typing.Any, **given: typing.Any) -> None:
        """Says which state training starts from, and begins to watch the model's calls."""
        model = given["model"]
        _require_recordable(args, model)
        self._end()
        self.recorder = Recorder(self._run, **self._options)
        self.recorder.begin(model.state_dict(), step=state.global_step)
        self._hooks = [
            model.register_forward_pre_hook(torch.compiler.disable(self._before_call), with_kwargs=True),
            model.register_forward_hook(torch.compiler.disable(self._after_call), with_kwargs=True),
        ]

    def _before_call(self, model: torch.nn.Module, words: tuple, named: dict[str, typing.Any]) -> None:
        if not model.training or self.recorder is None:
            return
        inputs = {name: value for name, value in named.items() if name != "num_items_in_batch"}
        self.recorder.part({"args": list(words), "kwargs": inputs} if words else inputs)
        self._is_summed = named.get("num_items_in_batch") is not None
        first = next((value for value in inputs.values() if isinstance(value, torch.Tensor) and value.dim()), None)
        self._examples += 0 if first is None else len(first)

    def _after_call(self, model: torch.nn.Module, words: tuple, named: dict[str, typing.Any], output: typing.Any) -> None:
        loss = output.get("loss") if isinstance(output, dict) else getattr(output, "loss", None)
        if model.training and isinstance(loss, torch.Tensor):
            self._losses.append(loss.detach().float().mean())

    def on_pre_optimizer_step(self, args: typing.Any, state: typing.Any, control: typing.Any, **given: typing.Any) -> None:
        """Notes the rate of this step: when the step has ended, the schedule is at the next one."""
        self._rate = given["optimizer"].param_groups[0]["lr"]

    def on_step_end(self, args: typing.Any, state: typing.Any, control: typing.Any, **given: typing.Any) -> None:
        """Records the step; before a checkpoint, waits until the log has it."""
        recorder = typing.cast(Recorder, self.recorder)
        measured: dict[str, typing.Any] = {"examples": self._examples} if self._examples else {}
        if self._losses:
            losses = torch.stack(self._losses)
            measured["loss"] = losses.sum() if self._is_summed else losses.mean()
        if self._rate is not None:
            measured["learning_rate"] = self._rate
        recorder.step(given["model"].state_dict(), **measured)
        self._losses, self._examples = [], 0
        self._flush_before_saving(control)

    def on_epoch_end(self, args: typing.Any, state: typing.Any, control: typing.Any, **given: typing.Any) -> None:
        """Before a checkpoint, waits until the log has its step."""
        self._flush_before_saving(control)

    def _flush_before_saving(self, control: typing.Any) -> None:
        if control.should_save and self.recorder is not None:
            self.recorder.flush()

    def on_train_end(self, args: typing.Any, state: typing.Any, control: typing.Any, **given: typing.Any) -> None:
        """Returns when the log has everything."""
        self._end()

    def _end(self) -> None:
        for hook in self._hooks:
            hook.remove()
        self._hooks = []
        if self.recorder is not None:
            self.recorder.close()


def _require_recordable(args: typing.Any, model: torch.nn.Module) -> None:
    if getattr(args, "label_smoothing_factor", 0):
        raise RecorderError("with label_smoothing_factor the labels do not reach the model; hint: record with Recorder.part")
    if args.n_gpu > 1:
        raise RecorderError("torch.nn.DataParallel is not recorded; hint: start one process for each GPU with torchrun")
    if any(hasattr(parameter, "ds_id") for parameter in model.parameters()):
        raise RecorderError("DeepSpeed ZeRO-3 leaves every rank a piece of the state; hint: ZeRO-2, or FSDP")
