"""log_cases.py: log-v1.md sections 1 to 5, one broken rule at a time."""
import base64
import json

from case import bad, good
from forge import OTHER, SHORT_END, ZEROS, bare, edited, longer, make, sealed, short, with_leaf

RUN, OPEN, STEP, BLOBS, REWIND, EVENT, BEAT = 0, 1, 2, 4, 5, 7, 8  # leaves of `short`: 2, 3, 4 and 6 are steps


def whole(*events, change=lambda log: log):
    return lambda: sealed(change(short(*events)))


def second(*events, change=lambda log: log, start=SHORT_END, **hooks):
    return lambda: sealed(change(longer(*events)), start, **hooks)


def leaf(index, *without, **members):
    """`short` with other members in one leaf; what follows from the leaf is not made to fit: the reader comes to this first."""
    return whole(change=lambda log: edited(log, index, *without, **members))


def text(index, old, new):
    def change(log):
        assert old in log.leaves[index], log.leaves[index]
        return with_leaf(log, index, log.leaves[index].replace(old, new))
    return whole(change=change)


def last(*without, **members):
    """The last leaf of `short` and one more step, with other members there."""
    return whole(make.Log.step, change=lambda log: edited(log, len(log.leaves) - 1, *without, **members))


def blob_proof(**members):
    def change(log):
        proofs = log.values[3]["proofs"]
        return edited(log, 3, proofs=[proofs[0], dict(proofs[1], **members)])
    return whole(change=change)


def proofs(make_proofs):
    return whole(change=lambda log: edited(log, 3, proofs=make_proofs(*log.values[3]["proofs"])))


def attested(more=None, **members):
    """The last step with its attested/1 proof spelled otherwise, or with `more` bytes behind the signature as a blob."""
    def build():
        log = short(make.Log.step)
        step = log.values[-1]
        proof = dict(step["proofs"][0], **members)
        if more is not None:
            content = base64.b64decode(proof.pop("inline")) + more
            proof.update(sha256=make.hexsha(content), size=len(content))
            log.blobs[proof["sha256"]] = content
        return sealed(edited(log, len(log.leaves) - 1, proofs=[proof]))
    return build


def opened(**change):
    """A second session with another binding."""
    return whole(make.Log.shut, lambda log: log.open(**change))


def binding(*without, **members):
    """Leaf 1 with another binding, its session's id to fit; nothing after it names the session."""
    def build():
        log = make.Log()
        log.open()
        said = {key: value for key, value in dict(log.values[1]["binding"], **members).items() if key not in without}
        return sealed(edited(log, 1, binding=said, session=make.hexsha(make.canon(said))))
    return build


def beat(**change):
    return whole(lambda log: log.heartbeat(**change))


def shut(**change):
    return whole(lambda log: log.shut(**change))


def again(log):
    """Another account of the step after the last but one."""
    kept = log.previous, log.number, log.state
    log.step()
    log.previous, log.number, log.state = kept
    log.step()


def bare_first(*events):
    def build():
        log = make.Log()
        bare(log)
        for event in events:
            event(log)
        return sealed(log)
    return build


def carries(change, build=second, **options):
    def hook(found, log, start, to):
        value = json.loads(found)
        entry = lambda i: {"index": i, "leaf": make.b64(log.leaves[i]), "proof": [make.b64(n) for n in make.path_of(i, log.hashes[:to])]}
        leaves = change({e["index"]: e for e in value["leaves"]}, entry)
        return make.canon(dict(value, leaves=[leaves[i] for i in sorted(leaves)]))
    return build(carried=hook, **options)


def also(*indices):
    return lambda leaves, entry: dict(leaves, **{}) | {i: entry(i) for i in indices}


def but(index):
    return lambda leaves, entry: {i: e for i, e in leaves.items() if i != index}


def other_run_before(index):
    """A segment whose carried leaf of that index is of another run."""
    return second(change=lambda log: edited(log, index, run=OTHER))


def early_bare():
    """Leaf 1 is a step without a session, which the second segment goes back to; sessions open after it."""
    log = make.Log()
    bare(log)
    log.open()
    log.step()
    log.step()
    start = len(log.leaves)
    log.rewind(1, "failure")
    log.step()
    return sealed(log, start)


def two_of_one_number():
    """Step 3 stands twice before the segment; it carries the discarded one, too."""
    log = short()  # leaf 4 is step 3, discarded by the rewind to 2; leaf 6 is step 3 again
    log.step()
    start = len(log.leaves)
    log.rewind(3, "failure")
    log.step()
    return log, start


def two_steps(change):
    log, start = two_of_one_number()
    return carries(change, build=lambda **hooks: lambda: sealed(log, start, **hooks))


