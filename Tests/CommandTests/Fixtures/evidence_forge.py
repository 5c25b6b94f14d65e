"""A chain as AMD's is, with keys of our own: leaves and revocation lists that AMD would not issue."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

PSS = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
FROM, TO = datetime.datetime(2024, 1, 1), datetime.datetime(2025, 1, 1)
SOONER, LATER, LATEST = (datetime.datetime(2024, month, 1) for month in (3, 7, 9))
CHIP = bytes(range(64))
LEVELS = {1: 4, 2: 0, 3: 24, 8: 115}


def name(common):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def usage(**on):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{each: on.get(each, False) for each in names})


AUTHORITY = [(x509.BasicConstraints(True, None), True), (usage(key_cert_sign=True, crl_sign=True), True)]


class Forge:
    """Keys of a root, an intermediate and a leaf, and what they sign."""

    def __init__(self):
        self.root_key, self.key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        self.leaf_key = ec.generate_private_key(ec.SECP384R1())
        self.root = self.issue("ARK-Milan", "ARK-Milan", self.root_key, self.root_key, 1, AUTHORITY)
        self.root_pem = self.root.public_bytes(serialization.Encoding.PEM)

    def issue(self, subject, issuer, key, signer, serial, extensions):
        built = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).serial_number(serial)
                 .public_key(key.public_key()).not_valid_before(FROM).not_valid_after(TO))
        for value, is_critical in extensions:
            built = built.add_extension(value, is_critical)
        return built.sign(signer, hashes.SHA384(), rsa_padding=PSS)

    def intermediate(self, *more):
        found = self.issue("SEV-Milan", "ARK-Milan", self.key, self.root_key, 2, AUTHORITY + list(more))
        return found.public_bytes(serialization.Encoding.PEM)

    def leaf(self, *more):
        arc = "1.3.6.1.4.1.3704.1."
        numbers = {f"3.{each}": bytes([2, 1, level]) for each, level in LEVELS.items()}
        values = {"2": b"\x16\x08Milan-B0", "4": CHIP, **numbers}
        own = [(x509.UnrecognizedExtension(x509.ObjectIdentifier(arc + each), value), False)
               for each, value in values.items()]
        found = self.issue("SEV-VCEK", "SEV-Milan", self.leaf_key, self.key, 3, own + list(more))
        return found.public_bytes(serialization.Encoding.DER)

    def revocations(self, *extensions, entries=()):
        built = (x509.CertificateRevocationListBuilder().issuer_name(name("ARK-Milan")).last_update(FROM).next_update(TO)
                 .add_extension(x509.CRLNumber(1), False))
        for value, is_critical in extensions:
            built = built.add_extension(value, is_critical)
        for each in entries:
            built = built.add_revoked_certificate(each)
        return built.sign(self.root_key, hashes.SHA384(), rsa_padding=PSS).public_bytes(serialization.Encoding.DER)

    def report(self):
        """AMD 56860, table 23: version 3, which states the processor."""
        report = bytearray(1184)

        def put(offset, data):
            report[offset:offset + len(data)] = data

        put(0x000, b"\3")
        put(0x008, b"\0\0\3")
        put(0x034, b"\1")
        for offset in (0x038, 0x180, 0x1E0, 0x1F0):
            put(offset, bytes([4, 0, 0, 0, 0, 0, 24, 115]))
        put(0x050, b"\x55" * 64)
        put(0x188, b"\x19\1\1")
        put(0x1A0, CHIP)
        signature = self.leaf_key.sign(bytes(report[:0x2A0]), ec.ECDSA(hashes.SHA384()))
        for offset, number in zip((0x2A0, 0x2E8), utils.decode_dss_signature(signature)):
            put(offset, number.to_bytes(48, "little"))
        return bytes(report)


def entry(serial, *extensions, date=LATER):
    built = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(date)
    for value in extensions:
        built = built.add_extension(value, False)
    return built.build()


def cases(forge):
    """About, whether it is authentic, and leaf, intermediate and list."""
    leaf, middle, good = forge.leaf(), forge.intermediate(), forge.revocations()
    yield "sound", True, leaf, middle, good
    yield "sound, without a list", True, leaf, middle, None
    signs = (usage(digital_signature=True, content_commitment=True), True)
    yield "a leaf that says that it signs", True, forge.leaf((x509.BasicConstraints(False, None), True), signs), middle, good
    yield "a leaf that is an authority", False, forge.leaf(*AUTHORITY), middle, good
    yield "a leaf that is an authority and signs", False, forge.leaf(AUTHORITY[0], signs), middle, good
    yield "a leaf that signs others alone", False, forge.leaf((usage(key_cert_sign=True), True)), middle, good
    yield "a leaf that enciphers", False, forge.leaf((usage(key_encipherment=True), False)), middle, good
    names = x509.NameConstraints([x509.DNSName("example.org")], None)
    for is_critical in (False, True):
        marked = "marked critical" if is_critical else "not marked critical"
        yield f"names constrained, {marked}", False, leaf, forge.intermediate((names, is_critical)), good
        for about, value in partial().items():
            yield f"{about}, {marked}", False, leaf, middle, forge.revocations((value, is_critical))
    issuer = x509.CertificateIssuer([x509.DirectoryName(name("Another"))])
    yield "an entry of another issuer", False, leaf, middle, forge.revocations(entries=[entry(9, issuer)])
    point = x509.DistributionPoint([x509.UniformResourceIdentifier("http://example.org/delta")], None, None, None)
    newer = forge.revocations((x509.FreshestCRL([point]), False))
    yield "a complete list that says where newer ones are", True, leaf, middle, newer
    for about, expected, each in revoked():
        yield about, expected, leaf, middle, forge.revocations(entries=[each])


def partial():
    def point(**given):
        fields = {"full_name": None, "relative_name": None, "only_contains_user_certs": False,
                  "only_contains_ca_certs": False, "only_some_reasons": None, "indirect_crl": False,
                  "only_contains_attribute_certs": False}
        return x509.IssuingDistributionPoint(**{**fields, **given})

    return {
        "a delta list": x509.DeltaCRLIndicator(1),
        "a list of users' certificates": point(only_contains_user_certs=True),
        "a list of authorities": point(only_contains_ca_certs=True),
        "a list of some reasons": point(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise])),
        "an indirect list": point(indirect_crl=True),
        "a list of one place": point(full_name=[x509.UniformResourceIdentifier("http://example.org/crl")]),
    }


def revoked():
    """The intermediate, after June 2024 by the entry's date."""
    superseded, leaked = (x509.CRLReason(each) for each in (x509.ReasonFlags.superseded, x509.ReasonFlags.key_compromise))
    yield "another certificate revoked", True, entry(9, leaked)
    yield "superseded before", False, entry(2, superseded, date=SOONER)
    yield "superseded later", True, entry(2, superseded)
    yield "superseded later, invalid before", False, entry(2, superseded, x509.InvalidityDate(SOONER))
    yield "superseded later, invalid later", True, entry(2, superseded, x509.InvalidityDate(LATEST))
    yield "superseded before, invalid later", False, entry(2, superseded, x509.InvalidityDate(LATEST), date=SOONER)
    yield "leaked later, invalid later", False, entry(2, leaked, x509.InvalidityDate(LATEST))
    yield "revoked later for no reason", False, entry(2)
