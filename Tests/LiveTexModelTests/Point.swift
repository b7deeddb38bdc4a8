import JSON
import LiveTexModel
import Testing

/// A contact point with two operators, and a clock that is advanced by hand.
struct Point {
    var point = LiveTexContactPoint(
        touchPoint: "3001", accessKey: "key",
        groups: [LiveTexGroup(id: "70001", name: "Поддержка", operators: ["501", "502"])],
        operators: [
            LiveTexOperator(id: "501", firstName: "Анна", lastName: "Петрова", avatarURL: "https://a/a.png"),
            LiveTexOperator(id: "502", firstName: "Борис", nickName: "Боря"),
        ],
        salt: "test")
    /// Milliseconds since 1970.
    var now: Int64 = 1_000

    static let selection: JSON = [
        "user_id": "49:1", "destination_type": "Department", "destination_id": "70001", "name": "Иван",
        "attributes": ["номер_заявки": "705"],
    ]

    mutating func answer(_ method: String, body: String, edition: String = "1.2") throws -> LiveTexAnswer {
        point.answer(
            try LiveTexEndpoint(verb: "POST", path: "/\(edition)/\(method)"), body: Array(body.utf8), at: now)
    }

    /// Calls a method that must succeed and returns the answer's body.
    @discardableResult
    mutating func call(_ method: String, _ body: JSON? = nil, edition: String = "1.2") throws -> JSON {
        let answer = try answer(method, body: body?.text() ?? "", edition: edition)
        #expect(answer.status == 200 && answer.body["success"] == true, "\(method): \(answer.body.text())")
        return answer.body
    }

    @discardableResult
    mutating func sendText(_ text: String, user: String = "49:1", edition: String = "1.2") throws -> JSON {
        try call("sendText", ["user_id": .string(user), "text": .string(text)], edition: edition)
    }

    /// The notifications since the last call.
    mutating func notifications() -> [JSON] { point.takeNotifications().map { $0.body(webhookKey: "s3cret") } }

    /// Their types.
    mutating func types() -> [String] { notifications().compactMap { $0["type"]?.string } }

    var entries: [LiveTexConversation.Entry] { point.conversations["49:1"]?.entries ?? [] }
    var visible: [LiveTexConversation.Entry.Content] {
        point.conversations["49:1"]?.visibleEntries.map(\.content) ?? []
    }
}
