package import Bytes
import Trust

extension CustodyEvent.Item: FieldCoded {
    package init(_ fields: inout Fields<CustodyEvent.Item>) throws(FormatError) {
        serial = try fields("serial", \.serial, .code)
        label = try fields("label", \.label, .code)
        kind = try fields("kind", \.kind, .word)
        capacity = try fields("capacity", \.capacity, .integer(in: 1...JSON.largestInteger))
        volume = try fields("volume", \.volume, .digest)
        marking = try fields("marking", \.marking, .marking)
    }
}

extension CustodyEvent.Seal: FieldCoded {
    package init(_ fields: inout Fields<CustodyEvent.Seal>) throws(FormatError) {
        before = try fields("before", \.before, .code)
        condition = try fields("condition", \.condition, .word)
        after = try fields("after", \.after, .code)
        guard (before == nil) == (condition == nil), before != nil || after != nil else {
            throw fields.refusal("before", "want before with condition, after, or all three")
        }
    }
}

extension CustodyEvent.Correction: FieldCoded {
    package init(_ fields: inout Fields<CustodyEvent.Correction>) throws(FormatError) {
        event = try fields("event", \.event, .digest)
        field = try fields("field", \.field, .word)
        value = try fields("value", \.value, .string)
        guard field == .at ? (try? Timestamp(value)) != nil : CustodyWords.isCode(value) else {
            throw fields.refusal("value", "want a time, or a code, as the field has it")
        }
    }
}

extension CustodyEvent.Parent: FieldCoded {
    package init(_ fields: inout Fields<CustodyEvent.Parent>) throws(FormatError) {
        chain = try fields("chain", \.chain, .digest)
        event = try fields("event", \.event, .digest)
    }
}

extension CustodyEvent.BundleFile: FieldCoded {
    package init(_ fields: inout Fields<CustodyEvent.BundleFile>) throws(FormatError) {
        sha256 = try fields("sha256", \.sha256, .digest)
        size = try fields("size", \.size, .integer(in: 1...JSON.largestInteger))
    }
}

extension Form<String> {
    static var code: Form {
        .string.that(is: "1 to 32 of A-Z 0-9 . / -, first a letter or digit", CustodyWords.isCode)
    }

    static var person: Form {
        .string.that(is: "the id of a person: words of a-z 0-9 with - between", CustodyWords.isPerson)
    }

    static var marking: Form {
        .string.that(is: "a marking: A-Z 0-9 blank / - after a letter", Marking.isMarking)
    }
}

extension Form<[String]> {
    static func people(_ counts: ClosedRange<Int>) -> Form {
        .list(of: .person, counts).ascending("ids of people, ascending, each once")
    }
}

extension Form<CustodyWords.Method> {
    /// How a medium is done away with, or handed over.
    static func method(of kind: CustodyEvent.Kind) -> Form {
        let allowed = kind == .dispose ? CustodyWords.Method.disposals : CustodyWords.Method.transfers
        let known = allowed.map(\.rawValue).joined(separator: ", ")
        return .word.that(is: "one of \(known)", allowed.contains)
    }
}

extension Form<[CustodyEvent.Item]> {
    static var ascending: Form {
        .objects(1...CustodyEvent.itemLimit).ascending("items ascending by serial, each once", of: \.serial)
    }
}

extension Form<[CustodyWords.Check]> {
    static var ascending: Form {
        .list(of: .word).ascending("words of the list, ascending, each once")
    }
}
