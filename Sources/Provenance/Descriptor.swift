import Bytes

/// A file as in-toto's statements describe it: by name and SHA-256.
struct Descriptor {
    /// Where a leaf lies; nothing else is annotated.
    struct Annotations {
        let index: Int
        let origin: String
    }

    let name: String
    let sha256: Digest
    let annotations: Annotations?

    init(_ name: String, _ sha256: Digest, _ annotations: Annotations? = nil) {
        (self.name, self.sha256, self.annotations) = (name, sha256, annotations)
    }
}

extension Descriptor: FieldCoded {
    init(_ fields: inout Fields<Descriptor>) throws(FormatError) {
        name = try fields("name", \.name, .string)
        sha256 = try fields.sha256(\.sha256)
        annotations = try fields("annotations", \.annotations, .object)
    }
}

extension Descriptor.Annotations: FieldCoded {
    init(_ fields: inout Fields<Descriptor.Annotations>) throws(FormatError) {
        index = try fields("index", \.index, .integer)
        origin = try fields(
            "origin",
            \.origin,
            .string.that(is: "at most 255 bytes") { $0.utf8.count <= 255 }
        )
    }
}

extension Fields {
    /// The digests of a file: its SHA-256 alone.
    mutating func sha256(_ property: (Whole) -> Digest) throws(FormatError) -> Digest {
        try nested("digest") { (digests) throws(FormatError) in try digests("sha256", property, .digest) }
    }
}

extension Form<[Descriptor]> {
    /// One descriptor for each name, in this order; nil stands for any name, and only a leaf has annotations.
    static func descriptors(_ names: String?...) -> Form {
        .objects(names.count...names.count).checked { (found, place) throws(FormatError) in
            for (index, (descriptor, name)) in zip(found, names).enumerated() {
                guard name == nil || descriptor.name.isSame(as: name ?? "") else {
                    throw FormatError(.badValue, at: "\(place)[\(index)].name", "want \"\(name ?? "")\"")
                }
                guard (descriptor.annotations != nil) == (name == "leaf") else {
                    throw FormatError(
                        .badValue,
                        at: "\(place)[\(index)].annotations",
                        "want them of a leaf alone"
                    )
                }
            }
        }
    }
}
