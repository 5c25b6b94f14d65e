/// The form of a JSON value: how it is read, how it is written, and the limits that hold both ways.
package struct Form<Value> {
    /// Reads a value; the text is what errors call its place.
    package let read: (JSON, String) throws(FormatError) -> Value
    /// Writes a value, and refuses one that would not be read back.
    package let write: (Value, String) throws(FormatError) -> JSON

    package init(
        read: @escaping (JSON, String) throws(FormatError) -> Value,
        write: @escaping (Value, String) throws(FormatError) -> JSON
    ) {
        self.read = read
        self.write = write
    }

    /// The same with a rule, which errors state after "want".
    package func that(is want: String, _ holds: @escaping (Value) -> Bool) -> Form {
        checked { (value, place) throws(FormatError) in
            guard !holds(value) else { return }
            let got = (value as? String).map { "got \"\($0.prefix(80))\", " } ?? ""
            throw FormatError(.badValue, at: place, "\(got)want \(want)")
        }
    }

    /// The same with a check that holds both ways.
    package func checked(_ check: @escaping (Value, String) throws(FormatError) -> Void) -> Form {
        Form(
            read: { (json, place) throws(FormatError) in
                let value = try read(json, place)
                try check(value, place)
                return value
            },
            write: { (value, place) throws(FormatError) in
                try check(value, place)
                return try write(value, place)
            }
        )
    }

    /// The same form for another type: `from` reads what this form gives, or refuses it with what `want` says.
    package func mapped<Other>(
        want: String,
        from: @escaping (Value) -> Other?,
        to: @escaping (Other) -> Value
    ) -> Form<Other> {
        Form<Other>(
            read: { (json, place) throws(FormatError) in
                guard let other = from(try read(json, place)) else {
                    throw FormatError(.badValue, at: place, "want \(want)")
                }
                return other
            },
            write: { (other, place) throws(FormatError) in
                let value = to(other)
                guard from(value) != nil else { throw FormatError(.badValue, at: place, "want \(want)") }
                return try write(value, place)
            }
        )
    }
}

extension Form {
    /// A list, each of whose elements has the form.
    package static func list<Element>(
        of element: Form<Element>,
        _ counts: ClosedRange<Int>? = nil
    ) -> Form where Value == [Element] {
        Form(
            read: { (json, place) throws(FormatError) in
                guard case .array(let values) = json else { throw json.isNot("an array", at: place) }
                if let counts { try counts.require(values.count, "elements", at: place) }
                var elements: [Element] = []
                elements.reserveCapacity(values.count)
                for (index, value) in values.enumerated() {
                    elements.append(try element.read(value, "\(place)[\(index)]"))
                }
                return elements
            },
            write: { (elements, place) throws(FormatError) in
                if let counts { try counts.require(elements.count, "elements", at: place) }
                var values: [JSON] = []
                values.reserveCapacity(elements.count)
                for (index, value) in elements.enumerated() {
                    values.append(try element.write(value, "\(place)[\(index)]"))
                }
                return .array(values)
            }
        )
    }

    /// A list of objects that say their form themselves.
    package static func objects<Element: FieldCoded>(_ counts: ClosedRange<Int>? = nil) -> Form
    where Value == [Element] {
        .list(of: .object, counts)
    }
}

extension Form where Value: FieldCoded {
    /// An object that says its form itself.
    package static var object: Form {
        Form(
            read: { (json, place) throws(FormatError) in try Value(json, path: place) },
            write: { (value, place) throws(FormatError) in try value.written(at: place) }
        )
    }
}

extension Form where Value: RawRepresentable<String> & CaseIterable {
    /// One word out of a closed list.
    package static var word: Form {
        Form(
            read: { (json, place) throws(FormatError) in
                let text = try Form<String>.string.read(json, place)
                // By bytes: strings of Swift are equal too where they are canonically equivalent.
                guard let word = Value(rawValue: text), word.rawValue.isSame(as: text) else {
                    let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
                    throw FormatError(
                        .badValue,
                        at: place,
                        "got \"\(text.prefix(40))\", want one of \(known)"
                    )
                }
                return word
            },
            write: { (word, _) throws(FormatError) in .string(word.rawValue) }
        )
    }
}

