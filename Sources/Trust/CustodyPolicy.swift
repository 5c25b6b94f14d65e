package import Bytes

/// Who may do what to a medium, and before whom; `Formats/custody-v1.md` section 6.
package struct CustodyPolicy: Hashable, Sendable {
    /// What can happen to a medium.
    package enum Event: String, Hashable, Sendable, CaseIterable {
        case open, release, receive, paper, copy, correct, lost, dispose
    }

    /// So many people of a role must approve; whoever acts is counted where of that role.
    package struct Approvals: Hashable, Sendable {
        package let count: Int
        package let role: Role

        package init(count: Int, role: Role) {
            self.count = count
            self.role = role
        }
    }

    /// What one kind of event needs.
    package struct Rule: Hashable, Sendable {
        /// Who may act, ascending.
        package var roles: [Role]
        /// The least number of witnesses.
        package var witnesses: Int
        package var approvals: Approvals?

        package init(roles: [Role], witnesses: Int = 0, approvals: Approvals? = nil) {
            self.roles = roles.sorted()
            self.witnesses = witnesses
            self.approvals = approvals
        }
    }

    /// Has every event.
    private var rules: [Event: Rule]

    package static let peopleLimit = 16

    /// What is demanded where a policy says nothing.
    package static let standard: CustodyPolicy = {
        let holders: [Role] = [.archivist, .custodian, .exporter, .inspector]
        return CustodyPolicy(rules: [
            .open: Rule(roles: [.archivist, .custodian, .exporter]), .release: Rule(roles: holders),
            .receive: Rule(roles: holders), .paper: Rule(roles: holders, witnesses: 2),
            .copy: Rule(roles: holders, witnesses: 1), .correct: Rule(roles: holders),
            .lost: Rule(roles: holders), .dispose: Rule(roles: [.archivist, .custodian], witnesses: 1),
        ])
    }()

    private init(rules: [Event: Rule]) { self.rules = rules }

    /// What an event needs.
    package subscript(_ event: Event) -> Rule {
        get { rules[event] ?? Rule(roles: []) }
        set { rules[event] = newValue }
    }
}

/// `policy.custody` of a trust file: every event must be there.
extension CustodyPolicy: FieldCoded {
    package init(_ fields: inout Fields<CustodyPolicy>) throws(FormatError) {
        rules = [:]
        for event in Event.allCases {
            let rule: Rule = try fields(event.rawValue, { $0[event] }, .object)
            rules[event] = rule
        }
    }
}

extension CustodyPolicy.Rule: FieldCoded {
    package init(_ fields: inout Fields<Self>) throws(FormatError) {
        roles = try fields(
            "roles",
            \.roles,
            .list(of: .word).that(is: "at least one role, each once, sorted") {
                !$0.isEmpty && $0 == Set($0).sorted()
            }
        )
        witnesses = try fields("witnesses", \.witnesses, .integer(in: 0...Int64(CustodyPolicy.peopleLimit)))
        approvals = try fields("approvals", \.approvals, .object)
    }
}

extension CustodyPolicy.Approvals: FieldCoded {
    package init(_ fields: inout Fields<Self>) throws(FormatError) {
        count = try fields("count", \.count, .integer(in: 1...Int64(CustodyPolicy.peopleLimit)))
        role = try fields("role", \.role, .word)
    }
}
