import Dialog
import Testing

/// An operator's words reach the platform at once, whatever LiveTex's API does.
@Suite struct OperatorWordTests {
    /// What becomes of the selection.
    enum Trouble: CaseIterable { case answerLost, answerIsLate, neverSent, nothingReachesLiveTex }

    /// Lets LiveTex fail for an hour from the selection on.
    private func fail(_ trouble: Trouble, _ world: World) {
        let end = world.time + World.hour
        var wasSelected = false
        world.delay = { trouble == .answerIsLate && $0.method == "selectDestination" ? 20_000 : nil }
        world.fate = { call in
            if call.method == "event" || call.time >= end || trouble == .answerIsLate { return .normal }
            if call.method == "selectDestination", !wasSelected {
                wasSelected = true
                switch trouble {
                case .answerLost: return .loseAnswer
                case .neverSent: return .refuseConnection
                case .answerIsLate, .nothingReachesLiveTex: return .lose
                }
            }
            return wasSelected ? .answer(503) : .normal
        }
    }

    private func request(_ id: String, _ world: World) throws {
        try world.take(
            1, PlatformEvent(id: id, party: world.party(1), kind: .transferRequest(attributes: ["order": 705])))
    }

    /// When the platform got its events, after a time in milliseconds.
    private func delays(_ world: World, from start: Int64) -> [Int64] {
        world.calls("event").filter { $0.time >= start }.map { $0.time - start }
    }

    @Test(arguments: Trouble.allCases) func theyDoNotWaitForTheSelection(_ trouble: Trouble) throws {
        let world = try World(.files)
        try world.says(1, "a")
        try request("t", world)
        fail(trouble, world)
        let start = world.time + 10_000
        world.at(10_000) { try $0.answers(1, id: "o1") }
        try world.deliver(.linger(30_000))
        #expect(
            world.events.prefix(3) == ["t:notice", "lt:support:joined-by-message:o1", "lt:support:message:o1"])
        #expect(delays(world, from: start).prefix(3).allSatisfy { $0 < 1_000 }, "\(delays(world, from: start))")
    }

    /// While the bot leads, the words of a conversation that is still open arrive. A second transfer changes nothing.
    @Test(arguments: Trouble.allCases) func theyDoNotWaitForASecondSelection(_ trouble: Trouble) throws {
        let world = try World(.files)
        try world.says(1, "a")
        try request("t1", world)
        world.at(1_000) { try $0.answers(1, id: "o1") }
        world.at(2_000) { world in
            try world.take(1, PlatformEvent(id: "c", party: world.party(1), kind: .transferCancel(.lead)))
        }
        try world.deliver()
        try request("t2", world)
        fail(trouble, world)
        let start = world.time + 10_000
        world.at(10_000) { try $0.answers(1, id: "o2") }
        try world.deliver(.linger(30_000))
        let second = Array(world.events.drop { $0 != "t2:notice" })
        #expect(
            second.prefix(3) == ["t2:notice", "lt:support:joined-by-message:o2", "lt:support:message:o2"],
            "\(world.events)")
        #expect(delays(world, from: start).prefix(3).allSatisfy { $0 < 1_000 }, "\(delays(world, from: start))")
        // The name and the attributes of the second transfer arrive in the end.
        #expect((world.selections[world.party(1).userID]?.count ?? 0) >= 2)
    }

    // MARK: Order

    private func messages(_ world: World) -> [String] {
        world.events.compactMap { $0.hasPrefix("lt:support:message:") ? String($0.split(separator: ":")[3]) : nil }
    }

    /// Webhooks overtake each other. As long as the words wait, LiveTex's times tell their order.
    @Test(arguments: Keeping.allCases) func theyLeaveInTheOrderOfLiveTexsTimes(_ keeping: Keeping) throws {
        let world = try World(keeping)
        let time = world.time
        for number in [5, 3, 4, 1, 2, 9, 8] {
            try world.answers(1, id: "o\(number)", sent: time + Int64(number))
        }
        try world.deliver()
        #expect(messages(world) == ["o1", "o2", "o3", "o4", "o5", "o8", "o9"])
        let times = world.calls("event").compactMap { $0.body["ts"]?.string }
        #expect(times.sorted() == times && Set(times).count == 7)
    }

    /// A word that was tried may have arrived.
    @Test func aWordThatWasTriedKeepsItsPlace() throws {
        let world = try World()
        let time = world.time
        try world.answers(1, id: "o2", sent: time + 2)
        world.fate = { _ in .answer(503) }
        try world.deliver(.once)
        world.fate = { _ in .normal }
        try world.answers(1, id: "o4", sent: time + 4)
        try world.answers(1, id: "o1", sent: time + 1)
        try world.answers(1, id: "o3", sent: time + 3)
        try world.deliver()
        #expect(messages(world) == ["o2", "o1", "o3", "o4"])
    }

    /// What the lead is told between two words stays between them.
    @Test func aWordDoesNotOvertakeANotice() throws {
        let world = try World()
        let time = world.time
        try world.says(1, "a")
        try request("t", world)
        try world.deliver()
        world.fate = { $0.method == "event" && $0.time < time + World.hour ? .answer(503) : .normal }
        try world.answers(1, id: "o5", sent: world.time + 5)
        try world.answers(1, id: "o3", sent: world.time + 3)
        try world.deliver()
        #expect(
            world.events == [
                "t:notice", "lt:support:joined-by-message:o5", "lt:support:message:o3", "lt:support:message:o5",
            ])
    }
}
