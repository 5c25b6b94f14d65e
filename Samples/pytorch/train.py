"""A tiny PyTorch training whose every step is recorded: python3 train.py RUN [STEPS].

Killed, it goes on from its last snapshot when it is started again.
"""

import sys

import torch

from bulla_recorder import Recorder


def main(run, steps):
    torch.manual_seed(7)
    model = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def load(path):
        model.load_state_dict(torch.load(path))
        return model.state_dict()

    with Recorder(run) as recorder:
        begin = recorder.resume(load, start=model.state_dict)
        for step in range(begin + 1, steps + 1):
            torch.manual_seed(step)  # A step takes the same batch when it is done again.
            inputs = torch.rand(32, 2)
            targets = (inputs[:, :1] > inputs[:, 1:]).float()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            recorder.step(model.state_dict(), (inputs, targets), loss=loss, learning_rate=0.1, examples=32)
            if step % 50 == 0:
                recorder.snapshot(lambda path: torch.save(model.state_dict(), path))
    print(f"durable: {recorder.durable_size} leaves, root {recorder.durable_root}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100)
