"""Writes reports that a verification might write, and some that it never would.

python3 reports.py FOLDER       one canonical file for each name below; the same bytes every time
"""
import hashlib
import json
import os
import sys


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def tree_places(leaf, size):
    """Number of siblings on the way from a leaf to the root."""
    count, start, end = 0, 0, size
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        start, end = (start, middle) if leaf < middle else (middle, end)
        count += 1
    return count


def draw(seed, population, count):
    """Rivest's sampler: [(ticket, pick)] without repetition."""
    seen, found, ticket = set(), [], 0
    while len(found) < count:
        ticket += 1
        pick = 1 + int(hashlib.sha256(("%s,%d" % (seed, ticket)).encode()).hexdigest(), 16) % population
        if pick not in seen:
            seen.add(pick)
            found.append((ticket, pick))
    return found


CHECKS = ["trust", "container", "head", "manifest", "signatures", "members", "log", "continuity", "links", "sessions",
          "attestation", "custody", "review", "hints", "blobs", "payload-manifest", "sample", "proofs"]
UNMADE = {"attestation": "no session with evidence from a TEE is looked at", "custody": "no custody folder was given",
          "review": "the manifest names no review"}


def finding(check, outcome="pass", code="ok", subject="", detail=""):
    return {"check": check, "code": code, "detail": detail, "outcome": outcome, "subject": subject or check}


def bundle(name, population, first_leaf=0, marking="OFFICIAL-SENSITIVE"):
    return {"from": first_leaf, "manifest": digest(name + "manifest"), "marking": marking, "name": name,
            "population": population, "root": digest(name + "root"), "run": digest("run"),
            "sealed_at": "2026-05-31T16:20:00Z", "to": first_leaf + population + 3}


def plain(name, population, verdict="accepted"):
    """What a report always has."""
    return {
        "as_of": "2026-06-01T09:00:00Z", "bundle": bundle(name, population),
        "findings": [finding(c, "not-checked", "not-checked", c, UNMADE[c]) if c in UNMADE
                     else finding(c, subject="data/" + c) for c in CHECKS],
        "limits": [], "proofs": [], "rests_on": ["the keys of a-exporter, who sealed the bundle as exporters"],
        "scope": "all", "simulated": False, "steps": [], "steps_checked": 0, "steps_valid": 0,
        "trust": {"sha256": digest("trust"), "version": 3}, "type": "bulla-report/1", "verdict": verdict}


