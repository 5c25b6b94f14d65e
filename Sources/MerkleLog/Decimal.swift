/// A decimal number up to `MerkleTree.sizeLimit`, digits only; leading zeros are the caller's affair.
func decimal(_ text: some StringProtocol) -> Int? {
    guard (1...16).contains(text.utf8.count) else { return nil }
    var value = 0
    for digit in text.utf8 {
        guard (0x30...0x39).contains(digit) else { return nil }
        value = value * 10 + Int(digit - 0x30)
    }
    return value <= MerkleTree.sizeLimit ? value : nil
}

/// A decimal number in its one minimal spelling.
func minimalDecimal(_ text: some StringProtocol) -> Int? {
    guard let value = decimal(text), String(value) == text else { return nil }
    return value
}
