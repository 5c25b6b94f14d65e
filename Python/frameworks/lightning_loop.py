"""A tiny model under Lightning's trainer, recorded by the callback: python3 lightning_loop.py RUN OUTPUT STEPS"""

import os
import sys

import lightning
import torch
from lightning.pytorch.callbacks import ModelCheckpoint

from bulla.callbacks import Lightning


class Module(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

    def training_step(self, batch, index):
        inputs, targets = batch
        return torch.nn.functional.mse_loss(self.layer(inputs), targets)

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=0.01)


def main(run, output, steps):
    lightning.seed_everything(3, verbose=False)
    inputs = torch.rand(64, 2)
    data = torch.utils.data.TensorDataset(inputs, inputs.sum(1, keepdim=True))
    last = os.path.join(output, "last.ckpt")
    trainer = lightning.Trainer(
        max_steps=steps, accelerator="cpu", logger=False, enable_progress_bar=False, enable_model_summary=False,
        accumulate_grad_batches=2,
        callbacks=[Lightning(run), ModelCheckpoint(output, every_n_train_steps=3, save_last=True, save_top_k=1)],
    )  # fmt: skip
    trainer.fit(Module(), torch.utils.data.DataLoader(data, 4), ckpt_path=last if os.path.exists(last) else None, weights_only=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
