extension Form {
    /// The same list with elements that ascend, each once; `want` is what errors say.
    package func ascending<Element: Comparable>(_ want: String) -> Form where Value == [Element] {
        ascending(want, by: <)
    }

    /// The same list with elements that ascend by a key, each once; `want` is what errors say.
    package func ascending<Element, Key: Comparable>(
        _ want: String,
        of key: @escaping (Element) -> Key
    ) -> Form where Value == [Element] {
        ascending(want, by: { key($0) < key($1) })
    }

    /// The same list with elements that ascend by `precedes`, each once; `want` is what errors say.
    package func ascending<Element>(
        _ want: String,
        by precedes: @escaping (Element, Element) -> Bool
    ) -> Form where Value == [Element] {
        that(is: want) { list in zip(list, list.dropFirst()).allSatisfy(precedes) }
    }

    /// An object with a member for each key that it has, in the form that `element` gives for the key.
    ///
    /// - Parameter isWhole: whether every key must be there.
    package static func record<Key: Hashable, Element>(
        _ keys: [Key],
        isWhole: Bool = false,
        named name: @escaping (Key) -> String,
        _ element: @escaping (Key) -> Form<Element>
    ) -> Form where Value == [Key: Element] {
        Form(
            read: { (json, place) throws(FormatError) in
                var object = try JSONObject(json, path: place)
                var found: [Key: Element] = [:]
                for key in keys where isWhole || object.has(name(key)) {
                    found[key] = try object.take(name(key), element(key))
                }
                try object.end()
                return found
            },
            write: { (values, place) throws(FormatError) in
                var members: [String: JSON] = [:]
                for key in keys {
                    guard let value = values[key] else { continue }
                    members[name(key)] = try element(key).write(value, "\(place).\(name(key))")
                }
                return .object(members)
            }
        )
    }

    /// The same of an object that has at least one member.
    package func notEmpty<Key: Hashable, Element>(_ want: String) -> Form where Value == [Key: Element] {
        that(is: want) { !$0.isEmpty }
    }
}
