"""A training of numbers, for tests that kill it: python3 loop.py RUN STEPS, which goes on where the snapshots stand.

Says each step that is on the medium, and from where it goes on. A step multiplies, so that doing one twice shows.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from bulla import Recorder  # noqa: E402


def state_after(step):
    weight = 1
    for number in range(step):
        weight = (weight * 31 + number) % 1_000_003
    return {"weight": weight, "step": step}


def load(path):
    with open(path, encoding="ascii") as file:
        return json.load(file)


def main(run, steps):
    with Recorder(run) as recorder:
        begin = recorder.resume(load, start=lambda: state_after(0))
        print(f"from {begin}", flush=True)
        state, said = state_after(begin), None
        for step in range(begin + 1, steps + 1):
            state = {"weight": (state["weight"] * 31 + step - 1) % 1_000_003, "step": step}
            recorder.step(state, f"batch {step}", loss=1 / step)
            time.sleep(0.002)
            if recorder.durable_step != said:
                said = recorder.durable_step
                print(f"durable {said}", flush=True)
            if step % 40 == 0:

                def save(path, state=state):
                    with open(path, "w", encoding="ascii") as file:
                        json.dump(state, file)

                recorder.snapshot(save)
                print(f"durable {recorder.durable_step}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
