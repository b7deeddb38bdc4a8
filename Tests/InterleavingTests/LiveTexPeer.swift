import HTTPTransport
import JSON
import LiveTexModel

/// LiveTex in a run with one dialog: the model, the calls that arrived, and the notifications that are under way.
struct LiveTexPeer {
    /// A message that arrived.
    struct Message {
        var id: String
        /// The number of the call that brought it.
        var call: Int64
        var body: JSON
    }

    private static let key = "s3cret"
    private static let operators = [
        LiveTexOperator(id: "501", firstName: "Анна"), LiveTexOperator(id: "502", firstName: "Борис"),
        LiveTexOperator(id: "503", firstName: "Вера", nickName: "В."),
    ]

    private let user: String
    private var point: LiveTexContactPoint
    /// LiveTex's clock, in milliseconds since 1970.
    private var clock: Int64
    /// What the visitor said, in order.
    private(set) var messages: [Message] = []
    /// The bodies of the selections that arrived, with the numbers of their calls.
    private(set) var selections: [(call: Int64, body: JSON)] = []
    private var webhooks: [JSON] = []

    /// - Parameters:
    ///   - now: our time. LiveTex's clock is hours away from ours: the bridge may compare the two only by the day.
    ///   - habits: selects how histories are answered, which the documentation leaves open.
    init(user: String, now: Int64, habits: Int) {
        self.user = user
        clock = now - 6 * 3_600_000
        point = LiveTexContactPoint(
            touchPoint: "3001", accessKey: "key",
            groups: [LiveTexGroup(id: "70001", name: "Поддержка", operators: Self.operators.map(\.id))],
            operators: Self.operators, salt: "LiveTex")
        point.registration = LiveTexContactPoint.Registration(
            url: "https://bridge.example.com/", key: Self.key, edition: .v1_2)
        if habits & 1 == 1 { point.limits.historyPage = 3 }
        point.historyStyle.newestFirst = habits & 2 == 2
        point.historyStyle.includesAnchor = habits & 4 == 4
    }

    /// Returns a notification that is under way: they overtake each other.
    mutating func takeWebhook(_ place: Int) -> JSON? {
        webhooks.isEmpty ? nil : webhooks.remove(at: place % webhooks.count)
    }

    /// Answers a request, which must be right, and returns the answer's body.
    ///
    /// - Parameter call: the number of the call that the request makes or asks about.
    mutating func answer(_ request: HTTPRequest, call: Int64, isOnline: Bool) throws -> JSON {
        for index in point.operators.indices { point.operators[index].isOnline = isOnline }
        let path = String(request.url.dropFirst(Wire.liveTex.count).prefix { $0 != "?" })
        let endpoint = try LiveTexEndpoint(verb: request.method, path: path)
        let answer = step { $0.answer(endpoint, body: request.body, at: $1) }
        let body = request.body.isEmpty ? .null : try JSON(parsing: request.body)
        try promise(answer.status == 200, "LiveTex refuses \(path) \(body.text()): \(answer.body.text())")
        if let id = answer.body["message_id"]?.string { messages.append(Message(id: id, call: call, body: body)) }
        if endpoint.method == .selectDestination { selections.append((call, body)) }
        return answer.body
    }

    /// One step of the model. Its notifications join those under way.
    private mutating func step<Result, Failure: Error>(
        _ body: (inout LiveTexContactPoint, _ now: Int64) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        clock += 3
        let result = try body(&point, clock)
        webhooks += point.takeNotifications().map { $0.body(webhookKey: Self.key) }
        return result
    }

    // MARK: Operators, who see only what is selected

    private var isSelected: Bool { point.conversations[user]?.destination != nil }

    private static func name(_ pick: Int) -> String { operators[pick % operators.count].id }

    mutating func reads(_ pick: Int) throws {
        if isSelected { try step { [user] in try $0.read(user, by: Self.name(pick), at: $1) } }
    }

    mutating func writes(_ pick: Int, _ text: String) throws {
        if isSelected { _ = try step { [user] in try $0.say(text, as: Self.name(pick), to: user, at: $1) } }
    }

    mutating func sendsFile(_ pick: Int) throws {
        let file = LiveTexFile(url: "https://files.example/a.png")
        if isSelected { _ = try step { [user] in try $0.send(file, as: Self.name(pick), to: user, at: $1) } }
    }

    mutating func closes(_ pick: Int) throws {
        if isSelected { try step { [user] in try $0.close(user, by: Self.name(pick), at: $1) } }
    }

    // MARK: LiveTex by itself

    mutating func holds() throws {
        if !messages.isEmpty { try step { [user] in try $0.hold(user, text: "Ждите", at: $1) } }
    }

    mutating func asksForGroup() { step { [user] point, _ in point.askForDestination(user) } }

    /// Sends the visitor's last message back, which the documentation does not rule out.
    mutating func echoes() throws {
        let endpoint = try LiveTexEndpoint(verb: "POST", path: "/1.2/getHistory")
        let body: JSON = ["user_id": .string(user)]
        let answer = step { $0.answer(endpoint, body: body.bytes(), at: $1) }
        let messages = answer.body["messages"]?.array?.filter { $0["from"] == "User" } ?? []
        guard var entry = (point.historyStyle.newestFirst ? messages.first : messages.last)?.object else { return }
        entry["webhook_key"] = .string(Self.key)
        webhooks.append(.object(entry))
    }
}
