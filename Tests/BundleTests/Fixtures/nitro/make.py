#!/usr/bin/env python3
"""Makes a chain as that of AWS Nitro documents is, with keys of our own, so that tests can sign documents.

Nobody but a test trusts this root. Needs `cryptography` from PyPI; ECDSA is random, so the files change with every
run: run it only to change what the certificates say.
"""

import datetime
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = pathlib.Path(__file__).parent
FROM, TO = datetime.datetime(2020, 1, 1), datetime.datetime(2045, 1, 1)


def certificate(subject, issuer, key, signer, serial, is_authority):
    def name(common):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])

    usage = x509.KeyUsage(not is_authority, False, False, False, False, is_authority, is_authority, False, False)
    built = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
             .public_key(key.public_key()).serial_number(serial).not_valid_before(FROM).not_valid_after(TO)
             .add_extension(x509.BasicConstraints(is_authority, None), True).add_extension(usage, True))
    return built.sign(signer, hashes.SHA384()).public_bytes(serialization.Encoding.DER)


def main():
    root, leaf = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
    (HERE / "root.der").write_bytes(certificate("nitro-root", "nitro-root", root, root, 1, True))
    (HERE / "leaf.der").write_bytes(certificate("i-0-enc0", "nitro-root", leaf, root, 2, False))
    # The secret scalar of the leaf, 48 bytes: a test's key, not anybody's.
    (HERE / "leaf.key").write_bytes(leaf.private_numbers().private_value.to_bytes(48, "big"))


if __name__ == "__main__":
    main()
