import Bytes

extension TrainingProvenance {
    /// Reads a statement; any spelling but the one that its values have is refused.
    package init(canonical bytes: [UInt8]) throws(ProvenanceError) {
        let values = try translating(.statement) { () throws(FormatError) in
            try Values(JSON(canonical: bytes, limits: TrainingProvenance.limits))
        }
        self.init(
            model: try Model(name: values.name, sha256: values.model),
            run: Run(
                run: values.run,
                origin: values.origin,
                recipe: values.recipe,
                dataset: values.dataset,
                genesis: values.genesis,
                seed: values.seed
            ),
            place: Place(
                manifest: values.manifest,
                checkpoint: values.checkpoint,
                leaf: values.leaf,
                index: values.index,
                step: values.step
            )
        )
        // What was not read, such as fixed texts and what stands there twice, follows from what was.
        guard canonicalBytes == bytes else {
            throw ProvenanceError(.statement, at: "statement", "does not match its values")
        }
    }

    /// What a statement says, picked out of it.
    private struct Values {
        var (name, origin) = ("", "")
        var (index, step) = (0, 0)
        var (model, run, recipe, dataset, genesis, seed) =
            (Digest.zero, Digest.zero, Digest.zero, Digest.zero, Digest.zero, Digest.zero)
        var (manifest, checkpoint, leaf) = (Digest.zero, Digest.zero, Digest.zero)

        init(_ value: JSON) throws(FormatError) {
            var statement = try JSONObject(value, path: "")
            var subject = try Values.only(statement.objects("subject"), "subject", 1)[0]
            name = try subject.string("name")
            model = try Values.digest(&subject)
            var predicate = try statement.object("predicate")
            try read(definition: predicate.object("buildDefinition"))
            try read(details: predicate.object("runDetails"))
        }

        private mutating func read(definition: JSONObject) throws(FormatError) {
            var definition = definition
            var parameters = try definition.object("externalParameters")
            recipe = try parameters.digest("recipe")
            seed = try parameters.digest("seed")
            step = try parameters.integer("step", in: 1...JSON.largestInteger)
            let path = "resolvedDependencies"
            var dependencies = try Values.only(definition.objects(path), path, 3)
            dataset = try Values.digest(&dependencies[0])
            genesis = try Values.digest(&dependencies[1])
        }

        private mutating func read(details: JSONObject) throws(FormatError) {
            var details = details
            var metadata = try details.object("metadata")
            run = try metadata.digest("invocationId")
            var byproducts = try Values.only(details.objects("byproducts"), "byproducts", 3)
            checkpoint = try Values.digest(&byproducts[0])
            leaf = try Values.digest(&byproducts[1])
            var annotations = try byproducts[1].object("annotations")
            index = try annotations.integer("index")
            origin = try annotations.string("origin")
            guard origin.utf8.count <= 255 else {
                throw FormatError(.badValue, at: annotations.location("origin"), "want at most 255 bytes")
            }
            manifest = try Values.digest(&byproducts[2])
        }

        private static func only(
            _ objects: [JSONObject],
            _ path: String,
            _ count: Int
        ) throws(FormatError) -> [JSONObject] {
            guard objects.count == count else {
                throw FormatError(.badValue, at: path, "got \(objects.count), want \(count)")
            }
            return objects
        }

        private static func digest(_ object: inout JSONObject) throws(FormatError) -> Digest {
            var digests = try object.object("digest")
            return try digests.digest("sha256")
        }
    }
}
