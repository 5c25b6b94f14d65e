#!/usr/bin/env python3
"""make.py: papers of audits with fixed keys, made from audit-v1.md alone, and the steps that they draw.

It shares no code with any verifier; keys are made as in ../bundle/make.py. It writes beside itself, the same bytes each time.
"""
import hashlib
import importlib.util
import json
import math
import os

FOLDER = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("golden", os.path.join(FOLDER, "..", "bundle", "make.py"))
golden = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(golden)

ROLES = {"Ida": "inspector", "Wim": "witness", "Wanda": "witness", "Exporter": "exporter"}
KEYS = {name: golden.Key("audit " + name) for name in ROLES}
SIGNERS = ["Ida", "Wim", "Wanda"]
SECRET = golden.sha(b"bulla golden secret")


def envelope(name, document, signers):
    kind = ("application/vnd.bulla.audit-%s+json" % name).encode()
    payload = golden.canon(document)
    message = golden.dsse(kind, payload)
    return {"payload": golden.b64(payload), "payloadType": kind.decode(), "signatures": [
        {"keyid": golden.hexsha(KEYS[signer].public), "sig": golden.b64(KEYS[signer].sign(message))} for signer in signers]}


def least(size, allowed, good_rate, confidence, strata):
    """The smallest sample, section 3, in whole numbers."""
    bad = size * (10000 - good_rate) // 10000 + 1
    for n in range(1, size):
        few = sum(math.comb(bad, k) * math.comb(size - bad, n - k) for k in range(min(allowed, n) + 1))
        if few * 10000 * strata <= (10000 - confidence) * math.comb(size, n):
            return n
    return size


def plan(size, cuts=(), more=0, commitment=None, **other):
    edges = [0] + list(cuts) + [size]
    document = {
        "allowed": 0, "confidence": 9500, "from": 26, "good_rate": 9900, "manifest": golden.label("audit manifest"), "openings": [],
        "origin": golden.ORIGIN, "planned_at": "2026-06-01T09:00:00Z", "population": size, "purpose": "audit",
        "randomness": {"digits": 20, "kind": "dice"}, "root": golden.label("audit root"), "round": 1, "run": golden.RUN,
        "to": 26 + size + 9, "type": "bulla-audit-plan/1", "witnesses": 2}
    document.update(other)
    document["strata"] = [
        {"first": a + 1, "last": b, "sample": min(b - a, more + least(
            b - a, document["allowed"], document["good_rate"], document["confidence"], len(edges) - 1))}
        for a, b in zip(edges, edges[1:])]
    if commitment is not None:
        document["commitment"] = commitment
    return document


def seed(document, drawn, stratum):
    digest = golden.hexsha(golden.canon(document))
    lines = ["bulla-audit-seed/1", "manifest " + document["manifest"],
             "checkpoint %s %d %s" % (document["origin"], document["to"], document["root"]), "plan " + digest,
             "secret " + drawn.get("secret", "-"), "dice " + drawn["outcome"].get("dice", "-"),
             "beacon " + drawn["outcome"].get("beacon", "-"), "round %d" % document["round"], "stratum %d" % stratum]
    return hashlib.sha256(b"".join(line.encode() + b"\n" for line in lines)).hexdigest()


def tickets(text, size, count):
    found, ticket = [], 0
    while len(found) < count:
        ticket += 1
        pick = 1 + int.from_bytes(hashlib.sha256(b"%s,%d" % (text.encode(), ticket)).digest(), "big") % size
        if pick not in found:
            found.append(pick)
    return found


def sample(text, size, n):
    if n >= size:
        return list(range(1, size + 1))
    if n <= size // 2:
        return sorted(tickets(text, size, n))
    out = tickets(text, size, size - n)
    return [item for item in range(1, size + 1) if item not in out]


def ceremony(document, outcome):
    digest = golden.hexsha(golden.canon(document))
    drawn = {"drawn_at": "2026-06-01T10:00:00Z", "outcome": outcome, "plan": digest, "type": "bulla-audit-draw/1"}
    file = {"plan": envelope("plan", document, SIGNERS), "type": "bulla-audit/1"}
    if "commitment" in document:
        drawn["secret"] = SECRET.hex()
        file["reveal"] = envelope("reveal", {"plan": digest, "secret": SECRET.hex(), "type": "bulla-audit-reveal/1"}, ["Exporter"])
    file["draw"] = envelope("draw", drawn, SIGNERS)
    strata = [{"first": s["first"], "last": s["last"], "seed": seed(document, drawn, i + 1),
               "picks": [item + s["first"] - 1 for item in sample(seed(document, drawn, i + 1), s["last"] - s["first"] + 1, s["sample"])]}
              for i, s in enumerate(document["strata"])]
    return file, strata


def write(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def main():
    dice, beacon = {"dice": "31415926535897932384"}, {"beacon": golden.label("beacon")}
    cases = {
        "dice": (plan(1000), dice),
        "beacon": (plan(700, more=150, openings=["attested/1", "replay/1"], openings_due="2026-06-08T00:00:00Z",
                        randomness={"kind": "beacon", "name": "drand.quicknet", "round": 21000000}), beacon),
        "two-way": (plan(2000, cuts=(400, 1300), commitment=27, allowed=1, purpose="redraw", round=2,
                         previous_plan=golden.label("plan before")), dice),
        "everything": (plan(12, witnesses=1), dice),
    }
    picks = {}
    for name, (document, outcome) in cases.items():
        file, picks[name] = ceremony(document, outcome)
        write(name + ".audit.json", golden.canon(file))
    waiting = {"plan": envelope("plan", cases["dice"][0], []), "type": "bulla-audit/1"}
    write("planned.audit.json", golden.canon(waiting))
    write("picks.json", golden.canon({key.replace("-", "_"): value for key, value in picks.items()}) + b"\n")
    keys = sorted(({"key": {"ed25519": golden.b64(KEYS[name].public)}, "person": name.lower(), "roles": [role]}
                   for name, role in ROLES.items()), key=lambda entry: hashlib.sha256(KEYS[entry["person"].title()].public).digest())
    trust = {"keys": keys, "people": [{"id": name.lower(), "name": name} for name in sorted(ROLES)],
             "policy": {"proofs": ["attested/1"], "require_mldsa87": False, "rewinds_maximum": 2, "sample_minimum": 1,
                        "sessions": ["software"]},
             "thresholds": [], "type": "bulla-trust/1", "version": 1}
    write("trust.json", golden.canon(trust) + b"\n")


if __name__ == "__main__":
    main()
