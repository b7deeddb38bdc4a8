// A simulated world around the real courier and the real store: time that passes only while the courier waits, a LiveTex and
// a platform that answer as a test says, and traffic that comes in meanwhile. A day takes a second or two.

import ChannelBundle
import Courier
import Cryptography
import Dialog
import FlatFileStore
import Record
import Store
import HTTPTransport
import JSON
import Logging
import POSIX
import Platform
import TestSupport

final class World: CourierTransport {
    /// What becomes of a request.
    enum Fate {
        /// It is taken and answered.
        case normal
        /// It is answered so and has no effect.
        case answer(Int, JSON = .null, headers: [String: String] = [:])
        /// Nobody listens.
        case refuseConnection
        /// It has its effect, and the answer is lost.
        case loseAnswer
        /// It is lost on its way.
        case lose
    }

    struct Call {
        var time: Int64
        var binding: String
        var method: String
        var user: String
        var body: JSON
    }

    struct Said: Hashable {
        var id: String
        var text: String
        var time: Int64
        var isFromUser = true
    }

    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000

    /// Milliseconds since 1970.
    private(set) var time: Int64 = 1_760_000_000_000
    private(set) var uptime: Int64 = 0
    /// How long an answer takes, in milliseconds.
    var latency: Int64 = 30
    /// How long the answer to a request takes that is not as fast as the others, in milliseconds.
    var delay: (Call) -> Int64? = { _ in nil }
    /// Decides about each request.
    var fate: (Call) -> Fate = { _ in .normal }
    /// Every request, in order.
    private(set) var calls: [Call] = []
    /// What LiveTex has of each user, in order.
    private(set) var conversations: [String: [Said]] = [:]
    /// The attributes of the selections that have arrived, by user.
    private(set) var selections: [String: [JSON]] = [:]
    /// The most entries that LiveTex gives of a history at a time.
    var historyLimit = 100
    /// The ids of the events that the platform has taken, each once, in order.
    private(set) var events: [String] = []
    /// The most requests that were under way at once, by binding and side.
    private(set) var peaks: [String: Int] = [:]

    let directory: TemporaryDirectory
    let store: FlatFileStore
    let bindings: [Binding]
    private var underWay: [(id: Int, due: Int64, side: String, result: Result<HTTPResponse, HTTPFailure>)] = []
    private var traffic: [(time: Int64, action: (World) throws -> Void)] = []
    private var nextID = 0

    init(bindings: [String] = ["support"], version: LiveTexAPI.Version = .v1_2) throws {
        directory = try TemporaryDirectory(isVolatile: true, secretFiles: ["secret"])
        try directory.write(MarkedSecret.make("of all"), to: "secret")
        let secret = SecretReference.file(directory("secret"))
        self.bindings = bindings.map { id in
            Binding(
                id: id, name: id, publicURL: "https://bridge.example.com", token: secret, webhookKeys: [secret],
                api: LiveTexAPI(version: version, url: "https://livetex.example.com/\(id)"),
                platform: PlatformEndpoint(
                    url: "https://platform.example.com/\(id)", token: secret, acceptTokens: [secret]),
                knownChannels: ["telegram"], retention: Binding.defaultRetention, allowPrivate: [],
                rules: DialogRules(binding: id, botHeader: "", leadHeader: ""))
        }
        try BundleWriter(directory: directory("bundle")).write(self.bindings, sourceDigest: "")
        try FileSystem.makeDirectory(directory("state"))
        store = try FlatFileStore(StateDirectory(directory("state")), compacts: true)
    }

    // MARK: The courier

