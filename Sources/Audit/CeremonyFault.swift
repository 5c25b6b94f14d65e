package import Bytes

/// What can be wrong with a ceremony that reads well; stable across releases: reports show it.
package enum CeremonyFaultCode: String, StableCode {
    case planUnsigned = "plan-unsigned"
    case planWitnesses = "plan-witnesses"
    case planOtherBundle = "plan-other-bundle"
    case planStrata = "plan-strata"
    case planSampleSmall = "plan-sample-small"
    case planCommitment = "plan-commitment"
    case planBudget = "plan-budget"
    case planSeat = "plan-seat"
    case revealMissing = "reveal-missing"
    case revealUnsigned = "reveal-unsigned"
    case revealOtherPlan = "reveal-other-plan"
    case revealMismatch = "reveal-mismatch"
    case revealUnexpected = "reveal-unexpected"
    case drawMissing = "draw-missing"
    case drawUnsigned = "draw-unsigned"
    case drawWitnesses = "draw-witnesses"
    case drawSignerMissing = "draw-signer-missing"
    case drawOtherPlan = "draw-other-plan"
    case drawOutcome = "draw-outcome"
    case drawSecret = "draw-secret"
    case drawTimes = "draw-times"
}

/// Something that makes a ceremony worthless until it is put right.
package typealias CeremonyFault = Flaw<CeremonyFaultCode>
