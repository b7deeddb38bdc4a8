import ChannelBundle
import JSON
import POSIX
import Sandbox
import SandboxSupport
import TestSupport

/// The real programs and the sandbox's LiveTex and platform. Only the test sends webhooks and starts programs, so it can
/// put them on a bad disk or under a wrong clock.
struct Workbench: Sendable {
    let sandbox: Sandbox
    /// Wraps each program, for example to start it on another disk.
    var surroundings: @Sendable (Subprocess) -> Subprocess = { $0 }

    static let options: SandboxOptions = {
        var options = SandboxOptions(bindings: [.sandbox()])
        options.delivery = "external"
        options.registersWebhooks = false
        options.environment = Impatience.environment
        return options
    }()

    /// Runs a body with a workbench, and stops the sandbox afterwards.
    static func run(
        _ configure: (inout SandboxOptions) -> Void = { _ in }, _ body: (Workbench) async throws -> Void
    ) async throws {
        var options = options
        configure(&options)
        options.courier = try Programs.path("livetex-courier")
        try await Places.heavy.use {
            try await Sandbox.run(options) { try await body(Workbench(sandbox: $0)) }
        }
    }

    // MARK: The programs

    /// Calls the receiver as a web server would.
    func post(_ path: String, _ body: String, program: String = "livetex-hook") async throws -> Receiver.Reply {
        var variables = sandbox.receiverEnvironment
        variables["GATEWAY_INTERFACE"] = "CGI/1.1"
        variables["REQUEST_METHOD"] = "POST"
        variables["PATH_INFO"] = path
        variables["CONTENT_LENGTH"] = String(body.utf8.count)
        variables["CONTENT_TYPE"] = "application/json"
        variables["HTTP_AUTHORIZATION"] = "Bearer \(variables["SANDBOX_SUPPORT_ACCEPT_TOKEN"] ?? "")"
        variables["LIVETEX_BRIDGE_LOG"] = nil
        let hook = surroundings(Subprocess(try Programs.path(program), environment: variables))
        return try await Receiver.Reply(hook.finish(input: Array(body.utf8)))
    }

    /// A lead writes. The same text again has the same id and the same bytes.
    func leadSays(_ text: String, lead: Int64 = 30400, program: String = "livetex-hook") async throws -> Receiver.Reply
    {
        let event = Receiver.event(
            id: "\(lead)-\(text.prefix { $0 != " " })", lead: .int(lead),
            data: ["message": ["id": "m", "text": .string(text)]])
        return try await post("/bot/support", event, program: program)
    }

    /// An operator writes.
    func operatorSays(_ text: String, lead: Int64 = 30400, program: String = "livetex-hook") async throws
        -> Receiver.Reply
    {
        let webhook = Receiver.webhook(
            id: "\(lead)-\(text)",
            [
                "webhook_key": .string(webhookKey), "user_id": .string("49:\(lead)"), "text": .string(text),
                "timestamp": .int(Clock.wall()),
            ])
        return try await post("/livetex/support", webhook, program: program)
    }

    /// The webhook key in LiveTex's webhooks.
    var webhookKey: String { sandbox.receiverEnvironment["SANDBOX_SUPPORT_WEBHOOK_KEY"] ?? "" }

    private func courier(_ arguments: [String], _ environment: [String: String]) throws -> Subprocess {
        surroundings(
            Subprocess(
                try Programs.path("livetex-courier"), arguments,
                environment: sandbox.receiverEnvironment.merging(environment) { $1 }))
    }

    /// Runs a courier to its end. Its log is the standard error, unless `environment` names a file.
    func courier(_ arguments: String..., environment: [String: String] = [:]) async throws -> Subprocess.Result {
        try await courier(arguments, ["LIVETEX_BRIDGE_LOG": ""].merging(environment) { $1 }).finish()
    }

    /// Runs a body while a courier works. The courier writes to the sandbox's log.
    func whileDelivering(environment: [String: String] = [:], _ body: () async throws -> Void) async throws {
        let child = try courier(["--linger", "600000"], environment).start(output: .null)
        defer {
            child.signal(9)
            _ = try? child.wait()
        }
        try await body()
        guard child.isRunning else { throw Mishap(description: "the courier has ended: \(try child.wait())") }
    }

    // MARK: What the programs did

    /// The lines of the sandbox's log.
    func log() throws -> [JSON] {
        guard FileSystem.exists(sandbox.logFile) else { return [] }
        let content = try FileSystem.read(sandbox.logFile)
        // The last line may be incomplete.
        let end = content.lastIndex(of: UInt8(ascii: "\n")) ?? content.startIndex
        return try content[..<end].split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: Array($0)) }
    }

    /// The pending marks.
    func pending() throws -> [String] {
        let directory = "\(sandbox.stateDirectory)/pending"
        return FileSystem.exists(directory) ? try FileSystem.list(directory) : []
    }

    /// A visitor's texts at LiveTex, without headers.
    func visitorTexts(lead: Int64 = 30400) -> [String] {
        (sandbox.liveTex.conversation("49:\(lead)")?.entries ?? []).compactMap { entry in
            guard case .visitorText(let text) = entry.content else { return nil }
            return text.split(separator: "\n", maxSplits: 1).last.map(String.init)
        }
    }

    /// The texts that the bridge showed to a lead, in order.
    func leadTexts(lead: Int64 = 30400) -> [String] {
        sandbox.platform.events(Lead(.int(lead))).compactMap { $0.line?.text }
    }
}

/// Something that a test needs is missing.
struct Mishap: Error, CustomStringConvertible {
    var description: String
}

extension [JSON] {
    /// The lines of a log with this message.
    func lines(_ message: String) -> [JSON] { filter { $0["message"]?.string == message } }
}
