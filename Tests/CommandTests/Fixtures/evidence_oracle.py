#!/usr/bin/env python3
"""A second opinion on evidence from TEEs and GPUs: is it authentic, and what does it state?

    evidence_oracle.py FILE... --at TIME
    evidence_oracle.py FILE... --from TIME --to TIME

Written from what the vendors publish (AMD 56860 and 57230, Intel's quote formats and PCS v4, the AWS Nitro documents,
DMTF SPDM 1.1 and nvtrust) and `Formats/evidence-v1.md`; it shares no code with the program. It needs `cryptography`,
and `dcap-qvl` for Intel. It prints one JSON object: `authentic`, `reason` where it is not, `kind`, `measurement`,
`report_data`, `status`, `advisories`.
"""

import argparse
import datetime
import hashlib
import json
import struct
import sys
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from evidence_cbor import cbor, cbor_bytes
from evidence_chain import (
    NotAuthentic, ROOTS, demand, demand_chain, demand_complete, demand_p384, demand_root, demand_signer, demand_window,
    spki_digest,
)  # ROOTS and spki_digest are for evidence_cases.py, too
from evidence_files import Files

# Every VCEK has serial number 0.
warnings.filterwarnings("ignore", message="Parsed a serial number")

AMD = "1.3.6.1.4.1.3704.1."


def appraise_snp(files, bracket, result):
    report = files.evidence
    result.update(measurement=report[0x90:0xC0].hex(), report_data=report[0x50:0x90].hex())
    version, algorithm = struct.unpack_from("<I", report)[0], struct.unpack_from("<I", report, 0x34)[0]
    demand(version in (2, 3, 4, 5), f"report of version {version}")
    demand(algorithm == 1, f"signature algorithm {algorithm}")
    signer = {0: "VCEK", 1: "VLEK"}.get(report[0x48] >> 2 & 7)
    demand(signer, "signed by no known kind of key")
    demand(len(files.certificates) <= 3 and len(files.lists) <= 1 and not files.collateral, "files that nothing reads")
    leaf, intermediate, root = snp_chain(files.certificates, signer)
    demand_signer([leaf, intermediate, root])
    demand_root(root, "Milan", "Genoa", "Turin")
    product = ROOTS[spki_digest(root)]
    for certificate, issuer in ((leaf, intermediate), (intermediate, root), (root, root)):
        demand_pss(issuer, certificate.signature, certificate.tbs_certificate_bytes, "certificate")
        demand_window(certificate, bracket)
    demand_snp_signature(report, leaf)
    demand_tcb(report, leaf, product)
    if signer == "VCEK":
        size = 8 if product == "Turin" else 64
        demand(extension(leaf, "4") == report[0x1A0:0x1A0 + size], "CHIP_ID is not that of the VCEK")
    demand_not_revoked(intermediate, root, files.lists, bracket)
    if files.claims is not None:
        demand(report[0x50:0x90] == hashlib.sha256(files.claims).digest() + bytes(32), "claims that are not bound")
        demand(report[0x30:0x34] == bytes(4), "a report that the guest could ask for")


def snp_chain(certificates, signer):
    """The leaf, what signed it, and the root, found by their names."""
    common = {name_of(each.subject): each for each in certificates}
    leaf = common.get(f"SEV-{signer}")
    demand(leaf, f"no {signer}")
    intermediate = common.get(name_of(leaf.issuer))
    demand(intermediate, f"no certificate of {name_of(leaf.issuer)}")
    root = common.get(name_of(intermediate.issuer))
    demand(root, f"no certificate of {name_of(intermediate.issuer)}")
    demand(leaf.issuer == intermediate.subject and intermediate.issuer == root.subject, "names of the chain")
    return leaf, intermediate, root


def name_of(name):
    values = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return values[0].value if values else None


def demand_pss(issuer, signature, signed, what):
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    try:
        issuer.public_key().verify(signature, signed, pss, hashes.SHA384())
    except Exception as error:
        raise NotAuthentic(f"{what}: not signed by {name_of(issuer.subject)}") from error


def demand_snp_signature(report, leaf):
    """r and s are little-endian, 72 bytes each of which 48 count; what follows them nobody signed."""
    r, s = report[0x2A0:0x2E8], report[0x2E8:0x330]
    demand(not any(r[48:] + s[48:] + report[0x330:]), "bytes that nobody signed are not zero")
    numbers = (int.from_bytes(each, "little") for each in (r, s))
    demand_p384(leaf, *numbers, report[:0x2A0], "report")


def extension(certificate, suffix):
    oid = x509.ObjectIdentifier(AMD + suffix)
    try:
        return certificate.extensions.get_extension_for_oid(oid).value.value
    except x509.ExtensionNotFound:
        return None


