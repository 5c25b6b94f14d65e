"""Trainings as people run them, killed and resumed: `make python-test`, which has torch, transformers and Lightning."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PACKAGE = os.path.dirname(HERE)
sys.path.insert(0, PACKAGE)
PROGRAMS = os.path.abspath(os.environ.get("BULLA_PROGRAMS", os.path.join(ROOT, ".build/debug")))
os.environ.update(PATH=PROGRAMS + os.pathsep + os.environ["PATH"], OMP_NUM_THREADS="1", HF_HUB_OFFLINE="1",
                  PYTHONPATH=PACKAGE, CUDA_VISIBLE_DEVICES="")  # fmt: skip

import bulla  # noqa: E402
from bulla import log as logs  # noqa: E402
from bulla import values  # noqa: E402


def call(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


class TensorTests(unittest.TestCase):
    def digest(self, value):
        found = bulla.state_digest({"w": value})
        self.assertEqual(values.labelled("bulla-state/1", values.Frozen({"w": value}).encoding()).hex(), found)
        return found

    def test_a_tensor_is_its_type_shape_and_cells(self):
        base = torch.arange(12, dtype=torch.float32).reshape(3, 4)
        same = [base, base.clone(), torch.nn.Parameter(base), base.t().contiguous().t(), base[:, :], base.numpy(), base.requires_grad_()]
        self.assertEqual(len({self.digest(value) for value in same[:5]} | {self.digest(base.detach().numpy())}), 1)
        base = base.detach()
        others = [base.t(), base.reshape(4, 3), base.to(torch.float64), base.to(torch.bfloat16), base.to(torch.float16), base.to(torch.int64),
                  base.bool(), base + 1, base[0], base[:0], base[0, 0], base.to(torch.float8_e4m3fn), base.to(torch.complex64),
                  torch.complex(base, base).conj(), torch.complex(base, base)]  # fmt: skip
        self.assertEqual(len({self.digest(value) for value in others}), len(others))

    def test_a_conjugate_is_bound_as_the_numbers_that_it_is(self):
        value = torch.tensor([1 + 2j, 3 - 4j])
        self.assertEqual(self.digest(value.conj()), self.digest(value.conj().resolve_conj()))

    def test_a_subclass_is_bound_with_its_attributes(self):
        class Tagged(torch.Tensor):
            pass

        plain = torch.ones(2)
        tagged = []
        for tag in (1, 2):
            value = plain.clone().as_subclass(Tagged)
            value.tag = tag
            tagged.append(value)
        self.assertEqual(len({self.digest(value) for value in (plain, *tagged)}), 3)

    def test_what_has_no_cells_of_its_own_is_refused(self):
        refused = [torch.ones(2, device="meta"), torch.ones(2).to_sparse(), torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
                   torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])]  # fmt: skip
        model = torch.nn.Linear(2, 1)
        for value in (*refused, model, torch.optim.SGD(model.parameters()), torch.Generator()):
            with self.subTest(type(value)), self.assertRaises(TypeError):
                bulla.state_digest({"w": value})
        self.assertRaisesRegex(TypeError, r"state_dict\(\)", bulla.state_digest, model)

    def test_an_optimizers_state_is_bound(self):
        model = torch.nn.Linear(2, 1)
        optimizer = torch.optim.AdamW(model.parameters())
        found = set()
        for _ in range(3):
            found.add(bulla.state_digest(optimizer.state_dict()))
            model(torch.ones(1, 2)).sum().backward()
            optimizer.step()
        self.assertEqual(len(found), 3)

    def test_a_frozen_state_is_of_its_moment(self):
        model = torch.nn.Linear(2, 1)
        frozen, before = values.Frozen(model.state_dict()), values.encode(model.state_dict())
        with torch.no_grad():
            model.weight += 1
        self.assertEqual(frozen.encoding(), before)


class LoopCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.run_folder = folder.name, os.path.join(folder.name, "run")
        self.output = os.path.join(folder.name, "output")

    def leaves(self, kind=None):
        log = logs.Log(self.run_folder)
        return [leaf for leaf in log.leaves(0, log.size()) if kind in (None, leaf["type"])]

    def start(self, script, *words, **environment):
        return subprocess.Popen([sys.executable, os.path.join(HERE, script), self.run_folder, *words], env=dict(os.environ, **environment),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip

    def finish(self, process):
        out, words = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 0, words[-3000:])
        return out

    def wait_for_step(self, number):
        log, until = logs.Log(self.run_folder), time.monotonic() + 120
        while time.monotonic() < until:
            if os.path.exists(os.path.join(self.run_folder, "run.json")) and log.position().step >= number:
                return
            time.sleep(0.1)
        self.fail(f"no step {number} in the log")

    def kill_after(self, number, *processes):
        """Kills without warning once the log has the step."""
        self.wait_for_step(number)
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        logs.Log(self.run_folder).wait_for_writer()
        return logs.Log(self.run_folder).position().step

    def seal_and_verify(self):
        base = os.path.join(self.folder, "e")
        call("bulla", "key", "new", "--name", "E. Exporter", "--no-password", "-o", base + ".key")
        call("bulla", "seal", self.run_folder, "--key", base + ".key", "-o", base + ".bulla.tar.xz")
        call("bulla", "trust", "init", "-o", base + ".json")
        call("bulla", "trust", "add", base + ".json", "--person", "E. Exporter", "--role", "exporter", "--key", base + ".pub")
        return call("bulla", "verify", base + ".bulla.tar.xz", "--trust", base + ".json", "--first")

    def check_resumed(self, killed_at, steps):
        rewinds = [leaf["to"] for leaf in self.leaves("rewind")]
        self.assertLessEqual(len(rewinds), 1)
        live = logs.Log(self.run_folder).position()
        self.assertEqual(live.step, steps)
        numbers = [leaf["step"] for leaf in self.leaves("step")]
        again = killed_at - rewinds[0] if rewinds else 0
        self.assertEqual(numbers, [*range(1, killed_at + 1), *range(killed_at - again + 1, steps + 1)])
        self.assertRegex(self.seal_and_verify(), "(?i)accepted")
        return rewinds


class TrainerTests(LoopCase):
    def test_transformers_is_killed_and_goes_on_from_its_checkpoint(self):
        steps = 400
        killed_at = self.kill_after(7, self.start("hf_loop.py", self.output, str(steps)))
        self.assertGreaterEqual(killed_at, 7)
        self.finish(self.start("hf_loop.py", self.output, str(killed_at + 10)))
        rewinds = self.check_resumed(killed_at, killed_at + 10)
        self.assertGreaterEqual(rewinds[0] if rewinds else killed_at, 3)
        step = self.leaves("step")[0]
        self.assertEqual(set(step["metrics"]), {"examples", "learning_rate", "loss"})
        self.assertEqual(step["metrics"]["examples"], "8")
        parts = bulla.open_batch(self.run_folder, 1).check(step["batch"])
        self.assertEqual([sorted(part) for part in parts], [["input_ids", "labels"]] * 2)

    def test_lightning_is_killed_and_goes_on_from_its_checkpoint(self):
        killed_at = self.kill_after(7, self.start("lightning_loop.py", self.output, "2000"))
        self.finish(self.start("lightning_loop.py", self.output, str(killed_at + 10)))
        rewinds = self.check_resumed(killed_at, killed_at + 10)
        self.assertGreaterEqual(rewinds[0] if rewinds else killed_at, 3)
        self.assertEqual(set(self.leaves("step")[0]["metrics"]), {"learning_rate", "loss"})


class RanksTests(LoopCase):
    def both(self, *words):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        common = dict(WORLD_SIZE="2", MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
        return [self.start("ddp_loop.py", *words, RANK=str(rank), **common) for rank in (0, 1)]

    def test_two_processes_are_killed_and_go_on(self):
        killed_at = self.kill_after(12, *self.both("100000"))
        for process in self.both(str(killed_at + 10)):
            self.finish(process)
        rewinds = self.check_resumed(killed_at, killed_at + 10)
        self.assertGreaterEqual(rewinds[0] if rewinds else killed_at, 5)
        # Both ranks' batches are in the commitment, rank 0's first.
        parts = []
        for rank in (0, 1):
            torch.manual_seed(2 + rank)
            parts.append(torch.rand(4, 2))
        bulla.open_batch(self.run_folder, 1, parts).check(self.leaves("step")[0]["batch"])
        with self.assertRaises(ValueError):
            bulla.open_batch(self.run_folder, 1, parts[:1])

    def test_a_rank_with_another_state_is_named(self):
        for process in self.both("100", "differ"):
            words = process.communicate(timeout=200)[1]
            self.assertNotEqual(process.returncode, 0)
            self.assertIn("after step 3: rank 1 has state", words)
        self.assertEqual(logs.Log(self.run_folder).position().step, 2)

    def test_fsdp_has_a_whole_state(self):
        for process in self.both("4", "fsdp"):
            self.finish(process)
        genesis = self.leaves("run")[0]["genesis"]
        torch.manual_seed(3)
        self.assertEqual(genesis, bulla.state_digest(torch.nn.Linear(2, 1).state_dict()))
        self.assertEqual(len({leaf["state_after"] for leaf in self.leaves("step")}), 4)

    def test_a_state_spread_over_ranks_has_the_digest_of_the_whole(self):
        for process in self.both("6"):
            self.finish(process)
        whole = [leaf["state_after"] for leaf in self.leaves("step")]
        self.run_folder += "-shards"
        for process in self.both("6", "shards"):
            self.finish(process)
        self.assertEqual([leaf["state_after"] for leaf in self.leaves("step")], whole)


class PlainTests(LoopCase):
    def test_workers_of_a_loader_are_forked_meanwhile(self):
        class Data(torch.utils.data.Dataset):
            def __len__(self):
                return 8

            def __getitem__(self, index):
                return torch.full((2,), float(index))

        loader = torch.utils.data.DataLoader(Data(), 2, num_workers=2, persistent_workers=True, multiprocessing_context="fork")
        model = torch.nn.Linear(2, 1)
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin(model.state_dict())
            for _ in range(2):
                for batch in loader:
                    with torch.no_grad():
                        model.weight += 1
                    recorder.step(model.state_dict(), batch)
        self.assertEqual(len(self.leaves("step")), 8)

    def test_the_sample(self):
        script = os.path.join(ROOT, "Samples/pytorch/train.py")
        self.assertIn("durable: 63 leaves", call(sys.executable, script, self.run_folder, "60"))
        call(sys.executable, script, self.run_folder, "70")
        self.assertEqual([leaf["to"] for leaf in self.leaves("rewind")], [50])
        self.assertEqual(logs.Log(self.run_folder).position().step, 70)

    def test_200_kills(self):
        said = call(sys.executable, os.path.join(PACKAGE, "tests/kills.py"), os.environ.get("BULLA_KILLS", "200"))
        print(said.strip(), file=sys.stderr)
        self.assertTrue(re.match(r"\d+ kills", said))


if __name__ == "__main__":
    unittest.main()
