package import Bytes
package import Keys

/// Something about a signed model that does not hold.
package typealias ModelFault = Flaw<ModelFaultCode>

/// The codes of `ModelFault`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum ModelFaultCode: String, StableCode {
    case otherKey = "model-other-key"
    case signature = "model-signature-invalid"
    case changed = "model-file-changed"
    case missing = "model-file-missing"
    case unsigned = "model-file-unsigned"
}

extension ModelSignature {
    /// What the signature leaves out of a model: the usual paths that it names, and its own file where it lies inside.
    package func leavesOut(itself: String?) -> [String] {
        ModelManifest.usuallyIgnored.filter { manifest.ignored.containsSame(as: $0) }
            + [itself].compactMap(\.self)
    }

    /// Holds the signature against a key and the files that are there: all of those that were signed, and no others.
    ///
    /// A signature may name any paths as left out; only those of `leavesOut` are.
    package func faults(key: PublicKey, files: [ModelManifest.File]) throws(ProvenanceError) -> [ModelFault] {
        let hint = try ModelSignature.keyHint(key)
        guard keyHint == hint else {
            return [
                ModelFault(
                    .otherKey,
                    keyHint.hex,
                    "want the key of \(key.name), \(hint)"
                )
            ]
        }
        guard verifies(under: key) else {
            return [ModelFault(.signature, key.name, "the signature does not verify")]
        }
        return faults(of: files)
    }

    private func faults(of files: [ModelManifest.File]) -> [ModelFault] {
        var there: [ByteName: Digest] = [:]
        for file in files { there[ByteName(file.name)] = file.sha256 }
        var faults: [ModelFault] = []
        for signed in manifest.files {
            guard let found = there.removeValue(forKey: ByteName(signed.name)) else {
                faults.append(ModelFault(.missing, signed.name, "was signed"))
                continue
            }
            guard found != signed.sha256 else { continue }
            faults.append(
                ModelFault(
                    .changed,
                    signed.name,
                    "got SHA-256 \(found), want \(signed.sha256)"
                )
            )
        }
        return faults
            + there.keys.sorted().map {
                ModelFault(.unsigned, "\($0)", "is in the model but was not signed")
            }
    }
}
