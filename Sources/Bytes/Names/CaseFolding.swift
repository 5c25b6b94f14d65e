/// Names that are one where neither case nor Unicode's composition counts: canonical caseless matching (Unicode 3.13, D145).
package enum CaseFolding {
    /// The folded name; names match where these are equal as strings are in Swift, that is canonically equivalent.
    ///
    /// Folding is that of CaseFolding.txt, C and F: `ß` becomes `ss`, both small sigmas one. It keeps canonical
    /// equivalence but for the iota below (U+0345), which becomes a letter; so that one is first moved behind the
    /// other marks, where NFD has it: no combining class is higher.
    package static func fold(_ text: some StringProtocol) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var folded = String.UnicodeScalarView()
        var iotas = 0
        func flush(_ scalars: inout String.UnicodeScalarView) {
            for _ in 0..<iotas { scalars.append("\u{3b9}") }
            iotas = 0
        }
        func take(_ scalar: Unicode.Scalar) {
            if scalar == "\u{345}" {
                iotas += 1
                return
            }
            if scalar.properties.canonicalCombiningClass == .notReordered { flush(&folded) }
            if let several = CaseFoldingTable.full[scalar.value] {
                folded.append(contentsOf: several.unicodeScalars)
            } else {
                folded.append(single(scalar))
            }
        }
        for scalar in text.unicodeScalars {
            if let apart = CaseFoldingTable.iota[scalar.value] {
                apart.unicodeScalars.forEach(take)
            } else {
                take(scalar)
            }
        }
        flush(&folded)
        return String(folded)
    }

    private static func single(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let runs = CaseFoldingTable.runs
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].last < scalar.value { low = middle + 1 } else { high = middle }
        }
        guard low < runs.count, runs[low].first <= scalar.value,
            (scalar.value - runs[low].first).isMultiple(of: runs[low].step)
        else { return scalar }
        return Unicode.Scalar(UInt32(Int64(scalar.value) + Int64(runs[low].delta))) ?? scalar
    }
}
