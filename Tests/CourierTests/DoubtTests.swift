import Courier
import Dialog
import FlatFileStore
import JSON
import Record
import Store
import Testing

/// A call whose answer was lost: LiveTex is asked whether it has it, and only then it goes out again, or not.
@Suite struct DoubtTests {
    /// What is lost: only the answer, or the call.
    static let losses: [(name: String, fate: World.Fate)] = [("answer", .loseAnswer), ("call", .lose)]

    private func world(losing fate: World.Fate, _ answer: @escaping (World.Call) -> World.Fate? = { _ in nil }) throws
        -> World
    {
        let world = try World()
        try world.says(1, "confirmed")
        try world.deliver()
        var isLost = false
        world.fate = { call in
            if call.body["text"] == "doubted", !isLost {
                isLost = true
                return fate
            }
            return answer(call) ?? .normal
        }
        try world.says(1, "doubted")
        return world
    }

    /// An operator may write more than a page of the history before the lead's message is asked for. LiveTex decides how
    /// long a page is.
    @Test(arguments: [20, 100], [0, 1])
    func itIsFoundAfterAnyNumberOfOtherEntries(page: Int, loss: Int) throws {
        let world = try world(losing: Self.losses[loss].fate)
        world.historyLimit = page
        try world.operatorWrites(to: 1, 250)
        try world.deliver()
        #expect(world.texts(1) == ["confirmed", "doubted"])
        #expect(world.calls("sendText").count == 2 + loss)
    }

    /// All pages belong to one try.
    @Test func itIsFoundInOneRun() throws {
        let world = try world(losing: .loseAnswer)
        try world.operatorWrites(to: 1, 250)
        #expect(try world.deliver(.once))
        #expect(try world.deliver(.once) == false)
        #expect(world.texts(1) == ["confirmed", "doubted"])
        #expect(world.calls("getHistory").count == 3)
    }

    /// Otherwise such a history would be read for ever.
    @Test func aHistoryThatGivesTheSameAgainIsReadThrough() throws {
        let world = try world(losing: .lose) { call in
            guard call.method == "getHistory" else { return nil }
            let entry: JSON = ["type": "Closed", "id": "x", "timestamp": 1]
            return .answer(200, ["success": true, "messages": [entry]])
        }
        try world.deliver()
        #expect(world.texts(1) == ["confirmed", "doubted"])
        #expect(world.calls("getHistory").count == 4)
    }

    /// A person sets a call aside while it is looked for: its search says nothing about the next call.
    @Test func aSearchThatWasGivenUpSaysNothingAboutTheNextCall() throws {
        let world = try World()
        try world.says(1, "confirmed")
        try world.deliver()
        var lost: Set<String> = []
        world.fate = { [unowned world] call in
            if call.method == "getHistory", world.calls("getHistory").count == 1 {
                // It comes into effect while the first page is on its way.
                world.at(1) { world in
                    _ = try world.store.setAside(2, of: world.key(1), nil, now: world.time)
                }
            }
            guard let text = call.body["text"]?.string, lost.insert(text).inserted else { return .normal }
            return text == "set aside" ? .loseAnswer : .lose
        }
        try world.says(1, "set aside")
        try world.says(1, "next")
        try world.operatorWrites(to: 1, 90)
        world.historyLimit = 20
        try world.deliver()
        #expect(world.texts(1) == ["confirmed", "set aside", "next"])
    }

    private static func refusal(_ code: Int64) -> World.Fate {
        .answer(code == 8 ? 403 : 400, ["success": false, "error_code": .int(code)])
    }

    /// A lead may say the same twice.
    @Test(arguments: [0, 1])
    func theSameWordsFromBeforeAreNotTakenForIt(loss: Int) throws {
        let world = try World()
        try world.take(1, PlatformEvent(id: "1", party: world.party(1), kind: .message(.lead, Message(text: "yes"))))
        try world.deliver()
        var isLost = false
        world.fate = { call in
            guard call.method == "sendText", !isLost else { return .normal }
            isLost = true
            return Self.losses[loss].fate
        }
        try world.take(1, PlatformEvent(id: "2", party: world.party(1), kind: .message(.lead, Message(text: "yes"))))
        try world.deliver()
        #expect(world.texts(1) == ["yes", "yes"])
    }

    @Test func itIsNotSentAgainWhenEveryQuestionIsRefused() throws {
        let world = try world(losing: .loseAnswer) { $0.method == "getHistory" ? Self.refusal(9) : nil }
        try world.deliver()
        #expect(world.texts(1) == ["confirmed", "doubted"])
        #expect(try world.deadLetters().map { $0.content["in_doubt"] } == [true])
    }

