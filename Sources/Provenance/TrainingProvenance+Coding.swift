package import Bytes

extension TrainingProvenance {
    /// Reads a statement; any spelling but the canonical one is refused.
    package init(canonical bytes: [UInt8]) throws(ProvenanceError) {
        self = try ProvenanceError.from(.statement) { () throws(FormatError) in
            try TrainingProvenance(JSON(canonical: bytes, limits: TrainingProvenance.limits), path: "")
        }
    }

    /// `urn:bulla:log:` and the origin, in which everything but letters, digits and `-._~/:` is percent-encoded.
    fileprivate static func builder(_ origin: String) -> String {
        var text = "urn:bulla:log:"
        for byte in origin.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x2f, 0x3a:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%\(Hex.encode([byte]).uppercased())"
            }
        }
        return text
    }
}

/// The statement, whose fixed texts and what stands there twice follow from the values.
extension TrainingProvenance: FieldCoded {
    package init(_ fields: inout Fields<TrainingProvenance>) throws(FormatError) {
        try fields.constant("_type", TrainingProvenance.statementType)
        try fields.constant("predicateType", TrainingProvenance.predicateType)
        model = try fields("subject", { [$0.model] }, .objects(1...1))[0]
        (run, place) = try fields.nested("predicate") { (predicate) throws(FormatError) in
            let (recipe, seed, step, inputs) = try predicate.nested("buildDefinition", Self.definition)
            let (run, origin, index, made) = try predicate.nested("runDetails", Self.details)
            return (
                Run(
                    run: run,
                    origin: origin,
                    recipe: recipe,
                    dataset: inputs[0],
                    genesis: inputs[1],
                    seed: seed
                ),
                Place(manifest: made[2], checkpoint: made[0], leaf: made[1], index: index, step: step)
            )
        }
    }

    private static func definition(
        _ fields: inout Fields<TrainingProvenance>
    ) throws(FormatError) -> (recipe: Digest, seed: Digest, step: Int, inputs: [Digest]) {
        try fields.constant("buildType", buildType)
        let (recipe, seed, step) = try fields.nested("externalParameters") {
            (parameters) throws(FormatError) in
            (
                try parameters("recipe", \.run.recipe, .digest),
                try parameters("seed", \.run.seed, .digest),
                try parameters("step", \.place.step, .integer(in: 1...JSON.largestInteger))
            )
        }
        let inputs = try fields(
            "resolvedDependencies",
            {
                [
                    Descriptor("dataset", $0.run.dataset), Descriptor("genesis", $0.run.genesis),
                    Descriptor("recipe.json", $0.run.recipe),
                ]
            },
            .descriptors("dataset", "genesis", "recipe.json")
        ).map(\.sha256)
        guard inputs[2] == recipe else {
            throw fields.refusal("resolvedDependencies[2].digest.sha256", "want that of the recipe")
        }
        return (recipe, seed, step, inputs)
    }

    private static func details(
        _ fields: inout Fields<TrainingProvenance>
    ) throws(FormatError) -> (run: Digest, origin: String, index: Int, made: [Digest]) {
        let made = try fields(
            "byproducts",
            {
                [
                    Descriptor("checkpoint", $0.place.checkpoint),
                    Descriptor("leaf", $0.place.leaf, .init(index: $0.place.index, origin: $0.run.origin)),
                    Descriptor("manifest.json", $0.place.manifest),
                ]
            },
            .descriptors("checkpoint", "leaf", "manifest.json")
        )
        let (index, origin) = (made[1].annotations?.index ?? 0, made[1].annotations?.origin ?? "")
        try fields.nested("builder") { (builder) throws(FormatError) in
            try builder.constant("id", TrainingProvenance.builder(origin))
        }
        let run = try fields.nested("metadata") { (metadata) throws(FormatError) in
            try metadata("invocationId", \.run.run, .digest)
        }
        return (run, origin, index, made.map(\.sha256))
    }
}

extension TrainingProvenance.Model: FieldCoded {
    package init(_ fields: inout Fields<TrainingProvenance.Model>) throws(FormatError) {
        let names = Form.string.that(is: "[A-Za-z0-9][A-Za-z0-9._-]{0,63}", TrainingProvenance.isName)
        name = try fields("name", \.name, names)
        sha256 = try fields.sha256(\.sha256)
    }
}
