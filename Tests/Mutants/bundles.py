"""Bundles that lie in one or two places and are whole otherwise: changed, made again around the change, and signed again.

The bundle and its keys are those of Formats/Vectors/bundle/make.py, whose parts this imports. A mutant follows from its
seed and number alone.
"""
import itertools
import random
import struct

from maker import b64, canon, hexsha, make, sha
from values import NUMBERS, change_bytes, change_object, change_value, spell
from archive import blocks_of, change_block, container, head_members, header


class Plan:
    """What a mutant changes: one place, or two."""

    SORTS = {"leaf": 22, "leaf-bytes": 4, "leaf-order": 5, "manifest": 22, "members": 10, "content": 8, "index": 8, "carried": 8,
             "note": 5, "envelope": 6, "header": 5, "blocks": 6, "xz-index": 5, "head": 3, "run": 5, "log-root": 2,
             "names": 6, "bag": 3, "nothing": 1}

    def __init__(self, dice):
        self.dice = dice
        count = 1 if dice.random() < 0.8 else 2
        self.sorts = dice.choices(list(self.SORTS), list(self.SORTS.values()), k=count)
        self.notes = []

    def has(self, sort):
        return sort in self.sorts

    def note(self, words):
        self.notes.append(words)


_bases = {}


def base_log(which):
    """Small logs: sessions, blobs, rewinds, a commitment, withheld blobs, evidence; sealed from leaf 0 and later."""
    if which in _bases:
        return _bases[which]
    log = make.Log()
    if which != "bare":
        log.open()
    else:
        log.session, log.key = None, make.Key("session 0")
    small = make.blob("small", 900)
    log.step(small)
    log.step()
    log.step(small, make.blob("two", 300))
    start = 0
    if which in ("later", "rewind"):
        start = len(log.leaves)
    if which == "rewind":
        log.rewind(2, "data")
    log.step()
    if which == "commitment":
        log.append({"type": "event", "digest": hexsha(make.SECRET), "kind": "commitment", "run": make.RUN})
        log.step(small, make.blob("hidden", 200))
    if which in ("sessions", "later"):
        log.heartbeat()
        log.shut()
        log.open()
        log.step()
        log.event("custody", "a hand-over")
    if which == "tee":
        log.shut()
        log.open("nitro", {"document.cbor": b"a document"})
        log.step()
        log.heartbeat({"document.cbor": b"a second document"})
    if which == "wide":
        for _ in range(255):
            log.event("audit", "many")
        log.step(small)
    _bases[which] = log, start
    return _bases[which]


BASES = ["first", "later", "rewind", "commitment", "sessions", "tee", "wide"]


class Changed:
    """A log some of whose leaves were changed, all after them as they were or linked again."""

    def __init__(self, log):
        self.leaves, self.hashes, self.values = list(log.leaves), list(log.hashes), [dict(v) for v in log.values]
        self.blobs, self.evidence = dict(log.blobs), dict(log.evidence)
        self.checkpoint = lambda size: make.Log.checkpoint(self, size)

    def set(self, at, data, value=None):
        self.leaves[at] = data
        self.hashes[at] = sha(b"\x00", data)
        if value is not None:
            self.values[at] = value

    def insert(self, at, value, data):
        self.leaves.insert(at, data)
        self.hashes.insert(at, sha(b"\x00", data))
        self.values.insert(at, value)


