import Courier
import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import Store
import Testing

/// Dialogs that cannot be delivered cost nothing: they are not read before their lane can be served.
@Suite struct ParkingTests {
    private let leads: ClosedRange<Int64> = 1...60

    /// A lead of another binding writes every ten seconds, so that the courier stays and works.
    private func addTraffic(_ world: World, minutes: Int64) {
        for step in 1...(minutes * 6) {
            world.at(step * 10_000) { try $0.says(1_000 + step, "b", binding: "other") }
        }
    }

    private func reads(_ world: World) throws -> [Int] {
        let store = try #require(world.store as? CountingStore)
        return leads.map { store.reads[world.key($0).name] ?? 0 }
    }

    private func expectPromptTraffic(_ world: World, minutes: Int64) {
        for step in 1...(minutes * 6) { #expect(world.texts(1_000 + step) == ["b"]) }
    }

    @Test func dialogsBehindAPauseAreReadOnce() throws {
        let world = try World(.counted, bindings: ["support", "other"])
        for lead in leads { try world.says(lead, "a") }
        try world.store.pause(Pause(binding: "support", lane: .liveTex, reason: "401", time: world.time))
        addTraffic(world, minutes: 30)
        try world.deliver(.linger(60_000))
        expectPromptTraffic(world, minutes: 30)
        #expect(try reads(world).allSatisfy { $0 == 1 })
        #expect(world.calls.allSatisfy { $0.binding == "other" })
    }

    @Test func aCourierThatIsThereDeliversWhenThePauseEnds() throws {
        let world = try World(.counted, bindings: ["support", "other"])
        for lead in leads { try world.says(lead, "a") }
        try world.store.pause(Pause(binding: "support", lane: .liveTex, reason: "401", time: world.time))
        addTraffic(world, minutes: 4)
        world.at(2 * World.minute) { try $0.store.resume("support", .liveTex) }
        world.at(3 * World.minute) { world in for lead in leads { #expect(world.texts(lead) == ["a"]) } }
        try world.deliver(.linger(60_000))
        for lead in leads { #expect(world.texts(lead) == ["a"]) }
    }

    /// A webhook for a dialog behind a pause may have work for the other lane.
    @Test(arguments: Keeping.allCases) func theOtherLaneOfAPausedDialogIsServed(keeping: Keeping) throws {
        let world = try World(keeping, bindings: ["support", "other"])
        try world.says(1, "a")
        try world.store.pause(Pause(binding: "support", lane: .liveTex, reason: "401", time: world.time))
        world.at(World.minute) { try $0.answers(1, id: "o1") }
        addTraffic(world, minutes: 3)
        try world.deliver(.linger(60_000))
        #expect(world.events == ["lt:support:message:o1"])
        #expect(world.texts(1).isEmpty)
        try world.store.resume("support", .liveTex)
        try world.deliver()
        #expect(world.texts(1) == ["a"])
    }

    /// The answer asks for patience for an hour. Those that wait are read when the hour is over.
    @Test func dialogsOfAThrottledLaneAreReadWhenItOpens() throws {
        let world = try World(.counted, bindings: ["support", "other"])
        for lead in leads { try world.says(lead, "a") }
        let end = world.time + World.hour
        world.fate = { call in
            call.binding == "support" && call.time < end
                ? .answer(429, headers: ["retry-after": "3600"]) : .normal
        }
        addTraffic(world, minutes: 50)
        var during: [Int] = []
        world.at(55 * World.minute) { during = (try? self.reads($0)) ?? [] }
        try world.deliver(.linger(60_000))
        expectPromptTraffic(world, minutes: 50)
        // The eight calls that were under way have come back once.
        #expect(during.count { $0 == 1 } == leads.count - 8 && during.allSatisfy { $0 <= 3 }, "\(during)")
        for lead in leads { #expect(world.texts(lead) == ["a"]) }
        let reads = try reads(world)
        #expect(reads.allSatisfy { $0 <= 6 }, "\(reads)")
    }

    // MARK: In files

    private func pausedWorld() throws -> World {
        let world = try World(.files)
        for lead in 1...3 { try world.says(Int64(lead), "a") }
        try world.store.pause(Pause(binding: "support", lane: .liveTex, reason: "401", time: world.time))
        try world.deliver()
        return world
    }

    private func parked(_ world: World) throws -> Int {
        let directory = "\(world.files.parked)/support.livetex"
        return FileSystem.exists(directory) ? try FileSystem.list(directory).count : 0
    }

    /// The next courier does not even list them.
    @Test func theMarksOfPausedDialogsAreMovedAway() throws {
        let world = try pausedWorld()
        #expect(try FileSystem.list(world.files.pending).isEmpty)
        #expect(try parked(world) == 3)
        #expect(try world.pending().count == 3, "people see them all the same")
        for lead in 1...3 { #expect(try !world.store.lacksDue(world.key(Int64(lead)).name)) }
        #expect(try world.deliver(.once), "something was not tried")
        try world.store.resume("support", .liveTex)
        #expect(try parked(world) == 0)
        #expect(try FileSystem.list(world.files.pending).count == 3)
        try world.deliver()
        for lead in 1...3 { #expect(world.texts(Int64(lead)) == ["a"]) }
    }

    /// A person who removes the file of a pause, or a command that is killed, leaves the marks.
    @Test func aCourierPutsTheMarksBackWhosePauseIsGone() throws {
        let world = try pausedWorld()
        try FileSystem.remove("\(world.files.path)/paused/support.livetex")
        try world.deliver()
        for lead in 1...3 { #expect(world.texts(Int64(lead)) == ["a"]) }
        #expect(try world.pending().isEmpty)
    }

    @Test func aDialogWithNothingMoreToDoHasNoParkedMark() throws {
        let world = try pausedWorld()
        _ = try world.store.setAside(1, of: world.key(1), nil, now: world.time)
        #expect(try parked(world) == 2)
        #expect(try world.pending().count == 2)
    }

    /// A webhook came while the courier read the record: it must not be put away with the dialog.
    @Test func aDialogThatHasChangedIsNotParked() throws {
        let world = try World(.files)
        try world.says(1, "a")
        let stored = try #require(try world.store.load(world.key(1).name))
        try world.store.pause(Pause(binding: "support", lane: .liveTex, reason: "401", time: world.time))
        try world.says(1, "b")
        try world.store.park(world.key(1), .liveTex, ifStill: stored.version)
        #expect(try world.store.unparked().count == 1)
        let current = try #require(try world.store.load(world.key(1).name))
        try world.store.park(world.key(1), .liveTex, ifStill: current.version)
        #expect(try world.store.unparked().isEmpty && world.store.hasParked())
        try world.says(1, "c")
        #expect(try world.store.unparked().count == 1, "a webhook brings it back")
        #expect(try world.pending().count == 1)
    }

    /// The pause ended before the courier had put the dialog away.
    @Test func withoutItsPauseADialogIsNotParked() throws {
        let world = try World(.files)
        try world.says(1, "a")
        let stored = try #require(try world.store.load(world.key(1).name))
        try world.store.park(world.key(1), .liveTex, ifStill: stored.version)
        #expect(try parked(world) == 0 && world.store.unparked().count == 1)
    }

    // MARK: Locks

    /// A receiver waits for a slow disk and holds the lock of its part of the store.
    @Test func aDialogWhoseLockIsHeldIsDeliveredWhenItIsFree() throws {
        let world = try World(.files, bindings: ["support", "other"])
        // A courier has looked through the whole store before.
        try world.deliver()
        try world.says(1, "a")
        var lock: Lock? = try Lock("\(world.files.path)/locks/\(world.key(1).name.description.prefix(2))")
        world.at(400) { _ in
            #expect(lock != nil)
            lock = nil
        }
        try world.says(2, "b", binding: "other")
        let start = world.time
        #expect(try world.deliver() == false)
        #expect(world.texts(1) == ["a"] && world.texts(2) == ["b"])
        let call = try #require(world.calls.first { $0.binding == "support" })
        #expect((400...450).contains(call.time - start), "\(call.time - start) ms")
    }

    private final class Lock {
        private let lock: FileLock
        init(_ path: String) throws { lock = try FileLock(path, waitingAtMost: 1_000) }
    }
}
