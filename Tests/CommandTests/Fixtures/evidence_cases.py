#!/usr/bin/env python3
"""Public evidence, inside and outside its time, as it is and changed, and what the oracle says of each.

    evidence_cases.py VECTORS KIND FOLDER

Changed copies are written into FOLDER. Prints JSON: `cases`, each with `about`, `arguments` (files and times, as
`bulla evidence inspect` takes them), `expected` (what must come out by the specifications) and `verdict` (what the
oracle says).
"""

import base64
import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import serialization

import evidence_forge
import evidence_oracle

P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P384 = int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16)


class Cases:
    """The cases of one kind of evidence: a base with its files and its time, and what differs from it."""

    def __init__(self, vectors, folder):
        self.vectors, self.folder, self.list = pathlib.Path(vectors) / "attestation", pathlib.Path(folder), []
        self.options = []

    def read(self, name):
        return (self.vectors / name).read_bytes()

    def add(self, about, files, time, expected):
        """Files are names of vectors, or bytes that are written down; time is an instant or a pair of them."""
        begin, end = time if isinstance(time, tuple) else (time, time)
        paths = [self.path(each, index) for index, each in enumerate(files)]
        bracket = tuple(map(evidence_oracle.instant, (begin, end)))
        self.list.append({
            "about": about, "expected": expected, "verdict": evidence_oracle.appraise(paths, bracket),
            "arguments": paths + ["--from", begin, "--to", end] + self.options,
        })

    def path(self, file, index):
        if isinstance(file, str):
            return str(self.vectors / file)
        path = self.folder / f"{len(self.list)}-{index}"
        path.write_bytes(file)
        return str(path)


def flipped(data, at, mask=1):
    changed = bytearray(data)
    changed[at] ^= mask
    return bytes(changed)


def mirrored(data, at, order, byteorder):
    """The other signature that holds, n - s, at `at`."""
    size = order.bit_length() // 8
    s = order - int.from_bytes(data[at:at + size], byteorder)
    return data[:at] + s.to_bytes(size, byteorder) + data[at + size:]


def pem(*certificates):
    """A chain as text of 64 characters a line (RFC 7468, section 2)."""
    text = ""
    for each in certificates:
        body = base64.b64encode(each).decode()
        lines = [body[at:at + 64] for at in range(0, len(body), 64)]
        text += "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])
    return text.encode()


