"""A folder with one of everything that commands change, and the commands that change it.

Programs are found in the folder that BULLA_PROGRAMS names, .build/debug by default.
"""
import collections
import json
import os
import shutil
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.path.abspath(os.environ.get("BULLA_PROGRAMS", os.path.join(ROOT, ".build/debug")))
BUNDLE = "week.bulla.tar.xz"
EXHAUSTIVE = os.environ.get("BULLA_EXHAUSTIVE") == "1"

# A command that changes the folder: its words, what stdin holds, and whether what it acknowledged is there.
Act = collections.namedtuple("Act", "name words stdin holds")


def run(words, folder, stdin=b"", before=()):
    """The status, stdout and stderr of a command in a folder; `before` are words to start it with, such as strace's."""
    words = list(before) + [os.path.join(PROGRAMS, words[0])] + words[1:]
    done = subprocess.run(words, cwd=folder, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def done(words, folder, stdin=b""):
    status, out, err = run(words, folder, stdin)
    assert status == 0, "%s ended with %d: %s" % (" ".join(words), status, err)
    return out


def reads(folder, *words):
    """Whether a command that reads ends with 0."""
    return run(list(words), folder)[0] == 0


def text(folder, path):
    with open(os.path.join(folder, path), encoding="utf-8") as file:
        return file.read()


def signatures(folder, path):
    """The keys of a DSSE envelope; none where there is no file."""
    if not os.path.exists(os.path.join(folder, path)):
        return []
    return [signature["keyid"] for signature in json.loads(text(folder, path))["signatures"]]


def sealed(folder, path):
    return reads(folder, "bulla", "inspect", path)


def events(folder):
    return reads(folder, "bulla", "custody", "status", "custody", "--trust", "trust.json", "--bundle", BUNDLE)


SIGN = ["--trust", "trust.json", "--key", "A.key", "--place", "LAB-1"]


def acts(folder):
    """What is tried, with the names of the run in this folder."""
    def size(folder):
        return int(done(["bulla", "log", "checkpoint", "RUN"], folder).splitlines()[1])

    before, opened = size(folder), "custody/000-open"
    return [
        Act("trust add", ["bulla", "trust", "add", "trust.json", "--person", "C. Person", "--role", "witness", "--key",
                          "C.pub"], b"", lambda f: "C. Person" in done(["bulla", "trust", "show", "trust.json"], f)),
        Act("trust sign", ["bulla", "trust", "sign", "trust.json", "--key", "A.key"], b"",
            lambda f: len(json.loads(text(f, "trust.chain").splitlines()[0])["signatures"]) == 1),
        Act("key new", ["bulla", "key", "new", "--name", "D. Person", "--no-password", "-o", "D.key"], b"",
            lambda f: reads(f, "bulla", "key", "show", "D.key") and reads(f, "bulla", "key", "show", "D.pub")),
        Act("run init", ["bulla", "run", "init", "NEW"], b"", lambda f: reads(f, "bulla", "log", "checkpoint", "NEW")),
        Act("log append", ["bulla", "log", "append", "RUN"], event(folder), lambda f: size(f) > before),
        Act("seal", ["bulla", "seal", "RUN", "--key", "A.key", "-o", "new.bulla.tar.xz"], b"",
            lambda f: sealed(f, "new.bulla.tar.xz")),
        Act("sign", ["bulla", "sign", "prepared", "--key", "B.key"], b"",
            lambda f: len(signatures(f, "prepared/manifest.dsse.json")) >= 1),
        Act("custody open", ["bulla", "custody", "open", "copy", "--bundle", BUNDLE, "--item", "S-2:B/2:flash:64000000"]
            + SIGN, b"", lambda f: reads(f, "bulla", "custody", "status", "copy", "--trust", "trust.json")),
        Act("custody release", ["bulla", "custody", "release", "custody", "--to", "b-person"] + SIGN, b"",
            lambda f: events(f) and len(os.listdir(os.path.join(f, "custody"))) >= 2),
        Act("audit commit", ["bulla", "audit", "commit", "week.audit.json", "--trust", "trust.json", "--key", "A.key"],
            b"", lambda f: "a-person" in done(["bulla", "audit", "show", "week.audit.json", "--trust", "trust.json"], f)),
        Act("verify --keep", ["bulla", "verify", BUNDLE, "--trust", "trust.json", "--first", "--keep", "kept", "--report",
                              "report.json", "--quiet"], b"",
            lambda f: text(f, "kept").count("\n") >= 4 and reads(f, "bulla", "report", "report.json")),
        Act("publish tiles", ["bulla", "publish", "tiles", BUNDLE, "--trust", "trust.json", "-o", "tiles"], b"",
            lambda f: text(f, "tiles/checkpoint").count("\n") >= 4),
    ]


def event(folder):
    """A leaf of an event, as the first bundle's log has its run."""
    run_digest = json.loads(text(folder, "RUN/run.json"))["run"]
    return b'{"digest":"%s","kind":"audit","run":"%s","type":"event"}\n' % (b"0" * 64, run_digest.encode())


class Stage:
    """The folder as it is before each try; `copy` gives a new one."""

    def __init__(self):
        self.place = tempfile.mkdtemp(prefix="bulla-writing-")
        self.folder = os.path.join(self.place, "stage")
        os.mkdir(self.folder)
        self.count = 0
        folder = self.folder
        for person in "ABC":
            done(["bulla", "key", "new", "--name", person + ". Person", "--no-password", "-o", person + ".key"], folder)
        done(["bulla", "trust", "init", "-o", "trust.json", "--threshold", "authority=2"], folder)
        roles = {"A": ["exporter", "custodian", "inspector", "authority"], "B": ["custodian", "authority"]}
        for person, names in roles.items():
            words = [word for name in names for word in ("--role", name)]
            done(["bulla", "trust", "add", "trust.json", "--person", person + ". Person", "--key", person + ".pub"] + words,
                 folder)
        done(["bulla-train", "RUN", "--data", os.path.join(ROOT, "Samples/digits/digits.csv"), "--steps", "20"], folder)
        done(["bulla", "seal", "RUN", "--key", "A.key", "-o", BUNDLE], folder)
        done(["bulla", "seal", "RUN", "--prepare", "-o", "prepared"], folder)
        done(["bulla", "custody", "open", "custody", "--bundle", BUNDLE, "--item", "S-1:B/1:flash:64000000"] + SIGN, folder)
        done(["bulla", "audit", "plan", BUNDLE, "--trust", "trust.json", "-o", "week.audit.json", "--sample", "20"], folder)

    def copy(self):
        self.count += 1
        folder = os.path.join(self.place, str(self.count))
        shutil.copytree(self.folder, folder, symlinks=True)
        return folder

    def remove(self):
        shutil.rmtree(self.place)


def leftovers(folder):
    """Paths that a writer left behind."""
    return [os.path.join(place, name) for place, folders, files in os.walk(folder) for name in folders + files
            if name.endswith(".partial")]
