extension String {
    /// The text with blanks behind it: as wide as its column, and one between columns.
    package func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count)) + " "
    }
}