def demand_tcb(report, leaf, product):
    """REPORTED_TCB, whose layout is the product's, is the level that the leaf was issued for."""
    tcb = report[0x180:0x188]
    places = {"3.1": 0, "3.2": 1, "3.3": 6, "3.8": 7}
    if product == "Turin":
        places = {"3.9": 0, "3.1": 1, "3.2": 2, "3.3": 3, "3.8": 7}
    for suffix, index in places.items():
        value = extension(leaf, suffix)
        demand(value is not None and value[0] == 2 and value[1] == len(value) - 2, f"extension {suffix}")
        level = int.from_bytes(value[2:], "big")
        demand(level == tcb[index], f"REPORTED_TCB {tcb.hex()}, but the leaf states {level} for {suffix}")


def demand_not_revoked(certificate, root, lists, bracket):
    """By whatever list is given; whether there must be one is for a policy to say."""
    for each in lists:
        demand(each.issuer == root.subject, "revocation list of another product")
        demand_pss(root, each.signature, each.tbs_certlist_bytes, "revocation list")
        inside = each.last_update_utc <= bracket[0] and bracket[1] <= each.next_update_utc
        demand(inside, f"revocation list of {each.last_update_utc} to {each.next_update_utc}")
        demand_complete(each)
        for own in (certificate, root):
            demand_good(each.get_revoked_certificate_by_serial_number(own.serial_number), bracket)


def demand_good(entry, bracket):
    """Not revoked, or only after the bracket, by both its dates, for a reason that does not reach back."""
    if entry is None:
        return
    since, reason = entry.revocation_date_utc, x509.ReasonFlags.unspecified
    for extension in entry.extensions:
        if isinstance(extension.value, x509.InvalidityDate):
            since = min(since, extension.value.invalidity_date_utc)
        if isinstance(extension.value, x509.CRLReason):
            reason = extension.value.reason
    flags = x509.ReasonFlags
    reaches_back = reason in (flags.unspecified, flags.key_compromise, flags.ca_compromise)
    demand(since > bracket[1] and not reaches_back, "revoked")


