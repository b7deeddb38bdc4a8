import Courier
import FlatFileStore
import JSON
import POSIX
import Record
import Testing

/// The other tests keep a world in memory. This is a sample of them over files, and what only files can suffer.
@Suite struct FlatFileTests {
    private let failure = World.Fate.answer(500, ["success": false, "error_code": 7])

    // MARK: The sample

    /// An outage of two hours with traffic, answers that are lost, and a poison message.
    @Test func nothingIsLostOrDoubled() throws {
        let world = try World(.files)
        try world.says(4, "poison")
        for minute in 1...240 {
            for lead: Int64 in 1...3 {
                world.at(Int64(minute) * World.minute + lead) {
                    try $0.says(lead, "m\(minute)")
                    try $0.answers(lead, id: "o\(lead)-\(minute)")
                }
            }
        }
        let (start, end) = (world.time + 60 * World.minute, world.time + 180 * World.minute)
        world.fate = { call in
            if call.body["text"] == "poison" { return self.failure }
            guard (start..<end).contains(call.time) else { return .normal }
            return call.method == "getHistory" ? .lose : .loseAnswer
        }
        try world.deliver(.linger(World.hour))
        for lead: Int64 in 1...3 {
            #expect(world.texts(lead) == (1...240).map { "m\($0)" })
            let events = world.events.filter { $0.hasPrefix("lt:support:message:o\(lead)-") }
            #expect(events == (1...240).map { "lt:support:message:o\(lead)-\($0)" })
        }
        #expect(try world.deadLetters().compactMap(\.content["number"]).count == 1)
        #expect(try world.pending().isEmpty)
    }

    @Test func aTryIsATry() throws {
        let world = try World(.files)
        for lead in 1...30 { for text in ["a", "b"] { try world.says(Int64(lead), text) } }
        world.fate = { _ in self.failure }
        #expect(try world.deliver(.once))
        #expect(world.calls("sendText").count == 30)
        world.fate = { _ in .normal }
        #expect(try world.deliver(.once) == false)
        for lead in 1...30 { #expect(world.texts(Int64(lead)) == ["a", "b"]) }
        #expect(try world.pending().isEmpty)
    }

    @Test func aPauseIsKept() throws {
        let world = try World(.files)
        try world.says(1, "a")
        world.fate = { _ in .answer(401, ["success": false, "error_code": 2]) }
        try world.deliver()
        world.fate = { _ in .normal }
        try world.deliver()
        #expect(world.calls.count == 1)
        try world.store.resume("support", .liveTex)
        try world.deliver()
        #expect(world.texts(1) == ["a"])
    }

    @Test func aClockThatGoesBackHoldsNothingUp() throws {
        let world = try World(.files)
        for text in ["a", "b"] { try world.says(1, text) }
        var isDown = true
        world.fate = { _ in isDown ? .refuseConnection : .normal }
        world.at(5 * World.minute) { world in
            world.setClock(by: -365 * 24 * World.hour)
            isDown = false
        }
        try world.deliver()
        #expect(world.uptime < 11 * World.minute, "it took \(world.uptime / 1000) s")
        #expect(world.texts(1) == ["a", "b"])
    }

    /// A file is appended to, so it keeps the receipts of an event although they are a year old.
    @Test func aClockThatGoesForwardForgetsNoReceipt() throws {
        let world = try World(.files)
        try world.says(1, "a")
        try world.deliver()
        world.setClock(by: 365 * 24 * World.hour)
        try world.says(1, "a")
        try world.deliver()
        #expect(world.texts(1) == ["a"])
    }

    // MARK: Damaged files

    /// Damages the record of a lead's dialog.
    private func damage(_ world: World, _ lead: Int64) throws -> (path: String, sound: [UInt8], damaged: [UInt8]) {
        let path = world.files.record(world.key(lead).name)
        let sound = try FileSystem.read(path)
        var damaged = sound
        damaged[40] ^= 1
        try FileSystem.replace(path, with: damaged)
        return (path, sound, damaged)
    }

    @Test func aDamagedDialogHoldsNoOtherUpAndKeepsNoCourier() throws {
        let world = try World(.files)
        for lead in 1...3 { for text in ["a", "b", "c"] { try world.says(Int64(lead), text) } }
        let record = try damage(world, 2)
        #expect(try world.deliver())
        #expect(world.texts(1) == ["a", "b", "c"] && world.texts(3) == ["a", "b", "c"])
        #expect(world.uptime < 10_000)
        #expect(try FileSystem.read(record.path) == record.damaged, "a person has to look at the damaged file")
    }

    /// A courier that stayed for an outage of another binding goes on by itself.
    @Test func aRecordThatIsBroughtBackIsDelivered() throws {
        let world = try World(.files, bindings: ["support", "other"])
        for text in ["a", "b", "c"] { try world.says(1, text) }
        try world.says(2, "b", binding: "other")
        let record = try damage(world, 1)
        let end = world.time + World.hour
        world.fate = { $0.binding == "other" && $0.time < end ? .refuseConnection : .normal }
        world.at(World.minute) { _ in try FileSystem.replace(record.path, with: record.sound) }
        world.at(10 * World.minute) { #expect($0.texts(1) == ["a", "b", "c"]) }
        try world.deliver()
        #expect(world.texts(1) == ["a", "b", "c"] && world.texts(2) == ["b"])
    }

    // MARK: Lost marks

    /// After a reboot all records are looked through.
    @Test func afterARebootLostMarksAreFound() throws {
        let world = try World(.files)
        try world.says(1, "a")
        try world.deliver()
        try world.says(2, "b")
        try loseMark(world, 2)
        try world.deliver()
        #expect(world.texts(2).isEmpty, "in the same boot the store is not looked through")
        try reboot(world)
        try world.deliver()
        #expect(world.texts(2) == ["b"])
    }

    /// To look through a large store may take longer than a budget: the known dialogs go first.
    @Test func afterARebootTheKnownDialogsGoFirst() throws {
        let world = try World(.files)
        for lead in 1...2 { try world.says(Int64(lead), "a") }
        try world.deliver()
        for lead in 1...2 { try world.says(Int64(lead), "b") }
        try loseMark(world, 2)
        try reboot(world)
        #expect(try world.deliver(.once, within: 8_000) == false)
        #expect(world.texts(1) == ["a", "b"] && world.texts(2) == ["a", "b"])
        #expect(world.calls.suffix(2).map(\.user) == ["49:1", "49:2"])
    }

    private func loseMark(_ world: World, _ lead: Int64) throws {
        try FileSystem.remove("\(world.files.pending)/\(world.key(lead).name)")
    }

    private func reboot(_ world: World) throws {
        try FileSystem.replace(world.files.scannedBoot, with: Array("an earlier boot\n".utf8))
    }
}