extension Form<JSON> {
    /// Anything.
    package static var any: Form {
        Form(
            read: { (json, _) throws(FormatError) in json },
            write: { (json, _) throws(FormatError) in json }
        )
    }
}

extension Form<String> {
    package static var string: Form {
        Form(
            read: { (json, place) throws(FormatError) in
                guard case .string(let text) = json else { throw json.isNot("a string", at: place) }
                return text
            },
            write: { (text, _) throws(FormatError) in .string(text) }
        )
    }
}

extension Form<Bool> {
    package static var bool: Form {
        Form(
            read: { (json, place) throws(FormatError) in
                guard case .bool(let flag) = json else { throw json.isNot("a boolean", at: place) }
                return flag
            },
            write: { (flag, _) throws(FormatError) in .bool(flag) }
        )
    }
}

extension Form<Int> {
    package static var integer: Form { integer(in: 0...JSON.largestInteger) }

    package static func integer(in range: ClosedRange<Int64>) -> Form {
        Form(
            read: { (json, place) throws(FormatError) in
                guard case .integer(let number) = json else { throw json.isNot("an integer", at: place) }
                try range.require(number, at: place)
                return Int(number)
            },
            write: { (number, place) throws(FormatError) in
                try range.require(Int64(number), at: place)
                return .integer(Int64(number))
            }
        )
    }
}

extension Form<Int> {
    /// The one version that is known; a higher one is named as newer.
    package static func version(_ known: Int) -> Form {
        let form = Form.integer(in: Int64(known)...Int64(known))
        return Form(
            read: { (json, place) throws(FormatError) in
                if case .integer(let got) = json, got > known {
                    throw FormatError(
                        .unknownVersion,
                        at: place,
                        "is \(got), newer than this program reads: get a newer one"
                    )
                }
                return try form.read(json, place)
            },
            write: form.write
        )
    }
}

extension Form<Digest> {
    /// 64 lower-case hexadecimal digits.
    package static var digest: Form {
        Form<String>.string.mapped(
            want: "64 lower-case hexadecimal digits",
            from: { Digest(hex: $0) },
            to: \.hex
        )
    }
}

extension Form<Timestamp> {
    package static var time: Form {
        Form(
            read: { (json, place) throws(FormatError) in
                let text = try Form<String>.string.read(json, place)
                do throws(FormatError) { return try Timestamp(text) } catch { throw error.within(place) }
            },
            write: { (time, _) throws(FormatError) in .string(time.description) }
        )
    }
}

extension Form<[UInt8]> {
    /// Bytes in padded base64; exactly `count` of them where it is given.
    package static func base64(count: Int? = nil) -> Form {
        Form(
            read: { (json, place) throws(FormatError) in
                let text = try Form<String>.string.read(json, place)
                do throws(FormatError) { return try Base64.decode(text) } catch { throw error.within(place) }
            },
            write: { (bytes, _) throws(FormatError) in .string(Base64.encode(bytes)) }
        ).checked { (bytes, place) throws(FormatError) in
            guard count == nil || bytes.count == count else {
                throw FormatError(.badValue, at: place, "got \(bytes.count) bytes, want \(count ?? 0)")
            }
        }
    }

    /// Bytes in lower-case hexadecimal; as many of them as `sizes` allows.
    package static func hex(sizes: ClosedRange<Int>) -> Form {
        Form(
            read: { (json, place) throws(FormatError) in
                let text = try Form<String>.string.read(json, place)
                do throws(FormatError) { return try Hex.decode(text) } catch { throw error.within(place) }
            },
            write: { (bytes, _) throws(FormatError) in .string(Hex.encode(bytes)) }
        ).checked { (bytes, place) throws(FormatError) in try sizes.require(bytes.count, "bytes", at: place) }
    }
}

extension ClosedRange {
    /// Refuses a number outside.
    fileprivate func require(_ number: Bound, _ unit: String = "", at place: String) throws(FormatError) {
        guard !contains(number) else { return }
        let got = unit.isEmpty ? "\(number)" : "\(number) \(unit)"
        throw FormatError(.badValue, at: place, "got \(got), want \(lowerBound) to \(upperBound)")
    }
}

extension JSON {
    fileprivate func isNot(_ wanted: String, at place: String) -> FormatError {
        FormatError(.jsonWrongType, at: place, "want \(wanted), got \(kind)")
    }
}
