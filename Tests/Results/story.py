"""Every command that prints a result, run once with --json in one folder; each must print what its schema says.

Programs are found in the folder that BULLA_PROGRAMS names, .build/debug by default.
"""
import functools
import glob
import json
import os
import shlex
import shutil
import subprocess

import jsonschema
import referencing

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.path.abspath(os.environ.get("BULLA_PROGRAMS", os.path.join(ROOT, ".build/debug")))
VECTORS = os.path.join(os.environ.get("BULLA_VECTORS", os.path.join(ROOT, "..", "shared", "vectors")), "attestation")
PLANNED, DRAWN = "--at 2026-06-02T00:00:00Z", "--at 2026-06-03T00:00:00Z"
SCHEMAS = {}
for path in glob.glob(os.path.join(ROOT, "Formats", "*-v1.schema.json")):
    with open(path, encoding="utf-8") as file:
        SCHEMAS[os.path.basename(path).removesuffix("-v1.schema.json")] = json.load(file)
REGISTRY = referencing.Registry().with_resources(
    (schema["$id"], referencing.Resource.from_contents(schema)) for schema in SCHEMAS.values())
VALIDATORS = {name: jsonschema.Draft202012Validator(schema, registry=REGISTRY) for name, schema in SCHEMAS.items()}
# Their stdout is a file that somebody asked for, or JSON whatever the options.
PRINT_FILES = {"extract", "spec", "log checkpoint", "log prove", "log append"}


@functools.lru_cache(None)
def commands(program):
    """The words of each command that has no subcommands, with the names of its options."""
    def walk(command, words):
        below = [each for each in command.get("subcommands", []) if each["commandName"] != "help"]
        for each in below:
            yield from walk(each, words + [each["commandName"]])
        if not below:
            names = {name["name"] for argument in command.get("arguments", []) for name in argument.get("names", [])}
            yield " ".join(words), names
    dump = subprocess.run([os.path.join(PROGRAMS, program), "--experimental-dump-help"], stdout=subprocess.PIPE, check=True)
    return dict(walk(json.loads(dump.stdout)["command"], []))


