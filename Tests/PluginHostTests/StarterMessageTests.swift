import Testing

@testable import PluginHost

/// What reaches the process that starts plug-ins may come from a program that a bundle has taken over.
@Suite("Requests to the starter of plug-ins")
struct StarterMessageTests {
    private static let start = StarterRequest.start(
        program: 3,
        tier: .bestEffort,
        [.init(role: "proof", size: 4), .init(role: "vk", size: 0)]
    )

    @Test(
        "are read as they were written",
        arguments: [start, .end(7), .start(program: 0, tier: .isolated, [])]
    )
    func roundTrip(_ request: StarterRequest) {
        #expect(StarterRequest(request.bytes) == request)
    }

    @Test("are refused when they are cut or have more behind them")
    func cuts() {
        for request in [Self.start, .end(7)] {
            for count in request.bytes.indices {
                #expect(StarterRequest(Array(request.bytes[..<count])) == nil)
            }
            #expect(StarterRequest(request.bytes + [0]) == nil)
        }
    }

    @Test(
        "are refused when a role is no role, or a size none",
        arguments: [
            ("../etc", 4), ("a/b", 4), ("", 4), ("Proof", 4), ("proof", -1), ("proof", (64 << 20) + 1),
        ]
    )
    func refuses(_ role: String, _ size: Int) {
        guard size >= 0 else {
            var bytes = StarterRequest.start(program: 0, tier: .isolated, [.init(role: role, size: 0)]).bytes
            bytes[23] = 0xff
            return #expect(StarterRequest(bytes) == nil)
        }
        let request = StarterRequest.start(program: 0, tier: .isolated, [.init(role: role, size: size)])
        #expect(StarterRequest(request.bytes) == nil)
    }
}
