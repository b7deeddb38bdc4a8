import Courier
import FlatFileStore
import Store
import Testing

/// A courier delivers only for bindings that no other courier has.
@Suite struct ClaimTests {
    @Test(arguments: Keeping.allCases) func aBindingOfAnotherCourierIsLeftAlone(keeping: Keeping) throws {
        let world = try World(keeping, bindings: ["support", "other"])
        try world.says(1, "a")
        try world.says(2, "b", binding: "other")
        let another: any Store = keeping == .files ? try FlatFileStore(world.files, allowing: [.tmpfs]) : world.store
        #expect(try another.claim("support", by: "another", for: World.hour) == .granted)
        try world.deliver()
        #expect(world.texts(1).isEmpty)
        #expect(world.texts(2) == (another.claimsCoverAllBindings ? [] : ["b"]))
        #expect(world.uptime < 10_000, "it does not stay for them")
        #expect(try world.deliver(.once), "it says that something was not tried")
        try another.release("support", by: "another")
        try world.deliver()
        #expect(world.texts(1) == ["a"] && world.texts(2) == ["b"])
    }

    /// An outage keeps a courier for minutes, while others ask for its binding.
    @Test(arguments: Keeping.allCases) func aClaimHoldsAsLongAsItsCourierWorks(keeping: Keeping) throws {
        let world = try World(keeping)
        try world.says(1, "a")
        let end = world.time + 20 * World.minute
        world.fate = { $0.time < end ? .refuseConnection : .normal }
        for minute in 1...19 {
            world.at(Int64(minute) * World.minute) { world in
                let claim = try world.store.claim("support", by: "another", for: World.hour)
                #expect(claim != .granted)
            }
        }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(try world.store.holder(of: "support") == nil, "a courier that has left has no claim")
    }

    /// A dead courier renews nothing, and after a minute another one goes on.
    @Test func theBindingOfADeadCourierIsTakenOver() throws {
        let world = try World(.memory)
        try world.says(1, "a")
        #expect(try world.store.claim("support", by: "dead", for: World.minute) == .granted)
        world.at(30_000) { #expect($0.texts(1).isEmpty) }
        while world.uptime < World.minute { try world.deliver() }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
    }
}
