import JSON
import LiveTex
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
    /// LiveTex's clock in milliseconds, far from ours: the bridge must not compare the two.
    private var clock: Int64 = 77_000_000
    /// What the visitor said, in order.
    private(set) var messages: [Message] = []
    /// The bodies of the selections that arrived, with the numbers of their calls.
    private(set) var selections: [(call: Int64, body: JSON)] = []
    private var webhooks: [JSON] = []

    init(user: String) {
        self.user = user
        point = LiveTexContactPoint(
            touchPoint: "3001", accessKey: "key",
            groups: [LiveTexGroup(id: "70001", name: "Поддержка", operators: Self.operators.map(\.id))],
            operators: Self.operators, salt: "LiveTex")
        point.registration = LiveTexContactPoint.Registration(
            url: "https://bridge.example.com/", key: Self.key, edition: .v1_2)
    }

    /// Returns a notification that is under way: they overtake each other.
    mutating func takeWebhook(_ place: Int) -> JSON? {
        webhooks.isEmpty ? nil : webhooks.remove(at: place % webhooks.count)
    }

    /// Answers a request, which must be right, and returns the answer's body.
    mutating func answer(_ request: LiveTexRequest, call: Int64, isOnline: Bool = true) throws -> JSON {
        for index in point.operators.indices { point.operators[index].isOnline = isOnline }
        let endpoint = try LiveTexEndpoint(verb: "POST", path: "/1.2/\(request.method)")
        let answer = step { $0.answer(endpoint, body: request.body?.bytes() ?? [], at: $1) }
        let body = request.body ?? .null
        try promise(answer.status == 200, "LiveTex refuses \(request.method) \(body.text()): \(answer.body.text())")
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
        let history = try answer(.history(userID: user, .newest, limit: 100), call: 0)
        guard var entry = history["messages"]?.array?.last(where: { $0["from"] == "User" })?.object else { return }
        entry["webhook_key"] = .string(Self.key)
        webhooks.append(.object(entry))
    }
}
