"""manifest_cases.py: bundle-v1.md sections 3 to 7, one broken rule at a time."""
import json
import struct

from case import OTHER_LOG, bad, good
from forge import (OTHER, SHORT_END, ZEROS, adding, document, files, first_of, long, longer, make, more, renaming, replacing,
                   saying, sealed, second_signature, short, signatures, stranger, swapping, with_leaf, within)


def whole(**options):
    return lambda: sealed(short(), **options)


def second(**options):
    return lambda: sealed(longer(), SHORT_END, **options)


def tiled(**options):
    return lambda: sealed(long(), 257, **options)


def tee(events=(), **options):
    """A segment whose one session runs in a TEE, as far as anybody can tell without reading its evidence."""
    def build():
        log = make.Log()
        log.open("sev-snp", {"report.bin": b"report", "witness.note": b"a note"})
        log.step()
        log.heartbeat({"report.bin": b"second"})
        for event in events:
            event(log)
        hooks = {name: (lambda found, *a, hook=hook: hook(found, log, *a)) for name, hook in options.items()}
        return sealed(log, **hooks)
    return build


def manifest(**keys):
    return whole(predicate=saying(**keys))


def statement(change):
    def hook(found, *_):
        value = json.loads(found)
        change(value)
        return make.canon(value)
    return whole(statement_of=hook)


def envelope(change):
    def hook(found, *_):
        value = json.loads(found)
        return change(value)
    return whole(envelope=hook)


def signed(**keys):
    return envelope(lambda value: make.canon(dict(value, **keys)))


def head(path, change):
    return whole(head_of=lambda found, *_: [(p, change(data) if p == path else data) for p, data in found])


# Checkpoints.

def line(name, raw):
    return "\u2014 {} {}\n".format(name, make.b64(raw)).encode()


def log_line(text, key=make.LOG, name=make.ORIGIN, said=None):
    return line(name, make.sha(name.encode(), b"\n\x01", key.public)[:4] + key.sign(said or text))


def noted(change, **options):
    """Every checkpoint with other bytes; `change` gets the good note and its text."""
    return lambda: sealed(short(), note=lambda note, text: change(note, text), **options)


def kept(change=lambda note, text: note):
    log = longer()
    text = log.checkpoint(SHORT_END)
    return change(make.note(text), text)


def forged(note, text):
    return text + b"\n" + log_line(text, said=b"else")


PREVIOUS = {
    "kept": kept(), "kept-text-alone": kept(lambda note, text: text), "kept-forged": kept(forged),
    "kept-of-stranger": kept(lambda note, text: text + b"\n" + log_line(text, OTHER_LOG)),
    "kept-signed-twice": kept(lambda note, text: note + log_line(text)),
    "kept-other-log": kept(lambda note, text: make.note(text.replace(b"golden", b"silver"))),
    "kept-fork": kept(lambda note, text: make.note(make.Log().checkpoint(1).replace(b"\n1\n", b"\n%d\n" % SHORT_END))),
    "kept-before": make.note(longer().checkpoint(SHORT_END - 2)), "kept-after": make.note(longer().checkpoint(SHORT_END + 1)),
}


def recipe(**change):
    """A run whose recipe is another, in every leaf and binding that names it."""
    def build():
        with_ = make.canon(change.get("value")) if "value" in change else change["data"]
        kept = make.RECIPE
        make.RECIPE = with_
        try:
            return sealed(short())
        finally:
            make.RECIPE = kept
    return build


INTEGER = {"activation_scale": 7, "batch": 32, "bits": 12, "delta_scale": 9, "input_bound": 5, "input_scale": 4, "kappa": 7,
           "learning_rate": 1, "semantics": "integer-sgd/1", "state": "tensor-sha256/1", "type": "bulla-recipe/1", "widths": [64, 32, 10]}
EXTERNAL = {"semantics": "external", "state": "opaque", "type": "bulla-recipe/1"}


def without(value, key):
    return {k: v for k, v in value.items() if k != key}


RECIPES = [("external", EXTERNAL, None), ("framework", dict(EXTERNAL, framework="torch-2.9.0"), None), ("integer", INTEGER, None),
           ("other-key", dict(EXTERNAL, more=1), "malformed"), ("framework-words", dict(EXTERNAL, framework="A b"), "malformed"),
           ("framework-long", dict(EXTERNAL, framework="a" * 33), "malformed"), ("no-semantics", without(EXTERNAL, "semantics"), "malformed"),
           ("other-semantics", dict(EXTERNAL, semantics="x"), "malformed"), ("other-state", dict(EXTERNAL, state="x"), "malformed"),
           ("other-type", dict(EXTERNAL, type="x"), "malformed"), ("no-widths", without(INTEGER, "widths"), "malformed"),
           ("batch-word", dict(INTEGER, batch="32"), "malformed"), ("integer-opaque", dict(INTEGER, state="opaque"), "malformed"),
           ("widths-one", dict(INTEGER, widths=[64]), ("recipe-bounds", "malformed")), ("batch-zero", dict(INTEGER, batch=0), "recipe-bounds"),
           ("bits-31", dict(INTEGER, bits=31), "recipe-bounds"), ("input-scale", dict(INTEGER, input_scale=6), "recipe-bounds"),
           ("activation-scale", dict(INTEGER, activation_scale=12), "recipe-bounds"), ("kappa", dict(INTEGER, kappa=41), "recipe-bounds"),
           ("shift", dict(INTEGER, kappa=35), "recipe-bounds"), ("parameters", dict(INTEGER, widths=[65536, 65536]), "recipe-bounds"),
           ("overflow", dict(INTEGER, learning_rate=65536, batch=4096, bits=20, kappa=0, input_bound=20), "recipe-overflow")]

