import ChannelBundle
import JSON
import POSIX
import Sandbox
import TestSupport

/// The real receiver with a bundle and a state directory of its own, started as a CGI program or from a command line.
struct Receiver {
    let directory: TemporaryDirectory
    var environment: [String: String]

    static let token = MarkedSecret.make("platforms-token")
    static let key = MarkedSecret.make("webhook-key")

    init(_ configure: (inout Binding) -> Void = { _ in }) throws {
        directory = try TemporaryDirectory()
        var binding = Binding.sandbox(configure: configure)
        binding.platform.acceptTokens = [.environment("ACCEPT"), .environment("ACCEPT_OLD")]
        binding.webhookKeys = [.environment("KEY")]
        binding.token = .environment("TOKEN")
        binding.platform.token = .environment("BOT_TOKEN")
        try BundleWriter(directory: directory("bundle")).write([binding], sourceDigest: "")
        try FileSystem.makeDirectory(directory("state"))
        environment = [
            "LIVETEX_BRIDGE_BUNDLE": directory("bundle"), "LIVETEX_BRIDGE_STATE": directory("state"),
            "LIVETEX_BRIDGE_ALLOW_STATE": "tmpfs",
            // The receiver runs alone: without a network and without a courier.
            "LIVETEX_BRIDGE_DELIVERY": "external",
            "ACCEPT": Self.token, "KEY": Self.key, "TOKEN": MarkedSecret.make("access-key"),
            "BOT_TOKEN": MarkedSecret.make("our-token"),
        ]
    }

    /// The values of the binding's secrets.
    var secrets: [String] { ["ACCEPT", "KEY", "TOKEN", "BOT_TOKEN"].compactMap { environment[$0] } }

    /// The reply to a CGI call.
    struct Reply {
        var status: Int
        var headers: [String: String]
        var body: JSON
        var log: [JSON]
        var ending: Subprocess.Ending

        var code: String? { body["error"]?["code"]?.string }
        var field: String? { body["error"]?["field"]?.string }
        var outcome: String? { body["status"]?.string }
    }

    /// Calls the receiver as a web server would.
    ///
    /// - Parameter changes: variables to set; nil removes one.
    func post(_ path: String, _ body: String, _ changes: [String: String?] = [:]) async throws -> Reply {
        try await post(path, bytes: Array(body.utf8), changes)
    }

    /// Calls the receiver with a body that need not be text.
    func post(_ path: String, bytes body: [UInt8], _ changes: [String: String?] = [:]) async throws -> Reply {
        var variables = environment
        variables["GATEWAY_INTERFACE"] = "CGI/1.1"
        variables["REQUEST_METHOD"] = "POST"
        variables["PATH_INFO"] = path
        variables["CONTENT_LENGTH"] = String(body.count)
        variables["CONTENT_TYPE"] = "application/json"
        variables["HTTP_AUTHORIZATION"] = "Bearer \(Self.token)"
        for (name, value) in changes { variables[name] = value }
        let result = try await Subprocess(Programs.path("livetex-hook"), environment: variables).finish(input: body)
        return try Reply(result)
    }

    /// Everything below the state directory, by name and content.
    func stateFiles() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        func visit(_ path: String) throws {
            for name in try FileSystem.list(path) {
                let child = "\(path)/\(name)"
                if FileSystem.isDirectory(child) { try visit(child) } else { files[child] = try FileSystem.read(child) }
            }
        }
        try visit(directory("state"))
        return files.filter { !$0.key.contains("/locks/") }
    }

    /// A complete event of the platform.
    static func event(
        _ type: String = "lead.message", id: String = "e1", lead: JSON = 30400, channel: String = "telegram",
        data: JSON = ["message": ["id": "m1", "text": "Привет"]], _ changes: [String: JSON] = [:]
    ) -> String {
        let envelope: [String: JSON] = [
            "v": 1, "id": .string(id), "type": .string(type), "ts": "2026-11-23T08:00:00.000Z", "bot_id": 49,
            "lead": ["id": lead, "channel": .string(channel), "name": "Иван"], "data": data,
        ]
        return JSON.object(envelope.merging(changes) { $1 }).text()
    }

    /// A complete webhook of LiveTex.
    static func webhook(_ type: String = "TextMessage", id: String = "w1", _ changes: [String: JSON] = [:]) -> String {
        let body: [String: JSON] = [
            "type": .string(type), "id": .string(id), "webhook_key": .string(key), "user_id": "49:30400",
            "timestamp": 1_732_348_860_500, "text": "Добрый день!",
            "employee": ["employee_id": "501", "first_name": "Анна"],
        ]
        return JSON.object(body.merging(changes) { $1 }).text()
    }
}

extension Receiver.Reply {
    init(_ result: Subprocess.Result) throws {
        let text = result.outputText
        guard let split = text.firstRange(of: "\r\n\r\n") else { throw Incomplete(description: "no reply: \(text)") }
        var headers: [String: String] = [:]
        for line in text[..<split.lowerBound].split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw Incomplete(description: "no header: \(line)") }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let body = Array(text[split.upperBound...].utf8)
        guard let status = headers["status"].flatMap({ Int($0.prefix(3)) }),
            headers["content-length"] == String(body.count)
        else { throw Incomplete(description: "an incomplete head: \(headers)") }
        self.init(
            status: status, headers: headers, body: try JSON(parsing: body),
            log: try result.errorText.split(separator: "\n").map { try JSON(parsing: String($0)) },
            ending: result.ending)
    }

    struct Incomplete: Error, CustomStringConvertible {
        var description: String
    }
}
