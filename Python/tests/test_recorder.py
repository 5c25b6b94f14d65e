"""Tests of the recorder with the real `bulla`; python3 -m unittest test_recorder in this folder.

Programs are found in the folder that BULLA_PROGRAMS names, .build/debug by default.
"""

import json
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
PROGRAMS = os.path.abspath(os.environ.get("BULLA_PROGRAMS", os.path.join(ROOT, ".build/debug")))
os.environ["PATH"] = PROGRAMS + os.pathsep + os.environ["PATH"]

import bulla  # noqa: E402
from bulla import log as logs  # noqa: E402

BULLA = os.path.join(PROGRAMS, "bulla")


def within(seconds, condition):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


@unittest.skipUnless(os.path.exists(BULLA), "bulla is not built")
class RecorderCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.run_folder = folder.name, os.path.join(folder.name, "run")

    def leaves(self, kind=None):
        log = logs.Log(self.run_folder)
        return [leaf for leaf in log.leaves(0, log.size()) if kind in (None, leaf["type"])]

    def program(self, text):
        """A program in the place of `bulla`."""
        path = os.path.join(self.folder, "program")
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\n" + text.format(bulla=BULLA) + "\n")
        os.chmod(path, 0o755)
        return path


class RecordingTests(RecorderCase):
    def test_steps_are_in_the_log_with_digests_metrics_and_a_chain_of_states(self):
        states = [{"w": number} for number in range(4)]
        with bulla.Recorder(self.run_folder) as recorder:
            self.assertEqual(recorder.begin(states[0]), 0)
            for number in (1, 2, 3):
                recorder.step(states[number], number, loss=0.5 / number, examples=32, accuracy=float("nan"))
            self.assertTrue(recorder.flush(10))
            self.assertEqual(recorder.durable_step, 3)
        steps = self.leaves("step")
        digests = [bulla.state_digest(state) for state in states]
        self.assertEqual(self.leaves("run")[0]["genesis"], digests[0])
        self.assertEqual([(s["state_before"], s["state_after"]) for s in steps], list(zip(digests, digests[1:])))
        self.assertEqual(steps[1]["metrics"], {"examples": "32", "loss": "0.25"})
        self.assertEqual([(step, name) for step, name, _ in recorder.left_out], [(n, "accuracy") for n in (1, 2, 3)])
        self.assertEqual(len({step["batch"] for step in steps}), 3)
        self.assertEqual(self.leaves()[-1]["type"], "session-close")
        self.assertEqual(recorder.durable_size, len(self.leaves()))

    def test_resuming_rewinds_to_the_step_of_the_state(self):
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            for number in (1, 2, 3):
                recorder.step({"w": number}, number)
        with bulla.Recorder(self.run_folder) as recorder:
            self.assertEqual(recorder.begin({"w": 1}, step=1), 1)
            recorder.step({"w": 20}, 2)
            recorder.rewind(0, {"w": 0}, reason="divergence")
            recorder.step({"w": 10}, 1)
        with bulla.Recorder(self.run_folder) as recorder:
            self.assertEqual(recorder.begin({"w": 10}), 1)
        found = [(leaf.get("step", leaf.get("to")), leaf.get("reason")) for leaf in self.leaves() if leaf["type"] in ("step", "rewind")]
        right = [(1, None), (2, None), (3, None), (1, "failure"), (2, None), (0, "divergence"), (1, None)]
        self.assertEqual(found, right)

    def test_a_state_that_is_not_the_logs_is_refused(self):
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            recorder.step({"w": 1}, 1)
        for state, step, words in (({"w": 2}, None, "not that of step 1"), ({"w": 2}, 1, "not that of step 1"),
                                   ({"w": 2}, 0, "not that of step 0"), ({"w": 1}, 2, "ends with step 1")):  # fmt: skip
            with self.subTest(words), self.assertRaisesRegex(bulla.RecorderError, words):
                bulla.Recorder(self.run_folder).begin(state, step)
        self.assertEqual(len(self.leaves("session-open")), 1)

    def test_wrong_calls_are_refused_and_leave_no_leaf(self):
        with self.assertRaises(bulla.RecorderError):
            bulla.Recorder(self.run_folder).step({"w": 1}, 1)
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            for wrong in (lambda: recorder.step({"w": 1}, 1, perplexity=2), lambda: recorder.step({"w": 1}, 1, drawn=[0])):
                self.assertRaises(ValueError, wrong)
            for wrong in (lambda: recorder.step({"w": 1}), lambda: recorder.step({"w": object()}, 1), lambda: recorder.step({}, object()),
                          lambda: recorder.step({"layer.flat_param": 1}, 1)):  # fmt: skip
                self.assertRaises(TypeError, wrong)
            recorder.step({"w": 1}, 1)
        self.assertEqual([step["step"] for step in self.leaves("step")], [1])
        with self.assertRaises(bulla.RecorderError):
            recorder.step({"w": 2}, 2)

    def test_what_the_log_refuses_is_said_in_its_words(self):
        with self.assertRaisesRegex(bulla.RecorderError, "(?s)rewind-invalid.*leaves of this recording"):
            with bulla.Recorder(self.run_folder) as recorder:
                recorder.begin({"w": 0})
                recorder.rewind(0, {"w": 1})

    def test_two_recorders_of_one_run(self):
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            recorder.step({"w": 1}, 1)
            self.assertTrue(within(5, lambda: recorder.durable_step == 1))
            with unittest.mock.patch("bulla.log._LOCK_SECONDS", 0.1):
                with self.assertRaisesRegex(bulla.RecorderError, "another process is writing this log"):
                    bulla.Recorder(self.run_folder).begin({"w": 0})


