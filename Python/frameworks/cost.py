"""What recording costs a loop: python3 cost.py [PARAMETERS] [SECONDS-OF-A-STEP] [STEPS]

The step is a wait, as for a GPU. Beside the digest itself there is the copy of the state, taken by turns alone and within
`recorder.step`; what is left of the latter, as a share of the step, is the recorder's. Times are of the loop's own thread, so
that other programs do not count. Needs torch, and `bulla` on PATH.
"""

import os
import sys
import tempfile
import time

import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import bulla  # noqa: E402
from bulla import values  # noqa: E402


def main(parameters, seconds, steps):
    state = {f"layer.{n}.weight": torch.rand(parameters // 50) for n in range(50)}
    batch = torch.randint(0, 1000, (8, 512))
    copies, digests, taken = [], [], []
    with tempfile.TemporaryDirectory() as folder, bulla.Recorder(os.path.join(folder, "run")) as recorder:
        recorder.begin(state)
        for _ in range(steps):
            time.sleep(seconds)
            begun = time.thread_time()
            frozen = values.Frozen(state)
            copies.append(time.thread_time() - begun)
            begun = time.thread_time()
            frozen.encoding()
            digests.append(time.thread_time() - begun)
            del frozen
            time.sleep(seconds)
            begun = time.thread_time()
            recorder.step(state, batch, loss=torch.tensor(0.5), learning_rate=0.1)
            taken.append(time.thread_time() - begun)
    copy, digest, step = (sum(times) / steps for times in (copies, digests, taken))
    print(f"{parameters} parameters, a step of {seconds * 1000:.0f} ms: copy {copy * 1000:.2f} ms, digest {digest * 1000:.2f} ms, "
          f"recorder.step {step * 1000:.2f} ms: {100 * (step - copy) / seconds:.2f} % beside the copy")  # fmt: skip


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 5_000_000, float(given[1]) if len(given) > 1 else 0.25, int(given[2]) if len(given) > 2 else 40)
