"""container_cases.py: bundle-v1.md sections 1, 2 and 8, one broken rule at a time."""
import lzma
import struct

from case import bad, good
from forge import (adding, block_header, block_of, dictionary, files, first_block, header, make, resized, saying, sealed, short,
                   stored)

FILTERS = lambda piece, **more: [dict({"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 22}, **more)]


def whole(**hooks):
    return lambda: sealed(short(), **hooks)


def first(change):
    """The first block made anew; its own Index record fits it."""
    return whole(finished=first_block(change))


def large(control=b"\2", chunk=65536):
    """A bound block of 70,000 bytes and more, stored in chunks of that size, each after the first with that control byte."""
    def hook(result, piece, *_):
        if len(piece) < 70000:
            return result
        return block_of(stored(piece, chunk, control), piece)
    return lambda: sealed(short(lambda log: log.step(make.blob("large", 70000))), block=hook)


def recoded(finished, pieces):
    """The first compressed block in another encoding, which the manifest does not bind."""
    at = next(i for i, (_, _, is_stored) in enumerate(finished) if not is_stored)
    piece = bytes(pieces[at])
    payload = lzma.compress(piece, lzma.FORMAT_RAW, filters=FILTERS(piece, preset=0, lc=0))
    return finished[:at] + [block_of(payload, piece)] + finished[at + 1:]


def compressed(change):
    """The first compressed block made anew from its content and payload, in file and manifest alike."""
    def hook(result, piece, *_):
        if isinstance(piece, make.Piece) or result[2]:
            return result
        payload = lzma.compress(piece, lzma.FORMAT_RAW, filters=FILTERS(piece))
        return change(payload, piece)
    return whole(block=hook)


def joined(test):
    """The first two pieces for which `test` holds as one, in file and manifest alike."""
    def hook(pieces, *_):
        for i in range(len(pieces) - 1):
            if test(pieces[i], pieces[i + 1]):
                kind = make.Piece if isinstance(pieces[i], make.Piece) else bytes
                return pieces[:i] + [kind(pieces[i] + pieces[i + 1])] + pieces[i + 2:]
        return pieces
    return whole(cut_blocks=hook)


def names(piece, *folders):
    return any(b"golden-1/" + folder in piece[:200] for folder in folders)


def split(pieces, *_):
    """The block of the first `data/` header in two."""
    at = next((i for i, piece in enumerate(pieces) if names(piece, b"data/spec")), None)
    if at is None:
        return pieces
    return pieces[:at] + [pieces[at][:1024], pieces[at][1024:]] + pieces[at + 1:]


def cut(size):
    """A blob of more than 4 MiB in blocks of another size."""
    def hook(pieces, *_):
        data = b"".join(piece for piece in pieces if names(piece, b"data/blobs") or not any(piece[:100]))
        if len(data) <= 4 << 20:
            return pieces
        at = next(i for i, piece in enumerate(pieces) if names(piece, b"data/blobs"))
        data = b"".join(pieces[at:-1])
        return pieces[:at] + [data[i:i + size] for i in range(0, len(data), size)] + pieces[-1:]
    return lambda: sealed(short(lambda log: log.step(bytes((4 << 20) + 5))), cut_blocks=hook)


def index(change):
    """Other bytes of the Index, with the CRC32 to fit."""
    def hook(found, records):
        body = change(found[:-4], list(records))
        return body + make.crc(body)
    return whole(xz_index=hook)


def records(block, **sizes):
    return index(lambda body, old: make.padded(
        b"\0" + make.number(len(old)) + b"".join(resized(old, block, **sizes)), 4))


def patched(at, content):
    """The file with other bytes there; negative places count from its end."""
    def hook(out, *_):
        at_ = at % len(out)
        return out[:at_] + content + out[at_ + len(content):]
    return whole(xz_file=hook)


def footer(change):
    def hook(found, *_):
        tail = change(found[4:10])
        return make.crc(tail) + tail + b"YZ"
    return whole(xz_footer=hook)


EVIDENCE = "data/evidence/b"
HEADER = [  # offset, other bytes of the header of data/evidence/b
    (0, b"golden-2"), (100, b"000755"), (108, b"000001"), (116, b"000001"), (124, b"00000001131"), (136, b"15127454141"),
    (148, b"000000"), (156, b"7"), (157, b"link"), (257, b"ustar  \0"), (265, b"root"), (329, b"000001"), (345, b"a"), (500, b"\1")]
LONG = "data/evidence/" + "/".join(["a" * 80, "b" * 80])  # 175 bytes
CASES = [
    good("short", "bundle 1", whole()),
    # Section 1: Stream Header, Index, Stream Footer.
    bad("xz-magic", "bundle 1 Stream Header", "xz-not-xz", "xz-not-xz", patched(0, b"\xfe")),
    bad("xz-flags", "bundle 1 Stream Header", "xz-stream-flags", "xz-stream-flags", patched(6, b"\1\1" + make.crc(b"\1\1"))),
    bad("xz-other-check", "bundle 1 Stream Header", "xz-unsupported-check", "xz-unsupported-check", patched(6, b"\0\4" + make.crc(b"\0\4"))),
    bad("xz-flags-crc", "bundle 1 Stream Header", "xz-stream-flags", "xz-stream-flags", patched(8, b"\0\0\0\0")),
    bad("index-unpadded-head", "bundle 1 Index", "xz-index", "xz-index", records(0, unpadded=True)),
    bad("index-unpadded-data", "bundle 1 Index", "xz-index", "xz-index", records(3, unpadded=True)),
    bad("index-content", "bundle 1 Index", "xz-index", "xz-index", records(3, content=1)),
    bad("index-count", "bundle 1 Index", "xz-index", "xz-index", index(lambda body, _: body[:1] + bytes([body[1] + 1]) + body[2:])),
    bad("index-number-not-shortest", "bundle 1 Index", "xz-index", "xz-index", index(
        lambda body, old: make.padded(b"\0" + bytes([len(old) | 128, 0]) + b"".join(old), 4))),
    bad("index-padding", "bundle 1 Index", "xz-index", "xz-index", index(lambda body, _: body + bytes(4))),
    bad("index-crc", "bundle 1 Index", "xz-index", "xz-index", whole(xz_index=lambda found, *_: found[:-1] + bytes([found[-1] ^ 1]))),
    bad("footer-crc", "bundle 1 Stream Footer", "xz-footer", "xz-footer", patched(-12, b"\0\0\0\0")),
    bad("footer-flags", "bundle 1 Stream Footer", "xz-footer", "xz-footer", footer(lambda tail: tail[:4] + b"\0\4")),
    bad("footer-backward-size", "bundle 1 Stream Footer", ("xz-footer", "xz-index"), "xz-footer",
        footer(lambda tail: struct.pack("<I", struct.unpack("<I", tail[:4])[0] + 1) + tail[4:])),
    bad("footer-magic", "bundle 1 Stream Footer", "xz-footer", "xz-footer", patched(-2, b"YY")),
    bad("stream-padding", "bundle 1", "xz-stream-padding", "xz-stream-padding", whole(xz_file=lambda out, *_: out + bytes(4))),
    bad("bytes-after-footer", "bundle 1", "xz-footer", "xz-footer", whole(xz_file=lambda out, *_: out + b"x")),
    bad("two-streams", "bundle 1", "xz-*", "xz-footer", whole(xz_file=lambda out, *_: out + out)),
    # Section 1.1: blocks.
    bad("block-flags", "bundle 1.1; bundle 1 Blocks", "xz-unsupported-filter", "xz-unsupported-filter",
        first(lambda p: block_of(stored(p), p, block_header(len(stored(p)), len(p), flags=0xC1)))),
    bad("block-filter", "bundle 1.1", "xz-unsupported-filter", "xz-unsupported-filter",
        first(lambda p: block_of(stored(p), p, block_header(len(stored(p)), len(p), filter=b"\x03\1")))),
    bad("block-dictionary-larger", "bundle 1.1", "xz-block-header", "xz-block-header",
        first(lambda p: block_of(stored(p), p, block_header(len(stored(p)), len(p), d=dictionary(len(p)) + 1)))),
    bad("block-dictionary-smaller", "bundle 1.1", "xz-block-header", "xz-block-header",
        first(lambda p: block_of(stored(p), p, block_header(len(stored(p)), len(p), d=dictionary(len(p)) - 1)))),
    bad("block-header-padding", "bundle 1.1", "xz-block-header", "xz-block-header",
        first(lambda p: block_of(stored(p), p, block_header(len(stored(p)), len(p), padding=4)))),
    bad("block-number-not-shortest", "bundle 1.1", "xz-block-header", "xz-block-header", first(lambda p: block_of(
        stored(p), p, block_header(0, len(p), numbers=make.number(len(stored(p))) + make.number(len(p))[:-1] + bytes(
            [make.number(len(p))[-1] | 128, 0]))))),
    bad("block-header-crc", "bundle 1.1", "xz-block-header", "xz-block-header", first(lambda p: block_of(stored(p), p, header_crc=b"abcd"))),
    bad("block-check", "bundle 1.1", "xz-block-check", "xz-block-check", first(lambda p: block_of(stored(p), p, check=b"abcd"))),
    bad("block-payload-padding", "bundle 1.1", "xz-block-padding", "xz-block-padding",
        compressed(lambda payload, p: block_of(payload, p, padding=b"\1" * (-len(payload) % 4)))),
    bad("block-larger-than-stored", "bundle 1.1", "xz-block-header", "xz-block-header", large(chunk=32768)),
    good("block-stored-large", "bundle 1.1", large()),
    bad("block-chunk-control", "bundle 1.1", "xz-stored-chunk", "xz-stored-chunk", large(control=b"\1")),
    bad("block-compressed-head", "bundle 1.1", "head-not-stored", "head-not-stored", first(
        lambda p: block_of(lzma.compress(p, lzma.FORMAT_RAW, filters=FILTERS(p)), p))),
    bad("block-encoded-anew", "bundle 1.1", "bound-digest", "bound-digest", whole(finished=recoded)),
    bad("block-ends-before-payload", "bundle 1.1", "xz-lzma-data", "xz-lzma-data", compressed(lambda payload, p: block_of(payload + b"\0", p))),
    bad("block-without-end-marker", "bundle 1.1", "xz-lzma-data", "xz-lzma-data", compressed(lambda payload, p: block_of(payload[:-1], p))),
    bad("block-holds-more", "bundle 1.1", ("xz-lzma-data", "xz-index", "xz-block-boundary"), "xz-lzma-data", compressed(
        lambda payload, p: block_of(payload, p, block_header(len(payload), len(p) - 1)))),
    bad("block-beyond-4-MiB", "bundle 1.1", ("xz-block-too-large", "xz-index", "xz-block-boundary"), "xz-block-too-large", cut(5 << 20)),
    # Section 1.2: boundaries.
    bad("boundary-tag-manifest", "bundle 1.2 1", "xz-*", ("xz-*", "head-*"), joined(
        lambda a, b: names(a, b"manifest-sha256.txt") and names(b, b"tagmanifest"))),
    bad("boundary-first-data", "bundle 1.2 1", "xz-*", ("xz-*", "head-*"), joined(lambda a, b: names(a, b"tagmanifest"))),
    bad("boundary-entry-bundle", "bundle 1.2 2", "xz-block-boundary", "xz-block-boundary", joined(
        lambda a, b: names(b, b"data/log/tile/entries"))),
    bad("boundary-after-entry-bundle", "bundle 1.2 2", "xz-block-boundary", "xz-block-boundary", joined(
        lambda a, b: names(a, b"data/log/tile/entries"))),
    bad("boundary-too-small", "bundle 1.2 3", "xz-block-boundary", "xz-block-boundary", whole(cut_blocks=split)),
    bad("boundary-end", "bundle 1.2", "xz-block-boundary", "xz-block-boundary", joined(lambda a, b: not any(b))),
    good("boundary-cut", "bundle 1.2", cut(4 << 20)),
    bad("boundary-other-cut", "bundle 1.2", "xz-block-boundary", "xz-block-boundary", cut(1 << 20)),
    # Section 2: headers and names.
    *[bad("header-%03d" % at, "bundle 2 %d" % at, "tar-header", "tar-header", whole(tar_of=header(EVIDENCE, at, content)))
      for at, content in HEADER],
    bad("header-in-head", "bundle 2", "head-member", "head-member", whole(tar_of=header("bagit.txt", 100, b"000755"))),
    bad("padding-of-member", "bundle 2", "tar-padding", "tar-padding", whole(
        tar_of=lambda tar, *_: [(path, raw[:-1] + b"x" if path == EVIDENCE else raw) for path, raw in tar])),
    bad("padding-in-head", "bundle 2", "head-member", "head-member", whole(
        tar_of=lambda tar, *_: [(path, raw[:-1] + b"x" if path == "bagit.txt" else raw) for path, raw in tar])),
    bad("end-of-archive", "bundle 2", "tar-end", "tar-end", whole(cut_blocks=lambda pieces, *_: pieces[:-1] + [bytes(1023) + b"x"])),
    bad("end-of-archive-longer", "bundle 2", ("xz-index", "xz-block-boundary"), "tar-end",
        whole(cut_blocks=lambda pieces, *_: pieces[:-1] + [bytes(2048)])),
    good("time-last", "bundle 2 136; bundle 4.1 `sealed_at`", lambda: sealed(short(), sealed_at="2242-03-16T12:56:31Z")),
    bad("time-too-late", "bundle 2 136; bundle 4.1 `sealed_at`", "bad-value", "bad-value", lambda: sealed(
        short(), sealed_at="2242-03-16T12:56:32Z", tar_header=lambda _, *a: make_header(*a))),
    good("path-split", "bundle 2 345", whole(files=files("data/evidence/" + "d" * 90 + "/e"))),
    good("path-longest", "bundle 2", whole(files=files("data/evidence/" + "/".join(["a" * 82, "b" * 83])))),
    bad("path-too-long", "bundle 2", "bad-value", "member-name", whole(files=files("data/evidence/" + "/".join(["a" * 83, "b" * 83])))),
    bad("path-cannot-be-split", "bundle 2", "bad-value", "member-name", whole(
        files=files("data/evidence/" + "a" * 101))),
    *[bad("name-%d" % i, "bundle 2", "bad-value", ("member-name", "bad-value"), whole(files=files("data/evidence/" + name)))
      for i, name in enumerate([".a", "-a", "a b", "a//b", "a/", "../b", "a\u00e9", "a\\b", "_a", "a/.b"])],
    bad("name-twice", "bundle 2", "bad-value", ("member-name", "bad-value"), whole(files=files("data/evidence/a", "data/evidence/a"))),
    bad("name-twice-but-for-case", "bundle 2", "bad-value", "member-name", whole(files=files("data/evidence/A", "data/evidence/a"))),
    bad("name-is-folder", "bundle 2", "bad-value", "member-name", whole(files=files("data/evidence/a", "data/evidence/a/b"))),
    bad("name-is-folder-deep", "bundle 2", "bad-value", "member-name", whole(files=files("data/evidence/a/b", "data/evidence/a/b/c/d"))),
    bad("name-is-folder-later", "bundle 2", "bad-value", "member-name", whole(
        files=files("data/evidence/a", "data/evidence/a.b", "data/evidence/a/b"))),
    bad("name-is-folder-but-for-case", "bundle 2", "bad-value", "member-name", whole(files=files("data/evidence/Q/x", "data/evidence/q"))),
    bad("folder-but-for-case-is-name", "bundle 2", "bad-value", "member-name", whole(files=files("data/evidence/Q", "data/evidence/q/x"))),
    good("name-beside-folder", "bundle 2", whole(files=files("data/evidence/Q/x", "data/evidence/a", "data/evidence/a.b", "data/evidence/a0"))),
    # Section 8.
    bad("too-many-members", "bundle 8", "bad-value", "bad-value", whole(predicate=lambda m, *_: dict(
        m, payload=dict(m["payload"], members=4194305)))),
    bad("run-json-too-large", "bundle 8", "member-too-large", "member-too-large", lambda: sealed(
        short(), parts=lambda parts, *_: [[(p, b" " * ((1 << 20) + 1) if p == "data/run/run.json" else d) for p, d in part] for part in parts])),
]


def make_header(path, size, mtime):
    """A header whose time is cut to eleven digits."""
    return make_plain(path, size, mtime % 8**11)


make_plain = make.tar_header
