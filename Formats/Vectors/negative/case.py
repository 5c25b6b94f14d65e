"""case.py: what a case is, and the papers that it is judged with."""
import base64
import collections
import os

from forge import make

# name, what it covers of the texts, codes wanted of the Swift reader and of verify.py (None: accepted; "incomplete":
# nothing wrong, and evidence that only the Swift reader appraises), a function that gives the bundle, and the papers.
Case = collections.namedtuple("Case", "name covers swift verify build trust previous")


def bad(name, covers, swift, verify, build, trust="trust.json", previous=None):
    return Case(name, covers.split("; "), swift, verify, build, trust, previous)


def good(name, covers, build, trust="trust.json", previous=None, verify=None):
    return Case(name, covers.split("; "), verify, verify, build, trust, previous)


def entry(key, person, *roles, **more):
    return dict({"key": {"ed25519": make.b64(key.public)}, "person": person, "roles": list(roles)}, **more)


def trust(*more, **policy):
    keys = sorted([entry(make.EXPORTER, "exporter", "exporter"), *more],
                  key=lambda k: make.hexsha(base64.b64decode(k["key"]["ed25519"])))
    people = {key["person"] for key in keys}
    return {"keys": keys, "people": [{"id": id, "name": id.title()} for id in sorted(people)],
            "policy": dict({"proofs": ["attested/1"], "require_mldsa87": False, "rewinds_maximum": 16, "sample_minimum": 0,
                            "sessions": ["software"]}, **policy),
            "thresholds": [{"count": 1, "role": "exporter"}], "type": "bulla-trust/1", "version": 1}


# Where a policy demands no proofs, nobody judges any: what such cases are about stands in the log.
OTHER_LOG = make.Key("other log")
TRUST = {
    "trust.json": trust(),
    "trust-no-proofs.json": trust(proofs=[]),
    "trust-tee.json": trust(sessions=["sev-snp", "software"]),
    "trust-log.json": trust(entry(make.LOG, "log", "log")),
    "trust-other-log.json": trust(entry(OTHER_LOG, "log", "log")),
    "trust-ended-log.json": trust(entry(make.LOG, "log", "log", until="2026-02-01T00:00:00Z")),
}


def write_papers(folder, previous):
    for name, value in TRUST.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(make.canon(value) + b"\n")
    for name, content in previous.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
