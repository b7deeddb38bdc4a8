import ChannelBundle
import FlatFileStore
import JSON
import POSIX
import Sandbox
import SandboxSupport
import TestSupport

/// The real receiver and the real courier between the sandbox's LiveTex and platform, over HTTP, with one lead.
struct Bridge: Sendable {
    let sandbox: Sandbox
    let lead: Lead
    let user: String

    /// Runs a body with a bridge, and stops the bridge afterwards.
    static func run(
        _ version: LiveTexAPI.Version = .v1_2, delivery: String = "spawn", environment: [String: String] = [:],
        binding configure: (inout Binding) -> Void = { _ in }, _ body: (Bridge) async throws -> Void
    ) async throws {
        var options = SandboxOptions(bindings: [.sandbox(version: version, configure: configure)])
        options.receiver = try Programs.path("livetex-hook")
        options.courier = try Programs.path("livetex-courier")
        options.delivery = delivery
        options.environment = Impatience.environment.merging(environment) { $1 }
        let lead = Lead(30400, name: "Иван")
        try await Sandbox.run(options) { try await body(Bridge(sandbox: $0, lead: lead, user: lead.user ?? "")) }
    }

    /// For tests that need the outcome in the reply, also on a loaded machine.
    static let patience = ["LIVETEX_BRIDGE_TRANSFER_WAIT_MS": "20000"]

    @discardableResult
    func send(_ event: ScriptedEvent) async -> PlatformReply { await sandbox.platform.send(event) }

    @discardableResult
    func leadSays(_ text: String) async -> PlatformReply {
        await send(.leadMessage(lead, id: "m-\(text)", text: text))
    }

    /// The visitor's messages at LiveTex, whether operators see the conversation or not.
    var visitorTexts: [String] {
        (sandbox.liveTex.conversation(user)?.entries ?? []).compactMap { entry in
            switch entry.content {
            case .visitorText(let text): text
            case .visitorFile(let file): "[\(file.url)]"
            default: nil
            }
        }
    }

    /// The texts that the bridge showed to the lead, in order.
    var leadTexts: [String] { sandbox.platform.events.compactMap { $0.line?.text } }

    /// Transfers the dialog to an operator, who reads it.
    func transfer(to name: String = "Анна") async throws {
        try sandbox.liveTex.setOnline(name, true)
        let reply = await send(.transferRequest(lead))
        guard reply.data["outcome"] == "transferred" else { throw NotTransferred(description: "\(reply)") }
        try await eventually("the transfer is announced") { leadTexts.contains("Диалог переведён на оператора") }
        try sandbox.liveTex.reads(name, user)
        try await eventually("the operator is announced") { leadTexts.last == "Оператор \(name) подключился к диалогу" }
    }

    /// Waits until every call is delivered. A courier may move a mark out of `pending` for a moment.
    func settle() async throws {
        let store = FlatFileStore(reading: StateDirectory(sandbox.stateDirectory))
        try await eventually("everything is delivered") {
            try store.due(until: .max, limit: 1).isEmpty
        }
    }

    struct NotTransferred: Error, CustomStringConvertible {
        var description: String
    }
}
