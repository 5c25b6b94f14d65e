"""manifest_cases.py: bundle-v1.md sections 4 to 7, one broken rule at a time."""
import json

from case import bad, good
from forge import OTHER, document, first_of, make, more, saying, sealed, second_signature, signatures, stranger, within
from changes import (EXTERNAL, RECIPES, RUN, carrying, empty_before, entry_bundle, envelope, index, manifest, noblobs, recipe,
                     replays, second, signed, statement, tiled, two_sizes, unread_before, whole, withheld)

CASES = [
    # Section 4 and 4.1.
    bad("statement-type", "bundle 4", "unknown-version", "unknown-version", statement(lambda v: v.update(_type="https://in-toto.io/Statement/v2"))),
    bad("statement-predicate-type", "bundle 4", "unknown-version", "unknown-version", statement(lambda v: v.update(predicateType="urn:bulla:manifest:v2"))),
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
        ("container", "sha256", OTHER, "bound-digest", None), ("container", "version", 2, "unknown-version", None),
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
        ("more", 1, "json-unknown-key", None), ("type", "bulla-run/2", "unknown-version", None), ("disclosure", "all", "bad-value", None),
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