    /// Lets a courier work until it leaves.
    ///
    /// - Returns: whether something failed to be tried.
    @discardableResult
    func deliver(
        _ mode: Courier.Mode = .linger(2_000), within limit: Int64? = nil,
        hasNewSecrets: @escaping () -> Bool = { false }
    ) throws -> Bool {
        let courier = try Courier(
            store: store, bundle: BundleReader(directory: directory("bundle")), policy: RetryPolicy(), mode: mode,
            log: Log(program: "courier", minimum: .error, write: { _ in }), transport: self, now: { self.time },
            monotonic: { self.uptime }, relistInterval: 30_000,
            random: { 0 }, within: limit, hasNewSecrets: hasNewSecrets)
        try courier.run()
        return courier.hasFailed
    }

    /// Has something happen at a time from now on, in milliseconds.
    func at(_ delay: Int64, _ action: @escaping (World) throws -> Void) {
        traffic.append((time + delay, action))
        traffic.sort { $0.time < $1.time }
    }

    /// Sets the wall clock.
    func setClock(by change: Int64) {
        time += change
        // Waiting goes by a clock that only grows.
        underWay = underWay.map { ($0.id, $0.due + change, $0.side, $0.result) }
        traffic = traffic.map { ($0.time + change, $0.action) }
    }

    // MARK: Traffic

    func key(_ lead: Int64, binding: String = "support") -> DialogKey {
        DialogKey(binding: binding, userID: party(lead).userID)
    }

    func party(_ lead: Int64) -> Party { Party(botID: 49, leadID: .int(lead), channel: "telegram", name: nil) }

    /// A lead writes.
    func says(_ lead: Int64, _ text: String, binding: String = "support") throws {
        try take(
            lead, PlatformEvent(id: "\(lead)-\(text)", party: party(lead), kind: .message(.lead, Message(text: text))),
            binding)
    }

    func take(_ lead: Int64, _ event: PlatformEvent, _ binding: String = "support") throws {
        let rules = DialogRules(binding: binding, botHeader: "", leadHeader: "")
        try store.update(key(lead, binding: binding), party: party(lead)) { (record) throws(DamagedRecord) in
            _ = try record.accept(event, body: Digest128(of: event.id), rules, now: time)
        }
    }

    /// An operator writes.
    func answers(_ lead: Int64, id: String, binding: String = "support") throws {
        let rules = DialogRules(binding: binding, botHeader: "", leadHeader: "")
        let message = OperatorMessage(id: id, text: id, attachments: [])
        let event = LiveTexEvent(id: id, timestamp: time, kind: .message(Operator(id: "501", name: "Анна"), message))
        try store.update(key(lead, binding: binding), party: party(lead)) { (record) throws(DamagedRecord) in
            _ = try record.accept(event, type: "TextMessage", body: Digest128(of: id), rules, now: time)
        }
    }

    /// An operator's messages at LiveTex, whose webhooks are still to come.
    func operatorWrites(to lead: Int64, _ count: Int) {
        for number in 1...count {
            conversations[party(lead).userID, default: []].append(
                Said(id: "o\(lead)-\(time)-\(number)", text: "\(number)", time: time, isFromUser: false))
        }
    }

    // MARK: What is seen

    func texts(_ lead: Int64) -> [String] {
        (conversations[party(lead).userID] ?? []).filter(\.isFromUser).map(\.text)
    }

    func calls(_ method: String) -> [Call] { calls.filter { $0.method == method } }

    func deadLetters() throws -> [DeadLetters.Letter] { try DeadLetters(store.directory).list() }

    // MARK: The transport

    func start(_ request: HTTPRequest) throws(HTTPFailure) -> Int {
        nextID += 1
        let call = read(request)
        calls.append(call)
        let side = "\(call.binding) \(call.method == "event" ? "platform" : "livetex")"
        var result = answer(call)
        let latency = delay(call) ?? latency
        if latency > request.timeout { result = .failure(HTTPFailure(outcome: .unknown, description: "timeout")) }
        underWay.append((nextID, time + min(latency, request.timeout), side, result))
        let count = underWay.count { $0.side == side }
        peaks[side] = max(peaks[side] ?? 0, count)
        return nextID
    }

