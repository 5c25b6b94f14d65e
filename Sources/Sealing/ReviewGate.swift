import Bytes
import Review
import Trust

/// Lets a segment pass only where its review, if there is one or policy wants one, stands behind what is sealed.
enum ReviewGate {
    static func check(_ subject: ReviewSubject, _ request: SealRequest) throws {
        if let fault = try faults(subject, request).first {
            throw SealingError(
                .review,
                at: fault.subject,
                "\(fault.code.rawValue): \(fault.detail); hint: bulla review RUN"
            )
        }
    }

    private static func faults(_ subject: ReviewSubject, _ request: SealRequest) throws -> [ReviewFault] {
        guard let bytes = request.review else {
            return [ReviewFault.ofNone(under: request.trust?.policy.review)].compactMap { $0 }
        }
        return try SignedReview(canonical: bytes)
            .judge(subject, trust: request.trust, at: request.sealedAt).faults
    }
}
