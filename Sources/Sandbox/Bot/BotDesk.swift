import JSON

/// Runs ``BotScript`` for the leads who talk to the sandbox's bot, one thing after the other for each lead.
actor BotDesk {
    private struct Seat {
        var binding: String
        var lead: Lead
        var script: BotScript
        var queue: Task<Void, Never>?
    }

    private let platform: PlatformServer
    private var seats: [String: Seat] = [:]
    private var messages = 0

    init(platform: PlatformServer) {
        self.platform = platform
        platform.listen { [weak self] event in
            Task { await self?.hear(event) }
        }
    }

    /// The lead does something: the bridge is told, and then the bot reacts.
    ///
    /// - Parameter event: what the lead does; nil when the lead only opens the chat.
    /// - Returns: the bridge's reply to the event.
    func lead(
        _ lead: Lead, binding: String, language: BotScript.Language, _ event: ScriptedEvent?, _ input: BotScript.Input
    ) async -> PlatformReply? {
        let name = seat(lead, binding, language)
        let earlier = seats[name]?.queue
        let platform = platform
        let work = Task { () -> PlatformReply? in
            await earlier?.value
            let reply: PlatformReply? = if let event { await platform.send(event, binding: binding) } else { nil }
            return reply
        }
        let reaction = Task {
            _ = await work.value
            await self.perform(input, name)
        }
        seats[name]?.queue = reaction
        return await work.value
    }

    /// A number for a message.
    func nextMessage() -> String {
        messages += 1
        return "page-\(messages)"
    }

    private func seat(_ lead: Lead, _ binding: String, _ language: BotScript.Language) -> String {
        let name = "\(binding) \(lead.key)"
        if seats[name] == nil { seats[name] = Seat(binding: binding, lead: lead, script: BotScript(language)) }
        seats[name]?.lead = lead
        seats[name]?.script.language = language
        return name
    }

    /// An event of the bridge. Only leads who talk to this bot have a seat.
    private func hear(_ event: ReceivedEvent) {
        let name = "\(event.binding) \(event.leadKey)"
        let input: BotScript.Input
        switch event.type {
        case "transfer.result": input = .transfer(event.data["outcome"]?.string ?? "")
        case "dialog.returned": input = .returned
        case "operator.command": input = .command(event.data["command"]?.string ?? "")
        default: return
        }
        guard let earlier = seats[name].map(\.queue) else { return }
        seats[name]?.queue = Task {
            await earlier?.value
            await self.perform(input, name)
        }
    }

    private func perform(_ input: BotScript.Input, _ name: String) async {
        guard let seat = seats[name], let outputs = seats[name]?.script.react(to: input) else { return }
        for output in outputs {
            switch output {
            case .say(let text, let hasMenu):
                await platform.send(
                    .botMessage(
                        seat.lead, id: nextMessage(), text: text, menu: hasMenu ? seat.script.menu : []),
                    binding: seat.binding)
            case .attributes(let attributes):
                await platform.send(.attributes(seat.lead, attributes), binding: seat.binding)
            case .cancel: await platform.send(.transferCancel(seat.lead, by: "bot"), binding: seat.binding)
            case .transfer:
                let reply = await platform.send(.transferRequest(seat.lead), binding: seat.binding)
                await perform(.transfer(reply.data["outcome"]?.string ?? "failed"), name)
            }
        }
    }
}
