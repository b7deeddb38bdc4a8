import POSIX
import TestSupport
import Testing

/// Promises that hold in more than a thousand dialogs in which everything happens in any order.
@Suite struct InterleavingTests {
    private let channels: Channels

    init() throws { channels = try Channels() }

    /// The number of runs in each of the ten blocks; LIVETEX_BRIDGE_TEST_RUNS sets another.
    private static let runs = Environment.value("LIVETEX_BRIDGE_TEST_RUNS").flatMap { UInt64($0) } ?? 200

    @Test(arguments: UInt64(0)..<10) func everyPromiseHolds(block: UInt64) {
        for seed in block * Self.runs..<(block + 1) * Self.runs {
            let scenario = Scenario(seed: seed)
            guard World.violation(of: scenario, channels) != nil else { continue }
            let smallest = scenario.shrunk { World.violation(of: $0, channels) != nil }
            let violation = World.violation(of: smallest, channels)
            Issue.record(
                "seed \(seed): \(violation?.description ?? "")\n\(smallest)\n(keep it under Tests/Fixtures/dialogs)")
            return
        }
    }

    /// Runs that failed once.
    @Test(arguments: try fixtures()) func whatOnceWentWrongGoesWell(file: String) throws {
        let scenario = try Scenario(String(decoding: FileSystem.read("\(Self.directory)/\(file)"), as: UTF8.self))
        #expect(!scenario.acts.isEmpty)
        if let violation = World.violation(of: scenario, channels) { Issue.record("\(violation)") }
    }

    @Test func aScenarioIsReadBackAsItWasWritten() throws {
        let scenario = Scenario(seed: 1)
        #expect(try Scenario("# A remark\n\(scenario)\n") == scenario)
        #expect(throws: UnreadableLine.self) { try Scenario("leads 1") }
    }

    @Test func shrinkingKeepsWhatGoesWrong() {
        let scenario = Scenario(seed: 2)
        let smallest = scenario.shrunk {
            $0.acts.contains { $0.kind == .closes } && $0.acts.contains { $0.kind == .reload }
        }
        #expect(smallest.acts.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.closes, .reload])
        #expect(smallest.acts.allSatisfy { $0.pick == 0 })
    }

    private static let directory = "\(Programs.repository)/Tests/Fixtures/dialogs"
    private static func fixtures() throws -> [String] {
        try FileSystem.list(directory).filter { $0.hasSuffix(".txt") }.sorted()
    }
}
