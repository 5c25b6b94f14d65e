"""Records an ordinary training loop with `bulla log append`.

    with Recorder("RUN") as recorder:
        recorder.begin(model.state_dict())
        for batch in loader:
            ...
            recorder.step(model.state_dict(), batch, loss=loss.item())

Every step becomes one leaf: digests of the state before and after it, a salted commitment to its batch, and metrics.
Nothing but digests and metrics leaves the process. The states are opaque digests to Bulla: it shows that the log was
not changed later and that steps link up, not that the arithmetic was right.
"""

import hashlib
import json
import os
import secrets
import subprocess
import threading


def _bytes(value):
    """A tensor, array or scalar as (dtype, shape, bytes)."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().contiguous()
        shape = tuple(value.shape)
        name = str(value.dtype).removeprefix("torch.")
        if name.startswith(("bfloat", "float8")):  # NumPy has no such types.
            import torch

            bits = torch.uint8 if value.element_size() == 1 else torch.int16
            return name, shape, value.view(bits).numpy().tobytes()
        value = value.numpy()
    if hasattr(value, "tobytes"):
        return str(value.dtype), tuple(value.shape), value.tobytes()
    return type(value).__name__, (), repr(value).encode()


def _feed(hasher, label, value):
    """Hashes a named value so that no two different inputs give the same bytes: every part says its length."""
    if isinstance(value, dict):
        for key in sorted(value, key=str):
            _feed(hasher, f"{label}/{key}", value[key])
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            _feed(hasher, f"{label}/{index}", item)
    else:
        dtype, shape, data = _bytes(value)
        for part in (label.encode(), dtype.encode(), repr(shape).encode(), data):
            hasher.update(len(part).to_bytes(8, "big"))
            hasher.update(part)


def state_digest(state):
    """SHA-256 over names, types, shapes and bytes of a state_dict, in the order of its keys."""
    hasher = hashlib.sha256(b"pytorch-state/1\0")
    _feed(hasher, "", state)
    return hasher.hexdigest()


def batch_commitment(batch, salt):
    """SHA-256 over 32 bytes of salt and the batch; without the salt it would confirm guesses."""
    hasher = hashlib.sha256(b"pytorch-batch/1\0" + salt)
    _feed(hasher, "", batch)
    return hasher.hexdigest()


def decimal(value):
    """A number as Bulla takes it: a decimal string of at most six digits."""
    if value != value or abs(value) >= 999_999.5:
        return "999999" if not value < 0 else "-999999"
    whole = len(str(int(abs(value))))
    text = f"{value:.{max(0, min(4, 6 - whole))}f}"
    if len(text.strip("-").replace(".", "")) > 6:  # Rounding has carried into a new digit.
        text = f"{value:.{max(0, 5 - whole)}f}"
    return text


class RecorderError(RuntimeError):
    """`bulla log append` stopped; its own words say why."""


class Recorder:
    """Feeds the leaves of one run to `bulla log append`, and knows what of it is durable."""

    def __init__(self, run, bulla="bulla", software_session=True, first_step=1, salts=None):
        self.run, self.step_number = str(run), first_step
        self.durable_size, self.durable_root = 0, None
        self._salts = open(salts, "a", encoding="ascii") if salts else None
        command = [bulla, "log", "append", self.run]
        self._command = command + (["--software-session"] if software_session else [])

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._messages = []
        self._readers = [
            threading.Thread(target=self._read_answers, daemon=True),
            threading.Thread(target=lambda: self._messages.extend(self._process.stderr), daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        return self

    def __exit__(self, kind, error, trace):
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        status = self._process.wait()
        for reader in self._readers:
            reader.join()
        if self._salts:
            self._salts.close()
        if status != 0 and (kind is None or isinstance(error, BrokenPipeError)):
            raise RecorderError("".join(self._messages).strip()) from error

    def begin(self, state):
        """Says from which state the next step starts; for a run's first step, its genesis state."""
        self._state = state_digest(state)

    def step(self, state, batch, proofs=(), **metrics):
        """Records a step that has led to `state`; metrics are accuracy, examples, gradient_norm, learning_rate, loss.

        A proof is {"kind": "name/1", "path": "file below --proof-root"} or {"kind": "name/1", "base64": "…"}.
        """
        before, self._state = self._state, state_digest(state)
        salt = secrets.token_bytes(32)
        if self._salts:  # Whoever shall be shown the batch later needs its salt.
            self._salts.write(f"{self.step_number} {salt.hex()}\n")
            self._salts.flush()
            os.fsync(self._salts.fileno())
        self._send(
            {
                "type": "step", "step": self.step_number, "state_before": before, "state_after": self._state,
                "batch": batch_commitment(batch, salt), "proofs": list(proofs),
                "metrics": {name: decimal(value) for name, value in metrics.items()},
            }
        )
        self.step_number += 1

    def rewind(self, to, state, reason="failure"):
        """Records that training restarts from the state after step `to`; load it into the model first."""
        self._state = state_digest(state)
        self._send({"type": "rewind", "to": to, "state": self._state, "reason": reason})
        self.step_number = to + 1

    def _send(self, leaf):
        self._process.stdin.write(json.dumps(leaf) + "\n")
        self._process.stdin.flush()

    def _read_answers(self):
        for line in self._process.stdout:
            answer = json.loads(line)
            self.durable_size, self.durable_root = answer["size"], answer["root"]
