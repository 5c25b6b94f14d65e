"""What the oracle demands of certificates, chains, revocation lists and signatures."""
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

ROOTS = {
    "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9": "Milan",
    "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831": "Genoa",
    "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08": "Turin",
    "f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225": "AWS",
    "a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4": "NVIDIA",
}


class NotAuthentic(Exception):
    """What is wrong, or missing."""


def demand(holds, reason):
    if not holds:
        raise NotAuthentic(reason)


def spki_digest(certificate):
    key = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(key).hexdigest()


def demand_root(certificate, *names):
    demand(ROOTS.get(spki_digest(certificate)) in names, "the root is none that is known")


def demand_window(certificate, bracket):
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    inside = begin <= bracket[0] and bracket[1] <= end
    demand(inside, f"{certificate.subject.rfc4514_string()} is valid from {begin} to {end}")


def demand_issued(certificate, issuer):
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception as error:
        raise NotAuthentic(f"{certificate.subject.rfc4514_string()}: not by its issuer ({error!r})") from error


def demand_chain(chain, bracket, *roots):
    """Leaf first, root last, each signed by the next."""
    for certificate, issuer in zip(chain, chain[1:] + chain[-1:]):
        demand_issued(certificate, issuer)
        demand_window(certificate, bracket)
    demand_signer(chain)
    demand_root(chain[-1], *roots)


# Name constraints, policy constraints, inhibit any-policy.
CONSTRAINTS = {"2.5.29.30", "2.5.29.36", "2.5.29.54"}


def demand_signer(chain):
    """The leaf signs and certifies nobody (RFC 5280, 4.2.1.3 and 4.2.1.9); nothing constrains what it vouches for."""
    for extension in chain[0].extensions:
        value = extension.value
        demand(not (isinstance(value, x509.BasicConstraints) and value.ca), "the leaf is an authority")
        signs = not isinstance(value, x509.KeyUsage) or value.digital_signature
        demand(signs, "the leaf's key is not for signatures")
    for certificate in chain:
        oids = {each.oid.dotted_string for each in certificate.extensions}
        demand(not oids & CONSTRAINTS, "constraints, marked critical or not")


def demand_complete(revocation_list):
    """No delta list, none by distribution point, no entries of other issuers, marked critical or not."""
    found = {each.oid.dotted_string for each in revocation_list.extensions}
    for entry in revocation_list:
        found |= {each.oid.dotted_string for each in entry.extensions}
    demand(not found & {"2.5.29.27", "2.5.29.28", "2.5.29.29"}, "a partial revocation list")


def demand_p384(certificate, r, s, message, what):
    try:
        certificate.public_key().verify(
            utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA384())
        )
    except Exception as error:
        raise NotAuthentic(f"{what}: bad signature") from error
