import Attestation
import Bytes
import Foundation
import TestSupport
import Testing

/// A verifier for Nitro and GPUs of its own: Python's `cryptography`, and the shortest reader of CBOR that does.
private enum SecondOpinion {
    static let isThere = Python.has("cryptography")

    /// For each triple of kind, file and chain a line `good` or `bad`.
    static let script = #"""
        import datetime, hashlib, sys
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        ES384 = ec.ECDSA(hashes.SHA384())
        ROOTS = {"nitro": "f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225",
                 "gpu": "a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4"}

        def cbor(b, o):
            if b[o] == 0xbf:
                items, o = [], o + 1
                while b[o] != 0xff:
                    item, o = cbor(b, o)
                    items.append(item)
                return dict(zip(items[::2], items[1::2])), o + 1
            major, n, o = b[o] >> 5, b[o] & 31, o + 1
            if 24 <= n < 28:
                size = 1 << (n - 24)
                n, o = int.from_bytes(b[o:o + size], "big"), o + size
            elif n >= 28:
                raise ValueError
            if major == 0: return n, o
            if major == 1: return -1 - n, o
            if major == 2: return b[o:o + n], o + n
            if major == 3: return b[o:o + n].decode(), o + n
            if major == 7: return {20: False, 21: True, 22: None}[n], o
            items = []
            for _ in range(n * (2 if major == 5 else 1)):
                item, o = cbor(b, o)
                items.append(item)
            return (dict(zip(items[::2], items[1::2])) if major == 5 else items), o

        def der(signature):
            half = len(signature) // 2
            return utils.encode_dss_signature(*(int.from_bytes(x, "big") for x in (signature[:half], signature[half:])))

        def chain(kind, certificates, time):
            for lower, upper in zip(certificates, certificates[1:] + certificates[-1:]):
                lower.verify_directly_issued_by(upper)
                assert lower.not_valid_before_utc <= time <= lower.not_valid_after_utc
            key = certificates[-1].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            assert hashlib.sha256(key).hexdigest() == ROOTS[kind]

        def head(n): return bytes([0x40 | n]) if n < 24 else b"\x58" + bytes([n]) if n < 256 else b"\x59" + n.to_bytes(2, "big")

        def nitro(b):
            (protected, unprotected, payload, signature), end = cbor(b, 0)
            assert end == len(b) and unprotected == {} and protected == bytes.fromhex("a1013822")
            fields, end = cbor(payload, 0)
            assert end == len(payload) and fields["digest"] == "SHA384"
            certificates = [x509.load_der_x509_certificate(c) for c in [fields["certificate"]] + fields["cabundle"][::-1]]
            time = datetime.datetime.fromtimestamp(fields["timestamp"] / 1000, datetime.timezone.utc)
            chain("nitro", certificates, time)
            signed = b"\x84\x6aSignature1" + head(len(protected)) + protected + b"\x40" + head(len(payload)) + payload
            certificates[0].public_key().verify(der(signature), signed, ES384)

        def gpu(b, pem):
            certificates = x509.load_pem_x509_certificates(pem)
            chain("gpu", certificates, datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc))
            certificates[0].public_key().verify(der(b[-96:]), b[:-96], ES384)

        for kind, path, other in zip(*[iter(sys.argv[1:])] * 3):
            try:
                b = open(path, "rb").read()
                nitro(b) if kind == "nitro" else gpu(b, open(other, "rb").read())
                print("good")
            except Exception:
                print("bad")
        """#

    struct Case {
        let kind: String
        let file: [UInt8]
        let chain: [UInt8]
        let isGood: Bool
    }

    static func verdicts(_ cases: [Case]) throws -> [Bool] {
        let scratch = try ScratchFolder()
        var arguments = ["-c", script]
        for (index, one) in cases.enumerated() {
            let (file, chain) = ("\(scratch.path)/\(index).bin", "\(scratch.path)/\(index).pem")
            try Data(one.file).write(to: URL(fileURLWithPath: file))
            try Data(one.chain).write(to: URL(fileURLWithPath: chain))
            arguments += [one.kind, file, chain]
        }
        return try Python.run(arguments).lines.map { $0 == "good" }
    }
}

@Suite(
    "A second verifier agrees on Nitro and NVIDIA",
    .enabled(if: Vectors.has(NitroSample.folder) && Vectors.has(GPUSample.folder), "\(Vectors.missing)"),
    .enabled(if: SecondOpinion.isThere, "\(Python.missing)")
)
struct SecondOpinionTests {
    private func nitro(_ document: [UInt8]) throws -> SecondOpinion.Case {
        let time = (try? NitroSample.evidence(document).timestamp.description) ?? NitroSample.inside
        let isGood = try NitroSample.refusal(document, at: time) == nil
        return SecondOpinion.Case(kind: "nitro", file: document, chain: [], isGood: isGood)
    }

    private func gpu(_ report: [UInt8], _ chain: [UInt8]) throws -> SecondOpinion.Case {
        let isGood = try GPUSample.refusal(report, chain) == nil
        return SecondOpinion.Case(kind: "gpu", file: report, chain: chain, isGood: isGood)
    }

    @Test("on the samples, and on samples with a bit changed")
    func agrees() throws {
        let document = try NitroSample.bytes("prod-2022.cose")
        let (report, chain) = try GPUSample.hopper()
        let bad = try GPUSample.badSignature()
        var cases = try [
            nitro(document), nitro(NitroSample.bytes("debug-2022.cose")), gpu(report, chain),
            gpu(bad.report, bad.chain), gpu(report, bad.chain),
        ]
        var choices = Choices(seed: 17)
        for _ in 0..<12 {
            var (document, report) = (document, report)
            document[Int.random(in: 0..<document.count, using: &choices)] ^= 1
            report[Int.random(in: 0..<report.count, using: &choices)] ^= 1
            cases += try [nitro(document), gpu(report, chain)]
        }
        #expect(try SecondOpinion.verdicts(cases) == cases.map(\.isGood))
        #expect(cases.map(\.isGood).filter { $0 }.count == 3)
    }
}
