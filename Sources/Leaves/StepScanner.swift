package import Bytes
import Glibc

/// Reads canonical step leaves in one pass, without building a JSON tree.
///
/// Canonical form leaves one spelling for each leaf, so that a reader can expect the text byte for byte:
///
///     {"batch":"…","metrics":{…},"previous":"…","proofs":[…],"run":"…","session":"…",
///      "state_after":"…","state_before":"…","step":N,"type":"step"}
///
/// A verifier reads every leaf of a log; this is the path that it spends its time on.
package struct StepScanner {
    private let text: UnsafeRawBufferPointer
    private var index = 0
    private var proofsStart = 0
    private var proofsEnd = 0

    private init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    /// The step and the digest of its statement; nil when the text is no canonical step leaf.
    package static func scan(_ text: UnsafeRawBufferPointer) -> (leaf: StepLeaf, statementDigest: Digest)? {
        var scanner = StepScanner(text)
        guard let leaf = scanner.step(), scanner.index == text.count else { return nil }
        return (leaf, scanner.statementDigest())
    }

    /// The step alone, which spares the digest.
    package static func leaf(_ text: UnsafeRawBufferPointer) -> StepLeaf? {
        var scanner = StepScanner(text)
        guard let leaf = scanner.step(), scanner.index == text.count else { return nil }
        return leaf
    }

    private func statementDigest() -> Digest {
        let before = UnsafeRawBufferPointer(rebasing: text[..<proofsStart])
        let after = UnsafeRawBufferPointer(rebasing: text[proofsEnd...])
        let count = before.count + after.count
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { statement in
            statement.copyMemory(from: before)
            UnsafeMutableRawBufferPointer(rebasing: statement[before.count...]).copyMemory(from: after)
            return SHA256.hash(UnsafeRawBufferPointer(statement))
        }
    }

    private mutating func step() -> StepLeaf? {
        guard take("{\"batch\":\""), let batch = digest(),
            take("\",\"metrics\":{"), let metrics = metrics(),
            take(",\"previous\":\""), let previous = digest(), take("\",")
        else { return nil }
        proofsStart = index
        guard take("\"proofs\":["), let proofs = proofs(), take(",") else { return nil }
        proofsEnd = index
        guard take("\"run\":\""), let run = digest(), take("\",") else { return nil }
        var session: Digest?
        if take("\"session\":\"") {
            session = digest()
            guard session != nil, take("\",") else { return nil }
        }
        guard take("\"state_after\":\""), let after = digest(),
            take("\",\"state_before\":\""), let before = digest(),
            take("\",\"step\":"), let number = integer(), number > 0, take(",\"type\":\"step\"}")
        else { return nil }
        return StepLeaf(
            run: run,
            session: session,
            step: number,
            previous: previous,
            stateBefore: before,
            stateAfter: after,
            batch: batch,
            metrics: metrics,
            proofs: proofs
        )
    }

    private mutating func metrics() -> [StepLeaf.Metric]? {
        if take("}") { return [] }
        var found: [StepLeaf.Metric] = []
        found.reserveCapacity(StepScanner.metricKeys.count)
        for (name, key) in StepScanner.metricKeys {
            let start = index
            guard found.isEmpty || take(","), take(key) else {
                index = start
                continue
            }
            guard let value = plainText(limit: 8), LeafField.isDecimal(value.utf8) else { return nil }
            found.append(StepLeaf.Metric(name: name, value: value))
        }
        return !found.isEmpty && take("}") ? found : nil
    }

    private mutating func proofs() -> [ProofReference]? {
        if take("]") { return [] }
        var found: [ProofReference] = []
        found.reserveCapacity(2)
        repeat {
            guard found.count < LeafField.mostProofs, take("{"), let proof = proof(),
                (found.last?.kind ?? "") < proof.kind
            else { return nil }
            found.append(proof)
        } while take(",")
        return take("]") ? found : nil
    }

    private mutating func proof() -> ProofReference? {
        var inline: [UInt8]?
        if take("\"inline\":\"") {
            guard let bytes = base64(), take("\",") else { return nil }
            inline = bytes
        }
        guard take("\"kind\":\""), let kind = plainText(limit: 32), LeafField.isKind(kind) else { return nil }
        if let inline {
            guard take(",\"size\":"), integer() == inline.count, !inline.isEmpty, take("}"),
                ProofReference.isAllowed(kind, isInline: true, size: inline.count)
            else { return nil }
            return ProofReference(kind: kind, inline: inline)
        }
        guard take(",\"sha256\":\""), let blob = digest(), take("\",\"size\":"), let size = integer(),
            (1...LeafField.largestProof).contains(size), take("}"),
            ProofReference.isAllowed(kind, isInline: false, size: size)
        else { return nil }
        return ProofReference(kind: kind, blob: blob, size: size)
    }

    private mutating func base64() -> [UInt8]? {
        let limit = (LeafField.largestInlineProof + 2) / 3 * 4
        guard let end = quotationMark(within: limit),
            let bytes = Base64.decode(UnsafeRawBufferPointer(rebasing: text[index..<end])),
            bytes.count <= LeafField.largestInlineProof
        else { return nil }
        index = end
        return bytes
    }

    /// Characters up to a quotation mark, which is passed over; none that JSON would escape.
    private mutating func plainText(limit: Int) -> String? {
        guard let end = quotationMark(within: limit) else { return nil }
        defer { index = end + 1 }
        return String(decoding: UnsafeRawBufferPointer(rebasing: text[index..<end]), as: UTF8.self)
    }

    private func quotationMark(within limit: Int) -> Int? {
        var end = index
        let last = min(text.count, index + limit + 1)
        while end < last {
            if text[end] == UInt8(ascii: "\"") { return end }
            end += 1
        }
        return nil
    }

    private mutating func integer() -> Int? {
        let start = index
        var value = 0
        while index < text.count, (0x30...0x39).contains(text[index]) {
            value = value * 10 + Int(text[index] - 0x30)
            guard value <= Int(JSON.largestInteger) else { return nil }
            index += 1
        }
        guard index > start, text[start] != 0x30 || index == start + 1 else { return nil }
        return value
    }

    private mutating func digest() -> Digest? {
        guard text.count - index >= 64, let digest = Digest(hexDigits: text, at: index) else { return nil }
        index += 64
        return digest
    }

    private mutating func take(_ expected: StaticString) -> Bool {
        let count = expected.utf8CodeUnitCount
        guard text.count - index >= count else { return false }
        guard let base = text.baseAddress, memcmp(base + index, expected.utf8Start, count) == 0 else {
            return false
        }
        index += count
        return true
    }

    /// `StepLeaf.Metric.names`, and how each begins in a leaf.
    private static let metricKeys: [(name: String, key: StaticString)] = [
        ("accuracy", "\"accuracy\":\""), ("examples", "\"examples\":\""),
        ("gradient_norm", "\"gradient_norm\":\""), ("learning_rate", "\"learning_rate\":\""),
        ("loss", "\"loss\":\""),
    ]
}
