#!/usr/bin/env python3
"""Nothing that was acknowledged is lost: writers that are killed, two writers at once, calls of the system that fail."""
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

import stage
from stage import EXHAUSTIVE, done, run, signatures

CODES = {"ENOSPC": "No space left on device", "EIO": "Input/output error", "EROFS": "Read-only file system"}
CALLS = ["write", "pwrite64", "fsync", "fdatasync", "rename", "renameat2", "link", "openat"]


def setUpModule():
    global STAGE
    STAGE = stage.Stage()


def tearDownModule():
    STAGE.remove()


class Writing(unittest.TestCase):
    def check_next_try(self, act, folder, what):
        """The next try finishes, or finds that it is done; nothing is left behind."""
        status, _, err = run(act.words, folder, act.stdin)
        self.assertTrue(status == 0 or act.holds(folder), "%s: %s: then status %d: %s" % (act.name, what, status, err))
        self.assertTrue(act.holds(folder), "%s: %s: not there after the next try" % (act.name, what))
        if status == 0:
            self.assertEqual(stage.leftovers(folder), [], "%s: %s" % (act.name, what))

    def test_killed(self):
        """A kill at any moment: what was acknowledged is there, and the next try finishes."""
        dice = random.Random(1)
        for act in stage.acts(STAGE.folder):
            folder = STAGE.copy()
            begun = time.monotonic()
            status, _, err = run(act.words, folder, act.stdin)
            self.assertEqual(status, 0, "%s: %s" % (act.name, err))
            whole = time.monotonic() - begun
            self.assertTrue(act.holds(folder), act.name)
            shutil.rmtree(folder)
            for number in range(200 if EXHAUSTIVE else 2):
                folder = STAGE.copy()
                moment = dice.uniform(0.3, 1.1) * whole
                words = [os.path.join(stage.PROGRAMS, act.words[0])] + act.words[1:]
                child = subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL)
                child.stdin.write(act.stdin)
                child.stdin.close()
                time.sleep(moment)
                child.kill()
                out = child.stdout.read()
                child.stdout.close()
                status = child.wait()
                what = "killed after %.3f of %.3f s (seed 1, %d)" % (moment, whole, number)
                if status == 0 or (act.name == "log append" and b'"size"' in out):
                    self.assertTrue(act.holds(folder), "%s: %s: acknowledged and lost" % (act.name, what))
                self.check_next_try(act, folder, what)
                shutil.rmtree(folder)

    def test_signals(self):
        """SIGHUP, SIGINT and SIGTERM end a writer by the signal, and leave no partial file."""
        act = next(act for act in stage.acts(STAGE.folder) if act.name == "trust add")
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            folder = STAGE.copy()
            # A signature that takes its time; the partial file of a receipt is held from the beginning on.
            words = ["bulla", "accept", stage.BUNDLE, "--trust", "trust.json", "--first", "--sign-with",
                     "sleep 30", "--sign-as", "A.pub", "-o", "r.dsse.json"]
            child = subprocess.Popen([os.path.join(stage.PROGRAMS, words[0])] + words[1:], cwd=folder,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=default_signals)
            partial = os.path.join(folder, "r.dsse.json.partial")
            until = time.monotonic() + 20
            while not os.path.exists(partial) and time.monotonic() < until:
                time.sleep(0.01)
            self.assertTrue(os.path.exists(partial))
            child.send_signal(number)
            self.assertEqual(child.wait(20), -number)
            self.assertEqual([path for path in stage.leftovers(folder) if path == partial], [])
            self.assertTrue(run(act.words, folder)[0] == 0)

    def pair(self, left, right, count, make=lambda folder: None):
        """Two commands at once, again and again; gives each pair's folder and statuses."""
        for _ in range(100 if EXHAUSTIVE else count):
            folder = STAGE.copy()
            make(folder)
            children = [subprocess.Popen([os.path.join(stage.PROGRAMS, words[0])] + words[1:], cwd=folder,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE) for words in (left, right)]
            errors = ["".join(part.decode() for part in child.communicate()) for child in children]
            statuses = [child.returncode for child in children]
            for status, error in zip(statuses, errors):
                self.assertTrue(status == 0 or error.strip(), "status %d without a word" % status)
                self.assertIn(status, (0, 1, 2), error)
            self.assertIn(0, statuses, errors)
            yield folder, statuses
            self.assertEqual(stage.leftovers(folder), [])
            shutil.rmtree(folder)

    def test_two_edit_trust(self):
        add = ["bulla", "trust", "add", "trust.json", "--person", "C. Person", "--role", "witness", "--key", "C.pub"]
        revoke = ["bulla", "trust", "revoke", "trust.json", "--key", "B.pub", "--since", "2026-01-01T00:00:00Z",
                  "--reason", "compromised", "--force"]
        for folder, statuses in self.pair(add, revoke, 3):
            shown = done(["bulla", "trust", "show", "trust.json"], folder)
            self.assertEqual([0, 0], statuses)
            self.assertIn("C. Person", shown)
            self.assertIn("revoked", shown)

    def test_two_sign_a_chain(self):
        sign = [["bulla", "trust", "sign", "trust.json", "--key", person + ".key"] for person in "AB"]
        for folder, statuses in self.pair(*sign, 3):
            self.assertEqual([0, 0], statuses)
            done(["bulla", "trust", "show", "trust.chain"], folder)

    def test_two_sign_a_bundle(self):
        sign = [["bulla", "sign", "prepared", "--key", person + ".key"] for person in "AB"]
        for folder, statuses in self.pair(*sign, 3):
            self.assertEqual([0, 0], statuses)
            self.assertEqual(2, len(signatures(folder, "prepared/manifest.dsse.json")))

    def test_one_signs_again(self):
        folder = STAGE.copy()
        for _ in range(2):
            done(["bulla", "sign", "prepared", "--key", "B.key"], folder)
        self.assertEqual(1, len(signatures(folder, "prepared/manifest.dsse.json")))

    def test_two_events_of_custody(self):
        release = ["bulla", "custody", "release", "custody", "--to", "b-person"] + stage.SIGN
        lost = ["bulla", "custody", "lost", "custody"] + stage.SIGN
        for folder, statuses in self.pair(release, lost, 3):
            self.assertEqual(2 + statuses.count(0) - 1, len(os.listdir(os.path.join(folder, "custody"))))

    def test_two_commit_a_plan(self):
        commit = [["bulla", "audit", "commit", "week.audit.json", "--trust", "trust.json", "--key", person + ".key"]
                  for person in "AC"]
        for folder, statuses in self.pair(*commit, 3, make=witness_c):
            shown = done(["bulla", "audit", "show", "week.audit.json", "--trust", "trust.json"], folder)
            for person, status in zip("AC", statuses):
                if status == 0:
                    self.assertIn(person.lower() + "-person", shown)

    def test_two_accept(self):
        accept = ["bulla", "accept", stage.BUNDLE, "--trust", "trust.json", "--first", "--key", "A.key", "-o", "r.dsse.json",
                  "--quiet"]
        for folder, statuses in self.pair(accept, accept, 2):
            self.assertEqual(1, statuses.count(0))
            done(["bulla", "receipt", "check", "r.dsse.json", "--trust", "trust.json"], folder)

    def test_two_seals(self):
        seal = ["bulla", "seal", "RUN", "--key", "A.key", "-o", "new.bulla.tar.xz"]
        for folder, statuses in self.pair(seal, seal, 2):
            self.assertEqual(1, statuses.count(0))
            self.assertTrue(stage.sealed(folder, "new.bulla.tar.xz"))

    def test_failing_calls(self):
        """A call that fails ends the command with 2 and the reason, and the next try finishes."""
        names = None if EXHAUSTIVE else ("trust add", "seal", "custody release", "key new")
        for act in stage.acts(STAGE.folder):
            if names and act.name not in names:
                continue
            for call in CALLS:
                for code, reason in CODES.items() if EXHAUSTIVE else [("ENOSPC", CODES["ENOSPC"])]:
                    for number in (1, 2, 3, 5, 8) if EXHAUSTIVE else (1 + CALLS.index(call) % 2,):
                        self.fail_call(act, call, code, reason, number)

    def fail_call(self, act, call, code, reason, number):
        folder = STAGE.copy()
        # Opening to read does not fail for want of space: only paths that are being written.
        only = ["-P", os.path.join(folder, "nothing")] if call == "openat" else []
        trace = ["strace", "-f", "-qq", "-o", "/dev/null"] + only + [
            "-e", "trace=" + call, "-e", "inject=%s:error=%s:when=%d" % (call, code, number)]
        status, out, err = run(act.words, folder, act.stdin, before=trace)
        what = "%s of %s number %d" % (code, call, number)
        if status == 0:
            self.assertTrue(act.holds(folder), "%s: %s: acknowledged and lost" % (act.name, what))
        else:
            self.assertEqual(status, 2, "%s: %s: %s" % (act.name, what, err))
            if call != "write":  # The message itself may have been what could not be written.
                self.assertIn(reason, err, "%s: %s" % (act.name, what))
        self.check_next_try(act, folder, what)
        shutil.rmtree(folder)


def default_signals():
    """Whoever runs the tests, under nohup or in the background, may have them ignored; the program then ignores them too."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def witness_c(folder):
    """Makes C a witness, who signs the plan as well."""
    done(["bulla", "trust", "add", "trust.json", "--person", "C. Person", "--role", "witness", "--key", "C.pub"], folder)


if __name__ == "__main__":
    unittest.main()