def change_log(dice, plan, log, start):
    log = Changed(log)
    count = len(log.leaves)
    if plan.has("leaf") or plan.has("leaf-bytes"):
        at = dice.randrange(count)
        if dice.random() < 0.7:  # mostly in the segment, and not only the many events
            steps = [i for i in range(start, count) if log.values[i]["type"] != "event" or dice.random() < 0.05]
            at = dice.choice(steps or [at])
        if plan.has("leaf-bytes"):
            data = change_bytes(dice, log.leaves[at])[:65535] or b"x"
            log.set(at, data)
            plan.note("bytes of leaf %d" % at)
        else:
            old = log.values[at]
            value = change_object(dice, old)
            if isinstance(value.get("proofs"), list) and dice.random() < 0.4 and value["proofs"]:
                number = dice.randrange(len(value["proofs"]))
                if isinstance(value["proofs"][number], dict):
                    value["proofs"] = list(value["proofs"])
                    value["proofs"][number] = change_object(dice, value["proofs"][number])
            if dice.random() < 0.6 and value.get("type") == "step" and "session" in value:  # signed again
                said = canon({k: v for k, v in value.items() if k != "proofs"})
                for proof in value.get("proofs", []) if isinstance(value.get("proofs"), list) else []:
                    if isinstance(proof, dict) and proof.get("kind") == "attested/1":
                        proof = proof.update(inline=b64(make.Key("session 0").sign(make.dsse(
                            b"application/vnd.bulla.step+json", said))))
            log.set(at, spell(dice, value), value)
            plan.note("leaf %d of type %s" % (at, old["type"]))
    if plan.has("leaf-order"):
        at = dice.randrange(max(start, 1), count)
        sort = dice.randrange(4)
        if sort == 0:
            del log.leaves[at], log.hashes[at], log.values[at]
        elif sort == 1:
            log.insert(at, log.values[at], log.leaves[at])
        elif sort == 2 and at + 1 < count:
            for row in (log.leaves, log.hashes, log.values):
                row[at], row[at + 1] = row[at + 1], row[at]
        else:
            value = {"type": "event", "digest": make.label("x"), "run": make.RUN,
                     "kind": dice.choice(["commitment", "audit", "review", "custody", "acceptance"])}
            log.insert(at, value, canon(value))
        plan.note("order of leaves at %d" % at)
    return log


def change_rows(dice, rows):
    """Another row of (name, data): names, order, more, fewer."""
    rows = list(rows)
    at = dice.randrange(len(rows))
    name, data = rows[at]
    sort = dice.randrange(8)
    if sort == 0:
        del rows[at]
    elif sort == 1:
        rows.insert(at, rows[at])
    elif sort == 2 and at + 1 < len(rows):
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
    elif sort in (3, 4):
        rows.insert(at, (dice.choice(["data/evidence/z", "data/spec/a/b", "data/custody/x", "data/x", "data/evidence/B.TXT",
                                      "data/evidence/b/c", "data/index/zz", "data/review/review.json", "data/spec/Note.txt",
                                      "data/sessions/x/open/a", "data/log/checkpoint", "data/evidence/" + "n" * 170]), b"more"))
    elif sort == 5:
        rows[at] = (name + dice.choice(["x", "/x", ".", " ", "\u00e9", "-"]), data)
    elif sort == 6:
        rows[at] = (name.upper() if dice.random() < 0.5 else name.replace("data/", "data//", 1), data)
    else:
        rows[at] = (name, change_bytes(dice, data))
    return rows, name


def first(rows, prefix):
    return next((i for i, (path, _) in enumerate(rows) if path.startswith(prefix)), len(rows))


def bundle(seed, number_):
    """The mutant of that number: its bytes, what was changed, and whether it begins a run."""
    for attempt in itertools.count():
        try:
            return attempt_bundle(random.Random("%d/%d/%d" % (seed, number_, attempt)))
        except (TypeError, ValueError, KeyError, AttributeError, IndexError, struct.error):
            continue  # a change that nothing can be made around


def attempt_bundle(dice):
    plan = Plan(dice)
    which = dice.choice(BASES[:-1] * 3 + BASES[-1:])
    original, start = base_log(which)
    log = change_log(dice, plan, original, start)
    return assemble(dice, plan, log, start, which), "%s: %s%s" % (
        which, "+".join(plan.sorts), "".join("; " + words for words in plan.notes)), start == 0


