import Attestation
import Bytes
import TestSupport

@testable import Attestation

/// Documents of AWS Nitro, and edits of them.
enum NitroSample {
    static let folder = "attestation/nitro"
    static let inside = "2022-10-13T08:58:02Z"

    static func bytes(_ name: String) throws -> [UInt8] { try Sample.bytes("nitro/\(name)") }

    static func evidence(_ document: [UInt8]) throws(AttestationError) -> NitroEvidence {
        try NitroEvidence(EvidenceFiles(["document.cose": document]))
    }

    /// Why the document is refused at `time`; nil where it is authentic.
    static func refusal(_ document: [UInt8], at time: String = inside) throws -> Set<AppraisalCode>? {
        let context = try AuthenticationContext.at(time)
        do throws(AttestationError) {
            let findings = try evidence(document).authenticate(context)
            return findings.isGood ? nil : findings.faultCodes
        } catch { return [error.code] }
    }

    /// The document around another payload and unprotected header, with the signature as it was.
    static func rebuilt(
        _ document: [UInt8],
        unprotected: [UInt8] = [0xa0],
        protected: [UInt8] = [0xa1, 0x01, 0x38, 0x22],
        signature: [UInt8]? = nil,
        payload edit: ([UInt8]) -> [UInt8] = { $0 }
    ) throws -> [UInt8] {
        let envelope = try COSESign1(reading: document, name: "document.cose")
        let payload = edit(envelope.payload)
        let signature = signature ?? envelope.signature
        return CBOR.head(.array, 4) + CBOR.head(.bytes, UInt64(protected.count)) + protected + unprotected
            + CBOR.head(.bytes, UInt64(payload.count)) + payload
            + CBOR.head(.bytes, UInt64(signature.count)) + signature
    }

    /// The payload with the first `old` replaced.
    static func replacing(_ old: [UInt8], _ new: [UInt8], in payload: [UInt8]) -> [UInt8] {
        guard let start = payload.indices.first(where: { payload[$0...].starts(with: old) }) else {
            return []
        }
        return Array(payload[..<start]) + new + Array(payload[(start + old.count)...])
    }

    static func text(_ text: String) -> [UInt8] {
        CBOR.head(.text, UInt64(text.utf8.count)) + Array(text.utf8)
    }
}
