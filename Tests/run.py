#!/usr/bin/env python3
"""run.py: all tests of a debug build; at the end, how long each part took, what failed and what was skipped.

usage: run.py BUILD CASES     (.build/debug, and the folder with cases beside the checkout; Tests/cases.sh)

Swift's tests run beside the cases and the modules of tests in Python, each of these in a process of its own. With BULLA_EXHAUSTIVE=1 in the environment, each part tries all its cases; `make test-all`.
"""
import atexit
import collections
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDERS = ["Formats", "Samples/capture", "Samples/replication", "Benchmarks", "Tests/Mutants", "Tests/Results",
           "Tests/Writing", "Python/tests"]
# Otherwise all tests begin at once, and those that wait keep their logs open: thousands of descriptors, of which Foundation
# takes some 1,300 when it starts a program.
WIDTH = "--experimental-maximum-parallelization-width"
SKIPPED = re.compile(r""" \.\.\. skipped (['"])(.*)\1$""", re.MULTILINE)
Part = collections.namedtuple("Part", "name seconds tests failed skipped")  # skipped: pairs of a reason and a room


def swift(build):
    """Swift's tests, which say themselves what fails; what they skipped stands in their XML."""
    begun, path = time.monotonic(), os.path.join(build, "tests.xml")
    found = path.replace(".xml", "-swift-testing.xml")
    if os.path.exists(found):
        os.remove(found)
    status = subprocess.run(["swift", "test", "--skip-build", "--xunit-output", path, WIDTH, str(4 * os.cpu_count())], cwd=ROOT,
                            env=dict(os.environ, BULLA_PYTHON=sys.executable)).returncode
    cases = list(xml.etree.ElementTree.parse(found).iter("testcase")) if os.path.exists(found) else []
    failed = ["%s %s" % (case.get("classname"), case.get("name")) for case in cases if case.find("failure") is not None]
    skipped = [(case.find("skipped").text, case.get("classname").split(".")[0]) for case in cases if case.find("skipped") is not None]
    if (status or not cases) and not failed:
        failed = ["swift test ended with %d" % status]
    return Part("Swift", time.monotonic() - begun, len(cases), failed, skipped)


def kept_cases(build, cases):
    begun = time.monotonic()
    done = subprocess.run(["sh", os.path.join(ROOT, "Tests/cases.sh"), build, cases], stdout=subprocess.PIPE, text=True)
    print(done.stdout, end="", flush=True)
    skipped = [("no %s beside the project" % os.path.relpath(cases, ROOT), name)
               for name in re.findall(r"^skipped: cases (\w+)", done.stdout, re.MULTILINE)]
    count = sum(int(number) for number in re.findall(r"^\d+ of (\d+) cases", done.stdout, re.MULTILINE))
    return Part("cases", time.monotonic() - begun, count, ["cases"] if done.returncode else [], skipped)


def module(path):
    """A module of tests in Python, in a process of its own."""
    folder, file = os.path.split(path)
    begun, name = time.monotonic(), "%s/%s" % (folder, file[:-3])
    done = subprocess.run([sys.executable, "-m", "unittest", "-v", file[:-3]], cwd=os.path.join(ROOT, folder),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print("%s:\n%s" % (name, done.stdout), flush=True)
    ran = re.search(r"^Ran (\d+) test", done.stdout, re.MULTILINE)
    return Part(name, time.monotonic() - begun, int(ran.group(1)) if ran else 0, [name] if done.returncode or not ran else [],
                [(reason, folder) for _, reason in SKIPPED.findall(done.stdout)])


def in_memory():
    """A folder in memory for the tests' own files, where the machine has one of some size; None for the usual place."""
    try:
        free = os.statvfs("/dev/shm")
    except OSError:
        return None
    return tempfile.mkdtemp(prefix="bulla-tests-", dir="/dev/shm") if free.f_bavail * free.f_frsize > 4 << 30 else None


def skips(parts):
    """One line for each reason: how many tests, and where."""
    rooms = collections.defaultdict(collections.Counter)
    for part in parts:
        for reason, room in part.skipped:
            rooms[reason][room] += 1
    for reason, counts in sorted(rooms.items()):
        places = ", ".join("%s %d" % pair for pair in sorted(counts.items()))
        yield "%d tests were skipped: %s (%s)" % (sum(counts.values()), reason, places)


def main():
    build, cases = (os.path.abspath(path) for path in sys.argv[1:3])
    begun = time.monotonic()
    paths = [os.path.relpath(path, ROOT) for folder in FOLDERS for path in sorted(glob.glob(os.path.join(ROOT, folder, "test_*.py")))]
    memory = in_memory()
    if memory:
        os.environ["TMPDIR"] = memory
        atexit.register(shutil.rmtree, memory, ignore_errors=True)
    with concurrent.futures.ThreadPoolExecutor(max(2, os.cpu_count() // 2)) as pool:
        jobs = [pool.submit(swift, build), pool.submit(kept_cases, build, cases)] + [pool.submit(module, path) for path in paths]
        parts = [job.result() for job in jobs]
    print("\n%-36s %8s %8s %8s" % ("part", "tests", "skipped", "seconds"))
    for part in parts:
        print("%-36s %8d %8d %8.1f" % (part.name, part.tests, len(part.skipped), part.seconds))
    print("%-36s %26.1f" % ("together", time.monotonic() - begun))
    for line in skips(parts):
        print(line)
    failed = [name for part in parts for name in part.failed]
    for name in failed:
        print("FAILED: %s" % name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