def second_run_carried():
    """No step before the segment, so that all leaves are carried: one is a second run leaf."""
    log = make.Log()
    log.append(dict(log.values[0]))
    log.open()
    start = len(log.leaves)
    log.step()
    return sealed(log, start)


def zeros_as_previous():
    """The second of three sessions says that none was before it; the segment carries its open, and not what was before."""
    log = make.Log()
    log.open()
    log.shut()
    log.open(previous=ZEROS)
    log.step()
    log.shut()
    log.open()
    log.step()
    start = len(log.leaves)
    log.step()
    return sealed(log, start)


DECIMALS = ["08.1", "00", ".5", "5.", "1.2.3", "+1", "1e3", "1234567", "0.123456", "", "-", "NaN", "1 ", "\u0661"]
KINDS = ["x", "a/", "/1", "A/1", "a/1/2", "a_b/1", "a" * 31 + "/1", "a b/1"]
ORIGINS = ["", "a+b", "a b", "a\u00e9", "a" * 201, "a\x7f", "a\nb"]
CASES = [
    # Section 1: canonical JSON and field types.
    bad("json-space", "log 1", "json-not-canonical", "json-not-canonical", text(STEP, b'"step":1', b'"step": 1')),
    bad("json-order", "log 1", "json-not-canonical", "json-not-canonical", whole(
        change=lambda log: with_leaf(log, REWIND, b'{"type":"rewind",' + log.leaves[REWIND][1:].replace(b',"type":"rewind"', b"")))),
    bad("json-escape", "log 1", "json-not-canonical", "json-not-canonical", text(REWIND, b'"data"', b'"\\u0064ata"')),
    bad("json-float", "log 1", "json-float", "json-float", text(STEP, b'"step":1', b'"step":1.0')),
    bad("json-exponent", "log 1", "json-float", "json-float", text(STEP, b'"step":1', b'"step":1e0')),
    bad("json-null", "log 1", "json-syntax", "json-syntax", text(STEP, b'"step":1', b'"step":null')),
    bad("json-zeros", "log 1", "json-syntax", ("json-syntax", "json-not-canonical"), text(STEP, b'"step":1', b'"step":01')),
    bad("json-minus-zero", "log 1", "json-syntax", "json-not-canonical", text(REWIND, b'"to":2', b'"to":-0')),
    bad("json-2-to-53", "log 1", "bad-value", "bad-value", text(REWIND, b'"to":2', b'"to":9007199254740992')),
    bad("json-key-twice", "log 1", "json-duplicate-key", "json-duplicate-key", text(STEP, b'"step":1', b'"step":1,"step":1')),
    bad("json-key-with-point", "log 1", "json-syntax", "json-syntax", text(STEP, b'"step":1', b'"step":1,"step.x":1')),
    bad("json-not-utf8", "log 1", "bad-text", "json-syntax", text(REWIND, b'"data"', b'"d\xffta"')),
    bad("json-lone-surrogate", "log 1", "bad-text", "json-syntax", text(REWIND, b'"data"', b'"\\ud800"')),
    bad("json-byte-order-mark", "log 1", "json-syntax", "json-syntax", whole(change=lambda log: with_leaf(log, EVENT, b"\xef\xbb\xbf" + log.leaves[EVENT]))),
    bad("json-two-values", "log 1", "trailing-bytes", "json-syntax", whole(change=lambda log: with_leaf(log, EVENT, log.leaves[EVENT] + b"{}"))),
    bad("json-line-feed", "log 1", "json-not-canonical", "json-not-canonical", whole(change=lambda log: with_leaf(log, EVENT, log.leaves[EVENT] + b"\n"))),
    bad("json-array", "log 1", ("json-missing-key", "json-wrong-type"), "json-missing-key", whole(change=lambda log: with_leaf(log, EVENT, b"[]"))),
    bad("json-too-deep", "log 1", "json-too-deep", "json-too-deep", text(REWIND, b'"to":2', b'"to":' + b"[" * 16 + b"]" * 16)),
    bad("leaf-empty", "log 1", ("truncated", "entry-bundle"), "entry-bundle", whole(change=lambda log: with_leaf(log, EVENT, b""))),
    bad("unknown-key", "log 1", "json-unknown-key", "json-unknown-key", leaf(EVENT, more=1)),
    bad("missing-key", "log 1", "json-missing-key", "json-missing-key", leaf(EVENT, "digest")),
    *[bad("digest-%d" % i, "log 1 digest", "bad-value", "bad-value", leaf(EVENT, digest=value)) for i, value in enumerate(
        ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64])],
    *[bad("count-%d" % i, "log 1 count", code, "bad-value", leaf(REWIND, to=value)) for i, (value, code) in enumerate(
        [(-1, "bad-value"), ("2", "json-wrong-type"), (True, "json-wrong-type")])],
    good("decimal-minus-zero", "log 1 decimal", whole(
        lambda log: metrics(log, {"accuracy": "-0", "gradient_norm": "123456", "loss": "-0.0000"}))),
    *[bad("decimal-%d" % i, "log 1 decimal", "bad-value", "bad-value", leaf(STEP, metrics={"loss": value})) for i, value in enumerate(DECIMALS)],
    *[bad("base64-%d" % i, "log 1 base64", code, "bad-value", proofs(lambda a, b, value=value: [dict(a, inline=value), b])) for i, (value, code) in enumerate(
        [("A" * 87 + "=", "bad-value"), ("A" * 85 + "B==", "bad-base64"), ("A" * 86, "bad-base64"), ("A" * 85 + "-==", "bad-base64"),
         ("A" * 40 + "\n" + "A" * 46 + "==", "bad-base64")])],
    *[bad("kind-%d" % i, "log 1 kind", "bad-value", "bad-value", blob_proof(kind=value)) for i, value in enumerate(KINDS)],
    # Section 2: leaves.
    bad("type-other", "log 2", "bad-value", "bad-value", leaf(EVENT, type="other")),
    bad("run-again", "log 2 run; log 4 5", "run-leaf-misplaced", "run-leaf-misplaced", whole(lambda log: log.append(dict(log.values[0])))),
    bad("run-not-first", "log 4 5", ("carried-invalid", "run-mismatch"), "carried-invalid", lambda: sealed(first_is_event())),
    bad("event-kind", "log 2 event", "bad-value", "bad-value", leaf(EVENT, kind="party")),
    bad("rewind-reason", "log 2 rewind", "bad-value", "bad-value", leaf(REWIND, reason="whim")),
    bad("step-zero", "log 2 step", "bad-value", "bad-value", leaf(STEP, step=0)),
    bad("step-metric-other", "log 2 step", "json-unknown-key", "json-unknown-key", leaf(STEP, metrics={"mood": "1"})),
    bad("step-metric-number", "log 2 step", "json-wrong-type", "bad-value", leaf(STEP, metrics={"loss": 1})),
    bad("step-session-missing", "log 2 step; log 4 4", "session-not-open", "session-not-open", leaf(STEP, "session")),
    bad("proofs-order", "log 2 step", "bad-value", "bad-value", proofs(lambda a, b: [b, a])),
    bad("proofs-kind-twice", "log 2 step", "bad-value", "bad-value", proofs(lambda a, b: [a, b, b])),
    bad("proofs-nine", "log 2 step", "too-large", "bad-value", proofs(lambda a, b: [a, b] + [dict(b, kind="z/%d" % i) for i in range(7)])),
    bad("proof-size-zero", "log 2 step", "bad-value", "bad-value", blob_proof(size=0)),
    bad("proof-size-8-GiB", "log 2 step", "bad-value", "bad-value", blob_proof(size=8 << 30)),
    bad("proof-inline-and-blob", "log 2 step", ("json-unknown-key", "bad-value"), "json-unknown-key", blob_proof(inline="AA==")),
    bad("proof-neither", "log 2 step", "json-missing-key", "json-missing-key", proofs(lambda a, b: [a, {"kind": "z/1", "size": 1}])),
    bad("proof-inline-size", "log 2 step", "bad-value", "bad-value", proofs(lambda a, b: [a, {"kind": "z/1", "size": 2, "inline": "AA=="}])),
    bad("proof-inline-1025", "log 2 step", "too-large", "bad-value", proofs(
        lambda a, b: [a, {"kind": "z/1", "size": 1025, "inline": make.b64(bytes(1025))}])),
    good("proof-inline-1024", "log 2 step", whole(lambda log: inline(log, 1024))),
    # Section 3: step statements.
    bad("attested-in-a-blob", "log 3", "bad-value", "bad-value", attested(more=b"")),
    bad("attested-in-a-large-blob", "log 3", "bad-value", "bad-value", attested(more=b"x")),
    bad("attested-63-bytes", "log 3", "bad-value", "bad-value", attested(inline=make.b64(bytes(63)), size=63)),
    bad("attested-65-bytes", "log 3", "bad-value", "bad-value", attested(inline=make.b64(bytes(65)), size=65)),
    bad("attested-by-nobody", "log 3", "signature-wrong", "signature-wrong", attested(inline=make.b64(bytes(64)))),
    bad("attested-missing", "log 3", "proof-missing", "proof-missing", last(proofs=[])),
    # Section 2: sessions.
    bad("open-id", "log 2 session-open", "bad-value", "bad-value", leaf(OPEN, session=OTHER)),
    bad("open-kind", "log 2 session-open", "bad-value", "bad-value", leaf(OPEN, kind="tpm")),
    bad("open-evidence-of-software", "log 2 session-open", "bad-value", "bad-value", leaf(OPEN, evidence=[OTHER])),
    bad("open-no-evidence-of-tee", "log 2 session-open", "bad-value", "bad-value", leaf(OPEN, kind="tdx"), "trust-tee.json"),
    bad("open-65-files", "log 2 session-open", "too-large", "bad-value", leaf(OPEN, kind="tdx", evidence=[OTHER] * 65), "trust-tee.json"),
    *[bad("binding-" + key, "log 2 `%s`" % (row or key), code, code2 or code, opened(**{key: value})) for key, row, value, code, code2 in [
        ("checkpoint", None, OTHER, "session-binding", None), ("checkpoint_size", None, 3, "session-binding", None),
        ("gpus", None, 1, "bad-value", None), ("index", None, 2, ("carried-invalid", "session-binding"), "session-binding"),
        ("key", None, make.b64(make.Key("session 0").public), "session-reused", None), ("previous", None, OTHER, "session-binding", None),
        ("recipe", "recipe`, `run", OTHER, "session-binding", None), ("run", "recipe`, `run", OTHER, "session-binding", None),
        ("version", None, 2, "unknown-version", None), ("witness", None, OTHER, "bad-value", None), ("more", "version", 1, "json-unknown-key", None)]],
    good("binding-alone", "log 2 `version`", binding()),
    bad("binding-gpus-17", "log 2 `gpus`", "bad-value", "bad-value", binding(gpus=17)),
    bad("binding-key-31", "log 2 `key`", "bad-value", "bad-value", binding(key=make.b64(bytes(31)))),
    bad("binding-first-previous", "log 2 `previous`", "session-binding", "session-binding", binding(previous=OTHER)),
    bad("binding-key-missing", "log 2 `key`", "json-missing-key", "json-missing-key", binding("key")),
    *[bad("heartbeat-" + key, "log 2 session-heartbeat", code, code, beat(**{key: value})) for key, value, code in [
        ("number", 3, "session-heartbeat"), ("head", ZEROS, "session-heartbeat"), ("step", 1, "session-heartbeat"),
        ("checkpoint", OTHER, "session-heartbeat"), ("checkpoint_size", 3, "session-heartbeat"), ("more", 1, "json-unknown-key")]],
    bad("heartbeat-zero", "log 2 session-heartbeat", "bad-value", "bad-value", beat(number=0)),
    bad("heartbeat-evidence", "log 2 session-heartbeat", "bad-value", "bad-value", leaf(BEAT, evidence=[OTHER])),
    *[bad("close-" + key, "log 2 session-close", code, code, shut(**{key: value})) for key, value, code in [
        ("head", ZEROS, "session-close"), ("step", 1, "session-close"), ("steps", 5, "session-close"), ("state", OTHER, "session-close"),
        ("more", 1, "json-unknown-key")]],
    # Section 4: links.
    bad("link-run", "log 4 1", "step-run", "step-run", last(run=OTHER)),
    bad("link-previous", "log 4 1", "step-previous", "step-previous", last(previous=OTHER)),
    bad("link-number", "log 4 2", "step-not-contiguous", "step-not-contiguous", last(step=9)),
    bad("link-state", "log 4 2", "step-state", "step-state", last(state_before=OTHER)),
    bad("link-event-run", "log 4 1", "step-run", "step-run", leaf(EVENT, run=OTHER)),
    bad("link-rewind-run", "log 4 1", "step-run", "step-run", leaf(REWIND, run=OTHER)),
    bad("rewind-forward", "log 4 3", "rewind-invalid", "rewind-invalid", leaf(REWIND, to=4)),
    bad("rewind-state", "log 4 3", ("rewind-invalid", "step-state"), "rewind-invalid", leaf(REWIND, state=OTHER)),
    bad("rewind-to-genesis", "log 4 3", "rewind-invalid", "rewind-invalid", leaf(REWIND, to=0)),
    bad("rewind-to-discarded", "log 4 3", ("rewind-invalid", "step-state"), "rewind-invalid", whole(lambda log: log.append(
        {"type": "rewind", "reason": "data", "run": make.RUN, "state": log.values[4]["state_after"], "to": 3}), lambda log: setattr(log, "number", 3))),
    good("sessions-truncated", "log 4 4", whole(make.Log.open, make.Log.step)),
    good("sessions-closed", "log 4 4", whole(make.Log.shut, make.Log.open, make.Log.heartbeat, make.Log.step, make.Log.shut)),
    bad("session-closed-twice", "log 4 4", "session-not-open", "session-not-open", whole(make.Log.shut, make.Log.shut)),
    bad("session-step-after-close", "log 4 4", "session-not-open", "session-not-open", whole(make.Log.shut, make.Log.step)),
    bad("session-beat-after-close", "log 4 4", "session-not-open", "session-not-open", whole(make.Log.shut, make.Log.heartbeat)),
    bad("session-equivocation", "log 4 4", "session-equivocation", "session-equivocation", whole(again)),
    good("run-without-sessions", "log 4 4", bare_first(bare), "trust-no-proofs.json"),
    bad("session-after-bare-step", "log 4 4", "session-not-open", "session-not-open", bare_first(make.Log.open), "trust-no-proofs.json"),
    bad("bare-step-after-session", "log 4 4", "session-not-open", "session-not-open", whole(make.Log.shut, bare), "trust-no-proofs.json"),
    # Section 5: carried leaves.
    good("carried", "log 5", second()),
    bad("carried-not-first", "log 5 1", ("carried-invalid", "run-mismatch"), "carried-invalid", carries(but(0))),
    bad("carried-no-open", "log 5 2", "carried-invalid", "carried-invalid", carries(but(1))),
    bad("carried-no-open-of-segment", "log 5 2", "carried-invalid", "carried-invalid", carries(but(10))),
    bad("carried-gap", "log 5 3", "carried-invalid", "carried-invalid", carries(but(7))),
    bad("carried-no-last-step", "log 5 3", "carried-invalid", "carried-invalid", carries(but(6))),
    bad("carried-no-target", "log 5 4", ("carried-invalid", "rewind-invalid"), "carried-invalid", carries(but(2))),
    *[bad("carried-also-%d" % i, "log 5", "carried-invalid", "carried-invalid", carries(also(i))) for i in (3, 4, 5, 9, 11, 12, 13)],
    bad("carried-discarded-too", "log 5 4", "carried-invalid", "carried-invalid", two_steps(also(4))),
    good("carried-last-of-number", "log 5 4", two_steps(lambda leaves, entry: leaves)),
    bad("carried-discarded-instead", "log 5 4", ("carried-invalid", "rewind-invalid"), ("carried-invalid", "rewind-invalid"), two_steps(lambda leaves, entry: also(4)(but(6)(leaves, entry), entry))),
    *[bad("carried-other-run-%d" % i, "log 5; log 4 1", "step-run", "step-run", other_run_before(i)) for i in (2, 6, 7)],
    bad("carried-second-run", "log 5; log 4 5", "run-leaf-misplaced", ("run-leaf-misplaced", "carried-invalid"), second_run_carried),
    bad("carried-step-without-session", "log 5", "session-not-open", "session-not-open", early_bare),
    bad("carried-zeros-as-previous", "log 5", "session-binding", "session-binding", zeros_as_previous),
    bad("carried-not-canonical", "log 5", "json-not-canonical", "json-not-canonical", second(
        change=lambda log: with_leaf(log, 2, log.leaves[2] + b" "))),
]


