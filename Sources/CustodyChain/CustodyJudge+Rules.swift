import Bytes
import Trust

/// Policy: who may act before whom, what media there are, how they are sealed and marked.
extension CustodyJudge {
    mutating func checkPeople(_ event: CustodyEvent, _ signatures: CustodySignatures) {
        let trust = self.trust
        let rule = trust.policy.custody[event.kind]
        func roles(_ person: String) -> Set<Role> {
            signatures.roles[person] ?? Set(trust.keys.filter { $0.person == person }.flatMap(\.roles))
        }
        if roles(event.actor).isDisjoint(with: rule.roles) {
            note(.role, event, "\(event.actor) may not \(event.kind.rawValue); \(words(rule.roles)) may")
        }
        let takers = trust.policy.custody[.receive].roles
        if event.kind == .release, let taker = event.to, roles(taker).isDisjoint(with: takers) {
            note(.role, event, "\(taker) may not receive; \(words(takers)) may")
        }
        checkWitnesses(event, rule, roles)
        guard let approvals = rule.approvals else { return }
        let count = Set([event.actor] + event.approvers).filter { roles($0).contains(approvals.role) }.count
        if count < approvals.count {
            note(.approvalsFew, event, "\(count) of \(approvals.count) people as \(approvals.role.rawValue)")
        }
    }

    private mutating func checkWitnesses(
        _ event: CustodyEvent,
        _ rule: CustodyPolicy.Rule,
        _ roles: (String) -> Set<Role>
    ) {
        let parties = Set([event.from, event.to, walk.person].compactMap { $0 } + event.approvers)
        for witness in event.witnesses {
            if parties.contains(witness) { note(.witnessParty, event, "\(witness) takes part in the event") }
            if !roles(witness).contains(.witness) { note(.witnessRole, event, "\(witness) is not a witness") }
        }
        var least = rule.witnesses
        if walk.isReturn(event) { least = max(least, trust.policy.custody[.paper].witnesses) }
        if event.witnesses.count < least {
            note(.witnessesFew, event, "\(event.witnesses.count) witnesses, want \(least)")
        }
    }

    private func words(_ roles: [Role]) -> String { roles.map(\.rawValue).joined(separator: ", ") }

    mutating func checkItems(_ event: CustodyEvent) {
        guard !event.items.isEmpty else { return }
        let highest = walk.items.map(\.marking)
        for item in event.items {
            var floors = [input.marking].compactMap { $0 }
            if event.kind == .copy { floors += highest }
            floors += walk.items.filter { $0.serial == item.serial }.map(\.marking)
            checkMarking(item, floors, event)
        }
        if event.kind == .copy { return }
        if event.kind != .open, !CustodyJudge.areSame(walk.items, event.items) {
            note(.items, event, "names other media than the events before")
        } else {
            walk.items = event.items
        }
    }

    private mutating func checkMarking(
        _ item: CustodyEvent.Item,
        _ floors: [String],
        _ event: CustodyEvent
    ) {
        let order = trust.policy.markings
        if !order.markings.isEmpty, !order.markings.contains(item.marking) {
            return note(.markingUnknown, event, "\(item.serial): \(item.marking) is not in policy.markings")
        }
        for floor in Set(floors).sorted() {
            switch order.isAtLeast(floor, marking: item.marking) {
            case true?: continue
            case false?:
                return note(.markingLower, event, "\(item.serial): \(item.marking) is below \(floor)")
            case nil:
                return note(
                    .markingUnknown,
                    event,
                    "\(item.serial): policy.markings does not order \(item.marking) and \(floor)"
                )
            }
        }
    }

    /// Whether two lists are of the same media, whatever their markings.
    static func areSame(_ a: [CustodyEvent.Item], _ b: [CustodyEvent.Item]) -> Bool {
        func bare(_ items: [CustodyEvent.Item]) -> [CustodyEvent.Item] {
            items.map {
                var item = $0
                item.marking = ""
                return item
            }
        }
        return bare(a) == bare(b)
    }

    mutating func checkSeal(_ event: CustodyEvent) {
        guard !event.items.isEmpty else { return }
        let found = event.seal?.before
        // Custody did not pass: the taker saw it and said so.
        let isRefused = event.kind == .receive && event.outcome != .accepted
        if found != walk.seal {
            let words = { (seal: String?) in seal.map { "seal \($0)" } ?? "no seal" }
            trouble(.sealWrong, event, "left with \(words(walk.seal)), found \(words(found))", isRefused)
        } else if let condition = event.seal?.condition, condition != .intact {
            trouble(.sealBroken, event, "seal \(found ?? "") was found \(condition.rawValue)", isRefused)
        }
        walk.seal = event.seal?.after
    }

    private mutating func trouble(
        _ code: CustodyFaultCode,
        _ event: CustodyEvent,
        _ detail: String,
        _ isWarning: Bool
    ) {
        let fault = CustodyFault(code, event.subject, detail, isWarning: isWarning)
        if isWarning { story.warnings.append(fault) } else { story.faults.append(fault) }
    }
}