class Story:
    """A folder in which commands follow each other; `seen` has those that printed a document that fits."""

    def __init__(self, folder):
        self.folder = folder
        self.seen = set()

    def run(self, line, status=0, program="bulla"):
        done = subprocess.run([os.path.join(PROGRAMS, program)] + shlex.split(line), cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        assert done.returncode == status, "%s: %d\n%s\n%s" % (line, done.returncode, done.stdout.decode(), done.stderr.decode())
        self.progress = [json.loads(text) for text in done.stderr.splitlines() if text.startswith(b"{")]
        return done.stdout

    def tell(self, command, line="", schema="result", status=0):
        """Runs a command with --json, and gives its document, or the last of its documents."""
        out = self.run("%s %s --json" % (command, line), status)
        documents = [json.loads(text) for text in out.splitlines()]
        assert documents, "%s printed nothing" % command
        for document in documents:
            error = next(VALIDATORS[schema].iter_errors(document), None)
            assert error is None, "%s: %s\n%s" % (command, error, out.decode())
        if schema == "result":
            assert documents[0]["command"] == command, documents[0]["command"]
            assert documents[0]["result"] == ("rejected" if status else "done"), documents[0]
            assert len(documents) == 1
        self.seen.add(command)
        return documents[-1]

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def key(self, name, role):
        self.run('key new --name "%s" -o %s.key --no-password' % (name, name))
        self.run('trust add trust.json --person "%s" --role %s --key %s.pub' % (name, role, name))

    # The parts of the story, in their order.

    def keys(self):
        assert self.tell("key new", "--name E -o E.key --no-password")["values"]["secret_key"] == "E.key"
        self.tell("trust init", "-o trust.json")
        told = self.tell("trust add", "trust.json --person E --role exporter --role custodian --key E.pub")
        assert told["values"]["file"] == "trust.json" and told["lines"] == [
            "trust.json: version %(version)d, SHA-256 %(sha256)s" % told["values"]]
        for name, role in (("I", "inspector"), ("W", "witness"), ("V", "witness"), ("A", "authority"), ("O", "custodian")):
            self.key(name, role)
        self.run("key new --name R -o R.key --no-password")
        shutil.copy(os.path.join(self.folder, "trust.json"), os.path.join(self.folder, "other.json"))
        assert self.tell("key show", "E.pub")["values"]["kind"] == "public"
        for command, words in (
                ("retire", "--key O.pub --at 2027-01-01T00:00:00Z --reason left"),
                ("revoke", "--key V.pub --since 2027-01-01T00:00:00Z --reason lost"),
                ("threshold", "exporter=1"), ("exclude", "--roles exporter,inspector")):
            self.tell("trust " + command, "other.json " + words)
        with open(os.path.join(self.folder, "trust.json"), encoding="utf-8") as file:
            self.write("policy.json", json.dumps(json.load(file)["policy"]))
        self.tell("trust policy", "other.json --set policy.json")
        told = self.tell("trust show", "other.json")
        assert {key["person"] for key in told["values"]["keys"] if "retired" in key} == {"o"}
        self.tell("trust fingerprint", "trust.json")
        assert self.tell("trust sign", "other.json --chain mine.chain --key A.key")["values"]["in_effect"]
        shutil.copy(os.path.join(self.folder, "mine.chain"), os.path.join(self.folder, "new.chain"))
        assert self.tell("trust update", "mine.chain new.chain")["values"]["new"] == 0
        self.run("trust init -o stranger.json")
        self.run("trust add stranger.json --person R --role authority --key R.pub")
        self.run("trust sign stranger.json --chain stranger.chain --key R.key")
        assert self.tell("trust update", "mine.chain stranger.chain", status=1)["faults"][0]["code"].startswith("trust-")
        self.tell("trust audit", "trust.json", "trust-audit")
        for words in ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out card.pem", "pkey -in card.pem -pubout -out card.info"):
            subprocess.run(["openssl"] + words.split(), cwd=self.folder, check=True, stderr=subprocess.DEVNULL)
        self.tell("key import", "--p384 card.info --name C -o card.pub")

    def training(self):
        self.tell("run init", "S --origin lab.example/s")
        self.tell("session open", "S --kind software --key E.pub")
        self.tell("session heartbeat", "S")
        self.tell("session close", "S")
        self.run("run init H --origin lab.example/h")
        assert "report_data" in self.tell("session open", "H --kind sev-snp --key E.pub --request open.json")["values"]
        self.run("RUN --data %s --steps 24 --replay 100%% --disclosure-budget 100 --weights weights.bin"
                 % os.path.join(ROOT, "Samples/digits/digits.csv"), program="bulla-train")
        self.tell("log commit", "RUN -o week.secret")
        assert self.tell("log show", "RUN --from 0 --to 4", "leaf")["type"]
        self.write("run.checkpoint", self.run("log checkpoint RUN").decode())
        self.tell("log cosign", "run.checkpoint --key W.key --name w.example -o run.cosigned")
        self.write("one.proof", self.run("log prove RUN 1").decode())
        self.write("one.json", self.run("log show RUN --json --from 1 --to 2").decode())
        with open(os.path.join(self.folder, "RUN/run.json"), encoding="utf-8") as file:
            log_key = json.load(file)["log_key"]
        assert self.tell("log check", "one.proof --leaf one.json --key '%s'" % log_key)["values"]["leaf"] == 1
        self.tell("log check", "one.proof --leaf run.checkpoint --key '%s'" % log_key, status=1)

    def bundle(self):
        self.tell("review scan", "RUN --key E.key")
        self.write("notes.txt", "of the falcon\n")
        self.write("terms.txt", "falcon\n")
        hits = self.tell("review scan", "notes.txt --words terms.txt --key E.key -o notes.review", status=1)["values"]["hits"]
        assert hits and hits[0]["open"]
        self.tell("review waive", "notes.review --hit 0 --reason synthetic --key I.key")
        self.tell("review show", "notes.review", "review")
        self.tell("seal", "RUN --prepare --withhold replay/1 --sealed-at 2026-06-01T00:00:00Z -o week.prepared")
        assert self.tell("sign", "week.prepared --key E.key")["values"]["signed"][0]["name"] == "E"
        assert self.tell("seal", "--finish week.prepared -o week.bulla.tar.xz")["values"]["bytes"] > 0
        self.tell("inspect", "week.bulla.tar.xz", "inspect")
        self.tell("verify", "week.bulla.tar.xz --trust trust.json --first --report plain.json --progress json", "report")
        assert len(self.progress) >= 5 and {each["file"] for each in self.progress} == {"week.bulla.tar.xz"}
        for each in self.progress:
            VALIDATORS["progress"].validate(each)
        self.tell("report", "plain.json", "report")

    def audit(self):
        audit = "week.audit.json --trust trust.json "
        self.tell("audit plan", "week.bulla.tar.xz --trust trust.json --openings replay/1 -o week.audit.json " + PLANNED)
        signers = "--key I.key --key W.key --key V.key "
        assert self.tell("audit commit", audit + signers + PLANNED)["values"]["missing"] == []
        self.tell("audit reveal", "week.audit.json --secret week.secret --key E.key")
        told = self.tell("audit draw", audit + signers + '--dice "31415 92653 58979 32384" ' + DRAWN)["values"]
        assert told["picks"] and told["next"].startswith("bulla verify")
        self.tell("audit show", audit + DRAWN, "audit-state")
        self.tell("audit challenge", "week.bulla.tar.xz --plan week.audit.json --trust trust.json -o challenge.json " + DRAWN)
        self.tell("audit respond", "RUN challenge.json --bundle week.bulla.tar.xz --trust trust.json --key E.key -o response " + DRAWN)
        ledger = self.tell("audit ledger", "RUN")["values"]
        assert ledger["budget"] - ledger["left"] == len(ledger["entries"]) == ledger["disclosed"]
        accept = "--first --plan week.audit.json --response response --key I.key -o week.receipt.dsse.json "
        self.tell("accept", "week.bulla.tar.xz --trust trust.json " + accept + DRAWN, "report")
        receipt = self.tell("receipt check", "week.receipt.dsse.json --trust trust.json " + DRAWN)["values"]
        assert receipt["not_compared"] == ["report", "bundle"]
        self.tell("audit status", ". --trust trust.json --ended " + DRAWN, "audit-status")

    def custody(self):
        sign = "--trust trust.json --place LAB-1 --key "
        item = "--item SN-%d:BOX/%d:flash:64000000000 "
        told = self.tell("custody open", "c --bundle week.bulla.tar.xz " + item % (1, 1) + sign + "E.key")["values"]
        assert told["event"] == "000-open"
        self.tell("custody release", "c --to o --witness w " + sign + "E.key")
        assert self.tell("custody sign", "c --trust trust.json --key W.key")["values"]["to_sign"] == []
        self.tell("custody receive", "c " + sign + "O.key")
        self.tell("custody copy", "c " + item % (2, 2) + sign + "O.key --witness w --key W.key")
        self.tell("custody correct", "c --event 0 --field place --value LAB-2 " + sign + "E.key")
        self.tell("custody release", "c --to nobody " + sign + "O.key", status=1)
        form = "week.bulla.tar.xz --custody c --trust trust.json -o form.html"
        assert self.tell("custody form", form)["values"]["file"] == "form.html"
        assert self.tell("custody check-form", "form.html --bundle week.bulla.tar.xz --custody c")["values"]["verdict"] == "together"
        self.tell("custody paper", "c --taker DEPOT-4 --form form.html " + sign
                  + "O.key --witness w --key W.key --witness v --key V.key")
        self.tell("custody status", "c --trust trust.json", "custody-status")
        for command in ("dispose --method destroy --authority X-1", "lost"):
            name = command.split()[0]
            self.run("custody open %s --bundle week.bulla.tar.xz %s %sE.key" % (name, item % (3, 3), sign))
            self.tell("custody " + name, "%s %s %sE.key --witness w --key W.key" % (name, command.partition(" ")[2], sign))

    def publishing(self):
        torrent = self.tell("publish torrent", "week.bulla.tar.xz -o replicas", "torrents")
        path = torrent["torrents"][0]["path"]
        self.tell("torrent show", path, "torrent")
        self.tell("torrent check", "%s %s" % (path, torrent["seed"]))
        self.tell("torrent check", "%s c" % path, status=1)
        self.tell("publish tiles", "week.bulla.tar.xz -o tiles --trust trust.json")
        os.mkdir(os.path.join(self.folder, "site"))
        shutil.copy(os.path.join(self.folder, "week.bulla.tar.xz"), os.path.join(self.folder, "site"))
        self.tell("publish portal", "site")
        self.tell("publish provenance", "week.bulla.tar.xz --model weights.bin --key E.key -o weights.dsse.json")
        self.tell("provenance check", "weights.dsse.json --trust trust.json --model weights.bin")
        self.tell("provenance check", "weights.dsse.json --trust trust.json --model notes.txt", status=1)
        os.mkdir(os.path.join(self.folder, "model"))
        self.write("model/weights.txt", "weights\n")
        self.tell("publish model", "model --sign-as card.pub --sign-with 'openssl dgst -sha384 -sign card.pem' -o model.sig")
        self.tell("provenance model", "model.sig --model model --key card.pub")

    def evidence(self):
        files = [os.path.join(VECTORS, name) for name in ("nitro/prod-2022.cose",)]
        at = " --at 2022-10-13T08:58:02Z"
        self.tell("evidence inspect", " ".join(files) + at, "appraisal")
        self.tell("evidence pack", " ".join(files) + " -o packed" + at)
