import Bytes
import TestSupport

/// A bundle to hold against other people's tools: one written in Python, one that was just sealed.
enum Subject: String, CaseIterable, Sendable {
    case golden, fresh

    /// A bundle with all that one needs to judge it; `ceremony` keeps the fresh one's folder alive.
    struct Place {
        let bundle: String
        let publicKey: String
        let trust: String
        let time: String
        let ceremony: Ceremony?
    }

    func make() throws -> Place {
        switch self {
        case .golden:
            return Place(
                bundle: Golden.bundle(1),
                publicKey: Golden.exporter,
                trust: Golden.trust,
                time: Golden.time,
                ceremony: nil
            )
        case .fresh:
            let ceremony = try Ceremony()
            try ceremony.train(steps: 4)
            return Place(
                bundle: try ceremony.seal(),
                publicKey: ceremony.publicKey(1),
                trust: ceremony.trust,
                time: Ceremony.sealedAt,
                ceremony: ceremony
            )
        }
    }
}

extension Subject.Place {
    /// Unpacks with tar; gives the bag's folder.
    func unpack(into folder: String) throws -> String {
        let outcome = try Command.tool("tar", "xJf", bundle, "-C", folder)
        guard outcome.status == 0, let name = try Folder.names(in: folder).first else {
            throw Ceremony.Failed(description: "\(outcome)")
        }
        return "\(folder)/\(name)"
    }

    func verify(_ bundle: String) throws -> Outcome {
        try Command.run(
            Built.path("bulla-verify"),
            ["verify", bundle, "--trust", trust, "--at", time, "--first", "--json"]
        )
    }

    func verifyInPython(_ bundle: String) throws -> Outcome {
        try Python.verify([bundle, "--trust", trust, "--at", time, "--first", "--attested"])
    }
}
