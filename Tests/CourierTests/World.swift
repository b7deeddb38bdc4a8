import ChannelBundle
import Courier
import Cryptography
import Dialog
import FlatFileStore
import HTTPTransport
import JSON
import LiveTexModel
import Logging
import POSIX
import Platform
import Record
import Store
import TestSupport
import Testing

/// A simulated world around the real courier: time passes only while the courier waits, LiveTex is the model, the platform
/// accepts everything, a test decides which requests fail, and traffic comes in meanwhile. A day takes about a second.
final class World: CourierTransport {
    /// What happens to a request.
    enum Fate {
        /// It is handled and answered.
        case normal
        /// It has no effect and gets this answer.
        case answer(Int, JSON = .null, headers: [String: String] = [:])
        /// No connection comes about.
        case refuseConnection
        /// It is handled, and the answer is lost.
        case loseAnswer
        /// It is lost before it is handled.
        case lose
    }

    struct Call {
        var time: Int64
        var binding: String
        var method: String
        var user: String
        var body: JSON
    }

    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000

    private let clock = WorldClock()
    /// Milliseconds since 1970.
    var time: Int64 { clock.time }
    var uptime: Int64 { clock.uptime }
    /// How long an answer takes, in milliseconds.
    var latency: Int64 = 30
    /// How long the answer to one request takes, in milliseconds; nil for ``latency``.
    var delay: (Call) -> Int64? = { _ in nil }
    /// Decides about each request.
    var fate: (Call) -> Fate = { _ in .normal }
    /// Every request, in order.
    private(set) var calls: [Call] = []
    private var services: Services
    /// The largest number of entries in one answer of `getHistory`.
    var historyLimit = 100 {
        didSet { services.limitHistory(historyLimit) }
    }
    /// Changes how LiveTex answers.
    func changeLiveTex(_ change: (inout LiveTexContactPoint) -> Void) { services.changePoints(change) }

    /// The attributes of the selections that LiveTex accepted, by user.
    var selections: [String: [JSON]] { services.selections }
    /// The ids of the events that the platform accepted, each once, in order.
    var events: [String] { services.events }
    /// The largest number of requests that were under way at once, by binding and lane.
    private(set) var peaks: [String: Int] = [:]

    let directory: TemporaryDirectory
    let store: any Store
    let bindings: [Binding]
    private var underWay: [(id: Int, due: Int64, lane: String, result: Result<HTTPResponse, HTTPFailure>)] = []
    private var traffic: [(time: Int64, action: (World) throws -> Void)] = []
    private var nextID = 0

    init(_ keeping: Keeping = .memory, bindings: [String] = ["support"], version: LiveTexAPI.Version = .v1_2) throws {
        directory = try TemporaryDirectory(isVolatile: true, secretFiles: ["secret"])
        try directory.write(MarkedSecret.make("of-all"), to: "secret")
        let secret = SecretReference.file(directory("secret"))
        services = Services(bindings: bindings)
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
        switch keeping {
        case .files: store = try FlatFileStore(StateDirectory(directory("state")), allowing: [.tmpfs], compacts: true)
        case .memory: store = InMemoryStore(clock: clock)
        case .counted: store = CountingStore(clock: clock)
        }
    }

    /// Where a world that keeps files has them.
    var files: StateDirectory { StateDirectory(directory("state")) }

    // MARK: The courier

    /// Runs a courier until it ends.
    ///
    /// - Returns: whether a try failed.
    @discardableResult
    func deliver(
        _ mode: Courier.Mode = .linger(2_000), within limit: Int64? = nil,
        hasNewSecrets: @escaping () -> Bool = { false }
    ) throws -> Bool {
        let courier = try Courier(
            store: store, bundle: BundleReader(directory: directory("bundle")), policy: RetryPolicy(), mode: mode,
            log: Log(program: "courier", minimum: .error, write: { _ in }), clock: clock,
            transport: self, relistInterval: 30_000, random: { 0 }, within: limit, hasNewSecrets: hasNewSecrets)
        try courier.run()
        return courier.hasFailed
    }

    /// Plans an action for so many milliseconds from now.
    func at(_ delay: Int64, _ action: @escaping (World) throws -> Void) {
        traffic.append((time + delay, action))
        traffic.sort { $0.time < $1.time }
    }

    /// Moves the wall clock by so many milliseconds.
    func setClock(by change: Int64) {
        clock.time += change
        // Waits are measured by a clock that never jumps.
        underWay = underWay.map { ($0.id, $0.due + change, $0.lane, $0.result) }
        traffic = traffic.map { ($0.time + change, $0.action) }
    }

