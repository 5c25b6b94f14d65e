"""What was given to the oracle, each file recognised by its content."""

import base64
import binascii
import json
import pathlib
import re
import struct

from cryptography import x509

AMD = ("c0b406a4a803495297433fb6014cd0ae", "4ab7b379bbac4fe4a02f05aef327c782", "63da758de6644564adc5f4b93be8accd",
       "a8074bc2a25a483eaae639c045a0b8a1", "92f81bc358114d3d97ffd19f88dc67ea")


class Files:
    """What was given, each recognised by its content; nothing is dropped, and nothing takes another's place.

    `evidence` is that of a TEE and `kind` its kind; `gpus` are reports with their nonce and chain. What is left in
    `certificates`, `lists` and `collateral` belongs to the TEE.
    """

    def __init__(self, paths):
        self.evidence, self.kind, self.gpus, self.claims = None, None, [], None
        self.certificates, self.lists, self.collateral = [], [], {}
        self.reports, self.chains = [], []
        for path in paths:
            self.take(pathlib.Path(path).read_bytes())
        if len(self.reports) > 1 or len(self.reports) != len(self.chains):
            raise ValueError("GPU reports and chains that do not go together")
        self.gpus += [(report, None, chain) for report, chain in zip(self.reports, self.chains)]

    def take(self, data):
        if re.fullmatch(rb"\s*([0-9a-fA-F]{2})+\s*", data):
            data = bytes.fromhex(data.decode().strip())
        elif re.fullmatch(rb"[A-Za-z0-9+/\s]{256,}=*\s*", data):
            data = binascii.a2b_base64(data)
        if is_guid(data[:16]):
            return self.take_table(data)
        if data.lstrip()[:1] in (b"{", b"["):
            self.take_json(json.loads(data))
        elif b"-----BEGIN X509 CRL" in data[:200]:
            self.lists.append(x509.load_pem_x509_crl(data))
        elif data.lstrip()[:11] == b"-----BEGIN ":
            self.take_chain(x509.load_pem_x509_certificates(data))
        elif data[:1] == b"\x30":
            self.take_der(data)
        else:
            self.take_evidence(data, kind_of(data))

    def take_table(self, data):
        """Certificates that a host hands over: GUID, offset, size, up to zeros; GHCB section 4.1.8.1."""
        at = 0
        while any(data[at:at + 16]):
            offset, size = struct.unpack_from("<II", data, at + 16)
            if offset + size > len(data):
                raise ValueError("an entry that is not there")
            if is_guid(data[at:at + 16]):
                self.take(data[offset:offset + size])
            at += 24

    def take_azure(self, data):
        """The report within Azure's, and the claims behind it."""
        _, version, kind, hashing, size = struct.unpack_from("<5I", data, 1216)
        if (version, kind, hashing) != (1, 2, 1) or any(data[1236 + size:]) or len(data) < 1236 + size:
            raise ValueError("an Azure report of another layout")
        self.claims = data[1236:1236 + size]
        self.take_evidence(data[32:1216], "sev-snp")

    def take_evidence(self, data, kind):
        if data[:4] == b"HCLA":
            return self.take_azure(data)
        if kind == "nvidia-gpu":
            self.reports.append(data)
        elif kind is None or self.evidence is not None:
            raise ValueError("evidence twice" if kind else "nothing that is known")
        else:
            self.evidence, self.kind = data, kind

    def take_chain(self, chain):
        if any("NVIDIA" in each.subject.rfc4514_string() for each in chain):
            self.chains.append(chain)
        else:
            self.certificates += chain

    def take_der(self, data):
        try:
            self.certificates.append(x509.load_der_x509_certificate(data))
        except ValueError:
            self.lists.append(x509.load_der_x509_crl(data))

    def take_json(self, value):
        if isinstance(value, dict) and "evidences" in value:
            value = value["evidences"]
        if isinstance(value, dict):
            if self.collateral:
                raise ValueError("collateral twice")
            self.collateral = value
            return
        for each in value:
            chain = x509.load_pem_x509_certificates(base64.b64decode(each["certificate"]))
            self.gpus.append((base64.b64decode(each["evidence"]), each["nonce"], chain))


def is_guid(guid):
    """One of AMD's, in either order of bytes."""
    swapped = guid[:4][::-1] + guid[4:6][::-1] + guid[6:8][::-1] + guid[8:]
    return guid.hex() in AMD or swapped.hex() in AMD


def kind_of(data):
    if len(data) == 1184 and data[1:4] == b"\0\0\0":
        return "sev-snp"
    if data[:2] == b"\x11\xe0":
        return "nvidia-gpu"
    if data[:1] == b"\x84" or data[:2] == b"\xd2\x84":
        return "nitro"
    if len(data) > 436 and data[:2] in (b"\3\0", b"\4\0", b"\5\0"):
        return {b"\x81\0\0\0": "tdx", b"\0\0\0\0": "sgx"}.get(data[4:8])
    return None
