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

    /// Reads `policy.custody` of a trust file: every event must be there.
    package init(reading object: JSONObject) throws(FormatError) {
        var object = object
        rules = [:]
        for event in Event.allCases { rules[event] = try Rule(reading: object.object(event.rawValue)) }
        try object.end()
    }

    package var json: JSON {
        .object(Dictionary(uniqueKeysWithValues: Event.allCases.map { ($0.rawValue, self[$0].json) }))
    }
}

extension CustodyPolicy.Rule {
    fileprivate init(reading object: JSONObject) throws(FormatError) {
        var object = object
        var roles: [Role] = []
        for word in try object.strings("roles") {
            roles.append(try Role(word: word, at: object.location("roles")))
        }
        guard !roles.isEmpty, roles == Set(roles).sorted() else {
            throw FormatError(
                .badValue,
                at: object.location("roles"),
                "want at least one role, each once, sorted"
            )
        }
        self.roles = roles
        witnesses = try object.integer("witnesses", in: 0...Int64(CustodyPolicy.peopleLimit))
        approvals = try object.optional("approvals") { (object, key) throws(FormatError) in
            try CustodyPolicy.Approvals(reading: object.object(key))
        }
        try object.end()
    }

    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "roles": .array(roles.map { .string($0.rawValue) }), "witnesses": .number(witnesses),
        ]
        members["approvals"] = approvals.map {
            ["count": .number($0.count), "role": .string($0.role.rawValue)]
        }
        return .object(members)
    }
}

extension CustodyPolicy.Approvals {
    fileprivate init(reading object: JSONObject) throws(FormatError) {
        var object = object
        count = try object.integer("count", in: 1...Int64(CustodyPolicy.peopleLimit))
        role = try Role(word: object.string("role"), at: object.location("role"))
        try object.end()
    }
}

extension Role {
    fileprivate init(word: String, at location: String) throws(FormatError) {
        guard let role = Role(rawValue: word) else {
            let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(.badValue, at: location, "got \"\(word.prefix(40))\", want one of \(known)")
        }
        self = role
    }
}