RUN = "data/run/run.json"


def replays(inline=False, withheld=(), budget=None):
    """A step with an opening: a run with disclosure none must not show it."""
    def build():
        log = short()
        kept, said = log.step, make.canon
        opening = make.blob("opening", 300)

        def canon(value):
            if isinstance(value, dict) and value.get("type") == "step" and "proofs" in value:
                value = dict(value, proofs=[dict(p, kind="replay/1") if p["kind"] == "opaque-test/1" else p for p in value["proofs"]])
                if inline:
                    value["proofs"] = [dict({k: v for k, v in p.items() if k != "sha256"}, inline=make.b64(opening))
                                       if p["kind"] == "replay/1" else p for p in value["proofs"]]
            return said(value)
        make.canon = canon
        try:
            kept(opening)
        finally:
            make.canon = said
        log.values[-1] = json.loads(log.leaves[-1])
        return sealed(log, withheld=withheld, budget=budget)
    return build


def two_sizes():
    """The blob of leaf 3, named again with another size."""
    log = short()
    log.step(make.blob("small", 700))
    log.values[-1]["proofs"][1]["size"] = 699
    log.leaves[-1] = make.canon(log.values[-1])
    log.hashes[-1] = make.sha(b"\0", log.leaves[-1])
    return sealed(log)


def withheld(commitments=0, **options):
    def build():
        log = short(*[lambda log: log.event("commitment", "secret")] * commitments)
        return sealed(log, withheld=("opaque-test/2",), **options)
    return build


def entry_bundle(change):
    return whole(entry_members=lambda found, *_: [(path, change(data)) for path, data in found])


def empty_before():
    """A leaf of no bytes before the segment: hashed by all, read by nobody."""
    return sealed(longer(before=lambda log: with_leaf(log, 3, b"")), SHORT_END)


def unread_before():
    """A leaf before the segment that is not even JSON: the segment before was judged with it, or not at all."""
    return sealed(longer(before=lambda log: with_leaf(log, 3, b"not JSON")), SHORT_END)


def carrying(change, build=second):
    def hook(found, log, start, to):
        value = json.loads(found)
        change(value, lambda i: {"index": i, "leaf": make.b64(log.leaves[i]),
                                 "proof": [make.b64(n) for n in make.path_of(i, log.hashes[:to])]})
        return make.canon(value)
    return build(carried=hook)


def index(path, change):
    return whole(parts=lambda parts, *_: [[(p, change(d) if p == path else d) for p, d in part] for part in parts])


REVIEW = ("data/review/review.json", b"{}")
ROWS = {"run": "`data/run/run.json`, `data/run/recipe.json`", "index": "`data/index/bundles`, `data/index/steps`, `data/index/blobs`"}
LISTED = ["data/run/run.json", "data/run/recipe.json", "data/log/checkpoint", "data/log/carried", "data/index/bundles",
          "data/index/steps", "data/index/blobs"]
