"""Records a training: one leaf for each step, hashed and written beside the steps that follow."""

from __future__ import annotations

import atexit
import os
import queue
import sys
import threading
import typing

from bulla import batches, metrics, values
from bulla.dataset import DataSet
from bulla.errors import RecorderError
from bulla.log import Log, call
from bulla.ranks import Ranks
from bulla.snapshots import Snapshots
from bulla.taking import Atomic, Rewind, Step, frozen_state
from bulla.writer import LogWriter

#: States that wait to be hashed; a loop that is faster waits.
_WAITING = 2
_NOTHING: typing.Any = object()


class Recorder:
    """A recording of one run, from `begin` to the end of the `with` block.

    Every step becomes one leaf: digests of the state before and after it, a commitment to its batch, and metrics.
    Nothing but digests and metrics leaves the process. `step` copies the state and returns; a thread hashes the copy.
    """

    def __init__(
        self,
        run: str | os.PathLike[str],
        *,
        bulla: str = "bulla",
        software_session: bool = True,
        proof_root: str | None = None,
        dataset: DataSet | None = None,
        keep_batches: bool = False,
        snapshots: int = 2,
        origin: str | None = None,
        on_failure: typing.Callable[[str], None] | None = None,
    ) -> None:
        """`run` is created by `begin` if it is not there, with `origin` and the root of `dataset`.

        `keep_batches` keeps the opening of every batch in `RUN/openings`; otherwise who opens one hands it in again.
        `on_failure` is called, from another thread, as soon as recording has stopped.
        """
        self.run, self._bulla, self._origin = os.fspath(run), bulla, origin
        self._command = [bulla, "log", "append", self.run]
        self._command += ["--software-session"] if software_session else []
        self._command += ["--proof-root", proof_root] if proof_root else []
        self._state, self._secret = "", b""
        self._dataset, self._keeps_batches, self._on_failure = dataset, keep_batches, on_failure
        self._log = Log(self.run, bulla)
        self._snapshots = Snapshots(os.path.join(self.run, "snapshots"), snapshots)
        self._changed = threading.Condition(threading.RLock())
        self._jobs: queue.SimpleQueue[Step | Rewind | None] = queue.SimpleQueue()
        self._pending, self._is_busy = 0, False
        self._deferred: list[Step | Rewind] = []
        self._parts: list[values.Frozen] = []
        self._drawn: list[int] = []
        self._writer: LogWriter | None = None
        self._thread: threading.Thread | None = None
        self._ranks: Ranks | None = None
        self._failure: str | None = None
        self._rewinds, self._said, self._pid = 0, set[str](), os.getpid()
        #: The step that training stands on, as far as leaves were made.
        self.at = 0
        #: Metrics that did not fit the log's form: (step, name, why).
        self.left_out: list[tuple[int, str, str]] = []

    # Beginning and end.

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            self._finish()
        except RecorderError:
            if error is None or isinstance(error, OSError):
                raise

    def begin(self, state: object, step: int | None = None, reason: str = "failure") -> int:
        """Says which state the next step starts from; returns the step that training then stands on.

        `step` is the step that led to the state: where the log has later ones, they are discarded by a rewind for
        `reason`. Without `step` the state is that of the log's last step, or of step 0 in a new run. A state with
        another digest than the log's is refused.
        """
        if self._thread is not None:
            raise RecorderError("recording has begun already; hint: rewind")
        self._pid = os.getpid()
        self._ranks = Ranks.found()
        if self._ranks and self._keeps_batches:
            raise ValueError("keep_batches keeps the batches of one process only; hint: hand them in when you open one")
        frozen = frozen_state(state)
        digest = values.labelled("bulla-state/1", frozen.encoding())
        if self._ranks:
            self._ranks.require_one(self._ranks.gather(digest), "before the first step")
        words = None
        try:
            if self._writes:
                self.at = self._start(digest.hex(), step, reason)
        except (RecorderError, OSError, ValueError) as error:
            if self._ranks is None:
                raise
            words = str(error)
        if self._ranks:
            self._ranks.agree(words)
            self.at = self._ranks.gather(self.at)[0]
        self._state = digest.hex()
        self._thread = threading.Thread(target=self._work, daemon=True, name="bulla digests")
        self._thread.start()
        atexit.register(self._end_at_exit)
        return self.at

    @property
    def _writes(self) -> bool:
        return self._ranks is None or self._ranks.rank == 0

    def _start(self, state: str, step: int | None, reason: str) -> int:
        if not self._log.exists:
            self._create(state, step)
        self._log.wait_for_writer()
        document, position = self._log.document(), self._log.position()
        if self._dataset is not None and document["dataset"] != self._dataset.root:
            raise RecorderError(f"{self.run}: the run names data set {document['dataset']}, not {self._dataset.root}")
        step = position.step if step is None else step
        if step > position.step:
            raise RecorderError(
                f"the state is of step {step}, but the log ends with step {position.step}: its last steps were never on the"
                " medium; hint: go on from an earlier snapshot"
            )
        wanted = position.state if step == position.step else self._log.state(step, position.size)
        if wanted != state:
            raise RecorderError(f"the state is not that of step {step}: got {state}, the log has {wanted}")
        self._secret = batches.Salts.begin(self.run)
        self._writer = LogWriter(self._command, self._log, position.size, self._failed)
        if step < position.step:
            self._put_rewind(step, state, reason)
        return step

    def _create(self, state: str, step: int | None) -> None:
        if step:
            raise RecorderError(f"{self.run}: no run here, and a state after step {step} cannot begin one")
        words = [self._bulla, "run", "init", self.run, "--genesis", state]
        words += ["--origin", self._origin] if self._origin else []
        words += ["--dataset", self._dataset.root] if self._dataset else []
        call(words)

    def close(self) -> None:
        """Returns when everything is on the medium; `RecorderError` if it cannot be."""
        self._finish()

    def _finish(self) -> None:
        if self._thread is None or os.getpid() != self._pid:
            return
        interrupted: KeyboardInterrupt | None = None
        while True:
            try:
                self._end_once()
                break
            except KeyboardInterrupt as error:  # The steps that were handed over come first.
                if interrupted is not None:
                    raise
                interrupted = error
        if interrupted is not None:
            raise interrupted
        self._raise_failure()

    def _end_once(self) -> None:
        self._release()
        if self._thread is not None and self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()
        if self._writer is not None:
            self._writer.close()
        self._thread = None
        atexit.unregister(self._end_at_exit)

    def _end_at_exit(self) -> None:
        try:
            self._finish()
        except RecorderError:
            pass  # Said on stderr already.

    # What a loop says.

    def part(self, batch: object, drawn: typing.Iterable[int] = ()) -> None:
        """Takes a part of the next step's batch: with gradient accumulation a step has several."""
        frozen, indices = values.Frozen(batch, "batch"), self._indices(drawn)
        self._parts.append(frozen)
        self._drawn.extend(indices)

    def step(
        self,
        state: object,
        batch: object = _NOTHING,
        *,
        drawn: typing.Iterable[int] = (),
        proofs: typing.Iterable[dict[str, str]] = (),
        **measured: typing.Any,
    ) -> None:
        """Records a step that has led to `state`.

        The batch is the parts given before, and `batch` as the last; `drawn` are the indices in the data set of the
        examples that it was made from. Metrics are accuracy, examples, gradient_norm, learning_rate, loss; a tensor is
        read later. A proof is {"kind": "name/1", "path": "file below proof_root"} or {"kind": "name/1", "base64": "…"}.
        """
        metrics.require_names(measured)
        indices = self._indices(drawn)
        with Atomic(self) as take:
            parts = self._parts + ([] if batch is _NOTHING else [values.Frozen(batch, "batch")])
            if not parts and not self._drawn and not indices:
                raise TypeError("a step without a batch; hint: step(state, batch), or part(batch) before")
            job = Step(frozen_state(state), parts, self._drawn + indices, list(proofs), metrics.held(measured))
            self._parts, self._drawn = [], []
            take(job)

    def _indices(self, drawn: typing.Iterable[int]) -> list[int]:
        indices = [int(index) for index in drawn]
        if indices and self._dataset is None:
            raise ValueError("examples were drawn, but the recorder has no data set; hint: Recorder(run, dataset=...)")
        for index in indices:
            typing.cast(DataSet, self._dataset).leaf(index)
        return indices

    def rewind(self, to: int, state: object, reason: str = "failure") -> None:
        """Records that training restarts from the state after step `to`; load it into the model first."""
        with Atomic(self) as take:
            self._parts, self._drawn = [], []
            take(Rewind(to, frozen_state(state), reason))

    def flush(self, timeout: float | None = None) -> bool:
        """Waits until all steps so far are on the medium; False if that takes longer than `timeout` seconds."""
        self._raise_failure()
        with self._changed:
            done = self._changed.wait_for(lambda: self._pending == 0 or self.failure is not None, timeout)
        done = done and (self._writer is None or self._writer.flush(timeout))
        self._raise_failure()
        return done

    # Snapshots.

    def snapshot(self, save: typing.Callable[[str], object]) -> None:
        """Has `save(path)` write a snapshot, once the log has the step that it belongs to; a crash leaves it whole or not."""
        self.flush()
        if self._writes:
            self._snapshots.add(self.at, save)

    def resume(self, load: typing.Callable[[str], object], start: typing.Callable[[], object]) -> int:
        """Goes on from the newest snapshot whose step the log has, or from step 0; returns the step.

        `load(path)` puts a snapshot into the model and returns the state; `start()` returns the state of step 0.
        """
        last = self._log.position().step if self._log.exists else 0
        for step, path in self._snapshots.newest_first():
            if step <= last:
                return self.begin(load(path), step=step)
        return self.begin(start(), step=0)

    # What is known.

    @property
    def is_recording(self) -> bool:
        """Whether recording has begun and not ended."""
        return self._thread is not None

    @property
    def failure(self) -> str | None:
        """Why recording has stopped; None while it goes on. Known within a second, for example on a full disk."""
        return self._failure or (self._writer.failure if self._writer else None)

    @property
    def durable_size(self) -> int:
        """Leaves on the medium; 0 where another rank writes."""
        return self._writer.size if self._writer else 0

    @property
    def durable_root(self) -> str | None:
        """The log's root over them."""
        return self._writer.root if self._writer else None

    @property
    def durable_step(self) -> int | None:
        """The last step of this recording that is on the medium."""
        return self._writer.durable_step if self._writer else None

    # The other thread.

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            try:
                self._take(job)
            except RecorderError as error:
                self._failed(str(error))
            except Exception as error:  # Whatever it is, the loop has to learn of it.
                self._failed(f"{type(error).__name__}: {error}")
            finally:
                with self._changed:
                    self._pending -= 1
                    self._changed.notify_all()

    def _take(self, job: Step | Rewind) -> None:
        state = values.labelled("bulla-state/1", job.state.encoding())
        encodings = [part.encoding() for part in job.parts] if isinstance(job, Step) else []
        parts = [batches.part_digest(encoding) for encoding in encodings]
        drawn = job.drawn if isinstance(job, Step) else []
        if self._ranks:
            parts, drawn = self._compare(self._ranks, state, parts, drawn)
        if self.failure is not None:
            return
        if isinstance(job, Step):
            self._take_step(job, state.hex(), parts, drawn, encodings)
        else:
            self.at = job.to
            self._put_rewind(job.to, state.hex(), job.reason)

    def _compare(self, ranks: Ranks, state: bytes, parts: list[bytes], drawn: list[int]) -> tuple[list[bytes], list[int]]:
        """The parts and examples of all ranks, rank after rank, where all have one state."""
        found = ranks.gather((self.failure is not None, state, parts, drawn))
        stopped = [rank for rank, message in enumerate(found) if message[0]]
        if stopped and self.failure is None:
            raise RecorderError(f"rank {stopped[0]} has stopped recording")
        ranks.require_one([message[1] for message in found], f"after step {self.at + 1}")
        return [part for message in found for part in message[2]], [index for message in found for index in message[3]]

    def _take_step(self, job: Step, state: str, parts: list[bytes], drawn: list[int], encodings: list[bytes]) -> None:
        before, self._state = self._state, state
        if self._writer is not None:
            salt = batches.Salts.salt(self._secret, self.at + 1, self._rewinds)
            committed = batches.commitment(parts, salt, [self._dataset.leaf(i) for i in drawn] if self._dataset else [])
            if self._keeps_batches:
                kept = [batches.Part(encoding, part.blobs()) for encoding, part in zip(encodings, job.parts)]
                batches.keep(self.run, batches.Opening(self.at + 1, salt, kept), committed, drawn)
            fit, left_out = metrics.fitting(job.metrics)
            self._leave_out(left_out)
            self._writer.put(
                {
                    "type": "step", "step": self.at + 1, "state_before": before, "state_after": state, "metrics": fit,
                    "batch": committed.hex(), "proofs": job.proofs,
                },  # fmt: skip
                self.at + 1,
            )
        self.at += 1

    def _put_rewind(self, to: int, state: str, reason: str) -> None:
        self._state, self._rewinds = state, self._rewinds + 1
        if self._writer is not None:
            self._writer.put({"type": "rewind", "to": to, "state": state, "reason": reason}, to)

    def _leave_out(self, left_out: dict[str, str]) -> None:
        for name, why in left_out.items():
            self.left_out.append((self.at + 1, name, why))
            if name not in self._said:
                self._said.add(name)
                print(f"bulla: step {self.at + 1}: {name} is left out: {why} (said once)", file=sys.stderr, flush=True)

    def _failed(self, words: str) -> None:
        with self._changed:
            self._failure = self._failure or words
            self._changed.notify_all()
        if self._on_failure is not None:
            self._on_failure(words)

    # The queue between the two.

    def _raise_failure(self) -> None:
        if self.failure is not None:
            raise RecorderError(self.failure)

    def _release(self) -> None:
        """Hands over what was taken, in its order."""
        while self._deferred:
            with self._changed:
                self._pending += 1
            self._jobs.put(self._deferred.pop(0))

    def _wait_for_room(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._pending < _WAITING or self.failure is not None)