    @Test func anAccountWithoutHistoryIsServedAsOnVersion1_0() throws {
        let world = try World()
        try world.says(1, "a")
        world.fate = { [unowned world] call in
            if call.method == "getHistory" { return Self.refusal(8) }
            return world.calls.count == 1 ? .lose : .normal
        }
        try world.deliver()
        #expect(world.texts(1) == ["a"])
        #expect(world.calls.map(\.method) == ["sendText", "getHistory", "sendText"])
    }

    // MARK: Histories that say less than they seem to

    /// What is lost is sent again, and what has arrived is not.
    private func expectAllOnce(_ world: World, _ loss: Int, texts: [String] = ["one", "two", "three"]) throws {
        for text in texts.dropLast() {
            try world.take(
                1,
                PlatformEvent(
                    id: "\(world.calls.count)", party: world.party(1), kind: .message(.lead, Message(text: text))))
            try world.deliver()
        }
        var isLost = false
        world.fate = { call in
            guard call.method == "sendText", !isLost else { return .normal }
            isLost = true
            return Self.losses[loss].fate
        }
        try world.says(1, texts.last ?? "")
        try world.deliver()
        #expect(world.texts(1) == texts)
        #expect(world.calls("sendText").count { $0.user == "49:1" } == texts.count + loss)
    }

    @Test(arguments: [0, 1]) func aHistoryThatIgnoresTheAnchor(loss: Int) throws {
        let world = try World()
        world.changeLiveTex { $0.historyStyle.ignoresAnchor = true }
        try expectAllOnce(world, loss)
    }

    @Test(arguments: [0, 1]) func anotherUsersMessage(loss: Int) throws {
        let world = try World()
        world.changeLiveTex { $0.historyStyle.showsOthers = true }
        world.at(10) { try $0.says(2, "three") }
        try expectAllOnce(world, loss)
    }

    @Test(arguments: [0, 1], [["one", "two", "three"], ["one", "three", "three"], ["three", "one", "three"]])
    func anAnswerWithoutAnID(loss: Int, texts: [String]) throws {
        let world = try World()
        world.changeLiveTex { $0.namesMessages = false }
        try expectAllOnce(world, loss, texts: texts)
    }

    /// The first attempt at "two" may have arrived, the second is refused.
    @Test(arguments: [0, 1]) func aRefusalAfterDoubt(loss: Int) throws {
        let world = try World()
        try world.says(1, "one")
        try world.deliver()
        var fates: [World.Fate] = [.loseAnswer, Self.refusal(9), Self.losses[loss].fate]
        world.fate = { call in
            if call.method == "getHistory", fates.count == 2 { return .answer(200, ["success": true, "messages": []]) }
            return call.method == "sendText" && !fates.isEmpty ? fates.removeFirst() : .normal
        }
        try world.says(1, "two")
        try world.deliver()
        #expect(try world.deadLetters().map { $0.content["in_doubt"] } == [true])
        try world.says(1, "three")
        try world.deliver()
        #expect(world.texts(1) == ["one", "two", "three"])
    }

    // MARK: Selections

    private func transfer(_ world: World, order: Int64) throws {
        let event = PlatformEvent(
            id: "transfer-\(order)", party: world.party(1), kind: .transferRequest(attributes: ["order": .int(order)]))
        try world.take(1, event)
        try world.deliver()
    }

    @Test(arguments: [0, 1])
    func aSelectionInDoubtIsAskedFor(loss: Int) throws {
        let world = try World()
        var isLost = false
        world.fate = { call in
            guard call.method == "selectDestination", !isLost else { return .normal }
            isLost = true
            return Self.losses[loss].fate
        }
        try transfer(world, order: 1)
        #expect(world.selections["49:1"] == [["order": "1"]])
    }

    /// In a conversation that was open before, the selected group says nothing about a later selection.
    @Test func aSelectionInAnOpenConversationArrivesToo() throws {
        let world = try World()
        try transfer(world, order: 1)
        try world.take(1, PlatformEvent(id: "back", party: world.party(1), kind: .transferCancel(.bot)))
        try world.deliver()
        var isLost = false
        world.fate = { call in
            guard call.method == "selectDestination", !isLost else { return .normal }
            isLost = true
            return .lose
        }
        try transfer(world, order: 2)
        #expect(world.selections["49:1"] == [["order": "1"], ["order": "2"]])
    }
}
