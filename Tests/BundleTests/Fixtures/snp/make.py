#!/usr/bin/env python3
"""Makes a chain as AMD's is, with keys of our own, so that tests can sign reports that bind what they should.

Nobody but a test trusts this root. Needs `cryptography` from PyPI; RSA-PSS and ECDSA are random, so the files
change with every run: run it only to change what the certificates say.
"""

import datetime
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

HERE = pathlib.Path(__file__).parent
FROM, TO = datetime.datetime(2020, 1, 1), datetime.datetime(2045, 1, 1)
PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
CHIP = bytes(range(64))
# Boot loader, TEE, SNP, microcode.
LEVELS = {1: 4, 2: 0, 3: 24, 8: 219}


def name(common):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def builder(subject, issuer, key, serial):
    return (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key)
            .serial_number(serial).not_valid_before(FROM).not_valid_after(TO))


def authority(subject, issuer, key, signer, serial, length):
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    return (builder(subject, issuer, key.public_key(), serial)
            .add_extension(x509.BasicConstraints(True, length), True).add_extension(usage, True)
            .sign(signer, hashes.SHA384(), rsa_padding=PSS))


def integer(value):
    raw = bytes([value]) if value < 128 else bytes([0, value])
    return bytes([2, len(raw)]) + raw


def extension(last, value):
    oid = x509.ObjectIdentifier("1.3.6.1.4.1.3704.1." + last)
    return x509.UnrecognizedExtension(oid, value)


def main():
    ark_key, ask_key = (rsa.generate_private_key(65537, 4096) for _ in range(2))
    vcek_key = ec.generate_private_key(ec.SECP384R1())
    ark = authority("ARK-Milan", "ARK-Milan", ark_key, ark_key, 0x10000, 1)
    ask = authority("SEV-Milan", "ARK-Milan", ask_key, ark_key, 0x10001, 0)
    leaf = builder("SEV-VCEK", "SEV-Milan", vcek_key.public_key(), 1)
    leaf = leaf.add_extension(extension("2", b"\x16\x08Milan-B0"), False)
    for number, level in LEVELS.items():
        leaf = leaf.add_extension(extension(f"3.{number}", integer(level)), False)
    leaf = leaf.add_extension(extension("4", CHIP), False).sign(ask_key, hashes.SHA384(), rsa_padding=PSS)
    crl = (x509.CertificateRevocationListBuilder().issuer_name(name("ARK-Milan")).last_update(FROM).next_update(TO)
           .add_extension(x509.CRLNumber(1), False).sign(ark_key, hashes.SHA384(), rsa_padding=PSS))
    pem, der = serialization.Encoding.PEM, serialization.Encoding.DER
    (HERE / "chain.pem").write_bytes(ask.public_bytes(pem) + ark.public_bytes(pem))
    (HERE / "leaf.der").write_bytes(leaf.public_bytes(der))
    (HERE / "crl.der").write_bytes(crl.public_bytes(der))
    # The secret scalar of the VCEK, 48 bytes: a test's key, not anybody's.
    (HERE / "leaf.key").write_bytes(vcek_key.private_numbers().private_value.to_bytes(48, "big"))


if __name__ == "__main__":
    main()