def appraise_nitro(files, bracket, result):
    demand(not (files.certificates or files.lists or files.collateral), "files that nothing reads")
    item = cbor(files.evidence)
    if isinstance(item, tuple) and item[:2] == ("tag", 18):
        item = item[2]
    demand(isinstance(item, list) and len(item) == 4, "no COSE_Sign1")
    protected, unprotected, payload, signature = item
    document = cbor(payload)
    result.update(measurement=document["pcrs"][0].hex(), report_data=(document.get("user_data") or b"").hex())
    demand(cbor(protected) == {1: -35}, "not ES384")
    demand(unprotected == {}, "an unprotected header")
    demand(document["digest"] == "SHA384", "digest")
    demand(all(index < 32 and len(value) == 48 for index, value in document["pcrs"].items()), "PCRs")
    chain = [x509.load_der_x509_certificate(each) for each in [document["certificate"]] + document["cabundle"][::-1]]
    signed = b"\x84\x6aSignature1" + cbor_bytes(protected) + b"\x40" + cbor_bytes(payload)
    demand(len(signature) == 96, "signature of another size")
    numbers = (int.from_bytes(each, "big") for each in (signature[:48], signature[48:]))
    demand_p384(chain[0], *numbers, signed, "document")
    demand_chain(chain, bracket, "AWS")
    demand_signed_time(document["timestamp"] // 1000, chain, bracket)


def demand_signed_time(seconds, chain, bracket):
    """Inside the bracket; one instant is no bracket, but only says as of when to judge."""
    signed = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    if bracket[0] == bracket[1]:
        for certificate in chain:
            demand_window(certificate, (signed, signed))
    else:
        demand(bracket[0] <= signed <= bracket[1], "signed at another time")


DICE_TCB_INFO = x509.ObjectIdentifier("2.23.133.5.4.1")
FWID = 20


def appraise_nvidia(report, nonce, chain, bracket, result):
    """SPDM 1.1 GET_MEASUREMENTS, request and response, by the last 96 bytes of the response."""
    result.setdefault("measurement", measurement_of(report, 2))
    result.setdefault("report_data", report[4:36].hex())
    demand(report[:2] == b"\x11\xe0" and report[37:39] == b"\x11\x60", "not a request and its response")
    demand(nonce in (None, report[4:36].hex()), "the request has another nonce")
    demand(chain, "no certificate chain")
    demand_chain(chain, bracket, "NVIDIA")
    numbers = (int.from_bytes(each, "big") for each in (report[-96:-48], report[-48:]))
    demand_p384(chain[0], *numbers, report[:-96], "report")
    demand_firmware(report, chain[0])


def measurement_of(report, wanted):
    """The value of one block of the measurement record: index, specification, size; type, size, value."""
    record = report[45:45 + int.from_bytes(report[42:45], "little")]
    while len(record) >= 7:
        index, _, size = struct.unpack_from("<BBH", record)
        if index == wanted:
            return record[7:4 + size].hex()
        record = record[4 + size:]
    return None


def demand_firmware(report, leaf):
    """The digest of firmware in the opaque data is that of the leaf's DICE TCB info, where both have one."""
    record = int.from_bytes(report[42:45], "little")
    at = 45 + record + 32
    opaque = report[at + 2:at + 2 + struct.unpack_from("<H", report, at)[0]]
    digests = []
    while len(opaque) >= 4:
        kind, size = struct.unpack_from("<HH", opaque)
        if kind == FWID:
            digests.append(opaque[4:4 + size])
        opaque = opaque[4 + size:]
    try:
        certified = leaf.extensions.get_extension_for_oid(DICE_TCB_INFO).value.value
    except x509.ExtensionNotFound:
        return
    demand(all(each in certified for each in digests), "firmware is not that of the leaf")


# What a TD is allowed to do is no question of authenticity. dcap-qvl asks it last, when all else has been found good,
# and from Python it cannot be told not to.
PREFERENCES = {
    "Verification failed: Debug mode is enabled",
    "Verification failed: SEPT_VE_DISABLE is not enabled",
    "Verification failed: Invalid MR service TD",
}


def appraise_intel(files, bracket, result):
    """What nobody signed is judged here, everything else by dcap-qvl, at both ends of the bracket."""
    quote = files.evidence
    version = struct.unpack_from("<H", quote)[0]
    start, body, end = quote_body(quote, version)
    if result["kind"] == "sgx":
        result.update(measurement=body[64:96].hex(), report_data=body[320:384].hex())
    else:
        result.update(measurement=body[136:184].hex(), report_data=body[520:584].hex())
    size = struct.unpack_from("<I", quote, end)[0]
    demand(end + 4 + size <= len(quote), "signature data ends early")
    demand(not any(quote[end + 4 + size:]), "bytes that nobody signed are not zero")
    if version > 3:
        outer = struct.unpack_from("<H", quote, end + 4 + 128)[0]
        demand(outer == 6, f"certification data of type {outer}")
    demand(not (files.certificates or files.lists), "files that nothing reads")
    demand(files.collateral, "no collateral")
    demand_signer(x509.load_pem_x509_certificates(quote[quote.index(b"-----BEGIN"):].rstrip(b"\0")))
    for name in ("tcb_info_issuer_chain", "qe_identity_issuer_chain"):
        demand_signer(x509.load_pem_x509_certificates(files.collateral[name].encode()))
    for name in ("pck_crl", "root_ca_crl"):
        demand_complete(x509.load_der_x509_crl(bytes.fromhex(files.collateral[name])))
    import dcap_qvl

    collateral = dcap_qvl.QuoteCollateralV3.from_json(json.dumps(files.collateral))
    try:
        reports = [dcap_qvl.verify(quote, collateral, int(each.timestamp())) for each in bracket]
    except ValueError as error:
        if str(error) in PREFERENCES:
            return
        raise NotAuthentic(f"dcap-qvl: {error}") from error
    result.update(status=reports[0].status, advisories=sorted(reports[0].advisory_ids))


def quote_body(quote, version):
    """Where the body begins, the body, and where it ends: a quote of version 5 says so itself."""
    if version == 5:
        kind, size = struct.unpack_from("<HI", quote, 48)
        demand((kind, size) in ((1, 384), (2, 584), (3, 648)), f"body of type {kind}, {size} bytes")
        return 54, quote[54:54 + size], 54 + size
    size = 584 if quote[4:8] == b"\x81\0\0\0" else 384
    return 48, quote[48:48 + size], 48 + size


APPRAISERS = {
    "sev-snp": appraise_snp, "nitro": appraise_nitro, "tdx": appraise_intel, "sgx": appraise_intel,
}


def appraise(paths, bracket):
    result = {"authentic": False}
    try:
        files = Files(paths)
        result["kind"] = files.kind or ("nvidia-gpu" if files.gpus else None)
        demand(result["kind"], "no evidence that is known")
        if files.kind:
            APPRAISERS[files.kind](files, bracket, result)
        else:
            demand(not (files.certificates or files.lists or files.collateral), "files that nothing reads")
        for gpu in files.gpus:
            appraise_nvidia(*gpu, bracket, result)
        demand_different([chain[1] for _, _, chain in files.gpus])
        result["authentic"] = True
    except NotAuthentic as error:
        result["reason"] = str(error)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error) as error:
        # Malformed bytes end in one of these; a missing module or file does not, and must not look like a verdict.
        result["reason"] = f"malformed: {error!r}"
    return {name: value for name, value in result.items() if value is not None}


def demand_different(chips):
    """No two GPUs have one chip."""
    for values in ([each.serial_number for each in chips], [spki_digest(each) for each in chips]):
        demand(len(set(values)) == len(values), "one GPU as two")


def instant(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--at", type=instant)
    parser.add_argument("--from", type=instant, dest="begin")
    parser.add_argument("--to", type=instant, dest="end")
    options = parser.parse_args()
    bracket = (options.begin or options.at, options.end or options.at)
    if None in bracket:
        parser.error("want --at, or --from and --to")
    json.dump(appraise(options.files, bracket), sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
