import Bytes
import Testing

@testable import Attestation

/// Intel's tables: their forms, their order, and how statuses combine.
struct TCBTableTests {
    private static func table(_ components: [[Int]]) -> String {
        let levels = components.map { values in
            let list = (1...16).map { number in
                let value = number <= values.count ? values[number - 1] : 0
                return "\"sgxtcbcomp\(number < 10 ? "0" : "")\(number)svn\":\(value)"
            }
            return "{\"tcb\":{\(list.joined(separator: ",")),\"pcesvn\":3},"
                + "\"tcbDate\":\"2019-09-01T00:00:00Z\",\"tcbStatus\":\"OutOfDate\"}"
        }
        return
            "{\"version\":2,\"issueDate\":\"2019-09-05T07:47:07Z\",\"nextUpdate\":\"2029-09-05T07:47:07Z\","
            + "\"fmspc\":\"00707F000000\",\"pceId\":\"0000\",\"tcbType\":0,\"tcbEvaluationDataNumber\":3,"
            + "\"tcbLevels\":[\(levels.joined(separator: ","))]}"
    }

    @Test("Version 2 spells components out, and is for SGX")
    func version2() throws {
        let info = try TCBInfo(Array(TCBTableTests.table([[0, 3, 0, 0, 0, 1, 1]]).utf8))
        #expect(info.tee == .sgx)
        #expect(info.levels[0].tcb.components == [0, 3, 0, 0, 0, 1, 1] + [UInt8](repeating: 0, count: 9))
        #expect(info.levels[0].tcb.pceSVN == 3)
        #expect(info.unknown == [])
    }

    @Test("Levels are compared from the highest down, however the table lists them")
    func order() throws {
        let info = try TCBInfo(Array(TCBTableTests.table([[1], [3], [2, 9]]).utf8))
        #expect(info.levels.map { $0.tcb.components[0] } == [3, 2, 1])
    }

    @Test("A level twice, and a table without levels, are refused", arguments: [[[1], [1]], []])
    func noLevels(_ components: [[Int]]) {
        #expect(throws: FormatError.self) { try TCBInfo(Array(TCBTableTests.table(components).utf8)) }
    }

    // Columns: the whole, its part, and what follows; as Intel's library has them.
    @Test(
        "A part that is out of date or revoked limits the whole",
        arguments: [
            (TCBStatus.upToDate, TCBStatus.upToDate, TCBStatus.upToDate),
            (.upToDate, .outOfDate, .outOfDate), (.swHardeningNeeded, .outOfDate, .outOfDate),
            (.configurationNeeded, .outOfDate, .outOfDateConfigurationNeeded),
            (.configurationAndSWHardeningNeeded, .outOfDate, .outOfDateConfigurationNeeded),
            (.outOfDate, .outOfDate, .outOfDate), (.revoked, .outOfDate, .revoked),
            (.swHardeningNeeded, .upToDate, .swHardeningNeeded), (.upToDate, .revoked, .revoked),
            (.outOfDateConfigurationNeeded, .revoked, .revoked),
        ]
    )
    func limited(_ whole: TCBStatus, _ part: TCBStatus, _ wanted: TCBStatus) {
        #expect(whole.limited(by: part) == wanted)
    }

    @Test("With a TDX module of its own version, the table's first two TDX components do not count")
    func moduleComponents() {
        func tcb(_ tdx: [UInt8]) -> PlatformTCB {
            let rest = [UInt8](repeating: 0, count: 16 - tdx.count)
            return PlatformTCB(components: [UInt8](repeating: 0, count: 16), pceSVN: 0, tdx: tdx + rest)
        }
        #expect(tcb([3, 1, 6]).shortfalls(to: tcb([5, 2, 6])) == [])
        #expect(tcb([3, 1, 6]).shortfalls(to: tcb([5, 0, 7])) == ["TDX component 3: got 6, want 7"])
        #expect(tcb([3, 0, 6]).shortfalls(to: tcb([5, 0, 6])) == ["TDX component 1: got 3, want 5"])
    }
}