    /// The machine boots again, at once.
    func reboot() { clock.boot += 1 }

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

    /// The platform sends an event.
    func take(_ lead: Int64, _ event: PlatformEvent, _ binding: String = "support") throws {
        let rules = DialogRules(binding: binding, botHeader: "", leadHeader: "")
        try store.update(key(lead, binding: binding), party: party(lead)) { (record) throws(DamagedRecord) in
            _ = try record.accept(event, body: Digest128(of: event.id), rules, now: time)
        }
    }

    /// An operator writes.
    ///
    /// - Parameter sent: when, by LiveTex's clock; nil for now.
    func answers(_ lead: Int64, id: String, binding: String = "support", sent: Int64? = nil) throws {
        let rules = DialogRules(binding: binding, botHeader: "", leadHeader: "")
        let message = OperatorMessage(id: id, text: id, attachments: [])
        let event = LiveTexEvent(
            id: id, timestamp: sent ?? time, kind: .message(Operator(id: "501", name: "Анна"), message))
        try store.update(key(lead, binding: binding), party: party(lead)) { (record) throws(DamagedRecord) in
            _ = try record.accept(event, type: "TextMessage", body: Digest128(of: id), rules, now: time)
        }
    }

    /// An operator writes in LiveTex, and the webhooks do not come yet.
    func operatorWrites(to lead: Int64, _ count: Int) throws {
        for number in 1...count {
            try services.operatorWrites("\(number)", to: party(lead).userID, in: "support", at: liveTexTime)
        }
    }

    // MARK: What is seen

    /// What LiveTex has from a lead, binding by binding, in order.
    func texts(_ lead: Int64) -> [String] {
        bindings.flatMap { services.texts(of: party(lead).userID, in: $0.id) }
    }

    func calls(_ method: String) -> [Call] { calls.filter { $0.method == method } }

    func deadLetters() throws -> [DeadLetter] { try store.deadLetters() }

    /// The record of a lead's dialog.
    func record(_ lead: Int64) throws -> DialogRecord? { try store.load(key(lead).name)?.record }

    /// The dialogs with something to do.
    func pending() throws -> [DialogName] { try store.due(until: .max, limit: .max).map(\.name) }

    // MARK: The transport

    func start(_ request: HTTPRequest) throws(HTTPFailure) -> Int {
        nextID += 1
        let call = read(request)
        calls.append(call)
        let lane = "\(call.binding) \(call.method == "event" ? "platform" : "livetex")"
        var result = answer(call, request)
        let latency = delay(call) ?? latency
        if latency > request.timeout { result = .failure(HTTPFailure(outcome: .unknown, description: "timeout")) }
        underWay.append((nextID, time + min(latency, request.timeout), lane, result))
        let count = underWay.count { $0.lane == lane }
        peaks[lane] = max(peaks[lane] ?? 0, count)
        return nextID
    }

    func wait(milliseconds: Int64, watching descriptor: Int32?) -> [(
        id: Int, result: Result<HTTPResponse, HTTPFailure>
    )] {
        let end = time + max(milliseconds, 0)
        let next = ([end] + underWay.map(\.due) + (traffic.first.map { [$0.time] } ?? [])).min() ?? end
        clock.sleep(max(0, next - time))
        while let first = traffic.first, first.time <= time {
            traffic.removeFirst()
            do { try first.action(self) } catch { Issue.record(error, "traffic") }
        }
        let landed = underWay.filter { $0.due <= time }
        underWay.removeAll { $0.due <= time }
        return landed.map { ($0.id, $0.result) }
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

    private func answer(_ call: Call, _ request: HTTPRequest) -> Result<HTTPResponse, HTTPFailure> {
        switch fate(call) {
        case .normal: return .success(services.perform(call, request, at: liveTexTime))
        case .answer(let status, let body, let headers):
            return .success(HTTPResponse(status: status, headers: headers, body: body.bytes()))
        case .refuseConnection: return .failure(HTTPFailure(outcome: .notSent, description: "connection refused"))
        case .loseAnswer:
            _ = services.perform(call, request, at: liveTexTime)
            return .failure(HTTPFailure(outcome: .unknown, description: "timeout"))
        case .lose: return .failure(HTTPFailure(outcome: .unknown, description: "timeout"))
        }
    }

    /// LiveTex's clock, which does not follow ours when it jumps.
    private var liveTexTime: Int64 { 1_760_000_000_000 + uptime }
}

/// Which store a world has.
enum Keeping: String, CaseIterable, Sendable {
    case files, memory
    /// In memory, and how often each record is read is counted.
    case counted
}