    func wait(milliseconds: Int64, watching descriptor: Int32?) -> [(
        id: Int, result: Result<HTTPResponse, HTTPFailure>
    )] {
        let end = time + max(milliseconds, 0)
        let next = ([end] + underWay.map(\.due) + (traffic.first.map { [$0.time] } ?? [])).min() ?? end
        pass(max(0, next - time))
        while let first = traffic.first, first.time <= time {
            traffic.removeFirst()
            do { try first.action(self) } catch { fatalError("traffic: \(error)") }
        }
        let landed = underWay.filter { $0.due <= time }
        underWay.removeAll { $0.due <= time }
        return landed.map { ($0.id, $0.result) }
    }

    private func pass(_ milliseconds: Int64) {
        time += milliseconds
        uptime += milliseconds
    }

    private func read(_ request: HTTPRequest) -> Call {
        let body = (try? JSON(parsing: request.body)) ?? .null
        let parts = request.url.split(separator: "?")[0].split(separator: "/").map(String.init)
        let binding = parts[2]
        if parts[1] == "platform.example.com" {
            return Call(time: time, binding: binding, method: "event", user: body["id"]?.string ?? "", body: body)
        }
        return Call(
            time: time, binding: binding, method: parts.last ?? "", user: body["user_id"]?.string ?? "", body: body)
    }

    private func answer(_ call: Call) -> Result<HTTPResponse, HTTPFailure> {
        switch fate(call) {
        case .normal: return .success(HTTPResponse(status: 200, body: perform(call).bytes()))
        case .answer(let status, let body, let headers):
            return .success(HTTPResponse(status: status, headers: headers, body: body.bytes()))
        case .refuseConnection: return .failure(HTTPFailure(outcome: .notSent, description: "connection refused"))
        case .loseAnswer:
            _ = perform(call)
            return .failure(HTTPFailure(outcome: .unknown, description: "timeout"))
        case .lose: return .failure(HTTPFailure(outcome: .unknown, description: "timeout"))
        }
    }

    private func history(_ call: Call) -> ArraySlice<Said> {
        let all = conversations[call.user] ?? []
        let limit = min(historyLimit, Int(call.body["limit"]?.int ?? 20))
        let anchor = all.firstIndex { $0.id == call.body["message_id"]?.string }
        return switch call.body["chunk"] {
        case "After": all[((anchor ?? -1) + 1)...].prefix(limit)
        case "Before": all[..<(anchor ?? 0)].suffix(limit)
        default: all.suffix(limit)
        }
    }

    private func perform(_ call: Call) -> JSON {
        switch call.method {
        case "event":
            if !events.contains(call.user) { events.append(call.user) }
            return [:]
        case "sendText", "sendFile":
            let said = Said(
                id: "m\(nextID)", text: call.body["text"]?.string ?? call.body["url"]?.string ?? "", time: time)
            conversations[call.user, default: []].append(said)
            return ["success": true, "message_id": .string(said.id), "timestamp": .int(time)]
        case "selectDestination":
            selections[call.user, default: []].append(call.body["attributes"] ?? .null)
            return ["success": true]
        case "getCurrentDestination":
            let group: JSON = ["destination_type": "Department", "destination_id": "1"]
            return .members(["success": true, "destination": selections[call.user] != nil ? group : nil])
        case "getDestinations":
            return [
                "success": true,
                "destinations": [["destination_type": "Department", "destination_id": "1", "has_online": true]],
            ]
        case "getHistory":
            return [
                "success": true,
                "messages": .array(
                    history(call).map { said in
                        [
                            "type": "TextMessage", "id": .string(said.id),
                            "from": .string(said.isFromUser ? "User" : "Employee"),
                            "text": .string(said.text), "timestamp": .int(said.time),
                        ]
                    }),
            ]
        default: return ["success": false, "error_code": 6]
        }
    }
}