def assemble(dice, plan, log, start, which):
    to = len(log.leaves)
    name, sealed_at = "mutant", "2026-03-01T12:00:00Z"
    withheld = ("opaque-test/2",) if which == "commitment" else ()
    whole = lambda size: 512 + size + -size % 512
    listed, entries, later, tiles, named, blobs, steps = members(dice, plan, log, start, to, withheld)
    payload = listed + tiles + entries + later + [("data/blobs/sha256/%s/%s" % (d[:2], d), log.blobs[d]) for d in blobs]
    if plan.has("members"):
        payload, words = change_rows(dice, payload)
        plan.note("members at " + words)
        if dice.random() < 0.7:  # the manifest lists what there is
            outside = lambda path: path.startswith(("data/log/tile/", "data/blobs/"))
            listed = [row for row in payload[:first(payload, "data/index/")] if not outside(row[0])]
            later = [row for row in payload[first(payload, "data/index/"):] if not outside(row[0])]
    mtime = make.calendar.timegm(make.time.strptime(sealed_at, "%Y-%m-%dT%H:%M:%SZ"))
    manifest = statement(dice, plan, log, start, to, name, sealed_at, payload, listed + later, entries, blobs, steps, withheld, whole)
    bag = b"".join(b"%s  %s\n" % (hexsha(data).encode(), path.encode()) for path, data in payload)
    if plan.has("bag"):
        bag = change_bytes(dice, bag)
        plan.note("manifest-sha256.txt")
    tar = lambda rows: [(path, header(dice, plan, name, path, data, mtime) + make.padded(data, 512)) for path, data in rows]
    rows = tar(payload)
    bound = make.cut_blocks(tar([("manifest-sha256.txt", bag)]))[:-1] + blocks_of(dice, plan, rows)
    made = [make.block(piece) for piece in bound]
    if plan.has("blocks"):
        made = [change_block(dice, plan, row, piece) if dice.random() < 1.5 / len(made) else row for row, piece in zip(made, bound)]
    manifest["container"] = {"blocks": len(bound) - 1, "bytes": sum(len(raw) for _, raw in rows),
                             "sha256": hexsha(b"".join(sha(row[0]) for row in made)), "version": 1}
    if plan.has("manifest"):
        old, manifest = manifest, change_manifest(dice, manifest)
        keys = [key for key in set(old) | set(manifest) if old.get(key) != manifest.get(key)]
        plan.note("manifest: %s %s" % (keys, [manifest.get(key) for key in keys] if keys != ["members"] else ""))
    document = {"_type": "https://in-toto.io/Statement/v1", "predicate": manifest, "predicateType": "urn:bulla:manifest:v1",
                "subject": [{"digest": {"sha256": hexsha(bag)}, "name": "manifest-sha256.txt"}]}
    said = spell(dice, document) if plan.has("manifest") else canon(document)
    head = head_members(dice, plan, manifest, said, sealed_at)
    head.append(("manifest-sha256.txt", bag))
    head.append(("tagmanifest-sha256.txt", b"".join(b"%s  %s\n" % (hexsha(d).encode(), p.encode()) for p, d in head)))
    front = make.cut_blocks(tar(head[:-2]))[:-1]
    tag = make.cut_blocks(tar(head[-1:]))[:-1]
    split = len(make.cut_blocks(tar([("manifest-sha256.txt", bag)]))[:-1])
    parts = [make.block(p, True) for p in front] + made[:split] + [make.block(p, True) for p in tag] + made[split:]
    return container(dice, plan, parts)