FOLDER = "data/sessions/%s/" % make.label("no session")
CASES = [
    good("second", "bundle 3", second(), previous="kept"), good("tiled", "bundle 6", tiled()),
    good("tee", "bundle 3.2", tee(), "trust-tee.json", verify="incomplete"), good("withheld", "bundle 4.4", withheld()),
    # Section 3: members.
    bad("readme-empty", "bundle 3 `README.txt`", "bad-value", "bad-value", whole(constants={"README": b""})),
    bad("readme-too-large", "bundle 3 `README.txt`", ("bad-value", "member-too-large"), ("bad-value", "member-too-large"),
        whole(constants={"README": b"x" * ((1 << 20) + 1)})),
    bad("readme-other", "bundle 3 `README.txt`", "member-digest", "member-digest", head("README.txt", lambda d: d[:-1] + b"x")),
    bad("bagit-other", "bundle 3 `bagit.txt`", "head-member", "head-member", head("bagit.txt", lambda d: d.replace(b"1.0", b"0.9"))),
    bad("bag-info-other", "bundle 3 `bag-info.txt`; bundle 3.1", "head-member", "head-member", head("bag-info.txt", lambda d: d + b"x")),
    bad("bag-info-date", "bundle 3.1", "head-member", "head-member", head("bag-info.txt", lambda d: d.replace(b"2026", b"2025"))),
    bad("manifest-json-not-signed", "bundle 3 `manifest.json`", ("head-member", "envelope-payload", "bad-value", "count-mismatch", "xz-*"),
        "envelope-payload", head("manifest.json", lambda d: d.replace(b'"steps":4', b'"steps":5'))),
    bad("payload-manifest-other", "bundle 3 `manifest-sha256.txt`", "payload-manifest-mismatch", "payload-manifest-mismatch",
        whole(bag_lines=lambda lines, members: lines.replace(b"  data/evidence/b", b"  data/evidence/c"))),
    bad("tag-manifest-other", "bundle 3 `tagmanifest-sha256.txt`", "head-member", "head-member",
        whole(bag_lines=lambda lines, members: lines.replace(b"README", b"READYE"))),
    bad("member-before-readme", "bundle 3", "head-member", "head-member", whole(head_of=lambda found, *_: found[1:2] + found[:1] + found[2:])),
    good("spec-none", "bundle 3 `data/spec/NAME`", whole(parts=replacing("data/spec/note.txt", None))),
    bad("spec-deep", "bundle 3 `data/spec/NAME`", "bad-value", "bad-value", whole(parts=renaming("data/spec/note.txt", "data/spec/a/b"))),
    bad("spec-order", "bundle 3 `data/spec/NAME`", "bad-value", "bad-value", whole(parts=adding(0, ("data/spec/a", b""), at=1))),
    *[bad("missing-" + path.split("/")[-1], "bundle 3 " + ROWS.get(path.split("/")[1], "`%s`" % path), "bad-value", "bad-value", whole(parts=replacing(path, None)))
      for path in LISTED],
    bad("run-and-recipe-swapped", "bundle 3 `data/run/run.json`, `data/run/recipe.json`", "bad-value", "bad-value",
        whole(parts=swapping("data/run/run.json", "data/run/recipe.json"))),
    bad("checkpoint-and-carried-swapped", "bundle 3 `data/log/checkpoint`; bundle 3 `data/log/carried`", "bad-value", "bad-value",
        whole(parts=swapping("data/log/checkpoint", "data/log/carried"))),
    bad("previous-checkpoint-in-first", "bundle 3 `data/log/previous-checkpoint`", "bad-value", "bad-value",
        whole(parts=adding(0, ("data/log/previous-checkpoint", make.note(short().checkpoint(1))), at=4))),
    bad("previous-checkpoint-missing", "bundle 3 `data/log/previous-checkpoint`", "bad-value", "bad-value",
        second(parts=replacing("data/log/previous-checkpoint", None))),
    bad("tile-missing", "bundle 3 `data/log/tile/L/N`", "tar-header", "tar-header", tiled(tile_members=lambda *_: [])),
    bad("entries-missing", "bundle 3 `data/log/tile/entries/N`", ("member-count", "count-mismatch"), ("tar-header", "xz-truncated"),
        tiled(entry_members=lambda found, *_: list(found)[:-1])),
    bad("entries-swapped", "bundle 3 `data/log/tile/entries/N`", ("tar-header", "xz-*"), "tar-header",
        lambda: sealed(long(), parts=swapping("data/log/tile/entries/000", "data/log/tile/entries/001.p/35"))),
    bad("index-swapped", "bundle 3 `data/index/bundles`, `data/index/steps`, `data/index/blobs`", "bad-value", "bad-value",
        whole(parts=swapping("data/index/steps", "data/index/blobs"))),
    bad("custody-after-evidence", "bundle 3 `data/custody/…`, `data/evidence/…`", "bad-value", "bad-value",
        whole(files=files("data/evidence/a", "data/custody/a"))),
    good("custody", "bundle 3 `data/custody/…`, `data/evidence/…`", whole(files=files("data/custody/a/b", "data/evidence/a"))),
    bad("evidence-order", "bundle 3 `data/custody/…`, `data/evidence/…`", "bad-value", "bad-value",
        whole(files=files("data/evidence/b", "data/evidence/a"))),
    bad("other-folder", "bundle 3", "bad-value", "bad-value", whole(files=files("data/other/a"))),
    bad("outside-data", "bundle 3", "bad-value", "bad-value", whole(files=files("other/a"))),
    bad("review-not-named", "bundle 3 `data/review/review.json`; bundle 4.1 `review`", "bad-value", "bad-value",
        whole(files=lambda found, *_: found + [REVIEW])),
    bad("review-not-there", "bundle 4.1 `review`", "bad-value", "bad-value", manifest(review=OTHER)),
    bad("review-second-file", "bundle 3 `data/review/review.json`", "bad-value", "bad-value", whole(files=files("data/review/other"))),
    bad("blob-order", "bundle 3 `data/blobs/sha256/ab/HEX`", ("hint-mismatch", "tar-header"), ("hint-mismatch", "tar-header"),
        whole(parts=lambda parts, *_: parts[:4] + [parts[4][::-1]])),
    bad("blob-twice", "bundle 3 `data/blobs/sha256/ab/HEX`", "count-mismatch", ("tar-end", "payload-manifest-mismatch", "xz-*"),
        whole(parts=lambda parts, *_: parts[:4] + [parts[4] + parts[4][:1]])),
    bad("blob-missing", "bundle 3 `data/blobs/sha256/ab/HEX`", "count-mismatch", "tar-header", whole(parts=lambda parts, *_: parts[:4] + [parts[4][:1]])),
    bad("blob-content", "bundle 3 `data/blobs/sha256/ab/HEX`", "blob-digest", "blob-digest",
        whole(parts=lambda parts, *_: parts[:4] + [[(p, d[:-1] + b"x") for p, d in parts[4]]])),
    # Checkpoints (section 3).
    bad("note-not-utf8", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed",
        noted(lambda note, text: note + line("witness", bytes(9)).replace(b"witness", b"wit\xffness"))),
    good("note-other-names", "bundle 3 `data/log/checkpoint`", noted(
        lambda note, text: note + line("witness", bytes(5)) + line("t\u00e9moin.example/\u2603", b"12345") + line("witness", bytes(5)))),
    bad("note-name-with-space", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed",
        noted(lambda note, text: note + line("wit\u00a0ness", bytes(9)))),
    bad("note-name-with-plus", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed",
        noted(lambda note, text: note + line("wit+ness", bytes(9)))),
    bad("note-name-with-control", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed",
        noted(lambda note, text: note + line("wit\x1fness", bytes(9)))),
    bad("note-name-empty", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed", noted(lambda note, text: note + line("", bytes(9)))),
    bad("note-four-bytes", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed", noted(lambda note, text: note + line("w", bytes(4)))),
    bad("note-base64", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed",
        noted(lambda note, text: note + "\u2014 w AAAAAAB=\n".encode())),
    bad("note-hyphen", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed", noted(lambda note, text: note + b"- w AAAAAAA=\n")),
    bad("note-without-last-line-feed", "bundle 3 `data/log/checkpoint`", "note-malformed", "note-malformed", noted(lambda note, text: note[:-1])),
    bad("note-empty-line", "bundle 3 `data/log/checkpoint`", ("note-malformed", "checkpoint-*"), "note-malformed", noted(lambda note, text: note + b"\n")),
    good("note-64-lines", "bundle 3 `data/log/checkpoint`", noted(lambda note, text: note + line("w", bytes(5)) * 63)),
    bad("note-65-lines", "bundle 3 `data/log/checkpoint`", "note-too-large", "note-too-large", noted(lambda note, text: note + line("w", bytes(5)) * 64)),
    bad("note-too-large", "bundle 3 `data/log/checkpoint`", "note-too-large", "note-too-large", noted(lambda note, text: note + line("w", bytes(50000)))),
    bad("note-extension", "bundle 3 `data/log/checkpoint`", "checkpoint-*", "checkpoint-mismatch", noted(
        lambda note, text: text + b"more\n\n" + log_line(text + b"more\n"))),
    bad("note-of-another-size", "bundle 3 `data/log/checkpoint`", "checkpoint-mismatch", "checkpoint-mismatch",
        noted(lambda note, text: text.replace(b"\n9\n", b"\n8\n") + b"\n" + log_line(text.replace(b"\n9\n", b"\n8\n")))),
    bad("note-unsigned-by-log", "bundle 3 `data/log/checkpoint`", "checkpoint-unknown-key", "checkpoint-unknown-key",
        noted(lambda note, text: text + b"\n" + log_line(text, OTHER_LOG))),
    bad("note-forged", "bundle 3 `data/log/checkpoint`", "checkpoint-signature", "checkpoint-signature", noted(forged)),
    bad("note-signed-twice", "bundle 3 `data/log/checkpoint`", "checkpoint-signature", "checkpoint-signature",
        noted(lambda note, text: note + log_line(text))),
    bad("previous-note-forged", "bundle 3 `data/log/previous-checkpoint`", "checkpoint-signature", "checkpoint-signature",
        second(note=lambda note, text: forged(note, text) if b"\n9\n" in text else note)),
    good("log-key-trusted", "bundle 3", whole(), "trust-log.json"),
    bad("log-key-not-trusted", "bundle 3", "checkpoint-unknown-key", "checkpoint-unknown-key", whole(), "trust-other-log.json"),
    bad("log-key-ended", "bundle 3", "checkpoint-unknown-key", "checkpoint-unknown-key", whole(), "trust-ended-log.json"),
    bad("log-key-of-trust-alone", "bundle 3", "checkpoint-unknown-key", "checkpoint-unknown-key",
        noted(lambda note, text: text + b"\n" + log_line(text, OTHER_LOG)), "trust-other-log.json"),
    good("log-key-and-trusted-key", "bundle 3", noted(lambda note, text: note + log_line(text, OTHER_LOG)), "trust-other-log.json"),
    bad("trusted-key-forged", "bundle 3", "checkpoint-signature", "checkpoint-signature", noted(
        lambda note, text: note + log_line(text, OTHER_LOG, said=b"else")), "trust-other-log.json"),
    bad("trusted-key-twice", "bundle 3", "checkpoint-signature", "checkpoint-signature",
        noted(lambda note, text: note + log_line(text, OTHER_LOG) * 2), "trust-other-log.json"),
    # What a reader kept (section 3).
    good("kept-text-alone", "bundle 3", second(), previous="kept-text-alone"),
    *[bad(name, "bundle 3", code, code, second(), previous=name) for name, code in [
        ("kept-forged", "checkpoint-signature"), ("kept-of-stranger", "checkpoint-unknown-key"), ("kept-signed-twice", "checkpoint-signature"),
        ("kept-other-log", "segment-other-log"), ("kept-fork", "segment-fork"), ("kept-before", "segment-gap"), ("kept-after", "segment-stale")]],
    # Section 3.2.
    bad("session-file-unlisted", "bundle 3.2; bundle 3 `data/sessions/…`", "session-evidence-unlisted", "session-evidence-unlisted",
        whole(session_members=lambda *_: [(FOLDER + "open/x", b"")])),
    bad("session-file-of-software", "bundle 3.2", "session-evidence-unlisted", "session-evidence-unlisted", whole(
        session_members=lambda found, log, *_: [("data/sessions/%s/open/x" % log.session, b"")])),
    bad("session-open-missing", "bundle 3.2 1", "session-evidence-missing", "session-evidence-missing",
        tee(session_members=lambda found, *_: found[:1]), "trust-tee.json"),
    bad("session-heartbeat-missing", "bundle 3.2 2", "session-evidence-missing", "session-evidence-missing",
        tee(session_members=lambda found, *_: found[1:]), "trust-tee.json"),
    bad("session-file-other", "bundle 3.2", "session-evidence-missing", "session-evidence-missing",
        tee(session_members=lambda found, *_: found[:-1] + [(found[-1][0], b"x")]), "trust-tee.json"),
    bad("session-file-more", "bundle 3.2", "session-evidence-unlisted", "session-evidence-unlisted",
        tee(session_members=lambda found, *_: found + [(found[-1][0] + "x", b"x")]), "trust-tee.json"),
    bad("session-file-too-large", "bundle 3.2", ("member-too-large", "session-evidence-*"), ("member-too-large", "session-evidence-*"),
        tee(session_members=lambda found, *_: found + [(found[-1][0] + "x", bytes((1 << 20) + 1))]), "trust-tee.json"),
    bad("session-file-deep", "bundle 3.2", ("session-evidence-*", "bad-value"), ("session-evidence-*", "member-name", "bad-value"),
        tee(session_members=lambda found, *_: [(p.replace("open/report.bin", "open/a/report.bin"), d) for p, d in found]), "trust-tee.json"),
    bad("session-file-name-too-long", "bundle 3.2", "session-evidence-*", "session-evidence-*",
        tee(session_members=lambda found, *_: [(p.replace("report.bin", "r" * 65), d) for p, d in found]), "trust-tee.json"),
    # Section 4 and 4.1.
    bad("statement-type", "bundle 4", "bad-value", "bad-value", statement(lambda v: v.update(_type="https://in-toto.io/Statement/v2"))),
    bad("statement-predicate-type", "bundle 4", "bad-value", "bad-value", statement(lambda v: v.update(predicateType="urn:bulla:manifest:v2"))),
    bad("statement-two-subjects", "bundle 4", "bad-value", "bad-value", statement(lambda v: v["subject"].append(v["subject"][0]))),
    bad("statement-subject-name", "bundle 4", "bad-value", "bad-value", statement(lambda v: v["subject"][0].update(name="x"))),
    bad("statement-subject-digest", "bundle 4", ("head-member", "payload-manifest-mismatch"), "payload-manifest-mismatch", statement(
        lambda v: v["subject"][0]["digest"].update(sha256=OTHER))),
    bad("statement-more", "bundle 4", "json-unknown-key", "json-unknown-key", statement(lambda v: v.update(more=1))),
    bad("manifest-more", "bundle 4.1", "json-unknown-key", "json-unknown-key", manifest(more=1)),
    bad("manifest-less", "bundle 4.1", "json-missing-key", "json-missing-key", manifest(steps=None)),
    *[bad("manifest-" + key, "bundle 4.1 `%s`" % (row or key), code, code2 or code, manifest(**{key: value})) for key, row, value, code, code2 in [
        ("checkpoint", None, OTHER, "checkpoint-mismatch", None), ("commitment", None, 6, "commitment-mismatch", None),
        ("first_step", "first_step`, `last_step", 2, "count-mismatch", None), ("last_step", "first_step`, `last_step", 1, "count-mismatch", None),
        ("to", "from`, `to", 0, "bad-value", None), ("marking", None, "secret", "bad-value", None), ("name", None, "other", "head-member", None),
        ("next_export", None, "2026-02-30T00:00:00Z", "bad-time", "bad-value"), ("origin", None, "other.test/log", "run-mismatch", None),
        ("previous_manifest", None, OTHER, "bad-value", None), ("previous_root", None, OTHER, "bad-value", None),
        ("recipe", None, OTHER, "recipe-mismatch", ("run-mismatch", "recipe-mismatch")), ("root", None, OTHER, "proof-root", None),
        ("run", None, OTHER, "run-mismatch", None), ("software", None, [], "bad-value", None), ("steps", None, 5, "count-mismatch", None),
        ("withheld", None, [], "bad-value", None), ("leaves", None, [], "count-mismatch", ("bad-value", "count-mismatch")),
        ("proofs", None, [], "count-mismatch", None)]],
    *[bad("manifest-%s-%s" % (key, name), "bundle 4.1 `%s`" % key, code, code2 or code, whole(predicate=within(key, **{name: value})))
      for key, name, value, code, code2 in [
        ("blobs", "bytes", more, "count-mismatch", None), ("blobs", "count", more, "xz-index", "count-mismatch"), ("blobs", "offset", lambda v: v + 512, "member-digest", "count-mismatch"),
        ("container", "blocks", more, "xz-index", "count-mismatch"), ("container", "bytes", lambda v: v + 512, "xz-index", "count-mismatch"),
        ("container", "sha256", OTHER, "bound-digest", None), ("container", "version", 2, "bad-value", None),
        ("entries", "bytes", more, "count-mismatch", None), ("entries", "count", more, "member-count", "count-mismatch"),
        ("entries", "offset", lambda v: v + 512, "count-mismatch", None), ("payload", "bytes", more, ("count-mismatch", "head-member"), "count-mismatch"),
        ("payload", "members", more, "count-mismatch", None), ("readme", "sha256", OTHER, "member-digest", None)]],
    *[bad("manifest-%s-%s" % (key, name), "bundle 4.1 `%s`" % key, code, code2 or code, whole(predicate=first_of(key, **{name: value})))
      for key, name, value, code, code2 in [
        ("leaves", "count", more, "count-mismatch", None), ("leaves", "type", "other", "bad-value", None), ("members", "sha256", OTHER, "member-digest", None),
        ("members", "size", more, "tar-header", "tar-header"), ("proofs", "count", more, "count-mismatch", None), ("software", "name", "a b", "bad-value", None),
        ("software", "version", "v" * 33, "bad-value", None)]],
    bad("manifest-leaves-order", "bundle 4.1 `leaves`", "bad-value", ("bad-value", "count-mismatch"), whole(
        predicate=lambda m, *_: dict(m, leaves=m["leaves"][::-1]))),
    bad("manifest-proofs-order", "bundle 4.1 `proofs`", "bad-value", ("bad-value", "count-mismatch"), whole(
        predicate=lambda m, *_: dict(m, proofs=m["proofs"][::-1]))),
    bad("manifest-software-nine", "bundle 4.1 `software`", "bad-value", "bad-value", manifest(software=[{"name": "a", "version": "1"}] * 9)),
    good("manifest-software-eight", "bundle 4.1 `software`", manifest(software=[{"name": "a", "version": "1"}] * 8)),
    bad("second-previous-root", "bundle 4.1 `previous_root`", ("checkpoint-mismatch", "previous-root-mismatch"), ("checkpoint-mismatch", "previous-root-mismatch"),
        second(predicate=saying(previous_root=OTHER))),
    bad("second-previous-root-missing", "bundle 4.1 `previous_root`", "bad-value", "bad-value", second(predicate=saying(previous_root=None))),
    good("second-without-previous-manifest", "bundle 4.1 `previous_manifest`", second(predicate=saying(previous_manifest=None))),
    good("next-export-last-second", "bundle 4.1 `next_export`; log 1 time", manifest(next_export="9999-12-31T23:59:59Z")),
    *[bad("time-%d" % i, "log 1 time", "bad-time", "bad-value", manifest(next_export=text)) for i, text in enumerate([
        "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01T24:00:00Z", "2025-02-29T00:00:00Z",
        "2026-01-01T00:00:00+00:00", "2026-01-01 00:00:00Z", "2026-1-01T00:00:00Z", "10000-01-01T00:00:00Z", ""])],
    # Section 4.2: see blobs and entries above.
    bad("offset-of-no-blobs", "bundle 4.2", "member-digest", "count-mismatch", lambda: sealed(
        noblobs(), predicate=within("blobs", offset=lambda v: v - 512))),
    good("no-blobs", "bundle 4.2", lambda: sealed(noblobs())),
    # Section 4.3.
    good("envelope-strangers", "bundle 4.3", whole(envelope=signatures(*[stranger(n, str(n)) for n in (64, 96, 4627)]))),
    bad("envelope-stranger-of-63-bytes", "bundle 4.3", "envelope-malformed", "envelope-malformed", whole(envelope=signatures(stranger(63)))),
    bad("envelope-stranger-of-1-byte", "bundle 4.3", "envelope-malformed", "envelope-malformed", whole(envelope=signatures(stranger(1)))),
    bad("envelope-stranger-twice", "bundle 4.3", "envelope-signature-duplicate", "envelope-signature-duplicate",
        whole(envelope=signatures(stranger(64), stranger(96)))),
    bad("envelope-two-signatures-of-one-key", "bundle 4.3", "envelope-signature-duplicate", "envelope-signature-duplicate",
        whole(envelope=signatures(lambda text: second_signature(make.EXPORTER, text)))),
    bad("envelope-signature-twice", "bundle 4.3", "envelope-signature-duplicate", "envelope-signature-duplicate",
        whole(envelope=signatures(lambda text: make.signature(make.EXPORTER, text)))),
    bad("envelope-signature-wrong", "bundle 4.3", "signature-invalid", "signature-invalid",
        signed(signatures=[dict(make.signature(make.EXPORTER, b"else"))])),
    bad("envelope-nobody", "bundle 4.3", "signature-unknown-key", "threshold-not-met", signed(signatures=[stranger(64)])),
    bad("envelope-no-signatures", "bundle 4.3", "envelope-signature-count", "envelope-signature-count", signed(signatures=[])),
    good("envelope-64-signatures", "bundle 4.3", whole(envelope=signatures(*[stranger(64, str(i)) for i in range(63)]))),
    bad("envelope-65-signatures", "bundle 4.3", "envelope-signature-count", "envelope-signature-count",
        whole(envelope=signatures(*[stranger(64, str(i)) for i in range(64)]))),
    bad("envelope-keyid-upper-case", "bundle 4.3", "envelope-malformed", "envelope-malformed",
        whole(envelope=signatures(dict(stranger(64), keyid="A" * 64)))),
    bad("envelope-payload-type", "bundle 4.3", "envelope-payload-type", "envelope-payload-type", signed(payloadType="application/json")),
    bad("envelope-payload", "bundle 4.3; bundle 3 `manifest.dsse.json`", "envelope-payload", "envelope-payload", signed(payload=make.b64(b"{}"))),
    bad("envelope-more", "bundle 4.3", "envelope-malformed", "envelope-malformed", signed(more=1)),
    bad("envelope-signature-more", "bundle 4.3", "envelope-malformed", "envelope-malformed",
        whole(envelope=signatures(dict(stranger(64), more=1)))),
    bad("envelope-line-feed", "bundle 4.3", "envelope-malformed", "envelope-malformed", envelope(lambda value: make.canon(value) + b"\n")),
    bad("envelope-not-canonical", "bundle 4.3", "envelope-malformed", "envelope-malformed", envelope(lambda value: json.dumps(value).encode())),
    # Section 4.4.
    good("commitment", "bundle 4.4; bundle 4.1 `commitment`", withheld(1)),
    bad("commitment-twice", "bundle 4.4", "commitment-mismatch", "commitment-mismatch", withheld(2)),
    bad("commitment-not-named", "bundle 4.4; bundle 4.1 `commitment`", "commitment-mismatch", "commitment-mismatch",
        withheld(1, predicate=saying(commitment=None))),
    bad("commitment-outside", "bundle 4.4", "bad-value", "bad-value", withheld(1, predicate=saying(commitment=99))),
    bad("withheld-nothing", "bundle 4.4; bundle 4.1 `withheld`", ("count-mismatch", "hint-mismatch"), "count-mismatch",
        whole(predicate=saying(withheld=["opaque-test/3"]))),
    bad("withheld-not-said", "bundle 4.4", "hint-mismatch", ("hint-mismatch", "count-mismatch", "tar-header"), withheld(predicate=saying(withheld=None))),
    bad("withheld-order", "bundle 4.1 `withheld`", "bad-value", "bad-value", withheld(predicate=saying(withheld=["opaque-test/3", "opaque-test/2"]))),
    bad("withheld-twice", "bundle 4.1 `withheld`", "bad-value", "bad-value", withheld(predicate=saying(withheld=["opaque-test/2"] * 2))),
    # Section 5.
    *[bad("run-" + key, "bundle 5", code, code2 or code, whole(parts=document(RUN, lambda v, key=key, value=value: dict(v, **{key: value}))))
      for key, value, code, code2 in [
        ("more", 1, "json-unknown-key", None), ("type", "bulla-run/2", "bad-value", None), ("disclosure", "all", "bad-value", None),
        ("disclosure_budget", 1, "bad-value", None), ("marking", "SECRET", "run-mismatch", None), ("name", "a b", "bad-value", None),
        ("dataset", OTHER, "run-mismatch", None), ("genesis", OTHER, "run-mismatch", None), ("log_key", "a+b+c", "run-mismatch", None),
        ("origin", "other.test", "run-mismatch", None), ("recipe", OTHER, "run-mismatch", None), ("run", OTHER, "run-mismatch", None),
        ("seed", OTHER, "run-mismatch", None)]],
    good("run-of-another-name", "bundle 5", whole(parts=document(RUN, lambda v: dict(v, name="other")))),
    good("openings", "bundle 5", replays(budget=0), "trust-no-proofs.json"),
    bad("openings-in-blobs", "bundle 5", "run-mismatch", "run-mismatch", replays(), "trust-no-proofs.json"),
    bad("openings-inline", "bundle 5", "run-mismatch", "run-mismatch", replays(inline=True), "trust-no-proofs.json"),
    good("openings-withheld", "bundle 5", replays(withheld=("replay/1",))),
    *[(bad("recipe-" + name, "bundle 5", code, code, recipe(value=value)) if code else good("recipe-" + name, "bundle 5", recipe(value=value)))
      for name, value, code in RECIPES],
    bad("recipe-not-canonical", "bundle 5", "malformed", ("malformed", "json-*"), recipe(data=json.dumps(EXTERNAL).encode())),
    bad("recipe-too-large", "bundle 5", "malformed", "malformed", recipe(value=dict(EXTERNAL, framework="a" * 4096))),
    # Section 6.
    good("leaf-before-not-read", "bundle 6", unread_before),
    bad("leaf-before-empty", "bundle 6", "entry-bundle", "entry-bundle", empty_before),
    bad("entries-cut", "bundle 6", "entry-bundle", "entry-bundle", entry_bundle(lambda data: data[:-1])),
    bad("entries-longer", "bundle 6", "entry-bundle", "entry-bundle", entry_bundle(lambda data: data + b"\0")),
    bad("entries-other", "bundle 6", ("root-mismatch", "step-previous"), ("signature-wrong", "step-previous"), entry_bundle(
        lambda data: data.replace(b'"loss":"8.999"', b'"loss":"8.998"'))),
    # Section 6.1.
    bad("carried-more-keys", "bundle 6.1", "json-unknown-key", "json-unknown-key", carrying(lambda v, _: v.update(more=1))),
    bad("carried-type", "bundle 6.1", "bad-value", "bad-value", carrying(lambda v, _: v.update(type="x"))),
    bad("carried-order", "bundle 6.1", "bad-value", "carried-invalid", carrying(lambda v, _: v["leaves"].reverse())),
    bad("carried-twice", "bundle 6.1", "bad-value", "carried-invalid", carrying(lambda v, _: v["leaves"].insert(1, v["leaves"][1]))),
    bad("carried-proof-short", "bundle 6.1", "proof-length", "proof-length", carrying(lambda v, _: v["leaves"][0]["proof"].pop())),
    bad("carried-proof-wrong", "bundle 6.1", "proof-root", "proof-root", carrying(
        lambda v, _: v["leaves"][0]["proof"].__setitem__(0, make.b64(bytes(32))))),
    bad("carried-index", "bundle 6.1", ("proof-*", "tree-index"), ("proof-*", "carried-invalid"), carrying(lambda v, _: v["leaves"][-1].update(index=99))),
    # Section 6.2.
    bad("tile-other", "bundle 6.2", ("tile-mismatch", "previous-root-mismatch"), ("tile-mismatch", "previous-root-mismatch"),
        tiled(tile_members=lambda found, *_: [(p, bytes(32) + d[32:]) for p, d in found])),
    bad("tile-not-pruned", "bundle 6.2", "tar-header", "tar-header", tiled(tile_members=lambda found, *_: [("data/log/tile/0/000", bytes(32))] + list(found))),
    # Section 7.
    bad("index-bundles", "bundle 7 `data/index/bundles`", "tar-header", ("hint-mismatch", "tar-header"), index("data/index/bundles", lambda d: d[:-1] + bytes([d[-1] ^ 1]))),
    bad("index-steps", "bundle 7 `data/index/steps`", "hint-mismatch", "hint-mismatch", index("data/index/steps", lambda d: d[:7] + b"\1" + d[8:])),
    bad("index-steps-longer", "bundle 7 `data/index/steps`", "count-mismatch", "hint-mismatch", index("data/index/steps", lambda d: d + bytes(16))),
    bad("index-blobs", "bundle 7 `data/index/blobs`", "hint-mismatch", "hint-mismatch", index("data/index/blobs", lambda d: d[:-1] + bytes([d[-1] ^ 1]))),
    bad("index-blobs-longer", "bundle 7 `data/index/blobs`", "hint-mismatch", "hint-mismatch", index("data/index/blobs", lambda d: d + bytes(8))),
    bad("blob-of-two-sizes", "bundle 7", "bad-value", "bad-value", two_sizes),
]


def noblobs():
    log = make.Log()
    log.open()
    log.step()
    return log
