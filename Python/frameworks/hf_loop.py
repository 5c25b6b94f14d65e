"""A tiny language model under transformers.Trainer, recorded by the callback: python3 hf_loop.py RUN OUTPUT STEPS"""

import os
import sys

import torch
import transformers

from bulla.callbacks import HuggingFace


class Data(torch.utils.data.Dataset):
    def __len__(self):
        return 64

    def __getitem__(self, index):
        ids = torch.randint(0, 97, (12,), generator=torch.Generator().manual_seed(index))
        return {"input_ids": ids, "labels": ids}


def last_checkpoint(output):
    """The newest checkpoint that is whole: the trainer's own state is written after the weights."""
    names = [name for name in os.listdir(output) if name.startswith("checkpoint-")] if os.path.isdir(output) else []
    for name in sorted(names, key=lambda name: int(name.split("-")[1]), reverse=True):
        if os.path.exists(os.path.join(output, name, "trainer_state.json")):
            return os.path.join(output, name)
    return None


def main(run, output, steps):
    transformers.set_seed(3)
    config = transformers.GPT2Config(vocab_size=97, n_positions=16, n_embd=16, n_layer=1, n_head=2)
    trainer = transformers.Trainer(
        model=transformers.GPT2LMHeadModel(config),
        args=transformers.TrainingArguments(
            output, max_steps=steps, per_device_train_batch_size=4, gradient_accumulation_steps=2, save_steps=3,
            logging_steps=2, report_to=[], disable_tqdm=True, use_cpu=True, dataloader_num_workers=1,
        ),
        train_dataset=Data(),
        callbacks=[HuggingFace(run, keep_batches=True)],
    )  # fmt: skip
    trainer.train(resume_from_checkpoint=last_checkpoint(output))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