def snp(cases):
    milan, genoa = "snp/roots/ask_ark_milan.pem", "snp/roots/ask_ark_genoa.pem"
    list_of_milan, list_of_genoa = "snp/crl/milan-crl6.pem", "snp/crl/genoa-crl4.pem"
    vcek, time = "snp/milan-v2.vcek.der", "2025-06-20T00:00:00Z"
    vectors = [
        ("milan-v2-debug.report.bin", "milan-v2-debug.vcek.der", time, "2022-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
        ("milan-v2.report.hex", "milan-v2.vcek.der", time, "2023-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
        ("milan-v3.report.bin", "milan-v3.vcek.pem", "2026-04-01T00:00:00Z", time, "2026-05-13T00:00:00Z"),
    ]
    for report, leaf, inside, before, after in vectors:
        files = [f"snp/{report}", f"snp/{leaf}", milan, list_of_milan]
        cases.add(f"{report}, inside its time", files, inside, True)
        cases.add(f"{report}, before its time", files, before, False)
        cases.add(f"{report}, after its time", files, after, False)
        cases.add(f"{report}, with nothing", files[:1], inside, False)
    files = ["snp/genoa-a0-v5.report.bin", "snp/genoa-a0-v5.vcek.der", genoa, list_of_genoa]
    cases.add("Genoa, when its revocation list has ended", files, "2026-03-01T00:00:00Z", False)
    report = bytes.fromhex(cases.read("snp/milan-v2.report.hex").decode())

    def changed(about, data, expected=False):
        cases.add(about, [data, vcek, milan, list_of_milan], time, expected)

    changed("report data", flipped(report, 0x50))
    changed("policy: debug", flipped(report, 0x0A, 8))
    changed("REPORTED_TCB", flipped(report, 0x187))
    changed("signer: VLEK", flipped(report, 0x48, 4))
    changed("version 9", flipped(report, 0, 11))
    changed("signature", flipped(report, 0x2A0))
    changed("r as big-endian", report[:0x2A0] + report[0x2A0:0x2D0][::-1] + report[0x2D0:])
    changed("padding of r", flipped(report, 0x2DC))
    changed("behind the signature", flipped(report, 0x340))
    changed("s mirrored", mirrored(report, 0x2E8, P384, "little"), expected=True)
    changed("a byte short", report[:-1])
    base = "snp/milan-v2.report.hex"
    leaf = cases.read(vcek)
    crl = x509.load_pem_x509_crl(cases.read(list_of_milan)).public_bytes(serialization.Encoding.DER)
    intermediate, root = x509.load_pem_x509_certificates(cases.read(milan))
    ask, ark = (each.public_bytes(serialization.Encoding.DER) for each in (intermediate, root))
    for about, others in {
        "signature of the ASK": [vcek, pem(flipped(ask, -1), ark), list_of_milan],
        "signature of the ARK": [vcek, pem(ask, flipped(ark, -1)), list_of_milan],
        "VCEK of another chip": ["snp/milan-v2-debug.vcek.der", milan, list_of_milan],
        "signature of the VCEK": [flipped(leaf, -1), milan, list_of_milan],
        "key of the VCEK": [flipped(leaf, len(leaf) // 3), milan, list_of_milan],
        "chain of another product": [vcek, genoa, list_of_milan],
        "chain of VLEKs": [vcek, "snp/roots/ask_ark_milan_vlek.pem", list_of_milan],
        "revocation list of another product": [vcek, milan, list_of_genoa],
        "signature of the revocation list": [vcek, milan, flipped(crl, -1)],
    }.items():
        cases.add(about, [base] + others, time, False)
    cases.add("no revocation list", [base, vcek, milan], time, True)
    cases.add("in another order", [crl, pem(ask, ark), vcek, base], time, True)
    cases.add("revocation list in DER", [base, vcek, milan, crl], time, True)
    cases.add("a bracket that ends late", [base, vcek, milan, list_of_milan], (time, "2027-01-01T00:00:00Z"), False)


def tdx(cases):
    quote_file, collateral_file = "tdx/v4-uptodate.quote.bin", "tdx/v4-uptodate.collateral.json"
    time = "2025-06-20T00:00:00Z"
    windows = {
        "v4-uptodate": (True, "2025-06-20T00:00:00Z", "2025-06-18T00:00:00Z", "2025-07-20T00:00:00Z"),
        "v4-debug": (True, "2026-03-20T00:00:00Z", "2026-03-10T00:00:00Z", "2026-04-16T00:00:00Z"),
        "v4-spr-2022": (False, "2023-06-20T00:00:00Z", "2023-06-01T00:00:00Z", "2023-07-20T00:00:00Z"),
    }
    for name, (expected, inside, before, after) in windows.items():
        files = [f"tdx/{name}.quote.bin", f"tdx/{name}.collateral.json"]
        cases.add(f"{name}, inside its time", files, inside, expected)
        cases.add(f"{name}, before its time", files, before, False)
        cases.add(f"{name}, after its time", files, after, False)
    cases.add("no collateral", ["tdx/v4-padded8000.quote.bin"], time, False)
    for about, instant, expected in [
        ("first", "2025-06-19T10:32:27Z", True), ("last", "2025-07-19T10:00:34Z", True),
        ("before the first", "2025-06-19T10:32:26Z", False), ("after the last", "2025-07-19T10:00:36Z", False),
    ]:
        cases.add(f"the second {about}", [quote_file, collateral_file], instant, expected)
    quote, collateral = cases.read(quote_file), json.loads(cases.read(collateral_file))

    def changed(about, data, expected=False):
        cases.add(about, [data, collateral_file], time, expected)

    for about, at in {
        "QE vendor": 12, "attributes: debug": 168, "MRTD": 184, "report data": 568, "signature": 636,
        "attestation key": 700, "certification data of type 7": 764, "QE report": 770, "QE authentication data": 1220,
        "PCK certificate": 1700,
    }.items():
        changed(about, flipped(quote, at))
    changed("junk behind the quote", quote + b"x")
    changed("no padding", quote.rstrip(b"\0") + b"\0", expected=True)
    changed("s mirrored", mirrored(quote, 668, P256, "big"), expected=True)
    other = json.loads(cases.read("sgx/v3-swhardening.collateral.json"))

    def collected(about, changes):
        cases.add(about, [quote_file, json.dumps({**collateral, **changes}).encode()], time, False)

    collected("TCB Info edited", {"tcb_info": collateral["tcb_info"].replace("OutOfDate", "UpToDate", 1)})
    collected("TCB Info written anew", {"tcb_info": json.dumps(json.loads(collateral["tcb_info"]))})
    collected("TCB Info of another platform", {each: other[each] for each in ("tcb_info", "tcb_info_signature")})
    collected("QE identity of SGX", {each: other[each] for each in ("qe_identity", "qe_identity_signature")})
    collected("revocation list of another CA", {"pck_crl": other["pck_crl"]})
    collected("one revocation list twice", {"root_ca_crl": collateral["pck_crl"]})
    collected("chain of TCB Info is another", {"tcb_info_issuer_chain": collateral["pck_crl_issuer_chain"]})
    collected("signature of TCB Info", {"tcb_info_signature": "00" + collateral["tcb_info_signature"][2:]})


def sgx(cases):
    quote, collateral = "sgx/v3-swhardening.quote.bin", "sgx/v3-swhardening.collateral.json"
    time = "2025-06-20T00:00:00Z"
    cases.add("inside its time", [quote, collateral], time, True)
    cases.add("before its time", [quote, collateral], "2025-06-18T00:00:00Z", False)
    cases.add("after its time", [quote, collateral], "2025-07-20T00:00:00Z", False)
    cases.add("collateral of TDX", [quote, "tdx/v4-uptodate.collateral.json"], time, False)
    for about, at in {"debug": 96, "MRENCLAVE": 112, "report data": 368, "signature": 436, "QE report": 600}.items():
        cases.add(about, [flipped(cases.read(quote), at, 2), collateral], time, False)


def nitro(cases):
    production, debug = "nitro/prod-2022.cose", "nitro/debug-2022.cose"
    time, of_debug = "2022-10-13T08:58:02Z", "2022-10-12T13:50:06Z"
    cases.add("production, when it was signed", [production], time, True)
    cases.add("production, in a bracket", [production], ("2022-10-13T08:58:00Z", "2022-10-13T11:00:00Z"), True)
    cases.add("production, as of another time of the chain's", [production], "2022-10-13T10:00:00Z", True)
    later = ("2022-10-13T10:00:00Z", "2022-10-13T10:30:00Z")
    cases.add("production, in a bracket that begins when it was signed already", [production], later, False)
    cases.add("production, before the chain", [production], "2022-10-13T08:57:00Z", False)
    cases.add("production, after the chain", [production], (time, "2022-10-13T12:58:02Z"), False)
    cases.add("debug, when it was signed", [debug], of_debug, True)
    cases.add("debug, after the chain", [debug], "2022-10-12T17:00:00Z", False)
    document = cases.read(production)

    def changed(about, data, expected=False):
        cases.add(about, [data], time, expected)

    changed("tagged", b"\xd2" + document, expected=True)
    changed("s mirrored", mirrored(document, len(document) - 48, P384, "big"), expected=True)
    changed("signature", flipped(document, -1))
    changed("timestamp", flipped(document, document.index(b"itimestamp") + 17))
    changed("PCR0", flipped(document, document.index(b"dpcrs") + 20))
    changed("certificate", flipped(document, document.index(b"kcertificate") + 300))
    changed("an unprotected header", document[:6] + b"\xa1\x04\x41\x00" + document[7:])
    changed("a byte behind it", document + b"\0")
    changed("a byte short", document[:-1])
    gpu, chain = "nvidia/neg-hopper-badsig.report.hex", "nvidia/hopper.chain.pem"
    cases.add("beside a GPU", [production, "nvidia/hopper_evidence.json"], time, True)
    cases.add("beside a GPU with a bad signature", [production, gpu, chain], time, False)
    cases.add("beside half of a GPU", [production, chain], time, False)
    cases.add("beside a report of SEV-SNP", [production, "snp/milan-v2.report.hex"], time, False)
    cases.add("beside another document", [production, debug], time, False)
    for other in ("snp/milan-v2.vcek.der", "snp/crl/milan-crl6.pem", "tdx/v4-uptodate.collateral.json"):
        cases.add(f"beside {other}, which nothing reads", [production, other], time, False)


def nvidia(cases):
    file, time = "nvidia/hopper_evidence.json", "2025-06-20T00:00:00Z"
    cases.add("as it is", [file], time, True)
    cases.add("before its chain", [file], "2020-01-01T00:00:00Z", False)
    wrong = ["nvidia/neg-hopper-badsig.report.hex", "nvidia/hopper.chain.pem"]
    cases.add("a report with a bad signature", wrong, time, False)
    evidence = json.loads(cases.read(file))[0]
    report, chain = (base64.b64decode(evidence[each]) for each in ("evidence", "certificate"))
    cases.add("as two files", [report, chain], time, True)
    cases.add("chain of another GPU", [report, "nvidia/hopper.chain.pem"], time, False)
    for about, at in {"nonce": 4, "measurement": 60, "signature": -1, "opaque data": -200}.items():
        cases.add(about, [flipped(report, at), chain], time, False)
    cases.add("a signature cut short", [report[:-1], chain], time, False)
    cases.add("s mirrored", [mirrored(report, len(report) - 48, P384, "big"), chain], time, True)
    links = [each.public_bytes(serialization.Encoding.DER) for each in x509.load_pem_x509_certificates(chain)]
    cases.add("no root", [report, pem(*links[:-1])], time, False)
    cases.add("an intermediate left out", [report, pem(*links[:2], *links[3:])], time, False)
    cases.add("signature of an intermediate", [report, pem(*links[:2], flipped(links[2], -1), *links[3:])], time, False)
    cases.add("root first", [report, pem(*links[::-1])], time, False)
    other = json.dumps([{**evidence, "nonce": "00" * 32}]).encode()
    cases.add("another nonce beside it", [other], time, False)
    cases.add("one GPU as two", [json.dumps([evidence, evidence]).encode()], time, False)
    cases.add("a list of revocations, which nothing reads", [file, "snp/crl/milan-crl6.pem"], time, False)


def forged(cases):
    """SEV-SNP under a root of our own, which no sample stands for; the program is told of the root."""
    forge, time = evidence_forge.Forge(), "2024-06-01T00:00:00Z"
    root = cases.folder / "root.pem"
    root.write_bytes(forge.root_pem)
    evidence_oracle.ROOTS[evidence_oracle.spki_digest(forge.root)] = "Milan"
    cases.options = ["--root", f"amd={root}"]
    report = forge.report()
    for about, expected, leaf, intermediate, revocations in evidence_forge.cases(forge):
        files = [report, leaf, intermediate + forge.root_pem] + ([revocations] if revocations else [])
        cases.add(about, files, time, expected)


def published(cases):
    """Formats/Vectors/evidence, as it is and changed; evidence-v1.md sections 2.1 and 6.1."""
    folder = pathlib.Path(__file__).resolve().parents[3] / "Formats" / "Vectors" / "evidence"
    read = lambda name: (folder / name).read_bytes()
    time, before = "2026-01-01T00:00:00Z", "2019-01-01T00:00:00Z"
    report, table = read("configfs.outblob"), read("configfs.auxblob")
    cases.add("a report and its table", [report, table], time, True)
    cases.add("the same in base64", [base64.b64encode(report), base64.b64encode(table)], time, True)
    cases.add("before its time", [report, table], before, False)
    cases.add("a table without its report", [table], time, False)
    cases.add("a report of version 4 alone", [read("snp-v4.report.bin")], time, False)
    swapped = bytearray(table)
    for at in (0, 24, 48):
        guid = table[at:at + 16]
        swapped[at:at + 16] = guid[:4][::-1] + guid[4:6][::-1] + guid[6:8][::-1] + guid[8:]
    cases.add("GUIDs in the other order", [report, bytes(swapped)], time, True)
    cases.add("an entry behind the end", [report, flipped(table, 19, 0x80)], time, False)
    cases.add("a certificate that is changed", [report, flipped(table, 600, 1)], time, False)
    azure, vcek = read("azure.hcl.bin"), read("azure.vcek.pem")
    genoa, azure_time = "snp/roots/ask_ark_genoa.pem", "2025-09-01T00:00:00Z"
    cases.add("Azure's report", [azure, vcek, genoa], azure_time, True)
    for about, at in {"claims": 1300, "user-data": 2400, "report data": 32 + 0x50, "VMPL": 32 + 0x30, "measurement": 32 + 0x90,
                      "report type": 1224, "hash type": 1228, "size of the claims": 1232, "behind the claims": -1}.items():
        cases.add(f"Azure's report, {about}", [flipped(azure, at), vcek, genoa], azure_time, False)


def devices(cases):
    """GPUs and switches as NVIDIA's tools write them today."""
    folder = pathlib.Path(__file__).resolve().parents[3] / "Formats" / "Vectors" / "evidence"
    gpu, switch = (folder / "nvattest.json").read_bytes(), (folder / "switch.json").read_bytes()
    time, before = "2026-01-01T00:00:00Z", "2019-01-01T00:00:00Z"
    cases.add("what nvattest writes", [gpu], time, True)
    cases.add("the same in an object", [json.dumps({"evidences": json.loads(gpu), "result_code": 0}).encode()], time, True)
    cases.add("a switch", [switch], time, True)
    cases.add("a GPU and a switch", [gpu, switch], time, True)
    cases.add("a switch before its chain", [switch], before, False)
    entry = json.loads(switch)[0]
    changed = base64.b64encode(flipped(base64.b64decode(entry["evidence"]), 60)).decode()
    cases.add("a switch with another measurement", [json.dumps([{**entry, "evidence": changed}]).encode()], time, False)
    cases.add("one switch as two", [json.dumps([entry, entry]).encode()], time, False)


def main():
    vectors, kind, folder = sys.argv[1:]
    cases = Cases(vectors, folder)
    {"snp": snp, "tdx": tdx, "sgx": sgx, "nitro": nitro, "nvidia": nvidia, "forged": forged,
     "published": published, "devices": devices}[kind](cases)
    json.dump({"cases": cases.list}, sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