def members(dice, plan, log, start, to, withheld):
    """The listed members before and after the log, the log's own, and what steps name."""
    kinds = lambda leaf: leaf.get("proofs") if isinstance(leaf.get("proofs"), list) else []
    steps = [(i, v) for i, v in enumerate(log.values) if start <= i and v.get("type") == "step"]
    named = [(i, p["sha256"] if p.get("kind") not in withheld else None) for i, leaf in steps for p in kinds(leaf)
             if isinstance(p, dict) and "sha256" in p]
    blobs = [d for d in dict.fromkeys(digest for _, digest in named if digest) if isinstance(d, str) and d in log.blobs]
    places, at = {None: 2**64 - 1}, 0
    for digest in blobs:
        places[digest], at = at, at + 512 + len(log.blobs[digest]) + -len(log.blobs[digest]) % 512
    run = {key: log.values[0].get(key, "") for key in ("dataset", "genesis", "log_key", "origin", "recipe", "run", "seed")}
    run.update(disclosure="none", marking="UNCLASSIFIED", name="golden", type="bulla-run/1")
    if plan.has("run"):
        run = change_object(dice, run) if dice.random() < 0.8 else dict(run, disclosure="replay", disclosure_budget=dice.choice(NUMBERS))
        plan.note("run.json")
    recipe = make.RECIPE
    if plan.has("run") and dice.random() < 0.3:
        recipe = spell(dice, change_object(dice, {"semantics": "external", "state": "opaque", "type": "bulla-recipe/1"}))
    entries = list(make.entry_members(log, start, to))
    listed = [("data/spec/note.txt", make.SPEC), ("data/run/run.json", spell(dice, run) if plan.has("run") else canon(run)),
              ("data/run/recipe.json", recipe), ("data/log/checkpoint", change_note(dice, plan, make.note(log.checkpoint(to))))]
    if start:
        listed.append(("data/log/previous-checkpoint", change_note(dice, plan, make.note(log.checkpoint(start)))))
    listed.append(("data/log/carried", change_carried(dice, plan, make.carried(log, start, to), log, to)))
    index = [("data/index/bundles", b"".join(struct.pack(">I", len(data)) for _, data in entries)),
             ("data/index/steps", b"".join(struct.pack(">QQ", i, sum(j < i for j, _ in named)) for i, _ in steps)),
             ("data/index/blobs", b"".join(struct.pack(">Q", places.get(digest, 0) if digest is None or isinstance(digest, str) else 0)
                                           for _, digest in named))]
    if plan.has("index"):
        at = dice.randrange(3)
        index[at] = (index[at][0], change_bytes(dice, index[at][1]))
        plan.note(index[at][0])
    later = index + [row for row in make.session_members(log, start, to)] + [
        ("data/evidence/B.txt", b"evidence\n"), ("data/evidence/b", make.blob("evidence", 100))]
    tiles = list(make.tile_members(log, start, to))
    if plan.has("content"):
        row = dice.choice([listed, later, entries] + ([tiles] if tiles else []))
        at = dice.randrange(len(row))
        row[at] = (row[at][0], change_bytes(dice, row[at][1]))
        plan.note("content of " + row[at][0])
    return listed, entries, later, tiles, named, blobs, steps


def change_note(dice, plan, note):
    if not plan.has("note") or dice.random() < 0.3:
        return note
    plan.note("note")
    text, _, lines = note.partition(b"\n\n")
    sort = dice.randrange(8)
    if sort == 0:
        return note + dice.choice([b"\xe2\x80\x94 other AAAAAAAA\n", b"\xe2\x80\x94 \xff AAAAAAAA\n", b"x\n", b"\n",
                                   "\u2014 \u00e9 AAAAAAAA\n".encode(), b"\xe2\x80\x94 other+x AAAAAAAA\n"])
    if sort == 1:
        return note + lines
    if sort == 2:
        return make.note(change_bytes(dice, text + b"\n"))
    if sort == 3:
        return make.note(text + b"\nextra\n")
    return change_bytes(dice, note)


