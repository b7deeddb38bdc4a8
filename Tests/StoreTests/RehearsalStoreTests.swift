import Dialog
import Record
import Store
import StoreConformance
import Testing

/// A rehearsal sees what is stored and its own changes. The store below never sees them.
@Suite struct RehearsalStoreTests {
    private let clock = ShiftedClock()
    private let base: InMemoryStore
    private let rehearsal: RehearsalStore
    private let key = DialogKey(binding: "support", userID: "49:1")
    private let call = Call.liveTex(.sendText("Hello"))

    init() throws {
        base = InMemoryStore(clock: clock)
        rehearsal = RehearsalStore(of: base, clock: clock)
    }

    private func queue(in store: some DialogStore) throws {
        let now = clock.wall()
        try store.update(key, party: nil) { $0.requeue(call, now: now) }
    }

    @Test func keepsItsChangesToItself() throws {
        try queue(in: base)
        let stored = try #require(try base.load(key.name))
        try queue(in: rehearsal)
        try queue(in: rehearsal)
        #expect(try rehearsal.load(key.name)?.record.outbox.map(\.number).count == 3)
        #expect(try rehearsal.read(key) { $0.outbox.count }?.result == 3)
        #expect(try base.load(key.name)?.version == stored.version)
        #expect(try base.load(key.name)?.record.outbox.count == 1)
    }

    @Test func namesTheDialogsAndTheirFirstNewCalls() throws {
        try queue(in: base)
        let next = try #require(try base.load(key.name)?.record.dialog.nextCall)
        try queue(in: rehearsal)
        try queue(in: rehearsal)
        #expect(rehearsal.dialogs.map(\.key) == [key])
        #expect(rehearsal.dialogs.map(\.firstCall) == [next])
    }

    @Test func storesNothingWithoutAChange() throws {
        try rehearsal.update(key, party: nil) { _ in }
        #expect(try rehearsal.load(key.name) == nil)
        #expect(rehearsal.dialogs.map(\.key) == [key])
    }

    @Test func worksOverNothing() throws {
        let rehearsal = RehearsalStore(of: nil, clock: clock)
        #expect(try rehearsal.load(key.name) == nil)
        try queue(in: rehearsal)
        #expect(try rehearsal.load(key.name)?.record.outbox.count == 1)
    }

    @Test func keepsDeadLettersInMemory() throws {
        try rehearsal.keep(DeadLetter(unreadable: [], binding: "support", reason: "empty", now: 1))
        let letters = try rehearsal.deadLetters()
        #expect(letters.map(\.time) == [1])
        #expect(try rehearsal.deadLetter(letters[0].id) == letters[0])
        #expect(try base.deadLetters().isEmpty)
        #expect(try rehearsal.dropDeadLetter(letters[0].id))
        #expect(try rehearsal.deadLetters().isEmpty)
    }
}
