import Courier
import Dialog
import FlatFileStore
import Record
import Store
import Testing

/// A day without LiveTex, or without the platform, while leads and operators write.
@Suite struct OutageTests {
    private let leads: ClosedRange<Int64> = 1...3

    /// Every lead writes every other hour, and every lead gets an answer as often.
    private func addTraffic(_ world: World, hours: Int64) {
        for step in 0..<(hours / 2) {
            for lead in leads {
                world.at(step * 2 * World.hour + lead * 7_000) { try $0.says(lead, "m\(step)") }
                world.at(step * 2 * World.hour + lead * 7_000 + 3_000) { try $0.answers(lead, id: "o\(lead)-\(step)") }
            }
        }
    }

    private func texts(hours: Int64) -> [String] { (0..<(hours / 2)).map { "m\($0)" } }

    @Test(arguments: ["refuses", "answers 503", "loses", "loses answers"])
    func aDayWithoutLiveTexLosesAndDoublesNothing(_ how: String) throws {
        let world = try World()
        addTraffic(world, hours: 26)
        let (start, end) = (world.time + World.hour, world.time + 25 * World.hour)
        world.fate = { call in
            guard call.method != "event", (start..<end).contains(call.time) else { return .normal }
            switch how {
            case "refuses": return .refuseConnection
            case "answers 503": return .answer(503)
            case "loses": return .lose
            default: return call.method == "getHistory" ? .lose : .loseAnswer
            }
        }
        // Between two messages a courier may have nothing to do and end; a timer starts the next.
        while world.time < end + 2 * World.hour { try world.deliver(.linger(World.hour)) }
        for lead in leads { #expect(world.texts(lead) == texts(hours: 26), "lead \(lead)") }
        #expect(try world.deadLetters().isEmpty)
        #expect(try world.pending().isEmpty)
        // The platform's lane went on meanwhile.
        #expect(world.events.count == leads.count * 13)
        // About one attempt in five minutes for each dialog.
        let attempts = world.calls.filter { $0.method != "event" && (start..<end).contains($0.time) }.count
        #expect(attempts < leads.count * 450, "\(attempts) attempts")
    }

    @Test(arguments: ["refuses", "answers 503", "loses answers"])
    func aDayWithoutThePlatformLosesAndDoublesNothing(_ how: String) throws {
        let world = try World()
        addTraffic(world, hours: 26)
        let (start, end) = (world.time + World.hour, world.time + 25 * World.hour)
        world.fate = { call in
            guard call.method == "event", (start..<end).contains(call.time) else { return .normal }
            return how == "refuses" ? .refuseConnection : how == "answers 503" ? .answer(503) : .loseAnswer
        }
        while world.time < end + 2 * World.hour { try world.deliver(.linger(World.hour)) }
        for lead in leads {
            let prefix = "lt:support:message:o\(lead)-"
            #expect(
                world.events.filter { $0.hasPrefix(prefix) } == (0..<13).map { "\(prefix)\($0)" }, "lead \(lead)")
            #expect(world.texts(lead) == texts(hours: 26))
        }
        #expect(try world.deadLetters().isEmpty)
        #expect(try world.pending().isEmpty)
    }

    /// After an outage all dialogs come back together and LiveTex asks for patience. That says nothing against a call.
    @Test func askingForPatienceAfterAnOutageMakesNoDeadLetters() throws {
        let world = try World()
        for lead in leads { try world.says(lead, "a") }
        let end = world.time + 2 * World.hour
        var count = 0
        world.fate = { call in
            if call.time < end { return .answer(500, ["success": false, "error_code": 7]) }
            count += 1
            return count.isMultiple(of: 3) ? .normal : .answer(429, headers: ["retry-after": "1"])
        }
        try world.deliver()
        for lead in leads { #expect(world.texts(lead) == ["a"]) }
        #expect(try world.deadLetters().isEmpty)
    }

    /// An outage that begins while some calls still get through is an outage too.
    @Test func aFlickerBeforeAnOutageMakesNoDeadLetters() throws {
        let world = try World()
        for lead in leads { try world.says(lead, "a") }
        let start = world.time
        world.fate = { call in
            call.time < start + 2_000
                ? (call.user == "49:1" ? .normal : .answer(503))
                : call.time < start + 3 * World.hour ? .answer(503) : .normal
        }
        world.at(1_500) { try $0.says(1, "b") }
        try world.deliver()
        #expect(world.texts(1) == ["a", "b"])
        for lead in leads.dropFirst() { #expect(world.texts(lead) == ["a"]) }
        #expect(try world.deadLetters().isEmpty)
    }
}