def loss(step):
    """A curve that falls, with some noise, as a decimal."""
    noise = int(digest("noise%d" % step)[:4], 16) % 400
    return "%d.%04d" % divmod(4000 + 20000 * 400 // (400 + step) + noise * 6, 10000)


def accuracy(step):
    return "0.%04d" % min(9899, 900 + 8900 * step // (step + 900) + int(digest("a%d" % step)[:3], 16) % 150)


def step(report, pick, ticket=None, stratum=None, bad=None, first_step=0):
    leaf = report["bundle"]["from"] + pick
    number = first_step + pick
    found = {
        "leaf": leaf, "pick": pick, "step": number, "session": digest("session%d" % (pick * 3 // report["bundle"]["population"])),
        "metrics": [{"name": "accuracy", "value": accuracy(number)}, {"name": "loss", "value": loss(number)}],
        "path": [digest("path%d.%d" % (leaf >> i, i)) for i in range(tree_places(leaf, report["bundle"]["to"]))],
        "proofs": [{"code": "ok", "detail": "", "kind": "attested/1"}]}
    if pick % 9 == 0:
        found["proofs"].append({"code": "ok", "detail": "", "kind": "replay/1"})
    if bad:
        found["proofs"][-1] = {"code": bad[0], "detail": bad[1], "kind": found["proofs"][-1]["kind"]}
    if ticket:
        found["ticket"] = ticket
    if stratum:
        found["stratum"] = stratum
    return found


def course(population, first_step=0):
    steps = [first_step + 1 + i * (population - 1) // 199 for i in range(200)]
    return [{"metric": name, "points": [{"step": s, "value": value(s)} for s in steps]}
            for name, value in [("accuracy", accuracy), ("loss", loss)]]


def sessions(population):
    third = population // 3
    return [
        {"closed": third + 1, "first_step": 1, "heartbeats": 14, "kind": "sev-snp", "last_step": third, "opened": 1, "session": digest("session0")},
        {"first_step": third + 1, "heartbeats": 9, "kind": "sev-snp", "last_step": 2 * third, "opened": third + 2, "session": digest("session1")},
        {"closed": population + 2, "first_step": 2 * third + 1, "heartbeats": 13, "kind": "tdx", "last_step": population,
         "opened": 2 * third + 1, "session": digest("session2")}]


def sampled(report, strata, failures, good_at_least, verdicts, missed, allowed=0, ceremony=True):
    """Fills a report with a sample; `strata` is [(first, last, count)], `failures` {position in all draws: fault}."""
    population = report["bundle"]["population"]
    steps, parts, position = [], [], 0
    for number, (first, last, count) in enumerate(strata, 1):
        seed = digest("seed%s%d" % (report["bundle"]["name"], number))
        failed = 0
        for ticket, pick in draw(seed, last - first + 1, count):
            bad = failures.get(position)
            failed += bad is not None
            steps.append(step(report, first + pick - 1, ticket, number, bad))
            position += 1
        parts.append({"failed": failed, "first": first, "good_at_least": good_at_least[number - 1], "last": last, "number": number,
                      "rule": "drawn", "sampled": count, "seed": seed})
    report["steps"] = sorted(steps, key=lambda s: s["pick"])
    report["steps_checked"] = len(steps)
    report["steps_valid"] = len(steps) - len(failures)
    kinds = [p["kind"] for s in steps for p in s["proofs"]]
    report["proofs"] = [{"count": kinds.count(k), "kind": k} for k in sorted(set(kinds))]
    report["sampling"] = {
        "allowed": allowed, "confidence": 9500, "failed": len(failures), "good_at_least": sum(good_at_least), "good_rate": 9900,
        "missed": [{"bad": b, "probability": p} for b, p in missed], "population": population, "population_verdict": verdicts[1],
        "sample_rate": 9900, "sample_verdict": verdicts[0], "sampled": len(steps), "source": "ceremony", "strata": parts}
    if ceremony:
        report["sampling"]["ceremony"] = {
            "dice": "31415926535897932384", "draw": digest("draw"), "inspectors": ["I. Inspector"], "plan": digest("plan"),
            "previous_plan": digest("plan before"), "purpose": "audit", "round": 1, "witnesses": ["W. First", "W. Second"]}
    report["course"] = course(population)
    report["sessions"] = sessions(population)
    return report


MISSED = [(1, "0.9709"), (10, "0.7438"), (50, "0.2272"), (100, "0.0513"), (101, "0.0498"), (200, "0.0026")]


def accepted():
    report = sampled(plain("week-22", 10000), [(1, 10000, 291)], {}, [9900], ("pass", "pass"), MISSED)
    report["rests_on"] += ["AMD SEV-SNP: the root key of AMD, and firmware that keeps its promises",
                           "attested/1: the trainer that holds the session's key, and the evidence that binds the key to it",
                           "replay/1: SHA-256 and integer arithmetic, done again here; nobody's word"]
    report["limits"] = ["attacks on the memory bus of SEV-SNP with an interposer (BadRAM, Battering RAM)"]
    return report


FAULTS = [("replay-mismatch", "state after the step is %s, want %s" % (digest("got"), digest("want"))),
          ("signature-invalid", "the session's key did not sign this statement"),
          ("blob-missing", "blob %s is not in the bundle" % digest("blob"))]


def rejected():
    failures = {i * 23 + 5: FAULTS[i % 3] for i in range(9)}
    report = sampled(plain("week-23", 10000, "rejected"), [(1, 4000, 120), (4001, 8000, 120), (8001, 10000, 60)], failures,
                     [3770, 3790, 1890], ("fail", "fail"), MISSED, allowed=1)
    for bad in [s for s in report["steps"] if any(p["code"] != "ok" for p in s["proofs"])]:
        for proof in bad["proofs"]:
            if proof["code"] != "ok":
                report["findings"].append(finding("proofs", "fail", proof["code"], "step %d" % bad["step"], proof["detail"]))
    for number in (17, 402, 977):
        report["findings"].append(finding("blobs", "fail", "blob-digest", "data/blobs/sha256/%s" % digest("b%d" % number),
                                          "has digest %s" % digest("c%d" % number)))
    report["findings"].append(finding("sessions", "warn", "session-simulated", "data/log",
                                      "software sessions: signatures of steps show who signed, not on what machine"))
    report["findings"].append(finding("sessions", "warn", "session-truncated", "session " + digest("session1")[:16],
                                      "was never closed; its last leaf is 6667"))
    report["findings"] = sorted((f for f in report["findings"] if not (f["check"] == "blobs" and f["outcome"] == "pass")),
                                key=lambda f: CHECKS.index(f["check"]))
    report["simulated"] = True
    report["targeted"] = [step(report, pick, bad=FAULTS[0] if pick == 6000 else None) for pick in (1, 2500, 6000, 9999)]
    return report


def incomplete():
    report = plain("week-24", 660, "incomplete")
    report["scope"] = "sample"
    report["findings"][10] = finding("attestation", "unfinished", "evidence-bracket", "session " + digest("session0")[:16],
                                     "no witness says until when the evidence was made")
    report["seed"] = "27182818284590452353"
    report["steps"] = [step(report, pick, ticket) for ticket, pick in sorted(draw(report["seed"], 660, 300), key=lambda d: d[1])]
    report["steps_checked"] = report["steps_valid"] = 300
    report["proofs"] = [{"count": 300, "kind": "attested/1"}]
    return report


def minimal():
    """As the first releases wrote them, of a file that is no bundle."""
    report = plain("x", 1, "rejected")
    del report["bundle"]
    report["findings"] = [finding("trust"), finding("container", "fail", "xz-header", "file", "got 6 bytes, want the magic of xz")]
    report["rests_on"] = []
    return report


HOSTILE = ("<script>alert(1)</script> & \"quoted\" 'single' ]]> --> \u202egnp.exe\u202c \u0007 \u200b\ufeff \ufffe \U000e0041 \u2028 "
           "a" + "\u0301" * 40 + " </style></title></textarea> <img src=x onerror=alert(1)> javascript:alert(1) &lt;b&gt; {{x}}")


def hostile():
    """Every text that may be anything is."""
    report = rejected()
    report["bundle"]["name"] = "A" * 64
    report["bundle"]["marking"] = "Z" * 64
    for found in report["findings"][:12]:
        found["detail"] = found["subject"] = HOSTILE
    report["findings"].append(finding("proofs", "fail", "x", HOSTILE, "\u05d0\u05d1\u05d2 " + "long " * 20000))
    report["limits"] = report["rests_on"] = [HOSTILE]
    for found in report["steps"][:5]:
        for proof in found["proofs"]:
            proof.update(kind=HOSTILE, detail=HOSTILE, code="bad")
        found["metrics"] = [{"name": HOSTILE, "value": "-99.999"}]
        found["path"] = found["path"][:-1]
    report["steps"][5].update(leaf=2 ** 53 - 1, pick=2 ** 53 - 1, step=2 ** 53 - 1)
    report["proofs"][0]["kind"] = HOSTILE
    report["sampling"]["strata"][0]["seed"] = "it's $(id) `id` \\ <b> \u202e"
    report["sampling"]["strata"][1].update(first=1, last=2 ** 53 - 1)
    report["sampling"]["ceremony"]["inspectors"] = [HOSTILE]
    report["course"] += [{"metric": HOSTILE, "points": [{"step": 5, "value": "0"}]}, {"metric": "empty", "points": []}]
    report["course"][0]["points"] = [{"step": 2 ** 53 - 1, "value": "999999"}, {"step": 0, "value": "-999999"}]
    report["sessions"].append({"closed": 2 ** 53 - 1, "heartbeats": 2 ** 53 - 1, "kind": "x", "opened": 2 ** 53 - 1, "session": digest("h")})
    return report


def huge():
    """More of everything than a page shows; far more with BULLA_EXHAUSTIVE=1."""
    steps, targeted, sessions = (6000, 2000, 3000) if os.environ.get("BULLA_EXHAUSTIVE") else (3100, 250, 150)
    report = sampled(plain("week-25", 1000000, "rejected"), [(1, 1000000, steps)], {i: FAULTS[i % 3] for i in range(0, steps, 7)}, [840000],
                     ("fail", "fail"), [(i, "0.5000") for i in range(1, 200)])
    report["findings"] += [finding("blobs", "fail", "blob-digest", "data/blobs/%d" % i, "wrong") for i in range(11000)]
    report["sessions"] = [dict(report["sessions"][0], session=digest("s%d" % i)) for i in range(sessions)]
    report["course"] = [{"metric": "m%d" % i, "points": report["course"][0]["points"]} for i in range(60)]
    report["targeted"] = report["steps"][:targeted]
    return report


REPORTS = [accepted, rejected, incomplete, minimal, hostile, huge]


def write(folder, make):
    text = json.dumps(make(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with open(os.path.join(folder, make.__name__ + ".json"), "wb") as file:
        file.write(text.encode() + b"\n")


if __name__ == "__main__":
    for make in REPORTS:
        write(sys.argv[1], make)
