"""changes.py: ways to change one thing of a bundle before it is signed again."""
import json

from case import OTHER_LOG
from forge import SHORT_END, long, longer, make, saying, sealed, short, with_leaf


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


def noblobs():
    log = make.Log()
    log.open()
    log.step()
    return log
