import ArgumentParser
import Verification

/// `sample`, `log` or `all` on the command line.
enum ScopeArgument: String, ExpressibleByArgument, CaseIterable {
    case sample, log, all

    var scope: Scope {
        switch self {
        case .sample: .sample
        case .log: .log
        case .all: .all
        }
    }
}
