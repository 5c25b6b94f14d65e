#!/usr/bin/env python3
"""make.py: signatures through time, with fixed keys, made from trust-v1.md section 2, acceptance-v1.md and custody-v1.md alone.

It shares no code with any verifier; keys are made as in ../bundle/make.py. It writes beside itself, the same bytes each time: ML-DSA signs with chance, so
its one signature is kept as long as it verifies. Verdicts are written down by hand, from the text. It wants `cryptography`.
"""
import base64
import datetime
import hashlib
import importlib.util
import json
import os
import shutil

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import mldsa

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("golden", os.path.join(FOLDER, "..", "bundle", "make.py"))
golden = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(golden)

# Ann, Pia (a pair) and Bob sealed it, in this order; Bob is an archivist too, by another key.
ROLES = {
    "ann": "exporter", "pia": "exporter", "bob": "exporter", "bob-2": "archivist", "una": "exporter", "wim": "witness", "wim-2": "witness",
    "wanda": "witness", "ida": "inspector", "ivo": "inspector", "cora": "archivist", "carl": "custodian"}
KEYS = {name: golden.Key("age " + name) for name in ROLES}
PAIR = mldsa.MLDSA87PrivateKey.from_seed_bytes(golden.sha(b"age pia, second half"))
PAIR_PUBLIC = PAIR.public_key().public_bytes_raw()
MANIFEST = golden.canon({"type": "a manifest, as far as its age goes"})
ORIGIN = golden.ORIGIN


def person(key):
    return key.split("-")[0]


