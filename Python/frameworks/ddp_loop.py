"""A plain loop of two processes over gloo: python3 ddp_loop.py RUN STEPS [differ|shards|fsdp] for each of ranks 0 and 1

RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT say who it is. `differ` makes rank 1's state another one after step 3;
`shards` spreads the tensors of the recorded state over the ranks, `fsdp` those of the model.
"""

import os
import sys

import torch
import torch.distributed as dist

from bulla import Recorder


def main(run, steps, manner=None):
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    torch.manual_seed(3)
    model = torch.nn.Linear(2, 1)
    if manner == "fsdp":
        from torch.distributed.fsdp import fully_shard

        parallel = fully_shard(model, mesh=dist.device_mesh.init_device_mesh("cpu", (2,)))
    else:
        parallel = torch.nn.parallel.DistributedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def state():
        if manner == "fsdp":
            return parallel.state_dict()
        if manner != "shards":
            return model.state_dict()
        from torch.distributed.tensor import Shard, distribute_tensor

        mesh = dist.device_mesh.init_device_mesh("cpu", (2,))
        return {name: distribute_tensor(value, mesh, [Shard(value.dim() - 1)]) for name, value in model.state_dict().items()}

    def load(path):
        model.load_state_dict(torch.load(path))
        return state()

    with Recorder(run) as recorder:
        begin = recorder.resume(load, start=state)
        for step in range(begin + 1, steps + 1):
            torch.manual_seed(step * 2 + rank)
            inputs = torch.rand(4, 2)
            loss = torch.nn.functional.mse_loss(parallel(inputs), inputs.sum(1, keepdim=True))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if manner == "differ" and rank == 1 and step == 3:
                with torch.no_grad():
                    model.bias += 1e-6
            recorder.step(state(), inputs, loss=loss, examples=8)
            if step % 5 == 0 and manner != "fsdp":
                recorder.snapshot(lambda path: torch.save(model.state_dict(), path))
                if rank == 0:
                    print(f"durable {recorder.durable_step}", flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
