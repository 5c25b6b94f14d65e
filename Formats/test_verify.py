"""Tests of verify.py: whatever is done to a golden bundle, it is not accepted, and never with a traceback.

python3 -m unittest test_verify     in this folder; BULLA_EXHAUSTIVE=1 tries all cases, not a fixed share of them
"""
import contextlib
import copy
import fnmatch
import functools
import hashlib
import importlib.util
import io
import json
import lzma
import os
import re
import shutil
import struct
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "Vectors", "bundle")
AT = "2026-06-01T00:00:00Z"
# All cases, or a share that follows from the list and holds one of each kind.
EXHAUSTIVE = bool(os.environ.get("BULLA_EXHAUSTIVE"))


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load("verify", os.path.join(HERE, "verify.py"))
make = load("make", os.path.join(GOLDEN, "make.py"))
make.block = functools.lru_cache(64)(make.block)
verify.ed25519_verify = functools.lru_cache(None)(verify.ed25519_verify)


def golden(name):
    with open(os.path.join(GOLDEN, name), "rb") as file:
        return file.read()


@functools.lru_cache(None)
def made_log():
    return make.make_log()


def golden_log():
    """The golden log and its segment borders, to change at will."""
    return copy.deepcopy(made_log())


def members(name):
    """(path without the folder, content) of each member, read by a tar reader that is not ours."""
    import tarfile
    with tarfile.open(os.path.join(GOLDEN, name)) as tar:
        return [(m.name.split("/", 1)[1], tar.extractfile(m).read()) for m in tar.getmembers()]


def in_xz(blocks):
    """An xz file of these blocks: pieces of tar bytes, or finished (block, record) pairs."""
    out, records = b"\xfd7zXZ\0\0\1" + make.crc(b"\0\1"), b""
    for piece in blocks:
        data, record = make.block(piece, isinstance(piece, make.Piece))[:2] if isinstance(piece, bytes) else piece
        out, records = out + data, records + record
    index = make.padded(b"\0" + make.number(len(blocks)) + records, 4)
    index += make.crc(index)
    tail = struct.pack("<I", len(index) // 4 - 1) + b"\0\1"
    return out + index + make.crc(tail) + tail + b"YZ"


def in_tar(content, folder="golden-1", mtime=1767528000):
    return [(path, make.tar_header(folder + "/" + path, len(data), mtime) + make.padded(data, 512))
            for path, data in content]


def packed(content, **options):
    return in_xz(make.cut_blocks(in_tar(content, **options)))


def encoded(piece, **options):
    """A compressed block with another encoding, and its Index record."""
    payload = lzma.compress(piece, lzma.FORMAT_RAW, filters=[
        dict(options, id=lzma.FILTER_LZMA2, dict_size=verify.dictionary(len(piece))[1])])
    header = verify.block_header(len(payload), len(piece))
    return (header + make.padded(payload, 4) + make.crc(piece),
            make.number(len(header) + len(payload) + 4) + make.number(len(piece)))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.addCleanup(shutil.rmtree, self.folder)

    def run_verify(self, *arguments):
        out, argv = io.StringIO(), sys.argv
        sys.argv = ["verify.py"] + list(arguments)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                status = verify.main()
        except SystemExit as exit:
            status = exit.code
        finally:
            sys.argv = argv
        return status, out.getvalue()

    def judge(self, data, *arguments, trust=None):
        path = os.path.join(self.folder, "bundle")
        with open(path, "wb") as file:
            file.write(data)
        trust = trust or os.path.join(GOLDEN, "trust.json")
        return self.run_verify(path, "--trust", trust, "--at", AT, *arguments)

    def accepted(self, data, *arguments, **options):
        status, out = self.judge(data, *arguments, **options)
        self.assertEqual(status, 0, out)
        self.assertTrue(out.startswith("accepted: "), out)
        return out

    def rejected(self, data, code, *arguments, **options):
        status, out = self.judge(data, *arguments, **options)
        self.assertEqual(status, 1, out)
        patterns = [code] if isinstance(code, str) else code
        self.assertTrue(any(fnmatch.fnmatchcase(out.split(": ")[1], pattern) for pattern in patterns), out)

    def with_trust(self, change):
        trust = json.loads(golden("trust.json"))
        change(trust)
        path = os.path.join(self.folder, "trust.json")
        with open(path, "wb") as file:
            file.write(make.canon(trust) + b"\n")
        return path


class Signatures(unittest.TestCase):
    def test_rfc_8032_vectors_hold_and_their_changes_do_not(self):
        for key, message, signature in [
            ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
             "be24655141438e7a100b"),
            ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
             "d28dc027beceea1ec40a")]:
            key, message, signature = (bytes.fromhex(text) for text in (key, message, signature))
            self.assertTrue(verify.ed25519_verify(key, message, signature))
            self.assertFalse(verify.ed25519_verify(key, message + b"x", signature))
            larger = int.from_bytes(signature[32:], "little") + verify.L
            self.assertFalse(verify.ed25519_verify(key, message, signature[:32] + larger.to_bytes(32, "little")))

    def test_keys_of_small_order_and_keys_not_canonical_are_refused(self):
        for key in [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f", b"\xee" + b"\xff" * 30 + b"\x7f",
                    b"\1" + bytes(30) + b"\x80"]:
            self.assertFalse(verify.ed25519_verify(key, b"", b"\1" + bytes(63)))


def p384_key(secret):
    """The raw public key of a secret number."""
    x, y, z = verify.p384_multiply(secret, verify.BASE384)
    z = pow(z, -1, verify.P384)
    return b"\4" + b"".join((v % verify.P384).to_bytes(48, "big") for v in (x * z * z, y * z * z * z))


def p384_sign(secret, message, high=False):
    """r and the lower s, or the higher one; for tests, the nonce follows from the message."""
    digest = int.from_bytes(hashlib.sha384(message).digest(), "big")
    nonce = int.from_bytes(hashlib.sha512(b"nonce" + message).digest(), "big") % verify.N384
    r = int.from_bytes(p384_key(nonce)[1:49], "big") % verify.N384
    s = pow(nonce, -1, verify.N384) * (digest + r * secret) % verify.N384
    s = (max if high else min)(s, verify.N384 - s)
    return r.to_bytes(48, "big") + s.to_bytes(48, "big")


