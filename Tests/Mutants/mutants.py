#!/usr/bin/env python3
"""mutants.py: changed bundles through both readers, and changed files of every kind through the program's reader.

usage: mutants.py both  [--seed S] [--count N] [--from I] [--programs FOLDER] [--keep FOLDER]
       mutants.py files [--seed S] [--count N] [--from I] [--programs FOLDER] [--keep FOLDER] [--corpus FOLDER]
       mutants.py show  --seed S --from I --keep FOLDER

both:  re-signed mutants of small bundles (bundles.py), each judged by bulla-mutants, in one process, and by
       Formats/verify.py. Their verdicts must be the same; a difference is printed with its number and kept.
files: mutants of bundles, papers, trust files and chains, custody events, evidence, torrents and notes (corpus.py),
       read by bulla-mutants: no crash, no more than 10 s for one, no more than 256 MiB resident. One mutant in three
       is a re-signed bundle as for `both`.

A mutant follows from seed and number alone: the same two give the same bytes again. Ends with 1 where something was
found, 0 else. `make mutants SEED=1 COUNT=100000` builds what this needs and runs both.
"""
import argparse
import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time

import bundles
import maker
import corpus

TIME = "2026-06-01T00:00:00Z"
verify = maker.load("bulla_verify", "Formats/verify.py")
really_verify = verify.ed25519_verify


def known_or_verified(key, message, signature):
    """A signature that was made here is known to be valid; every other is verified."""
    return maker.signed.get((bytes(key), bytes(message))) == bytes(signature) or really_verify(key, message, signature)


verify.ed25519_verify = known_or_verified


class Driver:
    """bulla-mutants in `judge`: one line in, one line out; started again where it died."""

    def __init__(self, program, trust, scratch):
        self.command, self.process = [program, "judge", trust, TIME, os.path.join(scratch, "state")], None

    def judge(self, path, previous):
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.PIPE, text=True)
        try:
            self.process.stdin.write("%s %s\n" % (path, previous))
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if line.strip():
            return line.strip()
        said = self.process.stderr.read()[-300:]
        status = self.process.wait()
        self.process = None
        return "died %s: %s" % (status, said.strip().replace("\n", " "))


def second_opinion(path, trust, is_first):
    """accepted or rejected, with the code, by verify.py; what it leaves to the main program counts as accepted."""
    arguments = argparse.Namespace(bundle=path, trust=trust, key=None, previous=None, first=is_first, at=TIME, attested=True)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            verify.verify(arguments)
        return "accepted", ""
    except verify.Rejected as error:
        return "rejected", str(error)
    except Exception as error:
        return "failed", "%s: %s" % (type(error).__name__, error)


def write_trust(folder):
    """The exporter of make.py, and policy that looks at everything."""
    key = {"ed25519": maker.b64(maker.make.EXPORTER.public)}
    path = os.path.join(folder, "trust.json")
    with open(path, "wb") as file:
        file.write(maker.canon({
            "keys": [{"from": "2026-01-01T00:00:00Z", "key": key, "person": "exporter", "roles": ["exporter"],
                      "until": "2036-01-01T00:00:00Z"}],
            "people": [{"id": "exporter", "name": "Exporter"}],
            "policy": {"proofs": ["attested/1"], "require_mldsa87": False, "rewinds_maximum": 2, "sample_minimum": 0,
                       "sessions": ["nitro", "software"]},
            "thresholds": [{"count": 1, "role": "exporter"}], "type": "bulla-trust/1", "version": 1}) + b"\n")
    return path


def keep(options, name, data):
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
        with open(os.path.join(options.keep, name), "wb") as file:
            file.write(data)


def both(options, scratch):
    trust = write_trust(scratch)
    driver = Driver(os.path.join(options.programs, "bulla-mutants"), trust, scratch)
    path, found, counts = os.path.join(scratch, "x.bulla.tar.xz"), 0, {}
    for number in range(options.first, options.first + options.count):
        data, words, is_first = bundles.bundle(options.seed, number)
        with open(path, "wb") as file:
            file.write(data)
        ours = driver.judge(path, "first" if is_first else "-")
        theirs, detail = second_opinion(path, trust, is_first)
        verdict = ours.split(" ")[0]
        counts[verdict] = counts.get(verdict, 0) + 1
        if verdict != theirs:
            found += 1
            print("seed %d, mutant %d: bulla %s; verify.py %s %s; %s" % (options.seed, number, ours, theirs, detail[:160], words[:300]))
            keep(options, "mutant-%d-%d.bulla.tar.xz" % (options.seed, number), data)
    print("%d mutants, seed %d: %s; %d differences" % (options.count, options.seed, counts, found))
    return found


def files(options, scratch):
    trust = write_trust(scratch)
    program, state = os.path.join(options.programs, "bulla-mutants"), os.path.join(scratch, "state")
    found = signed_bundles(options, scratch, trust) if options.count >= 3 else 0
    known = corpus.files(options.corpus)
    at, end = options.first, options.first + options.count - options.count // 3
    while at < end:
        run = subprocess.run([program, "read", trust, TIME, state, str(options.seed), str(at), str(end)] + known,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if run.returncode == 0:
            print(run.stdout, end="")
            break
        found += 1
        with open(state) as file:
            at = int(file.readline())
        show = subprocess.run([program, "show", trust, TIME, os.path.join(scratch, "shown"), str(options.seed), str(at)] + known,
                              stdout=subprocess.PIPE, text=True)
        print("seed %d, mutant %d of %s: status %d: %s" % (
            options.seed, at, show.stdout.strip(), run.returncode, run.stderr.strip()[-400:]))
        with open(os.path.join(scratch, "shown"), "rb") as file:
            keep(options, "mutant-%d-%d-%s" % (options.seed, at, os.path.basename(show.stdout.strip())), file.read())
        at += 1
    print("%d mutants of %d files, seed %d: %d found" % (options.count, len(known), options.seed, found))
    return found


def signed_bundles(options, scratch, trust):
    """Re-signed bundles, for the limits alone."""
    driver = Driver(os.path.join(options.programs, "bulla-mutants"), trust, scratch)
    path, found, counts = os.path.join(scratch, "x.bulla.tar.xz"), 0, {}
    for number in range(options.first, options.first + options.count // 3):
        data, words, is_first = bundles.bundle(options.seed, number)
        with open(path, "wb") as file:
            file.write(data)
        verdict = driver.judge(path, "first" if is_first else "-")
        counts[verdict.split(" ")[0]] = counts.get(verdict.split(" ")[0], 0) + 1
        if verdict.startswith("died"):
            found += 1
            print("seed %d, bundle %d: %s; %s" % (options.seed, number, verdict, words[:300]))
            keep(options, "mutant-%d-%d.bulla.tar.xz" % (options.seed, number), data)
    print("%d re-signed bundles: %s" % (options.count // 3, counts))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["both", "files", "show"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--programs", default=os.path.join(maker.ROOT, ".build/release"))
    parser.add_argument("--keep")
    parser.add_argument("--corpus", help="more files, by their names' endings")
    options = parser.parse_args()
    begun = time.monotonic()
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    scratch = tempfile.mkdtemp(dir=memory)
    try:
        if options.what == "show":
            data, words, _ = bundles.bundle(options.seed, options.first)
            keep(options, "mutant-%d-%d.bulla.tar.xz" % (options.seed, options.first), data)
            print(words)
            return 0
        found = {"both": both, "files": files}[options.what](options, scratch)
    finally:
        shutil.rmtree(scratch)
    print("%.0f s" % (time.monotonic() - begun))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
