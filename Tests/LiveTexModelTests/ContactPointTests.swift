import JSON
import LiveTexModel
import Testing

/// LiveTex's own rules: who sees what and when, what is asked for, what is remembered.
@Suite struct ContactPointTests {
    @Test func keepsMessagesBackUntilAGroupIsChosen() throws {
        var model = Point()
        let first = try model.sendText("раз")
        let second = try model.call(
            "sendFile", ["user_id": "49:1", "url": "https://a/b.png", "file_name": "b.png"])
        #expect(try #require(first["timestamp"]?.int) < #require(second["timestamp"]?.int))
        #expect(first["message_id"]?.string != second["message_id"]?.string)
        #expect(model.visible.isEmpty)
        #expect(try model.call("getCurrentDestination", ["user_id": "49:1"]) == ["success": true])

        #expect(try model.call("selectDestination", Point.selection) == ["success": true])
        #expect(
            model.visible == [
                .visitorText("раз"), .visitorFile(LiveTexFile(url: "https://a/b.png", name: "b.png")),
                .selected(groupID: "70001"),
            ])
        let conversation = try #require(model.point.conversations["49:1"])
        #expect(conversation.name == "Иван")
        #expect(conversation.attributes == ["номер_заявки": "705"])

        try model.point.close("49:1", by: "Анна", at: model.now)
        try model.sendText("снова")
        #expect(!model.visible.contains(.visitorText("снова")))
    }

    @Test func aRepeatedChoiceReplacesTheAttributesAndIsNotInTheHistory() throws {
        var model = Point()
        try model.call("selectDestination", Point.selection)
        var again = try #require(Point.selection.object)
        again["attributes"] = ["номер_заявки": "706"]
        again["name"] = nil
        try model.call("selectDestination", .object(again))
        #expect(model.entries.map(\.content) == [.selected(groupID: "70001")])
        #expect(model.point.conversations["49:1"]?.attributes == ["номер_заявки": "706"])
        #expect(model.point.conversations["49:1"]?.name == "Иван")
    }

    @Test func tellsWhoIsOnlineAsEachEditionDoes() throws {
        var model = Point()
        func group(_ edition: String) throws -> JSON? {
            try model.call("getDestinations", ["user_id": "49:1"], edition: edition)["destinations"]?[0]
        }
        #expect(try group("1.2")?["has_online"] == false)
        try model.point.setAvailability(of: "Анна", online: true, hasFreeSlot: false, at: model.now)
        #expect(
            try group("1.2") == [
                "destination_type": "Department", "destination_id": "70001", "name": "Поддержка", "has_online": true,
                "is_available": false,
            ])
        #expect(try group("1.1")?["is_available"] == nil)
        model.point.groups.insert(LiveTexGroup(id: "1", name: "Пустая", operators: []), at: 0)
        #expect(try group("1.2")?["name"] == "Пустая")
        model.point.groups = []
        #expect(try model.call("getDestinations") == ["success": true, "destinations": []])
    }

    @Test(arguments: [("1.0", 3), ("1.1", 3), ("1.2", 1)])
    func asksForADestinationAsEachEditionDoes(edition: String, times: Int) throws {
        var model = Point()
        for text in ["раз", "два", "три"] { try model.sendText(text, edition: edition) }
        let asked = model.notifications()
        #expect(asked.count == times)
        for notification in asked {
            #expect(notification["type"] == "SelectDestination" && notification["timestamp"] == nil)
            #expect(
                notification["destinations"] == [
                    ["destination_type": "Department", "destination_id": "70001", "name": "Поддержка"]
                ])
        }
        try model.call("selectDestination", Point.selection, edition: edition)
        try model.sendText("четыре", edition: edition)
        #expect(model.types().isEmpty)
        try model.point.close("49:1", by: "Анна", at: model.now)
        #expect(model.types() == ["Closed"])
        try model.sendText("пять", edition: edition)
        #expect(model.types() == ["SelectDestination"])
    }

    @Test func readingAnnouncesEveryUnreadMessageAndTheSecondReaderToo() throws {
        var model = Point()
        func read(by name: String) throws -> [String] {
            try model.point.read("49:1", by: name, at: model.now)
            return delivered()
        }
        func delivered() -> [String] {
            model.notifications().filter { $0["type"] == "MessageDelivered" }
                .map { $0["employee"]?["employee_id"]?.string ?? "" }
        }
        for text in ["раз", "два"] { try model.sendText(text) }
        #expect(try read(by: "Анна").isEmpty)
        try model.call("selectDestination", Point.selection)
        try model.point.deliver("49:1", at: model.now)
        #expect(delivered() == ["", ""])
        #expect(try read(by: "Анна") == ["501", "501"])
        #expect(try read(by: "Анна").isEmpty)
        try model.point.transfer("49:1", to: "Борис", at: model.now)
        #expect(delivered().isEmpty)
        #expect(try read(by: "Борис") == ["502"])
        try model.point.deliver("49:1", at: model.now)
        #expect(delivered().isEmpty)
    }

    @Test func historyHasAnAnchorALimitAndTwoDirections() throws {
        var model = Point()
        var ids: [String] = []
        for text in ["1", "2", "3", "4"] { ids.append(try #require(model.sendText(text)["message_id"]?.string)) }
        func history(_ parameters: [String: JSON]) throws -> [String] {
            let body = JSON.object(parameters.merging(["user_id": "49:1"]) { $1 })
            let messages = try model.call("getHistory", body, edition: "1.1")["messages"]?.array ?? []
            #expect(messages.allSatisfy { $0["webhook_key"] == nil && $0["from"] == "User" })
            return messages.compactMap { $0["text"]?.string }
        }
        #expect(try history([:]) == ["1", "2", "3", "4"])
        #expect(try history(["limit": 2]) == ["3", "4"])
        #expect(try history(["message_id": .string(ids[2])]) == ["1", "2"])
        #expect(try history(["message_id": .string(ids[2]), "limit": 1]) == ["2"])
        #expect(try history(["message_id": .string(ids[1]), "chunk": "After"]) == ["3", "4"])
        #expect(try history(["message_id": .string(ids[1]), "chunk": "After", "limit": 1]) == ["3"])
        model.point.limits.historyPage = 3
        #expect(try history(["limit": 4]) == ["2", "3", "4"])
        model.point.historyStyle.newestFirst = true
        model.point.historyStyle.includesAnchor = true
        #expect(try history(["message_id": .string(ids[1]), "chunk": "After"]) == ["4", "3", "2"])
    }

    @Test func theHistoryHasAllThatHappened() throws {
        var model = Point()
        try model.sendText("вопрос")
        try model.call("selectDestination", Point.selection)
        try model.point.read("49:1", by: "Анна", at: model.now)
        try model.point.say("ответ", as: "Анна", to: "49:1", at: model.now)
        try model.point.hold("49:1", text: "Ждите", at: model.now)
        try model.point.close("49:1", by: nil, at: model.now)
        let messages = try model.call("getHistory", ["user_id": "49:1"])["messages"]?.array ?? []
        #expect(
            messages.compactMap { $0["type"]?.string } == [
                "TextMessage", "DestinationSelected", "MessageDelivered", "TextMessage", "HoldMessage", "Closed",
            ])
        #expect(messages.last?["employee"] == nil && messages.last?["touch_point_id"] == "3001")
        let times = messages.compactMap { $0["timestamp"]?.int }
        #expect(times.count == 6 && zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func timesNeverGoBack() throws {
        var model = Point()
        let first = try model.sendText("раз")["timestamp"]?.int
        model.now -= 500
        let second = try model.sendText("два")["timestamp"]?.int
        model.now += 10_000
        let third = try model.sendText("три")["timestamp"]?.int
        #expect([first, second, third] == [1_000, 1_001, 10_500])
    }

    @Test func registersOneWebhookAndShowsIt() throws {
        var model = Point()
        #expect(try model.call("getWebhookSettings")["url"] == "")
        let registration: JSON = [
            "url": "https://bridge.example.com/hooks/livetex/support", "webhook_key": "s3cret",
            "webhook_event_types": ["TextMessage", "Closed"],
        ]
        #expect(try model.call("setWebhook", registration) == ["success": true])
        #expect(
            try model.call("getWebhookSettings") == [
                "success": true, "url": "https://bridge.example.com/hooks/livetex/support",
                "webhook_event_types": ["Closed", "TextMessage"],
            ])
        let old = try model.answer("setWebhook", body: registration.text(), edition: "1.0")
        #expect(
            old.body["error_message"] == "Invalid data: webhook_event_types is not a field of setWebhook in 1.0")
        #expect(try model.call("getWebhookSettings", edition: "1.0")["webhook_event_types"] == nil)
        #expect(
            model.point.registration
                == LiveTexContactPoint.Registration(
                    url: "https://bridge.example.com/hooks/livetex/support", key: "s3cret",
                    types: ["Closed", "TextMessage"], edition: .v1_2))
    }

    /// An edition that registers the webhook gets no fields of later ones.
    @Test(arguments: [("1.0", [String: JSON]()), ("1.1", ["nick_name": "Боря"]), ("1.2", ["nick_name": "Боря"])])
    func notificationsHaveTheFieldsOfTheirEdition(edition: String, further: [String: JSON]) throws {
        var model = Point()
        try model.call("setWebhook", ["url": "https://a/", "webhook_key": "s3cret"], edition: edition)
        try model.sendText("раз", edition: edition)
        try model.point.transfer("49:1", to: "Боря", at: model.now)
        _ = model.notifications()
        let id = try model.point.say("Да?", as: "Боря", to: "49:1", at: model.now)
        let time = try #require(model.entries.last?.time)
        #expect(
            model.notifications() == [
                [
                    "type": "TextMessage", "id": .string(id), "webhook_key": "s3cret", "user_id": "49:1",
                    "timestamp": .int(time), "from": "Employee", "text": "Да?",
                    "employee": .object(further.merging(["employee_id": "502", "first_name": "Борис"]) { $1 }),
                ]
            ])
    }

    @Test func tellsOfAvailabilityOncePerConversation() throws {
        var model = Point()
        for user in ["49:1", "49:2"] {
            try model.sendText("x", user: user)
            try model.point.transfer(user, to: "Анна", at: model.now)
        }
        _ = model.notifications()
        try model.point.setAvailability(of: "Анна", online: true, at: model.now)
        let news = model.notifications()
        #expect(news.map { $0["type"] } == ["EmployeeAvailabilityChanged", "EmployeeAvailabilityChanged"])
        #expect(news.allSatisfy { $0["touchPointId"] == "3001" && $0["online"] == true && $0["user_id"] == nil })
        try model.point.setAvailability(of: "Анна", online: true, at: model.now)
        #expect(model.notifications().isEmpty)
    }

    @Test func doesNotKnowEveryone() {
        var model = Point()
        #expect(throws: OperatorError.unknownUser("49:1")) {
            try model.point.say("?", as: "Анна", to: "49:1", at: model.now)
        }
        #expect(throws: OperatorError.unknownOperator("Ева")) {
            try model.point.setAvailability(of: "Ева", online: true, at: model.now)
        }
        #expect(model.point == Point().point)
    }
}
