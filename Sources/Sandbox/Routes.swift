import JSON

/// Which part of the sandbox answers which path.
struct Routes: Sendable {
    private let liveTex: LiveTexServer
    private let platform: PlatformServer
    private let receiver: CGIProgram?
    private let control: ControlInterface
    private let journal: Journal
    /// The folders of webhooks that come from real services.
    private let foreign: [String: JournalEntry.Kind]

    init(_ parts: Sandbox.Parts) {
        liveTex = parts.liveTex
        platform = parts.platform
        receiver = parts.receiver
        control = ControlInterface(parts)
        journal = parts.journal
        var foreign: [String: JournalEntry.Kind] = [:]
        if parts.realPlatform != nil { foreign["bot"] = .platformEvent }
        if parts.realLiveTex != nil { foreign["livetex"] = .webhook }
        self.foreign = foreign
    }

    func answer(_ request: WireRequest) async -> WireReply {
        let parts = request.pathComponents
        switch parts.first {
        case "hooks":
            guard let receiver else { return .text(503, "The sandbox was started without a receiver.\n") }
            guard parts.count == 3, let kind = foreign[parts[1]] else { return await receiver.answer(request) }
            return await note(request, kind, binding: parts[2]) { await receiver.answer(request) }
        case "platform":
            guard parts.count == 3, parts[1] == "call" else { return .text(404, "Not found.\n") }
            return await platform.answer(request, binding: parts[2])
        // Browsers ask for it when they show the control page.
        case "favicon.ico": return .text(404, "Not found.\n")
        case "sandbox", nil: return await control.answer(request)
        case let name? where parts.count == 1 && PageFiles.answer(name) != nil: return await control.answer(request)
        default: return await liveTex.answer(request)
        }
    }

    /// Notes a webhook of a real service. The sandbox notes its own ones where it sends them.
    private func note(
        _ request: WireRequest, _ kind: JournalEntry.Kind, binding: String, _ answer: () async -> WireReply
    ) async -> WireReply {
        let body = (try? JSON(parsing: request.body)) ?? .string("not JSON")
        let lead = body["lead"]?["id"].map { "\(body["bot_id"]?.text() ?? ""):\($0.text())" }
        let number = journal.begin(
            kind, binding: binding, name: body["type"]?.string ?? "", user: lead ?? body["user_id"]?.string ?? "",
            path: request.path, size: request.body.count, request: body)
        let reply = await answer()
        guard case .answer(let answer) = reply else { return reply }
        journal.finish(number, .answered(answer.status, (try? JSON(parsing: answer.body)) ?? .null))
        if kind == .platformEvent, answer.status == 200 { platform.overhear(body, binding: binding) }
        return reply
    }
}