def from_der(data):
    """r and the lower s of a signature in DER, or None; test vectors only."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    try:
        r, s = decode_dss_signature(data)
    except ValueError:
        return None
    if not (0 < r < verify.N384 and 0 < s < verify.N384):
        return None
    return r.to_bytes(48, "big") + min(s, verify.N384 - s).to_bytes(48, "big")


class P384(unittest.TestCase):
    def test_a_signature_holds_and_its_changes_and_its_other_s_do_not(self):
        key, message = p384_key(12345), b"the message"
        signature = p384_sign(12345, message)
        self.assertTrue(verify.p384_verify(key, message, signature))
        self.assertTrue(verify.signature_verify(key, message, signature))
        for bad in [p384_sign(12345, message, high=True), p384_sign(12346, message), signature[:-1], signature + b"\0",
                    bytes(96), signature[:48] + bytes(48), bytes(48) + signature[48:],
                    (int.from_bytes(signature[:48], "big") + verify.N384).to_bytes(49, "big")[-48:] + signature[48:]]:
            self.assertFalse(verify.p384_verify(key, message, bad))
        self.assertFalse(verify.p384_verify(key, message + b"x", signature))
        for i in range(0, 96, 5):
            changed = bytes(b ^ (i == j) for j, b in enumerate(signature))
            self.assertFalse(verify.p384_verify(key, message, changed))

    def test_points_that_are_no_keys(self):
        key = p384_key(7)
        for bad in [b"\0", b"", key[:-1], key + b"\0", b"\2" + key[1:49], b"\6" + key[1:], key[:-1] + bytes([key[-1] ^ 1]),
                    b"\4" + b"\xff" * 96, b"\4" + bytes(96)]:
            self.assertIsNone(verify.p384_decode(bad))
            self.assertFalse(verify.p384_verify(bad, b"m", p384_sign(7, b"m")))
        self.assertIsNone(verify.p384_multiply(verify.N384, verify.BASE384))

    def test_wycheproof(self):
        root = os.environ.get("BULLA_VECTORS", os.path.join(HERE, "..", "..", "shared", "vectors"))
        path = os.path.join(root, "wycheproof", "ecdsa_secp384r1_sha384_test.json")
        if not os.path.exists(path):
            self.skipTest("the vectors are not beside the project; set BULLA_VECTORS")
        with open(path) as file:
            groups = json.load(file)["testGroups"]
        count, seen = 0, set()
        for group in groups:
            key = bytes.fromhex(group["publicKey"]["uncompressed"])
            for test in group["tests"]:
                count += 1
                kind = (test["result"], *test["flags"])
                if kind in seen and not EXHAUSTIVE:
                    continue
                seen.add(kind)
                signature = from_der(bytes.fromhex(test["sig"]))
                good = signature is not None and verify.p384_verify(key, bytes.fromhex(test["msg"]), signature)
                self.assertEqual(good, test["result"] == "valid", test["tcId"])
        self.assertEqual(count, 504)


class Golden(Case):
    def test_golden_bundles_are_accepted(self):
        self.accepted(golden("golden-1.bulla.tar.xz"), "--first", "--attested")
        for i in (2, 3, 4):
            previous = os.path.join(GOLDEN, "checkpoint-%d" % (i - 1))
            out = self.accepted(golden("golden-%d.bulla.tar.xz" % i), "--previous", previous, "--attested")
            self.assertNotIn("continuity", out)
            self.assertIn("continuity", self.accepted(golden("golden-%d.bulla.tar.xz" % i)))

    def test_a_pub_file_stands_in_for_trust(self):
        bundle = os.path.join(GOLDEN, "golden-1.bulla.tar.xz")
        self.assertEqual(self.run_verify(bundle, "--key", os.path.join(GOLDEN, "exporter.pub"))[0], 0)

    def test_another_encoding_of_a_block_is_rejected_by_the_bound_digest(self):
        blocks = make.cut_blocks(in_tar(members("golden-1.bulla.tar.xz")))
        compressed = [i for i, piece in enumerate(blocks) if not make.block(piece, isinstance(piece, make.Piece))[2]]
        self.assertTrue(compressed)
        for i in compressed:
            other = in_xz(blocks[:i] + [encoded(blocks[i], preset=0, lc=0)] + blocks[i + 1:])
            self.assertNotEqual(other, golden("golden-1.bulla.tar.xz"))
            self.assertEqual(lzma.decompress(other), lzma.decompress(golden("golden-1.bulla.tar.xz")))
            self.rejected(other, "bound-digest")

    def test_a_stored_block_that_is_bound_may_not_be_compressed_nor_the_other_way(self):
        blocks = make.cut_blocks(in_tar(members("golden-2.bulla.tar.xz"), folder="golden-2", mtime=1768132800))
        self.assertEqual(in_xz(blocks), golden("golden-2.bulla.tar.xz"))
        for i, piece in enumerate(blocks):
            if not isinstance(piece, make.Piece):
                stored = make.block(piece)[2]
                other = encoded(piece, preset=6) if stored else make.block(piece, True)[:2]
                code = ["bound-digest", "xz-block-header"] if stored else "bound-digest"
                self.rejected(in_xz(blocks[:i] + [other] + blocks[i + 1:]), code)

    def test_a_compressed_block_of_the_head_is_rejected(self):
        blocks = make.cut_blocks(in_tar(members("golden-1.bulla.tar.xz")))
        heads = [i for i, piece in enumerate(blocks) if isinstance(piece, make.Piece)]
        self.assertEqual(len(heads), 2)  # up to manifest.dsse.json, and tagmanifest-sha256.txt
        for i in heads:
            self.rejected(in_xz(blocks[:i] + [encoded(blocks[i], preset=6)] + blocks[i + 1:]), "head-not-stored")

    def test_exit_2_and_64(self):
        bundle, trust = os.path.join(GOLDEN, "golden-1.bulla.tar.xz"), os.path.join(GOLDEN, "trust.json")
        for arguments in [(bundle + "x", "--trust", trust), (bundle, "--trust", trust + "x"), (bundle, "--trust", bundle)]:
            self.assertEqual(self.run_verify(*arguments)[0], 2, arguments)
        second = os.path.join(GOLDEN, "golden-2.bulla.tar.xz")
        self.assertEqual(self.run_verify(second, "--trust", trust, "--at", AT, "--previous", bundle + "x")[0], 2)
        for arguments in [(bundle,), (bundle, "--trust", trust, "--at", "today"), (bundle, "--trust", trust, "--foo"),
                          (bundle, "--trust", trust, "--first", "--previous", "x")]:
            self.assertEqual(self.run_verify(*arguments)[0], 64, arguments)


class Bytes(Case):
    def test_no_flipped_byte_is_accepted(self):
        data = golden("golden-1.bulla.tar.xz")
        for at in range(0, len(data), 1 if EXHAUSTIVE else 1009):
            changed = bytearray(data)
            changed[at] ^= 1 << at % 8
            status, out = self.judge(bytes(changed))
            self.assertEqual(status, 1, "byte %d: %s" % (at, out))

    def test_cut_lengthened_and_joined_files(self):
        data = golden("golden-1.bulla.tar.xz")
        lengths = list(range(0, 40)) + list(range(40, len(data), 3001)) + list(range(len(data) - 60, len(data)))
        for length in lengths if EXHAUSTIVE else lengths[::3]:
            self.rejected(data[:length], ["xz-truncated", "xz-not-xz"])
        for more, code in [(b"\0", "xz-stream-padding"), (b"\0\0\0\0", "xz-stream-padding"), (b"x", "xz-footer"),
                           (data, "xz-footer"), (data[:12], "xz-footer")]:
            self.rejected(data + more, code)

    def test_a_stored_chunk_with_another_control_byte(self):
        data = bytearray(golden("golden-1.bulla.tar.xz"))
        block = [b for b in json.loads(golden("golden-1.json"))["blocks"]
                 if b["kind"] == "stored" and b["uncompressed"] > 65536][0]
        at = block["file_offset"] + (data[block["file_offset"]] + 1) * 4 + 3 + 65536
        self.assertEqual(data[at], 2)
        data[at] = 1
        lzma.decompress(bytes(data))
        self.rejected(bytes(data), "xz-stored-chunk")

    def test_other_xz_features_are_refused(self):
        tar = lzma.decompress(golden("golden-1.bulla.tar.xz"))
        for check in (lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256):
            code = "xz-unsupported-filter" if check == lzma.CHECK_CRC32 else "xz-unsupported-check"
            self.rejected(lzma.compress(tar, check=check), code)
        self.rejected(tar, "xz-not-xz")

    def test_a_block_that_holds_more_or_less_than_it_says(self):
        blocks = make.cut_blocks(in_tar(members("golden-1.bulla.tar.xz")))
        at = next(i for i, b in enumerate(blocks) if not isinstance(b, make.Piece))
        piece = blocks[at]
        payload = lzma.compress(piece, lzma.FORMAT_RAW, filters=[
            {"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": verify.dictionary(len(piece))[1]}])
        for count, body in [(len(piece) - 1, payload), (len(piece) + 1, payload), (len(piece), payload + b"\0"),
                            (len(piece), payload[:-1]), (len(piece), payload[:-1] + b"\1")]:
            header = verify.block_header(len(body), count)
            blocks[at] = (header + make.padded(body, 4) + make.crc(piece),
                         make.number(len(header) + len(body) + 4) + make.number(count))
            self.rejected(in_xz(blocks), "xz-lzma-data")


class Members(Case):
    content = members("golden-1.bulla.tar.xz")

    def test_packing_again_gives_the_same_file(self):
        self.assertEqual(packed(self.content), golden("golden-1.bulla.tar.xz"))

    def test_members_dropped_doubled_or_swapped(self):
        for i in range(len(self.content)):
            for changed in (self.content[:i] + self.content[i + 1:], self.content[:i + 1] + self.content[i:],
                            self.content[:i] + self.content[i:i + 2][::-1] + self.content[i + 2:]):
                if changed != self.content:
                    self.rejected(packed(changed), ["tar-header", "tar-end", "head-*", "member-*", "payload-manifest-mismatch"])
        self.rejected(packed(self.content + [("data/evidence/z", b"")]), "tar-end")
        self.rejected(packed([("z", b"")] + self.content), "head-member")

    def test_one_byte_of_any_member_changed(self):
        for i, (path, data) in enumerate(self.content):
            for changed in (data + b"\0", data[:-1], data[:-1] + bytes([data[-1] ^ 1]) if data else b"x"):
                if changed != data:
                    content = self.content[:i] + [(path, changed)] + self.content[i + 1:]
                    self.assertEqual(self.judge(packed(content))[0], 1, path)

    def test_any_byte_of_a_header_changed(self):
        tar = in_tar(self.content)
        fields = (0, 100, 108, 116, 124, 136, 148, 156, 157, 257, 263, 265, 297, 329, 337, 345, 500)
        for member in (0, 3, 9, 16, 18):
            some = sorted({*range(member, 512, 16), *fields}) if member == 16 else range(member, 512, 61)
            for at in range(0, 512, 1 if member == 16 else 7) if EXHAUSTIVE else some:
                head = bytearray(tar[member][1])
                head[at] ^= 1
                if not 148 <= at < 156:
                    head[148:156] = b" " * 8
                    head[148:156] = b"%06o\0 " % sum(head[:512])
                changed = tar[:member] + [(tar[member][0], bytes(head))] + tar[member + 1:]
                self.assertEqual(self.judge(in_xz(make.cut_blocks(changed)))[0], 1, at)

    def test_padding_folder_time_and_end(self):
        tar = in_tar(self.content)
        dirty = [(path, raw[:-1] + b"x") for path, raw in tar]
        self.rejected(in_xz(make.cut_blocks(dirty[:1] + tar[1:])), "head-member")
        self.rejected(in_xz(make.cut_blocks(tar[:-1] + dirty[-1:])), "tar-padding")
        self.rejected(packed(self.content, folder="golden-x"), "head-member")
        self.rejected(packed(self.content, folder="../x"), "head-member")
        self.rejected(packed(self.content, mtime=1767528001), "head-member")
        blocks = make.cut_blocks(tar)
        self.rejected(in_xz(blocks[:-1]), "xz-truncated")
        self.rejected(in_xz(blocks + [bytes(512)]), "xz-block-boundary")
        self.rejected(in_xz(blocks[:-1] + [bytes(1023) + b"x"]), "tar-end")
        self.rejected(in_xz(blocks[:-1] + [bytes(10240)]), "tar-end")

    def test_other_block_boundaries(self):
        blocks = make.cut_blocks(in_tar(self.content))
        for i in range(len(blocks) - 1):
            self.rejected(in_xz(blocks[:i] + [blocks[i] + blocks[i + 1]] + blocks[i + 2:]), ["xz-*", "tar-*", "head-*"])
        for i, piece in enumerate(blocks):
            self.rejected(in_xz(blocks[:i] + [piece[:512], piece[512:]] + blocks[i + 1:]), ["xz-*", "tar-*", "head-*"])


def signed(statement, *keys, kind="application/vnd.in-toto+json", **change):
    envelope = {"payload": make.b64(statement), "payloadType": kind, "signatures": [
        {"keyid": make.hexsha(key.public), "sig": make.b64(key.sign(make.dsse(kind.encode(), statement)))} for key in keys]}
    return make.canon(dict(envelope, **change))


def resealed(content, statement, envelope=None, **options):
    """The bundle with another manifest, signed by the exporter, and tags to fit."""
    content = dict(content, **{"manifest.json": statement, "manifest.dsse.json": envelope or signed(statement, make.EXPORTER)})
    predicate = json.loads(statement)["predicate"]
    with contextlib.suppress(LookupError, TypeError, AttributeError):
        software, oxum = predicate["software"][0], predicate["payload"]
        content["bag-info.txt"] = ("Bag-Software-Agent: %s %s\nBagging-Date: %s\nPayload-Oxum: %s.%s\n" % (
            software["name"], software["version"], predicate["sealed_at"][:10], oxum["bytes"], oxum["members"])).encode()
    tags = list(content)[:6]
    content["tagmanifest-sha256.txt"] = b"".join(
        b"%s  %s\n" % (make.hexsha(content[t]).encode(), t.encode()) for t in tags)
    return packed(list(content.items()), **options)


class Envelopes(Case):
    content = members("golden-1.bulla.tar.xz")
    statement = dict(content)["manifest.json"]

    def test_signatures(self):
        other, kind = make.Key("other"), "application/vnd.in-toto+json"
        good = json.loads(signed(self.statement, make.EXPORTER))["signatures"][0]
        wrong = dict(good, sig=make.b64(make.EXPORTER.sign(b"something else")))
        for envelope, code in [
            (signed(self.statement, make.EXPORTER, other), None),
            (signed(self.statement, other), "threshold-not-met"),
            (signed(self.statement, make.EXPORTER, signatures=[]), "envelope-signature-count"),
            (signed(self.statement, make.EXPORTER, signatures=[good, good]), "envelope-signature-duplicate"),
            (signed(self.statement, make.EXPORTER, signatures=[wrong]), "signature-invalid"),
            (signed(self.statement, make.EXPORTER, kind="application/json"), "envelope-payload-type"),
            (signed(self.statement + b" ", make.EXPORTER), "envelope-payload"),
            (signed(self.statement, make.EXPORTER) + b"\n", "envelope-malformed"),
            (signed(self.statement, make.EXPORTER, more=1), "envelope-malformed"),
        ]:
            data = resealed(self.content, self.statement, envelope)
            self.accepted(data) if code is None else self.rejected(data, code)

    def test_trust(self):
        data = golden("golden-1.bulla.tar.xz")
        cases = [
            (lambda t: t["keys"][0].update({"from": "2026-07-01T00:00:00Z"}), "threshold-not-met"),
            (lambda t: t["keys"][0].update(until="2026-06-01T00:00:00Z"), "threshold-not-met"),
            (lambda t: t["keys"][0].update(retired={"at": "2026-05-01T00:00:00Z", "reason": "left"}), "threshold-not-met"),
            (lambda t: t["keys"][0].update(revoked={"since": "2026-05-01T00:00:00Z", "reason": "lost"}), "threshold-not-met"),
            (lambda t: t["keys"][0].update(roles=["inspector"]), "threshold-not-met"),
            (lambda t: t["thresholds"][0].update(count=2), "threshold-not-met"),
            (lambda t: t["keys"].append(dict(t["keys"][0], person="twin")) or t["thresholds"][0].update(count=2), "threshold-not-met"),
            (lambda t: t["keys"][0]["key"].update(mldsa87=make.b64(bytes(2592))), "threshold-not-met"),
            (lambda t: t["policy"].update(require_mldsa87=True), "threshold-not-met"),
            (lambda t: t["policy"].update(proofs=["opaque-test/1"]), "proof-missing"),
            (lambda t: t["policy"].update(sessions=[]), "session-not-accepted"),
            (lambda t: t["policy"].update(rewinds_maximum=0), "rewinds-exceeded"),
        ]
        for change, code in cases:
            self.rejected(data, code, trust=self.with_trust(change))
        for change in (lambda t: t.pop("keys"), lambda t: t.update(type="x"),
                       lambda t: t["keys"][0].update({"from": "x"})):
            self.assertEqual(self.judge(data, trust=self.with_trust(change))[0], 2)
        with open(os.path.join(HERE, "..", "Custody", "acceptance.policy.json")) as file:
            acceptance = json.load(file)["acceptance"]
        self.accepted(data, trust=self.with_trust(lambda t: t["policy"].update(acceptance=acceptance)))

    def test_an_exporter_with_a_p384_key(self):
        key, message = p384_key(99), make.dsse(b"application/vnd.in-toto+json", self.statement)

        def with_key(t):
            t["keys"][0]["key"] = {"p384": make.b64(key)}
        trust = self.with_trust(with_key)

        def bundle(sig):
            half = {"keyid": make.hexsha(key), "sig": make.b64(sig)}
            return resealed(self.content, self.statement, signed(self.statement, signatures=[half]))
        good = p384_sign(99, message)
        self.accepted(bundle(good), trust=trust)
        for bad in [p384_sign(99, message, high=True), p384_sign(98, message), good[:95] + bytes([good[95] ^ 1]), good[:64]]:
            self.rejected(bundle(bad), "signature-invalid", trust=trust)
        for change in (lambda t: t["keys"][0]["key"].update(p384=make.b64(key)),
                       lambda t: t["keys"][0].update(key={"p384": make.b64(key[:-1] + b"x")}),
                       lambda t: t["keys"][0].update(key={"p384": make.b64(key)}, roles=["log"])):
            self.assertEqual(self.judge(bundle(good), trust=self.with_trust(change))[0], 2)

    def test_an_ml_dsa_half_is_named_as_not_checked(self):
        raw = bytes(2592)
        trust = self.with_trust(lambda t: t["keys"][0]["key"].update(mldsa87=make.b64(raw)))
        good = json.loads(signed(self.statement, make.EXPORTER))["signatures"]
        half = {"keyid": make.hexsha(raw), "sig": make.b64(bytes(4627))}
        data = resealed(self.content, self.statement, signed(self.statement, signatures=good + [half]))
        self.assertIn("not checked: the ML-DSA-87 half", self.accepted(data, trust=trust))

    def test_every_field_of_the_manifest_counts(self):
        free = {"next_export", "previous_manifest", "software"}  # said by the exporter, checked by nobody
        for key, value in json.loads(self.statement)["predicate"].items():
            for changed in self.changes(value):
                document = json.loads(self.statement)
                document["predicate"][key] = changed
                if changed is None:
                    del document["predicate"][key]
                status, out = self.judge(resealed(self.content, make.canon(document)))
                if key not in free:
                    self.assertEqual(status, 1, "%s: %r: %s" % (key, changed, out))

    def changes(self, value):
        if isinstance(value, dict):
            return [dict(value, **{k: c}) for k in value for c in self.changes(value[k]) if c is not None] + [
                dict(value, more=1), None]
        if isinstance(value, list):
            places = range(len(value)) if EXHAUSTIVE else sorted({0, len(value) - 1} - {-1})
            inner = [value[:i] + [c] + value[i + 1:] for i in places for c in self.changes(value[i]) if c is not None]
            return inner + [value[:-1], value + value[-1:], None] + ([value[::-1]] if len(value) > 1 else [])
        if isinstance(value, int):
            return [value + 1, value - 1, 2**53, "0", None]
        return [value[:-1] + chr(ord(value[-1]) ^ 1), value + "a", 7, None]

    def test_manifest_that_is_not_canonical_or_says_more(self):
        text = self.statement
        for changed in (text.replace(b'"to":26', b'"to":26.0'), text.replace(b'"to":26', b'"to":null'),
                        text.replace(b'"to":26', b'"to":26,"to":26'), text.replace(b'"to":26', b'"to": 26'), text + b"\n",
                        text.replace(b'"to":26', b'"to":026'), text.replace(b'"steps":', b'"more":1,"steps":'),
                        text.replace(b'"to":26', b'"to":' + b"[" * 100000 + b"]" * 100000),
                        text.replace(b'"golden-1"', b'"\\ud800"'), text.replace(b'"golden-1"', b'"golden\\u002d1"'),
                        b"", b"[]", b"\xff", b"NaN", b"1" * 5000):
            self.assertNotEqual(changed, text)
            content = dict(self.content, **{"manifest.json": changed, "manifest.dsse.json": signed(changed, make.EXPORTER)})
            self.rejected(packed(list(content.items())), ["json-*", "bad-value", "envelope-malformed"])


class Sealing(Case):
    """Bundles whose every signature, digest and count is right, over a log that is not."""

    def seal(self, log, start, to, **patches):
        kept = {name: getattr(make, name) for name in patches}
        make.FOLDER = self.folder
        for name, value in patches.items():
            setattr(make, name, value)
        try:
            make.seal(log, start, to, 1, "2026-01-04T12:00:00Z", "0" * 64)
        finally:
            make.FOLDER = GOLDEN
            for name, value in kept.items():
                setattr(make, name, value)
        with open(os.path.join(self.folder, "golden-1.bulla.tar.xz"), "rb") as file:
            return file.read()


class Logs(Sealing):
    def log_with(self, index, data):
        """The golden log up to a leaf, which is another."""
        log, _ = golden_log()
        log.values[index] = json.loads(data) if isinstance(data, bytes) else data
        log.leaves[index] = data if isinstance(data, bytes) else make.canon(data)
        log.hashes[index] = make.sha(b"\0", log.leaves[index])
        return log

    def test_a_trust_file_that_names_log_keys_wants_one_of_them(self):
        data = golden("golden-2.bulla.tar.xz")
        entry = lambda key, **more: dict({"key": {"ed25519": make.b64(key.public)}, "person": "log", "roles": ["log"]}, **more)
        other = make.Key("other log")
        for entries, code in [([entry(make.LOG)], None), ([entry(other)], "checkpoint-unknown-key"),
                              ([entry(other), entry(make.LOG)], None),
                              ([entry(other, until="2026-05-01T00:00:00Z")], "checkpoint-unknown-key"),
                              ([entry(other, until="2026-05-01T00:00:00Z"), entry(make.LOG)], None)]:
            trust = self.with_trust(lambda t: t["keys"].extend(entries))
            self.accepted(data, trust=trust) if code is None else self.rejected(data, code, trust=trust)

    def test_run_json_has_the_marking_of_the_manifest(self):
        log, _ = golden_log()
        canon = make.canon
        change = lambda value: dict(value, marking="SECRET") if value.get("type") == "bulla-run/1" else value
        data = self.seal(log, 0, 26, canon=lambda value: canon(change(value)))
        self.rejected(data, "run-mismatch")

    def test_every_field_of_a_leaf_counts(self):
        log, _ = golden_log()
        codes = ["json-*", "bad-value", "step-*", "rewind-invalid", "session-*", "signature-wrong", "carried-invalid"]
        free = {("event", "digest"), ("event", "kind"), ("rewind", "reason"), ("step", "proofs")}
        seen = set()
        for index in (1, 2, 3, 8, 10, 11, 12, 13, 14, 15, 16, 20, 22):
            value = log.values[index]
            for key in list(value) + ["more"]:
                for number, changed in enumerate(self.changes(value.get(key))):
                    kind = (value["type"], key, number)
                    if kind in seen and not EXHAUSTIVE:
                        continue
                    seen.add(kind)
                    other = dict(value, **{key: changed})
                    if changed is None:
                        del other[key]
                    if (value["type"], key) not in free and other != value:
                        data = self.sealed_to(index, other)
                        self.rejected(data, codes + ["count-mismatch", "run-*"])

    def sealed_to(self, index, other):
        log = self.log_with(index, other)
        if log.values[index].get("type") not in verify.LEAVES:
            log.values[index]["type"] = "event"  # for the count in the manifest only
        return self.seal(log, 0, index + 1)

    def changes(self, value):
        if value is None:
            return [1]
        if isinstance(value, dict):
            return [{}, dict(value, more="1"), None]
        if isinstance(value, list):
            return [value + ["0" * 64], None]
        if isinstance(value, int):
            return [value + 1, -1]
        return [value[:-1] + chr(ord(value[-1]) ^ 1), None]

    def test_leaves_that_are_not_canonical(self):
        log, _ = golden_log()
        text = log.leaves[2]
        for changed in (text + b" ", text.replace(b'"step":1', b'"step":1.0'), text.replace(b'"step":1', b'"step":1,"step":1'),
                        text.replace(b'"8.999"', b"8.999"), text.replace(b'"8.999"', b'"08.999"'),
                        text.replace(b'"8.999"', b'"8.9999999"'), text.replace(b'"8.999"', b'"patient"')):
            self.assertNotEqual(changed, text)
            self.rejected(self.seal(self.log_with(2, changed), 0, 3), ["json-*", "bad-value"])

    def test_proofs(self):
        log, _ = golden_log()
        step = log.values[3]
        attested, opaque = step["proofs"]
        size = lambda proof, n: dict(proof, size=n)
        for proofs, code in [([opaque, attested], "bad-value"), ([attested, attested], "bad-value"), ([size(attested, 63)], "bad-value"),
                             ([size(opaque, 0)], "bad-value"), ([dict(opaque, inline="AA==")], "json-unknown-key"), ([dict(opaque, kind="x")], "bad-value"),
                             ([attested, size(opaque, 2)], "tar-header"), ([opaque], "proof-missing"), ([], "proof-missing"),
                             ([dict(attested, inline=make.b64(bytes(64)))], "signature-wrong"),
                             ([attested, opaque] + [dict(opaque, kind="z/%d" % i) for i in range(7)], "bad-value")]:
            self.rejected(self.seal(self.log_with(3, dict(step, proofs=proofs)), 0, 4), code)

    def test_a_segment_needs_all_that_it_carries_and_nothing_more(self):
        log, sizes = golden_log()
        for start, to in (sizes[1:3], sizes[2:4]):
            self.accepted(self.seal(log, start, to))
            whole = json.loads(make.carried(log, start, to))
            for i in range(0, len(whole["leaves"]), 1 if EXHAUSTIVE else 8):
                less = dict(whole, leaves=whole["leaves"][:i] + whole["leaves"][i + 1:])
                self.rejected(self.seal(log, start, to, carried=lambda *_: make.canon(less)), "carried-invalid")
            for index in (4, 9, start):
                more = {"index": index, "leaf": make.b64(log.leaves[index]),
                        "proof": [make.b64(n) for n in make.path_of(index, log.hashes[:to])]}
                leaves = sorted([e for e in whole["leaves"] if e["index"] != index] + [more], key=lambda e: e["index"])
                if leaves != whole["leaves"]:
                    self.rejected(self.seal(log, start, to, carried=lambda *_: make.canon(dict(whole, leaves=leaves))), "carried-invalid")
            entry = whole["leaves"][0]
            for changed in (dict(entry, proof=entry["proof"][:-1]), dict(entry, proof=entry["proof"] + entry["proof"][:1]),
                            dict(entry, proof=entry["proof"][1:] + entry["proof"][:1]), dict(entry, index=1)):
                leaves = [changed] + whole["leaves"][1:]
                self.rejected(self.seal(log, start, to, carried=lambda *_: make.canon(dict(whole, leaves=leaves))), ["proof-length", "proof-root"])

    def test_tiles_bundles_and_roots(self):
        log, sizes = golden_log()
        start, to = sizes[2:4]
        tiles, entries = list(make.tile_members(log, start, to)), list(make.entry_members(log, start, to))
        wrong = [(tiles[0][0], bytes(32) + tiles[0][1][32:])]
        self.rejected(self.seal(log, start, to, tile_members=lambda *_: wrong), "previous-root-mismatch")
        wrong = [(tiles[0][0], tiles[0][1][:32] + bytes(32))]
        self.rejected(self.seal(log, start, to, tile_members=lambda *_: wrong), "tile-mismatch")
        self.rejected(self.seal(log, start, to, tile_members=lambda *_: []), "tar-header")
        changed = bytearray(entries[0][1])
        changed[100] ^= 1
        for first in (bytes(changed), entries[0][1] + b"\0", entries[0][1][:-1]):
            part = [(entries[0][0], first)] + entries[1:]
            self.rejected(self.seal(log, start, to, entry_members=lambda *_: part), ["entry-bundle", "previous-root-mismatch", "root-mismatch"])

    def test_notes(self):
        log, sizes = golden_log()
        text = log.checkpoint(26)
        good = make.note(text)
        lines = good.split(b"\n")
        for note, code in [(good + b"\xe2\x80\x94 witness AAAAAAE=\n", None), (good + lines[4] + b"\n", "checkpoint-signature"),
                           (good[:-1], "note-malformed"), (good + b"\n", "note-malformed"), (text + b"\n", "note-malformed"),
                           (make.note(text + b"extension\n"), "checkpoint-mismatch"), (make.note(log.checkpoint(25)), "checkpoint-mismatch"),
                           (good[:-6] + b"AAA=\n", "note-malformed")]:
            data = self.seal(log, 0, 26, note=lambda *_: note)
            self.accepted(data) if code is None else self.rejected(data, code)

    def test_continuity(self):
        first, second = golden("golden-1.bulla.tar.xz"), golden("golden-2.bulla.tar.xz")
        place = lambda i: os.path.join(GOLDEN, "checkpoint-%d" % i)
        self.rejected(second, "segment-not-first", "--first")
        self.rejected(first, "segment-stale", "--previous", place(1))
        self.rejected(second, "segment-stale", "--previous", place(2))
        self.rejected(golden("golden-3.bulla.tar.xz"), "segment-gap", "--previous", place(1))
        log, _ = golden_log()
        kept = os.path.join(self.folder, "kept")
        for size, change, code in [(26, (make.ORIGIN, make.ORIGIN + "x"), "segment-other-log"),
                                   (26, ("\n26\n", "\n026\n"), "checkpoint-syntax"),
                                   (25, ("\n25\n", "\n26\n"), "segment-fork")]:
            with open(kept, "wb") as file:
                file.write(make.note(log.checkpoint(size).replace(*(text.encode() for text in change))))
            self.rejected(second, code, "--previous", kept)
        with open(kept, "wb") as file:
            file.write(log.checkpoint(26) + make.note(log.checkpoint(25))[len(log.checkpoint(25)):])
        self.rejected(second, "checkpoint-signature", "--previous", kept)
        self.rejected(second, "checkpoint-syntax", "--previous", os.path.join(GOLDEN, "trust.json"))


class Withheld(Sealing):
    """What is not in the bundle, and the leaf that commits to a secret."""

    def log(self, commitments=0):
        log, small = make.Log(), make.blob("small", 700)
        log.open()
        for _ in range(commitments):
            log.append({"type": "event", "digest": make.hexsha(make.SECRET), "kind": "commitment", "run": make.RUN})
        log.step(small, make.blob("hidden", 900))
        log.step(small, small)
        return log

    def sealed(self, log, change=lambda manifest: None, withheld=("opaque-test/2",), records=None):
        """The segment sealed; `change` is made in the manifest, and `records` stands for the index of blobs."""
        canon, pack = make.canon, make.struct.pack

        def lying(value):
            if value.get("_type"):
                change(value["predicate"])
            return canon(value)

        class Packer:
            @staticmethod
            def pack(form, *values):
                return records(values[0]) if records and form == ">Q" else pack(form, *values)
        seal = make.seal
        plain = lambda *arguments: seal(*arguments, withheld=withheld)
        return self.seal(log, 0, len(log.leaves), canon=lying, struct=Packer, seal=plain)

    def test_a_withheld_kind_is_not_there_and_said_so(self):
        self.assertNotIn("withheld", self.accepted(self.sealed(self.log(), withheld=())))
        out = self.accepted(self.sealed(self.log()))
        self.assertIn("proof-withheld: 2 proofs of kind opaque-test/2 are not in the bundle", out)
        trust = self.with_trust(lambda t: t["policy"].update(proofs=["attested/1", "opaque-test/1"]))
        self.accepted(self.sealed(self.log()), trust=trust)
        trust = self.with_trust(lambda t: t["policy"].update(proofs=["attested/1", "opaque-test/2"]))
        self.rejected(self.sealed(self.log()), "proof-missing", trust=trust)
        self.accepted(self.sealed(self.log(), withheld=()), trust=trust)

    def test_lies_about_it(self):
        say = lambda *kinds: lambda manifest: manifest.update(withheld=list(kinds))
        for change, withheld, code in [
            (say("opaque-test/2"), (), ["hint-mismatch", "count-mismatch"]),
            (lambda manifest: manifest.pop("withheld"), ("opaque-test/2",), ["hint-mismatch", "count-mismatch"]),
            (say("opaque-test/2", "opaque-test/3"), ("opaque-test/2",), "count-mismatch"), (say(), (), "bad-value"),
            (say("opaque-test/2", "opaque-test/1"), ("opaque-test/1", "opaque-test/2"), "bad-value"),
            (say("opaque-test/2", "opaque-test/2"), ("opaque-test/2",), "bad-value"),
        ]:
            self.rejected(self.sealed(self.log(), change, withheld), code)
        place = lambda value: struct.pack(">Q", value)
        for records in (lambda value: place(0 if value == 2**64 - 1 else value), lambda value: place(2**64 - 1)):
            self.rejected(self.sealed(self.log(), records=records), "hint-mismatch")
        self.accepted(self.sealed(self.log(), records=place))

    def test_the_commitment_leaf(self):
        self.accepted(self.sealed(self.log(1)))
        self.rejected(self.sealed(self.log(2)), "commitment-mismatch")
        for index, commitments, code in [(1, 1, "commitment-mismatch"), (None, 1, "commitment-mismatch"),
                                         (2, 0, "commitment-mismatch"), (99, 1, "bad-value")]:
            change = lambda manifest: manifest.pop("commitment") if index is None else manifest.update(commitment=index)
            self.rejected(self.sealed(self.log(commitments), change), code)

    def test_a_budget_is_for_a_run_that_discloses(self):
        canon = make.canon
        for run, fits in [({"disclosure": "replay", "disclosure_budget": 0}, 1), ({"disclosure_budget": 1}, 0),
                          ({"disclosure": "replay", "disclosure_budget": -1}, 0)]:
            change = lambda value: canon(dict(value, **run) if value.get("type") == "bulla-run/1" else value)
            data = self.seal(self.log(), 0, 4, canon=change)
            self.accepted(data) if fits else self.rejected(data, "bad-value")


TEE = {"report.bin": b"report", "vcek.der": b"certificate", "witness.note": b"a signed note"}


def begun(*events):
    """A log that opens a session, makes two steps, and then does what is asked of it."""
    log = make.Log()
    log.open()
    log.step()
    log.step()
    for event in events:
        event(log)
    return log


def in_tee(kind="sev-snp", **options):
    """A log whose one session runs in a TEE: leaf 1 opens it; two steps, a heartbeat, a step, the close."""
    log = make.Log()
    log.open(kind, TEE, gpus=2, **options)
    log.step()
    log.step()
    log.heartbeat({"report.bin": b"second report"})
    log.step()
    log.shut({"report.bin": b"third report", "a": b""})
    return log


class Sessions(Sealing):
    def whole(self, log, **patches):
        return self.seal(log, 0, len(log.leaves), **patches)

    def test_sessions_that_follow_each_other(self):
        heartbeat, shut, opened, step = make.Log.heartbeat, make.Log.shut, make.Log.open, make.Log.step
        event, rewind = lambda log: log.event("audit", "x"), lambda log: log.rewind(1, "failure")
        for events, truncated in [((heartbeat, step, heartbeat, shut, opened, step), None), ((shut, opened, heartbeat, shut, opened), None),
                                  ((opened,), "0"), ((event, opened, step), "0"), ((heartbeat, rewind, opened, step, shut), "0"),
                                  ((rewind, shut, opened, opened, opened, step), "1, 2"), ((rewind, heartbeat, step, heartbeat, shut), None)]:
            out = self.accepted(self.whole(begun(*events)))
            self.assertEqual("session-truncated" in out, truncated is not None, out)
            self.assertTrue(truncated is None or "never closed: session %s of the run" % truncated in out, out)
        log = begun(opened, event)
        self.assertNotIn("session-truncated", self.accepted(self.seal(log, 5, 6)))  # the segment before has said so

    def test_sessions_that_do_not_follow(self):
        heartbeat, shut = make.Log.heartbeat, make.Log.shut
        does = lambda name, **change: lambda log: getattr(log, name)(**change)
        other, first = make.label("other"), make.b64(make.Key("session 0").public)
        cases = [([does("open", **change)], code) for change, code in [
            ({"previous": make.ZEROS}, "session-binding"), ({"previous": other}, "session-binding"), ({"index": 0}, "session-binding"),
            ({"index": 2}, "session-binding"), ({"checkpoint": other}, "session-binding"), ({"checkpoint_size": 3}, "session-binding"),
            ({"run": other}, "session-binding"), ({"recipe": other}, "session-binding"), ({"key": first}, "session-reused"),
            ({"gpus": 1}, "bad-value"), ({"witness": other}, "bad-value"), ({"version": 2}, "unknown-version"),
            ({"close": make.ZEROS}, "json-unknown-key"), ({"kind": "tpm"}, "bad-value")]]
        cases += [([does("heartbeat", **change)], code) for change, code in [
            ({"number": 0}, "bad-value"), ({"number": 2}, "session-heartbeat"), ({"head": make.ZEROS}, "session-heartbeat"),
            ({"step": 1}, "session-heartbeat"), ({"checkpoint": other}, "session-heartbeat"), ({"checkpoint_size": 3}, "session-heartbeat")]]
        cases += [([does("shut", **change)], "session-close") for change in [
            {"head": make.ZEROS}, {"step": 1}, {"steps": 1}, {"steps": 3}, {"state": other}]]
        after = lambda log: log.append(dict(log.values[-1], session=log.values[1]["session"]))
        cases += [([heartbeat, does("heartbeat", number=1)], "session-heartbeat"), ([shut, heartbeat], "session-not-open"),
                  ([shut, shut], "session-not-open"), ([shut, make.Log.step], "session-not-open"),
                  ([make.Log.open, heartbeat, after], "session-not-open")]
        for events, code in cases:
            self.rejected(self.whole(begun(*events)), code)

    def test_steps_without_a_session_in_a_run_with_sessions(self):
        bare = {key: value for key, value in begun().values[2].items() if key not in ("session", "proofs")}
        for leaves in ([bare], [bare, None], [None, bare]):
            log = make.Log()
            for leaf in leaves:
                log.open() if leaf is None else log.append(dict(leaf, proofs=[], previous=log.previous))
            trust = self.with_trust(lambda t: t["policy"].update(proofs=[]))
            data = self.whole(log)
            self.accepted(data, trust=trust) if leaves == [bare] else self.rejected(data, "session-not-open", trust=trust)
        log.event("audit", "x")
        self.rejected(self.seal(log, 3, 4), "session-not-open", trust=trust)

    def test_two_steps_that_follow_the_same_step_are_an_equivocation(self):
        def again(log, *between):
            """One step, and after what comes between, another account of it."""
            kept = log.previous, log.number, log.state
            log.step()
            for event in between:
                event(log)
            log.previous, log.number, log.state = kept
            log.step()
        opened = make.Log.open
        for events in [(again,), (lambda log: again(log, make.Log.heartbeat),), (lambda log: again(log, lambda log: log.rewind(2, "operator")),),
                       (make.Log.step, make.Log.shut, opened, again)]:
            log = begun(*events)
            self.rejected(self.whole(log), "session-equivocation")
            self.rejected(self.seal(log, len(log.leaves) - 1, len(log.leaves)), "session-equivocation")
        self.rejected(self.whole(begun(lambda log: again(log, opened))), "step-not-contiguous")  # not of one session
        log = begun(make.Log.step, lambda log: log.event("audit", "x"), lambda log: log.rewind(1, "operator"))
        log.previous, log.number, log.state = log.values[2]["previous"], 0, log.values[2]["state_before"]
        log.step()  # another account of leaf 2, which the segment carries for its rewind
        self.rejected(self.seal(log, 5, len(log.leaves)), "session-equivocation")

    def test_a_segment_carries_all_opens_and_so_knows_all_keys(self):
        for i in (1, 2, 3):
            content = dict(members("golden-%d.bulla.tar.xz" % i))
            leaves = [json.loads(verify.from_base64(e["leaf"])) for e in json.loads(content["data/log/carried"])["leaves"]]
            opens = [leaf["binding"]["index"] for leaf in leaves if leaf["type"] == "session-open"]
            self.assertEqual(opens, list(range({1: 3, 2: 3, 3: 7}[i])))
        step, shut, opened = make.Log.step, make.Log.shut, make.Log.open
        again = lambda log: log.open(key=make.b64(make.Key("session 0").public))
        log = begun(shut, opened, step, step, shut, again)
        self.rejected(self.seal(log, 7, len(log.leaves)), "session-reused")
        self.accepted(self.seal(log, 7, len(log.leaves) - 1))
        log = begun(shut, lambda log: log.open(index=2), step, step)
        self.rejected(self.seal(log, 7, len(log.leaves)), "carried-invalid")
        self.rejected(self.seal(log, 6, len(log.leaves)), "session-binding")
        log = make.Log()
        log.open(previous=make.label("x"))
        log.step()
        for start in (0, 2):
            self.rejected(self.seal(log, start, 3), "session-binding")
        log = begun(opened, step, lambda log: log.rewind(3, "failure"))  # the step that it goes back to says it is of session 0
        log.values[5]["session"] = log.values[1]["session"]
        log.leaves[5] = make.canon(log.values[5])
        log.hashes[5] = make.sha(b"\0", log.leaves[5])
        step(log)
        log.rewind(3, "operator")
        for start in (6, 8):
            self.rejected(self.seal(log, start, 9), "session-not-open")
        log = begun(opened, lambda log: log.append(dict(begun().values[2], previous=log.previous, session=log.values[1]["session"])), opened)
        self.rejected(self.seal(log, 6, len(log.leaves)), "session-not-open")

    def test_what_a_segment_takes_from_the_segments_before(self):
        beat = lambda number: lambda log: log.heartbeat(number=number)
        for events, code in [((beat(7), make.Log.step, beat(8)), None), ((beat(7), beat(9)), "session-heartbeat"),
                             ((lambda log: log.heartbeat(head=make.ZEROS),), "session-heartbeat"),
                             ((lambda log: log.shut(steps=7),), None), ((lambda log: log.shut(steps=0),), "session-close"),
                             ((make.Log.step, lambda log: log.shut(steps=1)), "session-close"),
                             ((lambda log: log.open(previous=make.label("x")),), "session-binding")]:
            log = begun(*events)
            data = self.seal(log, 4, len(log.leaves))
            self.accepted(data) if code is None else self.rejected(data, code)

    def accepting(self, *kinds):
        return self.with_trust(lambda t: t["policy"].update(sessions=list(kinds)))

    def incomplete(self, data, *kinds):
        status, out = self.judge(data, trust=self.accepting(*kinds))
        self.assertEqual(status, 2, out)
        self.assertTrue(out.startswith("incomplete: "), out)
        return out

    def test_evidence_of_a_tee_is_never_accepted_here(self):
        for kind in ("sev-snp", "tdx", "sgx", "nitro"):
            data = self.whole(in_tee(kind))
            out = self.incomplete(data, kind)
            self.assertIn("attestation-not-appraised: not checked: what the evidence of 1 sessions of kind %s shows" % kind, out)
            self.assertNotIn("simulated", out)
            self.rejected(data, "session-not-accepted", trust=self.accepting("software"))
        log = in_tee()
        log.open()
        data = self.whole(log)
        self.assertIn("simulated", self.incomplete(data, "sev-snp", "software"))
        self.rejected(data, "session-not-accepted", trust=self.accepting("sev-snp"))
        self.accepted(self.seal(log, 7, 8), trust=self.accepting("software"))  # the session in the TEE is carried, not used
        log.step()
        log.heartbeat(number=2)
        self.rejected(self.whole(log), "session-heartbeat", trust=self.accepting("sev-snp", "software"))

    def test_evidence_is_exactly_what_the_leaves_list(self):
        log, trust = in_tee(), self.accepting("sev-snp")
        folder = "data/sessions/%s/" % log.session
        good = make.session_members(log, 0, 7)
        self.assertEqual([path.replace(folder, "") for path, _ in good], [
            "close/a", "close/report.bin", "heartbeat-1/report.bin", "open/report.bin", "open/vcek.der", "open/witness.note"])
        missing, unlisted = "session-evidence-missing", "session-evidence-unlisted"
        other = {good[2][0]: b"another report"}
        cases = [(good[:i] + good[i + 1:], missing) for i in range(len(good))]
        cases += [([(path, other.get(path, data)) for path, data in good], missing), ([], missing)]
        cases += [(sorted(good + [(path, data)]), unlisted) for path, data in [
            (folder + "open/more", b""), (folder + "open/z", b"report"), (folder + "heartbeat-2/x", b""), ("data/sessions/x", b""),
            (folder + "open/" + "x" * 65, b""), (folder + "open/a/b", b""), (folder + "heartbeat-01/x", b""), (folder + "reopen/x", b""),
            (folder.replace(log.session, make.label("x")) + "open/x", b"")]]
        renamed = dict(good)
        renamed[folder + "open/x"] = renamed.pop(folder + "open/report.bin")
        cases.append((sorted(renamed.items()), missing))
        for content, code in cases:
            self.rejected(self.whole(log, session_members=lambda *_: content), code, trust=trust)
        for size, code in [(1 << 20, unlisted), ((1 << 20) + 1, "member-too-large")]:
            content = sorted(good + [(folder + "open/y", bytes(size))])
            self.rejected(self.whole(log, session_members=lambda *_: content), code, trust=trust)

    def test_a_segment_holds_the_evidence_of_its_own_sessions_and_events(self):
        log, trust = in_tee(), self.accepting("sev-snp", "software")
        log.open()
        log.step()
        whole, folder = dict(make.session_members(log, 0, 7)), "data/sessions/%s/" % log.values[1]["session"]
        for start, to, events in [(0, 2, ["open"]), (0, 4, ["open"]), (3, 4, ["open"]), (4, 5, ["open", "heartbeat-1"]), (5, 6, ["open"]),
                                  (5, 9, ["close", "open"]), (6, 7, ["close", "open"]), (7, 9, [])]:
            held = make.session_members(log, start, to)
            self.assertEqual(sorted({path.replace(folder, "").split("/")[0] for path, _ in held}), sorted(events))
            status, out = self.judge(self.seal(log, start, to), trust=trust)
            self.assertEqual(status, 2 if events else 0, out)
            for path in sorted(set(whole) - set(dict(held))):
                more = sorted(held + [(path, whole[path])])
                self.rejected(self.seal(log, start, to, session_members=lambda *_: more), "session-evidence-unlisted", trust=trust)
            for i in range(len(held)):
                less = held[:i] + held[i + 1:]
                self.rejected(self.seal(log, start, to, session_members=lambda *_: less), "session-evidence-missing", trust=trust)

    def test_a_software_session_has_no_evidence_and_others_have_some_in_each_leaf(self):
        trust = self.accepting("software", "tdx")
        file = {"x": b""}
        for kind, files in [("software", (file, None, None)), ("software", (None, file, None)), ("software", (None, None, file)),
                            ("tdx", (None, file, file)), ("tdx", (file, None, file)), ("tdx", (file, file, None)),
                            ("tdx", ({"%02d" % i: b"" for i in range(65)}, file, file))]:
            log = make.Log()
            log.open(kind, files[0])
            log.step()
            log.heartbeat(files[1])
            log.shut(files[2])
            self.rejected(self.whole(log), "bad-value", trust=trust)
        self.rejected(self.whole(begun(lambda log: log.open("tdx", file, gpus=17))), "bad-value", trust=trust)

    def test_the_vectors_of_what_evidence_binds(self):
        entries = json.loads(golden("sessions.json"))
        for entry, name in zip(entries, ["session", "heartbeat", "close"]):
            text = entry["leaf"]
            verify.parse_leaf(text.encode(), 1)
            binding = re.search(r'"binding":(.*?\}),', text)
            said = binding.group(1) if binding else re.sub(r'"evidence":\[.*?\],', "", text)
            bound = hashlib.sha512(("bulla/%s/v1\0" % name + said).encode()).digest()
            self.assertEqual(bound.hex(), entry["bound"])
            for i in range(2):
                nonce = hashlib.sha256(b"bulla/gpu/v1\0" + bound + bytes([0, 0, 0, i])).hexdigest()
                self.assertEqual(nonce, entry["gpu_nonces"][i])
            self.assertEqual(entry["nitro_nonce"], re.search('"%s":"(.*?)"' % ("head" if name == "close" else "checkpoint"), text).group(1))
        self.assertEqual(len(entries), 3)

    def test_the_witness_is_the_note_among_the_evidence(self):
        trust = self.accepting("sev-snp")
        for witness in (make.ZEROS, make.label("x"), make.hexsha(b"report")):
            self.rejected(self.whole(in_tee(witness=witness)), "session-binding", trust=trust)
        log = make.Log()
        log.open("sev-snp", {"report.bin": b"report"}, witness=make.hexsha(b"report"))
        self.rejected(self.whole(log), "session-binding", trust=trust)


if __name__ == "__main__":
    unittest.main()