class BatchTests(RecorderCase):
    def test_batches_are_opened_later(self):
        micro = [{"ids": [1, 2]}, {"ids": [3]}]
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            recorder.part(micro[0])
            recorder.part(micro[1])
            recorder.step({"w": 1})
            recorder.step({"w": 2}, "two")
            recorder.rewind(1, {"w": 1})
            recorder.step({"w": 3}, "two again")
        steps = self.leaves("step")
        for number, parts, leaf in ((1, micro, steps[0]), (2, ["two"], steps[1]), (2, ["two again"], steps[2])):
            opening = bulla.Opening.read(bulla.open_batch(self.run_folder, number, parts).json())
            self.assertEqual(opening.check(leaf["batch"]), parts)
        for parts in ([micro[0]], micro[::-1], ["two"]):
            with self.assertRaises(ValueError):
                bulla.open_batch(self.run_folder, 1, parts)
        salts = os.stat(os.path.join(self.run_folder, "salts"))
        self.assertEqual((stat.S_IMODE(salts.st_mode), salts.st_size), (0o600, 65))

    def test_a_file_of_other_salts_is_left_alone(self):
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
        path = os.path.join(self.run_folder, "salts")
        for text, taken in (("1 " + "ab" * 32 + "\n", False), ("ab" * 32 + "\n" + "cd", True)):  # Cut short by a crash.
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
            if taken:
                with bulla.Recorder(self.run_folder) as recorder:
                    recorder.begin({"w": 0})
                with open(path, encoding="ascii") as file:
                    self.assertEqual([len(line) for line in file], [65, 65])
            else:
                with self.assertRaises(ValueError):
                    bulla.Recorder(self.run_folder).begin({"w": 0})
                with open(path, encoding="ascii") as file:
                    self.assertEqual(file.read(), text)

    def test_kept_batches_need_not_be_handed_in_again(self):
        with bulla.Recorder(self.run_folder, keep_batches=True) as recorder:
            recorder.begin({"w": 0})
            recorder.step({"w": 1}, {"text": "drawn at random"})
        opening = bulla.open_batch(self.run_folder, 1)
        self.assertEqual(opening.check(self.leaves("step")[0]["batch"]), [{"text": "drawn at random"}])
        folder = os.path.join(self.run_folder, "openings")
        modes = {stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) for name in os.listdir(folder)}
        self.assertEqual(modes, {0o600})

    def test_a_step_names_examples_of_the_data_set(self):
        examples = [{"text": str(number)} for number in range(11)]
        tree = bulla.DataSet.build(os.path.join(self.folder, "data.tree"), examples)
        with bulla.Recorder(self.run_folder, dataset=tree) as recorder:
            recorder.begin({"w": 0})
            recorder.step({"w": 1}, ["10", "3"], drawn=[10, 3])
            recorder.step({"w": 2}, drawn=[0])
            self.assertRaises(IndexError, recorder.step, {"w": 3}, drawn=[11])
        root, steps = self.leaves("run")[0]["dataset"], self.leaves("step")
        self.assertEqual(root, tree.root)
        shown = bulla.open_batch(self.run_folder, 1, [["10", "3"]], drawn=[10, 3], examples=[examples[10], examples[3]], dataset=tree)
        self.assertEqual(shown.check(steps[0]["batch"], root), [["10", "3"]])
        bulla.open_batch(self.run_folder, 2, [], drawn=[0], examples=[examples[0]], dataset=tree).check(steps[1]["batch"], root)
        opening, leaves = os.path.join(self.folder, "opening"), os.path.join(self.folder, "leaves")
        with open(opening, "w", encoding="ascii") as file:
            file.write(shown.json())
        with open(leaves, "w", encoding="ascii") as file:
            file.writelines(json.dumps(leaf) + "\n" for leaf in self.leaves())
        env = dict(os.environ, PYTHONPATH=os.path.dirname(HERE))
        words = [sys.executable, "-m", "bulla", "check", opening, leaves]
        done = subprocess.run(words, env=env, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("examples 10, 3 of 11 are in the data set", done.stdout)
        with open(opening, "w", encoding="ascii") as file:
            file.write(shown.json().replace('"index":10', '"index":9'))
        done = subprocess.run(words, env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("step 1: example 9: an inclusion path", done.stderr)
        other = bulla.DataSet.build(os.path.join(self.folder, "other.tree"), examples)
        with self.assertRaisesRegex(bulla.RecorderError, "data set"):
            bulla.Recorder(self.run_folder, dataset=other).begin({"w": 2})


class SurvivalTests(RecorderCase):
    def test_a_forked_worker_that_lives_on_holds_nothing_up(self):
        queue = multiprocessing.get_context("fork").Queue()
        worker = multiprocessing.get_context("fork").Process(target=queue.get, daemon=True)
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            worker.start()
            recorder.step({"w": 1}, 1)
        self.assertTrue(worker.is_alive())
        worker.kill()
        worker.join()
        self.assertEqual(len(self.leaves("step")), 1)

    def test_a_forked_process_cannot_record(self):
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            child = os.fork()
            if child == 0:
                try:
                    recorder.step({"w": 9}, 9)
                except bulla.RecorderError:
                    os._exit(7)
                os._exit(0)
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)
            recorder.step({"w": 1}, 1)
        self.assertEqual(len(self.leaves("step")), 1)

    def test_a_killed_process_is_named_within_a_second(self):
        called = threading.Event()
        recorder = bulla.Recorder(self.run_folder, on_failure=lambda words: called.set())
        recorder.begin({"w": 0})
        recorder.step({"w": 1}, 1)
        recorder.flush(10)
        process = recorder._writer.pid
        os.kill(process, signal.SIGKILL)
        self.assertTrue(called.wait(1))
        with self.assertRaisesRegex(bulla.RecorderError, rf"process {process}\) was killed by SIGKILL(?s:.*)1 leaves .* are on the medium"):
            recorder.step({"w": 2}, 2)
        self.assertRaises(bulla.RecorderError, recorder.close)
        self.assertEqual(len(self.leaves("step")), 1)

    def test_a_full_disk_is_noticed_within_a_second(self):
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
        # No file may grow beyond 8 kB: the log's entries soon would.
        program = self.program('if [ "$2" = append ]; then ulimit -f 16; fi; exec "{bulla}" "$@"')
        recorder = bulla.Recorder(self.run_folder, bulla=program)
        recorder.begin({"w": 0})
        for number in range(1, 40):
            recorder.step({"w": number}, number)
        self.assertTrue(within(2 if sys.gettrace() else 1, lambda: recorder.failure))
        with self.assertRaisesRegex(bulla.RecorderError, "too large|a write failed"):
            recorder.step({"w": 40}, 40)
        self.assertRaises(bulla.RecorderError, recorder.close)

    def test_signals_leave_the_steps_before_them_in_the_log(self):
        # A handler records the step that it interrupts, as one for scancel does; Ctrl-C reaches the whole group.
        text = """
import os, signal, sys, time
sys.path.insert(0, {package!r})
import bulla
with bulla.Recorder({run!r}) as recorder:
    recorder.begin({{"w": 0}})
    recorder.step({{"w": 1}}, 1)
    def stop(number, frame):
        recorder.step({{"w": recorder_step + 1}}, "last")
        raise KeyboardInterrupt
    recorder_step = 1
    signal.signal({name}, stop)
    print("ready", flush=True)
    time.sleep(20)
"""
        for name, number in (("signal.SIGINT", signal.SIGINT), ("signal.SIGTERM", signal.SIGTERM)):
            with self.subTest(name):
                run = self.run_folder = os.path.join(self.folder, name)
                program = text.format(package=os.path.dirname(HERE), run=run, name=name)
                loop = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
                loop.stdout.readline()
                os.killpg(loop.pid, number)
                loop.wait(20)
                loop.stdout.close()
                steps = self.leaves("step")
                self.assertEqual([step["step"] for step in steps], [1, 2])
                self.assertEqual(steps[1]["state_after"], bulla.state_digest({"w": 2}))
                self.assertEqual(self.leaves()[-1]["type"], "session-close")

    def test_a_step_in_a_handler_comes_after_the_step_that_it_interrupts(self):
        recorder = bulla.Recorder(self.run_folder)

        class Interrupting(dict):
            def __iter__(self):
                signal.raise_signal(signal.SIGUSR1)
                return super().__iter__()

        before = signal.signal(signal.SIGUSR1, lambda *_: recorder.step({"w": 2}, "second"))
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        with recorder:
            recorder.begin({"w": 0})
            state = Interrupting(w=1)
            recorder.step({"n": [1]}, [state])  # The batch interrupts.
        self.assertEqual([s["state_after"] for s in self.leaves("step")], [bulla.state_digest({"n": [1]}), bulla.state_digest({"w": 2})])

    def test_an_error_in_the_loop_is_not_hidden(self):
        with self.assertRaises(ZeroDivisionError):
            with bulla.Recorder(self.run_folder) as recorder:
                recorder.begin({"w": 0})
                recorder.step({"w": 1}, 1)
                1 / 0
        self.assertEqual(len(self.leaves("step")), 1)

    def test_an_ending_program_records_what_it_was_given(self):
        text = f"import sys; sys.path.insert(0, {os.path.dirname(HERE)!r}); import bulla; r = bulla.Recorder({self.run_folder!r}); "
        text += "r.begin({}); [r.step({'w': n}, n) for n in range(5)]"
        subprocess.run([sys.executable, "-c", text], check=True)
        self.assertEqual(len(self.leaves("step")), 5)


class SnapshotTests(RecorderCase):
    def test_the_newest_whole_snapshot_that_the_log_has_is_taken(self):
        def load(path):
            with open(path, encoding="ascii") as file:
                return json.load(file)

        def save(number):
            def write(path):
                with open(path, "w", encoding="ascii") as file:
                    json.dump({"w": number}, file)

            return write

        with bulla.Recorder(self.run_folder) as recorder:
            self.assertEqual(recorder.resume(load, start=lambda: {"w": 0}), 0)
            for number in range(1, 8):
                recorder.step({"w": number}, number)
                if number % 2 == 0:
                    recorder.snapshot(save(number))
        folder = os.path.join(self.run_folder, "snapshots")
        self.assertEqual(sorted(os.listdir(folder)), ["step-000000000004", "step-000000000006"])
        save(9)(os.path.join(folder, "step-000000000009"))  # Of a step that the log does not have.
        save(7)(os.path.join(folder, "step-000000000007.partial"))
        with bulla.Recorder(self.run_folder) as recorder:
            self.assertEqual(recorder.resume(load, start=lambda: {"w": 0}), 6)
        self.assertEqual([leaf["to"] for leaf in self.leaves("rewind")], [6])

    def test_a_save_that_fails_leaves_the_snapshots_before(self):
        with bulla.Recorder(self.run_folder) as recorder:
            recorder.begin({"w": 0})
            recorder.step({"w": 1}, 1)
            recorder.snapshot(lambda path: open(path, "w").close())
            recorder.step({"w": 2}, 2)
            with self.assertRaises(ZeroDivisionError):
                recorder.snapshot(lambda path: 1 / 0)
        self.assertEqual(os.listdir(os.path.join(self.run_folder, "snapshots")), ["step-000000000001"])


if __name__ == "__main__":
    unittest.main()
