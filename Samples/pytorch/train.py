"""A tiny PyTorch training whose every step is recorded: python3 train.py RUN [STEPS]."""

import subprocess
import sys

import torch

from bulla_recorder import Recorder, state_digest


def main(run, steps):
    torch.manual_seed(7)
    model = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    # The log's first leaf names the state before step 1.
    genesis = state_digest(model.state_dict())
    subprocess.run(["bulla", "run", "init", run, "--genesis", genesis], check=True)
    with Recorder(run, salts=f"{run}/salts") as recorder:
        recorder.begin(model.state_dict())
        for _ in range(steps):
            inputs = torch.rand(32, 2)
            targets = (inputs[:, :1] > inputs[:, 1:]).float()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            recorder.step(model.state_dict(), (inputs, targets), loss=loss.item(), learning_rate=0.1, examples=32)
    print(f"durable: {recorder.durable_size} leaves, root {recorder.durable_root}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100)
