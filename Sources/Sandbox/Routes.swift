/// Which part of the sandbox answers which path.
struct Routes: Sendable {
    private let liveTex: LiveTexServer
    private let platform: PlatformServer
    private let receiver: CGIProgram?
    private let control: ControlInterface

    init(_ parts: Sandbox.Parts) {
        liveTex = parts.liveTex
        platform = parts.platform
        receiver = parts.receiver
        control = ControlInterface(parts)
    }

    func answer(_ request: WireRequest) async -> WireReply {
        let parts = request.pathComponents
        switch parts.first {
        case "hooks":
            guard let receiver else { return .text(503, "The sandbox was started without a receiver.\n") }
            return await receiver.answer(request)
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
}
