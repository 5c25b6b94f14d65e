"""`bulla log append` as a process beside the training: what it was given, and what of it is on the medium."""

from __future__ import annotations

import collections
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import typing
import weakref

from bulla.errors import RecorderError
from bulla.log import Log

#: Leaves of one burst: fewer than a batch of `bulla log append`, so that a pause ends each burst.
_BURST = 500
_LAST_WORDS = 20
#: Starts a program that ignores what stops a loop: a program keeps what is ignored when it starts.
_UNSTOPPED = "trap '' HUP INT QUIT TERM USR1 USR2 ALRM TSTP XFSZ; exec \"$0\" \"$@\""

_living: weakref.WeakSet[LogWriter] = weakref.WeakSet()


def _leave_to_parent() -> None:
    """In a forked child: its copies of the sockets would keep `bulla log append` waiting after the loop has ended."""
    for writer in list(_living):
        writer.forget()


os.register_at_fork(after_in_child=_leave_to_parent)


class LogWriter:
    """Feeds lines to `bulla log append`, in bursts: it writes them down when its input pauses.

    The process is given a socket, whose end can be said even while a forked worker still holds it. It ignores the
    signals that stop a loop (Ctrl-C, `scancel`), so that it writes down what the loop hands over in its last moments.
    """

    def __init__(self, command: typing.Sequence[str], log: Log, size: int, failed: typing.Callable[[str], None]) -> None:
        self._log, self._first, self._failed = log, size, failed
        self._changed = threading.Condition(threading.RLock())
        self._lines: collections.deque[bytes] = collections.deque()
        self._steps: collections.deque[tuple[int, int]] = collections.deque()
        self._given = self._sent = self._durable = 0
        self._own_leaves: int | None = None
        self._is_closing = False
        self.size = size
        self.root: str | None = None
        self.durable_step: int | None = None
        self.failure: str | None = None
        ours, theirs = socket.socketpair()
        self._socket = ours
        # Until the program ignores them, signals wait.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            words = ["/bin/sh", "-c", _UNSTOPPED, *command]
            self._process = subprocess.Popen(words, stdin=theirs.fileno(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        except OSError as error:
            ours.close()
            raise RecorderError(f"{words[0]}: {error.strerror}") from error
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()
        self._words: collections.deque[str] = collections.deque(maxlen=_LAST_WORDS)
        self._threads = [
            threading.Thread(target=work, daemon=True, name=f"bulla {work.__name__}")
            for work in (self._send, self._read_answers, self._read_words)
        ]
        for thread in self._threads:
            thread.start()
        _living.add(self)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def put(self, leaf: dict[str, typing.Any], step: int) -> None:
        """Hands over a leaf, after which training stands on `step`."""
        line = json.dumps(leaf, separators=(",", ":")).encode("ascii") + b"\n"
        with self._changed:
            self._given += 1
            self._lines.append(line)
            self._steps.append((self._given, step))
            self._changed.notify_all()

    def flush(self, timeout: float | None = None) -> bool:
        """Waits until all that was handed over is on the medium; False if that takes longer."""
        with self._changed:
            wanted = self._given
            return self._changed.wait_for(lambda: self._durable >= wanted or self.failure is not None, timeout)

    def close(self) -> None:
        """Waits until everything is on the medium and the process has ended."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._socket.close()
        for stream in (self._process.stdout, self._process.stderr):
            typing.cast(typing.IO[bytes], stream).close()
        _living.discard(self)

    def forget(self) -> None:
        """In a forked child: the process is the parent's."""
        self._socket.close()

    def _send(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(self._may_send)
                    if self.failure is not None:
                        return
                    burst = [self._lines.popleft() for _ in range(min(_BURST, len(self._lines)))]
                    self._sent += len(burst)
                if not burst:
                    return self._socket.shutdown(socket.SHUT_WR)
                self._socket.sendall(b"".join(burst))
        except OSError:
            return  # The process has ended; who reads its answers says why.

    def _may_send(self) -> bool:
        """Whether a burst can be sent: the one before is on the medium, or no pause is needed any more."""
        if self.failure is not None:
            return True
        return self._is_closing or (self._durable >= self._sent and bool(self._lines))

    def _read_answers(self) -> None:
        for line in typing.cast(typing.IO[bytes], self._process.stdout):
            try:
                answer = json.loads(line)
                self._take(int(answer["size"]), str(answer["root"]))
            except (ValueError, KeyError, TypeError, RecorderError) as error:
                self._words.append(f"unexpected answer {line[:200]!a}: {error}\n")
        self._end(self._process.wait())

    def _take(self, size: int, root: str) -> None:
        with self._changed:
            sent = self._sent
        if self._own_leaves is None and sent:
            # Leaves of its own, which open a session, stand before ours.
            found = self._log.leaves(self._first, size)
            own = sum(leaf["type"].startswith("session-") for leaf in found)
            if own < len(found):
                self._own_leaves = own
        with self._changed:
            self.size, self.root = size, root
            if self._own_leaves is not None:
                self._durable = max(self._durable, min(self._sent, size - self._first - self._own_leaves))
                while self._steps and self._steps[0][0] <= self._durable:
                    self.durable_step = self._steps.popleft()[1]
            self._changed.notify_all()

    def _read_words(self) -> None:
        for line in typing.cast(typing.IO[bytes], self._process.stderr):
            if not line.startswith(b"simulated:"):  # Reports say so; here it would hide what went wrong.
                self._words.append(line.decode("utf-8", "replace"))

    def _end(self, status: int) -> None:
        self._threads[2].join()
        with self._changed:
            if status == 0 and self._is_closing and self._durable >= self._given:
                return self._changed.notify_all()
            if status < 0:
                reason = f"`bulla log append` (process {self.pid}) was killed by {signal.Signals(-status).name}"
            else:
                reason = "".join(self._words).strip() or f"`bulla log append` ended with {status}"
            lost = self._given - self._durable
            self.failure = f"{reason}\n{self._durable} leaves of this recording are on the medium, {lost} are not"
            self._changed.notify_all()
        print(f"bulla: recording has stopped: {self.failure}", file=sys.stderr, flush=True)
        self._failed(self.failure)
