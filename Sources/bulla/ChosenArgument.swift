import ArgumentParser

/// A value on the command line that is one of a list; help and errors show the whole list.
protocol ChosenArgument: ExpressibleByArgument, CustomStringConvertible {
    associatedtype Value: RawRepresentable<String>

    /// All that is taken, perhaps not all that the type has.
    static var choices: [Value] { get }

    var value: Value { get }

    init(_ value: Value)
}

extension ChosenArgument {
    init?(argument: String) {
        guard let value = Self.choices.first(where: { $0.rawValue == argument }) else { return nil }
        self.init(value)
    }

    static var allValueStrings: [String] { choices.map(\.rawValue) }

    /// The value as it is typed, which help prints where it is the default.
    var description: String { value.rawValue }
}
