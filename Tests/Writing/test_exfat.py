#!/usr/bin/env python3
"""Commands that write, on a file system without hard links: exFAT through FUSE, on a loop device over an image file.

As root, with exfat-fuse and exfatprogs; without them the tests are skipped, by name.
"""
import os
import shutil
import subprocess
import tempfile
import unittest

import stage
from stage import BUNDLE, done, run


def missing():
    """What is not there of what these tests need."""
    if os.geteuid() != 0:
        return "root"
    for program in ("mkfs.exfat", "mount.exfat-fuse", "losetup"):
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            return program
    if not os.path.exists("/dev/fuse") or not os.path.exists("/dev/loop-control"):
        return "/dev/fuse and loop devices"
    return None


class Medium:
    """A medium of some megabytes, mounted while the value is used."""

    def __init__(self, megabytes):
        self.place = tempfile.mkdtemp(prefix="bulla-exfat-")
        self.image, self.folder = os.path.join(self.place, "image"), os.path.join(self.place, "medium")
        os.mkdir(self.folder)
        with open(self.image, "wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.exfat", self.image], check=True, stdout=subprocess.DEVNULL)
        self.device = subprocess.run(["losetup", "-f", "--show", self.image], check=True, stdout=subprocess.PIPE,
                                     text=True).stdout.strip()
        self.mount()

    def mount(self, *options):
        subprocess.run(["mount.exfat-fuse", self.device, self.folder, *options], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def unmount(self):
        subprocess.run(["umount", self.folder], check=True)

    def remove(self):
        self.unmount()
        subprocess.run(["losetup", "-d", self.device], check=True)
        shutil.rmtree(self.place)


@unittest.skipIf(missing(), "exFAT: no %s" % missing())
class ExFAT(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = stage.Stage()

    @classmethod
    def tearDownClass(cls):
        cls.stage.remove()

    def setUp(self):
        self.medium = Medium(64)
        self.addCleanup(self.medium.remove)

    def writers(self, medium):
        """Commands that write a new file or folder on the medium, run in the stage's folder."""
        at = lambda name: os.path.join(medium, name)
        return [
            ["bulla", "key", "new", "--name", "D. Person", "--no-password", "-o", at("D.key")],
            ["bulla", "run", "init", at("RUN")],
            ["bulla", "seal", "RUN", "--key", "A.key", "-o", at("new.bulla.tar.xz")],
            ["bulla", "seal", "RUN", "--prepare", "-o", at("prepared")],
            ["bulla", "extract", BUNDLE, "data/run/run.json", "-o", at("run.json")],
            ["bulla", "audit", "plan", BUNDLE, "--trust", "trust.json", "-o", at("a.json"), "--sample", "20"],
            ["bulla", "custody", "open", at("custody"), "--bundle", BUNDLE, "--item", "S-2:B/2:flash:64000000"]
            + stage.SIGN,
            ["bulla", "custody", "release", at("custody"), "--to", "b-person"] + stage.SIGN,
            ["bulla", "accept", BUNDLE, "--trust", "trust.json", "--first", "--key", "A.key", "-o", at("r.dsse.json"),
             "--keep", at("kept"), "--quiet"],
            ["bulla", "publish", "tiles", BUNDLE, "--trust", "trust.json", "-o", at("tiles")],
            ["bulla", "trust", "init", "-o", at("trust.json")],
        ]

    def test_every_writer(self):
        """Each works, and refuses to replace what it wrote when it must not."""
        folder = self.stage.copy()
        for words in self.writers(self.medium.folder):
            done(words, folder)
        self.assertEqual(stage.leftovers(self.medium.folder), [])
        for words in self.writers(self.medium.folder)[:5]:
            status, _, err = run(words, folder)
            self.assertEqual(status, 2, words)
            self.assertIn("exists", err)

    def test_read_only(self):
        """Each ends with 2 and the reason."""
        done(["bulla", "trust", "init", "-o", os.path.join(self.medium.folder, "trust.json")], self.stage.folder)
        self.medium.unmount()
        self.medium.mount("-o", "ro")
        folder = self.stage.copy()
        writers = [words for words in self.writers(self.medium.folder) if "release" not in words and "init" not in words]
        writers.append(["bulla", "trust", "add", os.path.join(self.medium.folder, "trust.json"), "--person", "C. Person",
                        "--role", "witness", "--key", "C.pub"])
        for words in writers:
            status, _, err = run(words, folder)
            self.assertEqual(status, 2, "%s: %s" % (words, err))
            self.assertIn("Read-only file system", err, words)

    def test_full(self):
        """Each ends with 2 and the reason, and leaves no torso."""
        with open(os.path.join(self.medium.folder, "filler"), "wb") as file:
            for size in (1 << 16, 512, 1):
                try:
                    while os.write(file.fileno(), b"\0" * size):
                        pass
                except OSError:
                    pass  # Full, but for less than this many bytes.
        folder = self.stage.copy()
        for words in [words for words in self.writers(self.medium.folder) if "release" not in words]:
            status, _, err = run(words, folder)
            self.assertEqual(status, 2, "%s: %s" % (words, err))
            self.assertIn("No space left on device", err, words)
        self.assertEqual(stage.leftovers(self.medium.folder), [])
        self.assertEqual([name for name in os.listdir(self.medium.folder) if name.endswith(".xz")], [])


if __name__ == "__main__":
    unittest.main()