def change_carried(dice, plan, data, log, to):
    if not plan.has("carried"):
        return data
    plan.note("carried")
    value = make.json.loads(data)
    rows = value["leaves"]
    sort = dice.randrange(7)
    at = dice.randrange(len(rows))
    if sort == 0:
        del rows[at]
    elif sort == 1:
        at = dice.randrange(to)
        row = {"index": at, "leaf": b64(log.leaves[at]), "proof": [b64(n) for n in make.path_of(at, log.hashes[:to])]}
        rows.append(row)
        rows.sort(key=lambda r: r["index"])
    elif sort == 2:
        rows[at] = change_object(dice, rows[at])
    elif sort == 3:
        rows[at]["proof"] = change_value(dice, rows[at]["proof"])
    elif sort == 4:
        rows[at]["index"] = dice.choice(NUMBERS)
    elif sort == 5:
        rows[at]["leaf"] = b64(change_bytes(dice, log.leaves[rows[at]["index"]]))
    else:
        value = change_object(dice, value)
    return spell(dice, value)


def statement(dice, plan, log, start, to, name, sealed_at, payload, listed, entries, blobs, steps, withheld, whole):
    count = lambda values: {value: values.count(value) for value in sorted(set(values))}
    offset = lambda prefix: sum(whole(len(data)) for _, data in payload[:first(payload, prefix)])
    text = lambda value: value if isinstance(value, str) else "x"
    kinds = [p.get("kind") for _, v in steps if isinstance(v.get("proofs"), list) for p in v["proofs"] if isinstance(p, dict)]
    leaf = log.values[0]
    step = lambda row: row[1].get("step") if isinstance(row[1].get("step"), int) else 0
    manifest = {
        "blobs": {"bytes": sum(len(log.blobs[d]) for d in blobs), "count": len(blobs), "offset": offset("data/blobs/")},
        "checkpoint": hexsha(log.checkpoint(to)),
        "entries": {"bytes": sum(len(d) for _, d in entries), "count": len(entries), "offset": offset("data/log/tile/entries/")},
        "first_step": step(steps[0]) if steps else 0, "last_step": step(steps[-1]) if steps else 0, "from": start, "to": to,
        "leaves": [{"count": n, "type": t} for t, n in count([text(v.get("type")) for v in log.values[start:to]]).items()],
        "marking": "UNCLASSIFIED",
        "members": [{"path": path, "sha256": hexsha(data), "size": len(data)} for path, data in listed],
        "name": name, "next_export": "2026-04-01T00:00:00Z", "origin": make.ORIGIN,
        "payload": {"bytes": sum(len(d) for _, d in payload), "members": len(payload)},
        "proofs": [{"count": n, "kind": k} for k, n in count([text(k) for k in kinds]).items()],
        "readme": {"sha256": hexsha(make.README), "size": len(make.README)}, "recipe": hexsha(make.RECIPE),
        "root": make.root_of(log.hashes[:to]).hex(), "run": make.RUN, "sealed_at": sealed_at,
        "software": [{"name": "make.py", "version": "1"}], "steps": len(steps)}
    if start:
        manifest.update(previous_root=make.root_of(log.hashes[:start]).hex(), previous_manifest="0" * 64)
    if withheld:
        manifest.update(withheld=sorted(withheld))
    for i, value in enumerate(log.values[start:to], start):
        if value.get("type") == "event" and value.get("kind") == "commitment":
            manifest["commitment"] = i
    if plan.has("log-root"):
        manifest[dice.choice(["root", "previous_root", "checkpoint"])] = dice.choice(["0" * 64, make.label("x")])
    if plan.has("names"):
        manifest["name"] = dice.choice(["a", "x" * 64, "x" * 65, ".x", "a/b", "A.b-c_d", "\u00e9", "a b", ""])
        manifest["marking"] = dice.choice(["UNCLASSIFIED", "X", "x", "A" * 64, "A" * 65, "A//B", "\u00c4"])
        plan.note("name %r, marking %r" % (manifest["name"], manifest["marking"]))
    return manifest


def change_manifest(dice, manifest):
    manifest = change_object(dice, manifest)
    if dice.random() < 0.3:
        key = dice.choice(["blobs", "entries", "payload", "container", "readme"])
        if isinstance(manifest.get(key), dict):
            manifest[key] = change_object(dice, manifest[key])
    return manifest
