import Courier
import DialogStore
import Testing

/// `--once`: everything pending gets one try now, whatever its back-off, and nothing gets two that fail.
@Suite struct OnceTests {
    @Test func everythingPendingIsTriedAlsoBeyondTheFreePlaces() throws {
        let world = try World()
        for lead in 1...100 {
            for text in ["a", "b", "c"] { try world.says(Int64(lead), text) }
            try world.answers(Int64(lead), id: "o\(lead)")
        }
        #expect(try world.deliver(.once) == false)
        for lead in 1...100 { #expect(world.texts(Int64(lead)) == ["a", "b", "c"]) }
        #expect(world.events.count == 100)
        #expect(try world.store.pending().isEmpty)
    }

    @Test func whatFailsIsTriedOnceARun() throws {
        let world = try World()
        for lead in 1...30 {
            try world.says(Int64(lead), "a")
            try world.answers(Int64(lead), id: "o\(lead)")
        }
        world.fate = { $0.method == "event" ? .normal : .answer(500, ["success": false, "error_code": 7]) }
        #expect(try world.deliver(.once))
        #expect(world.calls("sendText").count == 30)
        #expect(world.events.count == 30)
        // The back-off of a second or more does not count.
        #expect(try world.deliver(.once))
        #expect(world.calls("sendText").count == 60)
        world.fate = { _ in .normal }
        #expect(try world.deliver(.once) == false)
        #expect(world.uptime < 5_000)
        #expect(try world.store.pending().isEmpty)
    }
}
