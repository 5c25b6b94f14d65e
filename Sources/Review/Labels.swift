/// Words that say what the number or key behind them is; they are looked for together with the terms of lists.
enum Labels {
    /// Bits of a term's value from here on are labels; those below are word lists.
    static let listLimit = 16
    static let marking: UInt32 = 1 << 16
    static let keyHeader: UInt32 = 1 << 17
    static let secretKey: UInt32 = 1 << 18
    static let record: UInt32 = 1 << 19
    static let ssn: UInt32 = 1 << 20
    static let token: UInt32 = 1 << 21
    static let secret: UInt32 = 1 << 22

    private static let fixed: [(UInt32, [String])] = [
        (
            keyHeader,
            ["", "rsa ", "dsa ", "ec ", "openssh ", "encrypted ", "any ", "ssh2 encrypted "]
                .map { "begin \($0)private key" } + ["begin pgp private key block"]
        ),
        (
            secretKey,
            [
                "putty user key file", "untrusted comment minisign encrypted secret key",
                "untrusted comment minisign secret key", "untrusted comment minisign unencrypted secret key",
                "bulla secret key 1",
            ]
        ),
        (
            record,
            ["mrn", "med rec", "med rec no", "medical record", "health record number", "hospital number"]
                + ["no", "nr", "num", "number", "id"].map { "medical record \($0)" }
                + ["id", "no", "number", "identifier"].map { "patient \($0)" }
        ),
        (ssn, ["ssn", "social security number", "social security no"]),
        (token, ["ghp", "gho", "ghu", "ghs", "ghr", "github pat", "hf", "xoxb", "xoxp", "glpat"]),
        (secret, ["secret access key", "wandb api key"]),
    ]

    /// Folded terms with their bits; of markings those above the bundle's.
    static func terms(markings: [String]) -> [[UInt8]: UInt32] {
        var terms: [[UInt8]: UInt32] = [:]
        for (bit, labels) in fixed + [(marking, markings)] {
            for label in labels { terms[FoldedText.term(Array(label.utf8)[...]), default: 0] |= bit }
        }
        return terms
    }
}