def day(number):
    return (datetime.datetime(2026, 1, 1) + datetime.timedelta(days=number - 1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(number):
    return int((datetime.datetime(2026, 1, 1) - datetime.datetime(1970, 1, 1)).total_seconds()) + (number - 1) * 86400


def signature(key, message):
    return {"keyid": golden.hexsha(KEYS[key].public), "sig": golden.b64(KEYS[key].sign(message))}


def second_half(message, old):
    """The pair's other signature: the one that stands there already, if it is good."""
    for given in old:
        try:
            PAIR.public_key().verify(base64.b64decode(given["sig"]), message)
            return given
        except InvalidSignature:
            pass
    return {"keyid": golden.hexsha(PAIR_PUBLIC), "sig": golden.b64(PAIR.sign(message))}


def envelope(kind, payload, signers, old=()):
    message = golden.dsse(kind.encode(), payload)
    found = []
    for key in signers:
        found.append(signature(key, message))
        if key == "pia":
            found.append(second_half(message, old))
    return {"payload": golden.b64(payload), "payloadType": kind, "signatures": found}


def root(leaves):
    """RFC 6962 section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def head(sealed, size):
    leaves = [base64.b64decode(sealed["payload"])] + [golden.canon(entry) for entry in sealed["signatures"]]
    return {"root": root(leaves[:size]).hex(), "size": size}


def note(seen, lines):
    """A C2SP checkpoint of a seal tree, with lines of cosignature/v1."""
    text = b"%s/manifest\n%d\n%s\n" % (ORIGIN.encode(), seen["size"], base64.b64encode(bytes.fromhex(seen["root"])))
    out = text + b"\n"
    for key, number in lines:
        name, public = ("%s.example" % key).encode(), KEYS[key].public
        stamp = seconds(number)
        signed = KEYS[key].sign(b"cosignature/v1\ntime %d\n" % stamp + text)
        line = hashlib.sha256(name + b"\n\x04" + public).digest()[:4] + stamp.to_bytes(8, "big") + signed
        out += "— ".encode() + name + b" " + base64.b64encode(line) + b"\n"
    return out


def receipt(seen, number, signers):
    digest = golden.label("age")
    document = {
        "accepted_at": day(number), "bundle": {
            "file_sha256": digest, "file_size": 1, "from": 0, "manifest": golden.hexsha(MANIFEST), "name": "age", "root": digest, "run": digest,
            "sealed": seen, "to": 7},
        "report": digest, "scope": "all", "simulated": True,
        "statement": {"failed": 0, "good_at_least": 5, "population": 5, "sampled": 5, "source": "every-step"},
        "trust": {"sha256": digest, "version": 1}, "type": "bulla-acceptance/1", "verdict": "accepted"}
    return golden.canon(envelope("application/vnd.bulla.acceptance+json", golden.canon(document), signers))


def event(word, number, at, before, signers, **more):
    document = {
        "at": day(at), "clock": "watch", "event": word, "manifest": golden.hexsha(MANIFEST), "number": number, "place": "LAB-1",
        "type": "bulla-custody/1", "witnesses": []}
    if before:
        first = base64.b64decode(json.loads(before[0])["payload"])
        document.update(chain=golden.hexsha(first), previous=golden.hexsha(before[-1]))
    document.update(more)
    return golden.canon(envelope("application/vnd.bulla.custody+json", golden.canon(document), signers))


ITEMS = [{"capacity": 1, "kind": "flash", "label": "BOX/7", "marking": "UNMARKED", "serial": "SN-1"}]


def opened(seen, at, key, **more):
    signers = [key] + list(more.get("approvers", []))
    return event("open", 0, at, [], signers, checks=[], file={"sha256": golden.label("age"), "size": 1}, items=ITEMS, sealed=seen, **dict({"from": person(key)}, **more))


def handed(seen):
    """Three events: Cora opens it, and hands it to Carl."""
    events = [opened(seen, 5, "cora")]
    events.append(event("release", 1, 6, events, ["cora"], checks=[], items=ITEMS, method="hand", purpose="transfer", to="carl", **{"from": "cora"}))
    release = golden.hexsha(base64.b64decode(json.loads(events[1])["payload"]))
    events.append(event("receive", 2, 7, events, ["carl"], checks=[], items=ITEMS, outcome="accepted", release=release, to="carl"))
    return events


def trust(change):
    keys = []
    for name, role in ROLES.items():
        entry = {"key": {"ed25519": golden.b64(KEYS[name].public)}, "person": person(name), "roles": [role]}
        if name == "pia":
            entry["key"]["mldsa87"] = golden.b64(PAIR_PUBLIC)
        for end, number in change.get(name, {}).items():
            entry[end] = {"revoked": {"reason": "compromised", "since": day(number)}, "retired": {"at": day(number), "reason": "left"}}.get(end, day(number))
        keys.append((hashlib.sha256(KEYS[name].public).digest(), entry))
    people = sorted({person(name) for name in ROLES})
    policy = {"proofs": ["attested/1"], "require_mldsa87": False, "rewinds_maximum": 2, "sample_minimum": 1, "sessions": ["software"]}
    if "sightings" in change:
        policy["sightings"] = change["sightings"]
    thresholds = [{"count": count, "role": role} for role, count in sorted(change.get("thresholds", {}).items())]
    return {"keys": [entry for _, entry in sorted(keys, key=lambda pair: pair[0])], "people": [{"id": name, "name": name.title()} for name in people],
            "policy": policy, "thresholds": thresholds, "type": "bulla-trust/1", "version": 1}


STOLEN = {"revoked": 10}
# Row of the rules; what the trust file says; the evidence; who counts as of day 30, and by when enough others had seen it.
CASES = [
    ("signatures", {"bob": STOLEN}, ["size-4.note"], {"bob": None}),
    ("growth", {"ann": STOLEN}, ["size-2.note"], {"ann": 5}),
    ("pair-in-half", {"pia": STOLEN}, ["size-3.note"], {"pia": None}),
    ("pair", {"pia": STOLEN}, ["size-4.note"], {"pia": 5}),
    ("old-note", {"ann": STOLEN}, ["size-1.note"], {"ann": None}),
    ("receipt-own-time", {"ann": STOLEN}, ["both.receipt.dsse.json"], {"ann": None}),
    ("receipt", {"ann": STOLEN}, ["ida.receipt.dsse.json"], {"ann": 6}),
    ("custody", {"ann": STOLEN, "sightings": 2}, ["handed.custody"], {"ann": 7}),
    ("custody-actor-alone", {"ann": STOLEN, "sightings": 2}, ["approved.custody"], {"ann": None}),
    ("custody-time-of-signing", {"ann": STOLEN}, ["acted.custody"], {"ann": 12}),
    ("sealers", {"ann": STOLEN}, ["bob.custody"], {"ann": None}),
    ("role", {"ann": STOLEN}, ["una.custody"], {"ann": None}),
    ("once", {"ann": STOLEN, "sightings": 2}, ["size-5.note"], {"ann": None}),
    ("revoked", {"ann": STOLEN, "wim": {"revoked": 20}, "wim-2": {"revoked": 20}}, ["size-5.note"], {"ann": None}),
    ("revoked-vouched", {"ann": STOLEN, "wim": {"revoked": 20}, "wim-2": {"revoked": 20}, "ida": {"from": 15}},
     ["size-5.note", "ida.receipt.dsse.json"], {"ann": None}),
    ("office", {"ann": STOLEN, "ida": {"from": 15}}, ["ida.receipt.dsse.json"], {"ann": None}),
    ("last", {"ann": STOLEN, "sightings": 2}, ["size-5.note", "ivo.receipt.dsse.json"], {"ann": 12}),
    ("one-number", {"ann": STOLEN, "thresholds": {"exporter": 1, "inspector": 1, "witness": 2}}, ["ida.receipt.dsse.json"], {"ann": None}),
    ("before", {"ann": {"revoked": 6}}, ["ida.receipt.dsse.json"], {"ann": 6}),
    ("retired-in-that-second", {"ann": {"retired": 6}}, ["ida.receipt.dsse.json"], {"ann": 6}),
    ("retired-since", {"ann": STOLEN, "ida": {"retired": 20}}, ["ida.receipt.dsse.json"], {"ann": 6}),
    ("over-all-means", {"ann": STOLEN, "sightings": 3}, ["size-5.note", "ida.receipt.dsse.json", "handed.custody"], {"ann": 6}),
    ("unended", {}, [], {}),
]
# Where the age does not save the signature.
LATE = {"custody-time-of-signing", "last", "before"}


def write(name, data):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def main():
    path = os.path.join(FOLDER, "manifest.dsse.json")
    old = json.load(open(path))["signatures"] if os.path.exists(path) else []
    sealed = envelope("application/vnd.in-toto+json", MANIFEST, ["ann", "pia", "bob"], [entry for entry in old if len(entry["sig"]) > 100])
    write("manifest.dsse.json", golden.canon(sealed))
    for size in range(1, 6):
        lines = [("wim", 5)] if size < 5 else [("wim", 5), ("wim-2", 6)]
        write("size-%d.note" % size, note(head(sealed, size), lines))
    full = head(sealed, 5)
    write("ida.receipt.dsse.json", receipt(full, 6, ["ida"]))
    write("ivo.receipt.dsse.json", receipt(full, 12, ["ivo"]))
    write("both.receipt.dsse.json", receipt(full, 6, ["ida", "ivo"]))
    chains = {
        "handed": handed(full), "approved": [opened(full, 5, "cora", approvers=["ida"])], "acted": [opened(full, 12, "cora", acted=day(5))],
        "bob": [opened(full, 5, "bob-2")], "una": [opened(full, 5, "una")]}
    for name, events in chains.items():
        shutil.rmtree(os.path.join(FOLDER, name + ".custody"), ignore_errors=True)
        for number, (word, data) in enumerate(zip(("open", "release", "receive"), events)):
            write("%s.custody/%03d-%s.dsse.json" % (name, number, word), data)
    listed = []
    for name, change, evidence, ages in CASES:
        write("cases/%s.trust.json" % name, golden.canon(trust(change)) + b"\n")
        counts = sorted(who for who in ("ann", "bob", "pia") if who not in ages or ages[who] is not None and name not in LATE)
        listed.append({"ages": {who: day(number) for who, number in ages.items() if number is not None}, "counts": counts, "evidence": evidence,
                       "name": name})
    write("cases.json", golden.canon({"as_of": day(30), "cases": listed, "origin": ORIGIN}) + b"\n")


if __name__ == "__main__":
    main()