def metrics(log, values):
    """One more step with these metrics, signed."""
    kept = make.canon
    make.canon = lambda value: kept(dict(value, metrics=values) if isinstance(value, dict) and value.get("type") == "step" else value)
    try:
        log.step()
    finally:
        make.canon = kept
    log.values[-1]["metrics"] = values


def inline(log, size):
    """One more step with an inline proof of that size beside its signature."""
    log.step()
    value = log.values[-1]
    value["proofs"].append({"kind": "opaque-test/1", "size": size, "inline": make.b64(make.blob("inline", size))})
    with_leaf(log, len(log.leaves) - 1, value)
    log.last_leaf = make.hexsha(log.leaves[-1])


def first_is_event():
    log = short()
    return with_leaf(log, 0, make.canon({"type": "event", "digest": OTHER, "kind": "audit", "run": make.RUN}))


def of_origin(origin):
    """A run of that origin, its log's key by that name."""
    def build():
        kept = make.ORIGIN
        make.ORIGIN = origin
        try:
            return sealed(short())
        finally:
            make.ORIGIN = kept
    return build


CASES += [bad("origin-%d" % i, "log 1 origin", "bad-value", "bad-value", of_origin(value)) for i, value in enumerate(ORIGINS)]
CASES += [good("origin-longest", "log 1 origin", of_origin("!" + "a" * 198 + "~"))]
