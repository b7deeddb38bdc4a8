// What only the page needs: the lead who talks to the sandbox's bot, the switches, and what people on call do.

import JSON

extension ControlInterface {
    /// What the lead does; nil for another path.
    func playBot(_ path: String, _ fields: Fields, _ binding: String?) async throws -> JSON? {
        guard path.hasPrefix("/sandbox/lead/") else { return nil }
        if let real = parts.realPlatform { throw SandboxError.realService(real.url) }
        let binding = binding ?? parts.bindings.first ?? ""
        guard parts.bindings.contains(binding) else { throw SandboxError.unknownBinding(binding) }
        let lead = try Lead(fields.object("lead"))
        let language = BotScript.Language(rawValue: try fields.optionalString("language") ?? "ru") ?? .english
        let event: ScriptedEvent?
        let input: BotScript.Input
        switch path {
        case "/sandbox/lead/opens": (event, input) = (nil, .said(nil))
        case "/sandbox/lead/says":
            let text = try fields.string("text")
            (event, input) = (.leadMessage(lead, id: await bot.nextMessage(), text: text), .said(text))
        case "/sandbox/lead/sends":
            let url = try fields.string("url")
            let name = try fields.optionalString("name")
            let file = ScriptedEvent.Attachment(
                try fields.optionalString("kind") ?? FileShelf.kind(of: name ?? url), url, name: name,
                size: try fields.optionalInt("size"))
            let text = try fields.optionalString("text")
            event = .leadMessage(lead, id: await bot.nextMessage(), text: text, attachments: [file])
            input = .said(text ?? "")
        case "/sandbox/lead/chooses":
            let code = try fields.string("code")
            event = .menuChoice(
                lead, id: await bot.nextMessage(), code: code, scriptCode: try fields.optionalString("script_code"),
                label: try fields.optionalString("label"))
            input = .chose(code)
        case "/sandbox/lead/leaves": (event, input) = (.transferCancel(lead), .chose(""))
        default: return nil
        }
        let reply = await bot.lead(lead, binding: binding, language: language, event, input)
        return .members([
            "status": reply?.status.map { .int(Int64($0)) }, "reply": reply?.body,
        ])
    }

    /// What a person at the switches or on call does; nil for another path.
    func control(_ path: String, _ fields: Fields, _ binding: String?) async throws -> JSON? {
        switch path {
        case "/sandbox/event":
            if let real = parts.realPlatform { throw SandboxError.realService(real.url) }
            let event = try ScriptedEvent(
                fields.string("type"), Lead(fields.object("lead")), data: fields["data"] ?? [:],
                id: fields.optionalString("id"))
            let reply = await platform.send(event, binding: binding)
            return .members([
                "id": .string(reply.id), "status": reply.status.map { .int(Int64($0)) }, "reply": reply.body,
                "attempts": .int(Int64(reply.attempts)),
            ])
        case "/sandbox/webhooks":
            liveTex.holdsWebhooks = try fields.optionalBool("hold") ?? false
            changed(path, fields, binding)
            return ["hold": .bool(liveTex.holdsWebhooks), "pending": .int(Int64(liveTex.pendingWebhooks))]
        case "/sandbox/switches":
            let fault: FaultSwitch = try fields.choice("name")
            let isOn = try fields.optionalBool("on") ?? true
            changed(path, fields, binding)
            faults.turn(fault, on: isOn)
            switch fault {
            case .nobodyOnline: try liveTex.setNobodyOnline(isOn)
            case .wrongClock: liveTex.setClockError(isOn ? FaultSwitch.clockError : 0)
            default: break
            }
            journal.signal.raise()
            return ["done": true]
        case "/sandbox/again":
            let number = Int(try fields.int("number", in: 1...1_000_000_000))
            guard let entry = journal.entry(number) else { throw fields.error("number", "is no call") }
            switch entry.kind {
            case .webhook: return ["accepted": .bool(await liveTex.sendAgain(entry))]
            case .platformEvent:
                let reply = await platform.sendAgain(entry)
                return ["reply": reply?.body ?? .null]
            default: throw fields.error("number", "is a call of the bridge: only the bridge can send it again")
            }
        case "/sandbox/dead-letters/requeue": try await bridge.requeue(fields.string("id"))
        case "/sandbox/dead-letters/drop": try await bridge.drop(fields.string("id"))
        case "/sandbox/resume": try await bridge.resume(binding ?? parts.bindings.first ?? "")
        default: return nil
        }
        journal.signal.raise()
        return ["done": true]
    }
}
