"""Kills a recording loop at random, again and again: python3 kills.py COUNT [SEED]

After each kill everything that was acknowledged is in the log, and the loop goes on from a step whose state is the right
one. Ends with 1 where that does not hold. Needs `bulla` on PATH.
"""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, HERE)

import bulla  # noqa: E402
from bulla.log import Log  # noqa: E402
from loop import state_after  # noqa: E402


def killed(run, seconds, begins):
    """What the loop said before it was killed: where it began, and the last step that it saw on the medium.

    The time runs from when the loop begins its steps, or, without `begins`, from when the program starts.
    """
    loop = subprocess.Popen(
        [sys.executable, os.path.join(HERE, "loop.py"), run, "1000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    first = loop.stdout.readline() if begins else ""
    time.sleep(seconds)
    loop.send_signal(signal.SIGKILL)
    said, words = loop.communicate()
    said = first + said
    if loop.returncode != -signal.SIGKILL:
        raise AssertionError(f"the loop ended by itself: {words}")
    began = re.search(r"from (\d+)\n", said)
    durable = re.findall(r"durable (\d+)\n", said)
    return int(began.group(1)) if began else None, int(durable[-1]) if durable else None


def check(run, began, durable):
    """The log's last step."""
    log = Log(run)
    log.wait_for_writer()
    position = log.position()
    if durable is not None and position.step < durable:
        raise AssertionError(f"step {durable} was acknowledged, the log ends with {position.step}")
    if position.state != bulla.state_digest(state_after(position.step)):
        raise AssertionError(f"the state after step {position.step} is not the right one")
    return position.step


def main(count, seed):
    chance, last, rewound, began_at = random.Random(seed), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        run = os.path.join(folder, "run")
        for number in range(count):
            began, durable = killed(run, chance.uniform(0, 1.2), chance.random() < 0.8)
            if not os.path.exists(os.path.join(run, "run.json")):
                continue
            if began is not None:
                if began > last:
                    raise AssertionError(f"kill {number}: began after step {began}, the log had {last}")
                rewound += began < last
                began_at = max(began_at, began)
            last = check(run, began, durable)
        leaves = Log(run).leaves(0, Log(run).size())
    kinds = {kind: sum(leaf["type"] == kind for leaf in leaves) for kind in ("step", "rewind", "session-open")}
    print(f"{count} kills, seed {seed}: {kinds['step']} steps, {kinds['rewind']} rewinds in the log, training at step {last}")
    if began_at == 0 or rewound == 0:
        raise AssertionError("no loop went on from a snapshot, or none was rewound: the kills tried nothing")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
