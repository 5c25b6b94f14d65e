#!/usr/bin/env python3
"""ceiling.py: any file up to 1 MiB is judged within 256 MiB resident, and refused within 10 s where nobody trusted signed it.

usage: ceiling.py PROGRAMS [FOLDER...]     (PROGRAMS: the folder with bulla and bulla-verify)

Runs the programs on golden bundles and papers, on what the mutators kept (Tests/Mutants/Kept), on bombs made here, and on the
cases beside the project where they are. Each run has 768 MiB of address space. Ends with 1 where one is above the
ceiling, is killed by a signal, or a stranger's bundle is not rejected.
"""
import gzip
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

import maker

LARGEST, RESIDENT, ADDRESSES, SECONDS = 1 << 20, 256 << 20, 768 << 20, 10
CASES = [os.path.join(maker.ROOT, "../shared/cases")]
OWN = [os.path.join(maker.ROOT, name) for name in ("Formats/Vectors", "Tests/Mutants/Kept", "Tests/BundleTests/Fixtures")]
GOLDEN = os.path.join(maker.ROOT, "Formats/Vectors/bundle")
AT = "2026-06-01T00:00:00Z"


def measure(command, seconds=60):
    """Status (negative: a signal), seconds, and bytes that were resident at most."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))

    begun = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=limit)
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() - begun > seconds:
            process.send_signal(signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
            break
        time.sleep(0.005)
    process.returncode = os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else status
    return process.returncode, time.monotonic() - begun, usage.ru_maxrss << 10


def trusts(path):
    """Trust files that stand beside a bundle, or in the folder above."""
    for folder in (os.path.dirname(path), os.path.dirname(os.path.dirname(path))):
        yield from (os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith("trust.json"))


def commands(path, stranger, key, out):
    """What is run on a file, and whether nobody trusted signed it."""
    bundle, name = ["bulla-verify", "verify", path, "--at", AT], os.path.basename(path)
    if name.endswith(".bulla.tar.xz"):
        yield bundle + ["--trust", stranger, "--first"], True
        yield bundle + ["--trust", stranger, "--scope", "sample", "--sample", "50", "--seed", "1"], True
        yield ["bulla-verify", "inspect", path], False
        for trust in list(trusts(path))[:2]:
            yield bundle + ["--trust", trust, "--pick", "1"], False
            yield bundle + ["--trust", trust, "--scope", "log", "--sample", "1000000", "--seed", "1"], False
            yield bundle + ["--trust", trust, "--scope", "sample", "--sample", "50", "--seed", "1"], False
            yield bundle + ["--trust", trust, "--shard", "1/2", "--partial", out], False
            yield bundle + ["--trust", trust, "--estimate"], False
    elif name.endswith(".audit.json"):
        yield ["bulla", "audit", "show", path, "--trust", stranger], False
    elif name.endswith(".receipt.dsse.json"):
        yield ["bulla-verify", "receipt", "check", path, "--trust", stranger], False
    elif name.endswith(".torrent"):
        yield ["bulla-verify", "torrent", "show", path], False
    elif name.endswith("trust.json"):
        yield ["bulla", "trust", "audit", path], False
    elif name.endswith(".custody"):
        yield ["bulla", "custody", "status", path, "--trust", stranger], False
    elif name.endswith((".bin", ".cose")):
        yield ["bulla-verify", "evidence", "inspect", path, "--at", AT], False
    elif name.endswith(".report.json"):
        yield ["bulla", "report", path], False
    elif name.endswith((".gz", ".xz")) and key:
        yield ["bulla", "review", "scan", path, "--key", key, "-o", out], True


def bombs(folder):
    """Files that claim or compress more than they are: of a signer whom a trust file beside them trusts, and papers."""
    import mutants
    make, canon = maker.make, maker.canon
    os.rename(mutants.write_trust(folder), os.path.join(folder, "bomb-trust.json"))
    # Zeros, 160 MiB of them, that steps name as their proof, in a file of less than a MiB.
    log = make.Log()
    log.open()
    content = bytes(160 << 20)
    log.step(content[:60 << 20], content)
    log.step(content[:60 << 20])
    for _ in range(20):
        log.event("audit", "many")
    make.FOLDER = folder
    log.shut()
    make.seal(log, 0, len(log.leaves), 1, "2026-03-01T12:00:00Z", None)
    # Leaves that are all as large as they may be.
    log = make.Log()
    log.open()
    for number in range(600):
        log.append({"type": "event", "digest": make.label("x"), "kind": "audit", "run": make.RUN, "z": "0" * 65000})
    make.seal(log, 0, len(log.leaves), 2, "2026-03-01T12:00:00Z", None)
    write(folder, "deep.gz", gzip_in_gzip(30))
    write(folder, "zeros.gz", gzip.compress(bytes(300 << 20), 6))
    write(folder, "numbers.report.json", canon([1] * 250_000) + b"\n")
    write(folder, "objects.report.json", canon({"findings": [{"a": 1}] * 120_000}) + b"\n")
    write(folder, "objects.audit.json", canon([{"a": {}}] * 100_000))
    write(folder, "lists.trust.json", b"[" * 500_000 + b"\n")
    write(folder, "trackers.torrent", trackers(60_000))


def trackers(count):
    urls = b"".join(b"%d:http://t%d.example/a" % (len(b"http://t%d.example/a" % i), i) for i in range(count // 2))
    info = b"d6:lengthi1e4:name1:x12:piece lengthi16384e6:pieces20:" + bytes(20) + b"e"
    return b"d13:announce-listll" + b"e".join([b""]) + urls + b"ee4:info" + info + b"e"


def gzip_in_gzip(count):
    data = b"the innermost\n"
    for _ in range(count):
        data = gzip.compress(data, mtime=0)
    return data


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def paths(folders):
    for folder in folders:
        for place, names, here in os.walk(folder):
            names.sort()
            for name in sorted(here) + [name for name in names if name.endswith(".custody")]:
                path = os.path.join(place, name)
                if os.path.isdir(path) or 0 < os.path.getsize(path) <= LARGEST:
                    yield path


def one_of_each(paths):
    """The first file of each kind in each folder."""
    seen = set()
    for path in paths:
        kind = os.path.dirname(path), os.path.basename(path).split(".", 1)[-1]
        if kind not in seen:
            seen.add(kind)
            yield path


def runs(paths, is_few, stranger, key, out):
    """What is run on the files; if few, one command on the first file of each kind, another for the next kind."""
    for number, path in enumerate(one_of_each(paths) if is_few else paths):
        all_of_file = list(commands(path, stranger, key, out))
        few = all_of_file[number % len(all_of_file):][:1] if all_of_file else []
        yield from ((path, *run) for run in (few if is_few else all_of_file))


def sweep(programs, folders, say=print, is_few=False, has_bombs=True):
    """The runs that were above the ceiling, in words. All commands are tried on the bombs, which are made here."""
    found, count, most = [], 0, [0, 0]
    with tempfile.TemporaryDirectory() as scratch:
        if has_bombs:
            bombs(scratch)
        key = os.path.join(scratch, "key")
        made = subprocess.run([os.path.join(programs, "bulla"), "key", "new", "--name", "R. Viewer", "--no-password", "-o", key + ".key"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stranger = os.path.join(scratch, "stranger.json")
        with open(os.path.join(GOLDEN, "trust.json"), "rb") as file:
            trust = file.read()
        other = maker.b64(maker.make.Key("a stranger").public).encode()
        write(scratch, "stranger.json", trust.replace(maker.b64(maker.make.EXPORTER.public).encode(), other))
        out, key = os.path.join(scratch, "out"), made.returncode == 0 and key + ".key"
        made_here = paths([scratch]) if has_bombs else []
        for path, command, is_strange in [*runs(paths(folders), is_few, stranger, key, out), *runs(made_here, False, stranger, key, out)]:
            if os.path.exists(out):
                os.remove(out)
            status, seconds, resident = measure([os.path.join(programs, command[0])] + command[1:])
            count, most = count + 1, [max(most[0], seconds), max(most[1], resident)]
            wrong = [words for words, is_so in [
                ("signal %d" % -status, status < 0), ("%.1f s" % seconds, is_strange and seconds > SECONDS or seconds > 55),
                ("%d MiB" % (resident >> 20), resident > RESIDENT),
                ("status %d, want 1" % status, is_strange and path.endswith(".bulla.tar.xz") and status != 1)] if is_so]
            if wrong:
                found.append("%s: %s" % (", ".join(wrong), " ".join(command)))
                say(found[-1])
    say("%d runs on files up to 1 MiB: most %.1f s, %d MiB; %d above the ceiling" % (count, most[0], most[1] >> 20, len(found)))
    return found


def main():
    programs = os.path.abspath(sys.argv[1])
    folders = sys.argv[2:] or OWN + CASES
    for folder in folders:
        if not os.path.isdir(folder):
            print("skipped: %s is not there" % folder)
    return 1 if sweep(programs, folders) else 0


if __name__ == "__main__":
    sys.exit(main())
