import POSIX
import Store
import Testing

@testable import Courier

/// How long a courier stays, and what it leaves to others.
@Suite struct StayTests {
    /// What is under way is finished, and what waits is left to a courier with the new secrets.
    @Test func newSecretsEndACourierThatStays() throws {
        let world = try World()
        for lead in 1...20 { try world.says(Int64(lead), "a") }
        world.latency = 25_000
        var isReplaced = false
        world.at(20_000) { _ in isReplaced = true }
        try world.deliver(hasNewSecrets: { isReplaced })
        #expect(world.calls("sendText").count == 16)
        #expect(try world.pending().count == 4)
        world.latency = 30
        try world.deliver()
        for lead in 1...20 { #expect(world.texts(Int64(lead)) == ["a"]) }
    }

    // MARK: Bindings that are gone

    @Test func aRemovedBindingKeepsNoCourier() throws {
        let world = try World(bindings: ["support", "other"])
        try world.says(1, "a")
        try world.says(1, "b", binding: "other")
        try FileSystem.remove(world.directory("bundle/bindings/other.json"))
        #expect(try world.deliver())
        #expect(world.texts(1) == ["a"])
        #expect(world.uptime < 10_000)
        #expect(try world.pending().count == 1)
    }

    /// A courier that stayed for an outage of another binding goes on by itself.
    @Test func aBindingThatIsBroughtBackIsServed() throws {
        let world = try World(bindings: ["support", "other"])
        for text in ["a", "b", "c"] { try world.says(1, text) }
        try world.says(2, "b", binding: "other")
        let path = world.directory("bundle/bindings/support.json")
        let content = try FileSystem.read(path)
        try FileSystem.remove(path)
        let end = world.time + World.hour
        world.fate = { $0.binding == "other" && $0.time < end ? .refuseConnection : .normal }
        world.at(World.minute) { _ in try FileSystem.replace(path, with: content) }
        world.at(10 * World.minute) { #expect($0.texts(1) == ["a", "b", "c"]) }
        try world.deliver()
        #expect(world.texts(1) == ["a", "b", "c"] && world.texts(2) == ["b"])
    }

    // MARK: Bindings that another courier has

    private func world(claiming binding: String) throws -> World {
        let world = try World(bindings: ["support", "other"])
        try world.says(1, "a")
        try world.says(2, "b", binding: "other")
        #expect(try world.store.claim(binding, by: "another courier", for: World.hour) == .granted)
        return world
    }

    @Test func aBindingOfAnotherCourierIsSkipped() throws {
        let world = try world(claiming: "support")
        try world.deliver()
        #expect(world.texts(1).isEmpty && world.texts(2) == ["b"])
        #expect(world.uptime < 10_000)
        #expect(try world.pending() == [world.key(1).name])
    }

    /// `--once` promises a try.
    @Test func aTryWaitsForAnotherCourierToEnd() throws {
        let world = try world(claiming: "support")
        world.at(3_000) { try $0.store.release("support", by: "another courier") }
        #expect(try world.deliver(.once) == false)
        #expect(world.texts(1) == ["a"])
        #expect(world.calls.first?.binding == "other", "the other binding does not wait")
        #expect((3_000...3_200).contains(world.uptime), "\(world.uptime) ms")
    }

    @Test(arguments: [nil, 20_000, 2_000]) func aTryWaitsFiveSecondsOrItsTime(limit: Int64?) throws {
        let world = try world(claiming: "support")
        #expect(try world.deliver(.once, within: limit))
        #expect(world.texts(1).isEmpty && world.texts(2) == ["b"])
        let wait = limit == 2_000 ? 1_500 : OnceRun.patience
        #expect((wait...wait + 100).contains(world.uptime), "\(world.uptime) ms")
    }

    /// What the other courier has delivered needs no claim.
    @Test func aTryEndsWhenTheOtherCourierHasDelivered() throws {
        let world = try world(claiming: "support")
        world.at(1_000) { try $0.deliverAsAnother(1) }
        #expect(try world.deliver(.once) == false)
        #expect(world.uptime < 1_200)
    }
}

extension World {
    /// Takes a dialog's calls out of the store, as another courier does that has delivered them.
    fileprivate func deliverAsAnother(_ lead: Int64) throws {
        try store.update(key(lead), party: nil) { record in
            for item in record.outbox { record.withdraw(item.number) }
        }
    }
}
