import JSON
import LiveTexModel

/// `/sandbox/…`: the sandbox's functions over HTTP, for people and shell scripts.
///
/// A function that changes something is a POST with a JSON object, one that reads is a GET. Errors are `{"error": text}`
/// with 400, 403 or 404.
struct ControlInterface: Sendable {
    let liveTex: LiveTexServer
    let platform: PlatformServer
    let journal: Journal
    let faults: FaultTable
    private let url: String
    private let description: JSON

    init(_ parts: Sandbox.Parts) {
        liveTex = parts.liveTex
        platform = parts.platform
        journal = parts.journal
        faults = parts.faults
        url = parts.url
        description = [
            "url": .string(parts.url), "receiver_url": .string(parts.receiverURL),
            "bindings": .array(parts.bindings.map { .string($0) }), "work": .string(parts.workDirectory),
            "functions": .array(Self.functions.map { .string($0) }),
        ]
    }

    /// The functions, for the answer to `GET /sandbox` and to unknown paths.
    static let functions = [
        "GET /sandbox", "GET /sandbox/journal?since=N", "GET /sandbox/dialogs?binding=ID",
        "POST /sandbox/event {binding?, type, lead: {id, bot_id?, channel?, name?}, data}",
        "POST /sandbox/operator/says {operator, user, text}",
        "POST /sandbox/operator/sends {operator, user, url, name?, size?, comment?}",
        "POST /sandbox/operator/reads {operator, user}", "POST /sandbox/operator/closes {operator?, user}",
        "POST /sandbox/operator/online {operator, online}", "POST /sandbox/transfers {user, to}",
        "POST /sandbox/holds {user, text}", "POST /sandbox/delivers {user}", "POST /sandbox/webhooks {hold}",
        "POST /sandbox/groups {groups: [{id, name, operators: [ID]}]}",
        "GET /sandbox/faults", "POST /sandbox/faults {place, action, …}", "DELETE /sandbox/faults",
    ]

    func answer(_ request: WireRequest) async -> WireReply {
        // Another site, open in the same browser, must not control the sandbox.
        if let origin = request.header("Origin"), origin != url {
            return .json(403, ["error": "the request comes from another page"])
        }
        if request.method == "GET", request.pathComponents.isEmpty {
            return .text(200, ControlPage.html, type: "text/html; charset=utf-8")
        }
        let path = "/" + request.pathComponents.joined(separator: "/")
        let body = request.body.isEmpty ? .object([:]) : try? JSON(parsing: request.body)
        do {
            guard let body else { throw FieldError(path: "", problem: "is not JSON") }
            return .json(200, try await call(request.method, path, request, Fields(body)))
        } catch let error as UnknownFunction {
            return .json(
                404, ["error": .string("there is no \(error.name)"), "functions": description["functions"] ?? []])
        } catch let error as FieldError {
            return .json(400, ["error": .string(error.message)])
        } catch {
            return .json(400, ["error": .string("\(error)")])
        }
    }

    private struct UnknownFunction: Error {
        var name: String
    }

    private func call(_ method: String, _ path: String, _ request: WireRequest, _ fields: Fields) async throws -> JSON {
        let binding = try fields.optionalString("binding")
        switch (method, path) {
        case ("GET", "/sandbox"): return description
        case ("GET", "/sandbox/journal"):
            let since = request.queryValues("since").first.flatMap { Int($0) }.map { max(0, $0) } ?? 0
            return .array(journal.entries.dropFirst(since).map(\.json))
        case ("GET", "/sandbox/dialogs"): return dialogs(request.queryValues("binding").first)
        case ("POST", "/sandbox/event"):
            let event = try ScriptedEvent(
                fields.string("type"), Lead(fields.object("lead")), data: fields["data"] ?? [:],
                id: fields.optionalString("id"))
            let reply = await platform.send(event, binding: binding)
            return .members([
                "id": .string(reply.id), "status": reply.status.map { .int(Int64($0)) }, "reply": reply.body,
                "attempts": .int(Int64(reply.attempts)),
            ])
        case ("GET", "/sandbox/faults"): return .array(faults.current.map(\.json))
        case ("POST", "/sandbox/faults"):
            faults.add(try Fault(fields))
            return .array(faults.current.map(\.json))
        case ("DELETE", "/sandbox/faults"):
            faults.clear()
            return []
        case ("POST", "/sandbox/webhooks"):
            liveTex.holdsWebhooks = try fields.optionalBool("hold") ?? false
            return ["hold": .bool(liveTex.holdsWebhooks), "pending": .int(Int64(liveTex.pendingWebhooks))]
        case ("POST", _):
            guard let result = try operate(path, fields, binding) else {
                throw UnknownFunction(name: "\(method) \(path)")
            }
            return result
        default: throw UnknownFunction(name: "\(method) \(path)")
        }
    }

    /// Actions of operators and of LiveTex itself; nil for another path.
    private func operate(_ path: String, _ fields: Fields, _ binding: String?) throws -> JSON? {
        switch path {
        case "/sandbox/operator/says":
            let id = try liveTex.operatorSays(
                fields.string("operator"), to: fields.string("user"), fields.string("text"), binding: binding)
            return ["id": .string(id)]
        case "/sandbox/operator/sends":
            let file = LiveTexFile(
                url: try fields.string("url"), name: try fields.optionalString("name"),
                size: try fields.optionalInt("size"), comment: try fields.optionalString("comment"))
            let id = try liveTex.operatorSends(
                fields.string("operator"), to: fields.string("user"), file, binding: binding)
            return ["id": .string(id)]
        case "/sandbox/operator/reads":
            try liveTex.reads(fields.string("operator"), fields.string("user"), binding: binding)
        case "/sandbox/operator/closes":
            try liveTex.closes(fields.optionalString("operator"), fields.string("user"), binding: binding)
        case "/sandbox/operator/online":
            try liveTex.setOnline(
                fields.string("operator"), fields.optionalBool("online") ?? true, binding: binding)
        case "/sandbox/transfers":
            try liveTex.transfers(fields.string("user"), to: fields.string("to"), binding: binding)
        case "/sandbox/holds": try liveTex.holds(fields.string("user"), fields.string("text"), binding: binding)
        case "/sandbox/groups":
            let groups = try fields.objects("groups").map {
                LiveTexGroup(
                    id: try $0.string("id"), name: try $0.string("name"), operators: try $0.strings("operators"))
            }
            try liveTex.configure(binding) { $0.groups = groups }
        case "/sandbox/delivers": try liveTex.delivers(fields.string("user"), binding: binding)
        default: return nil
        }
        return ["done": true]
    }

    private func dialogs(_ binding: String?) -> JSON {
        let views = platform.leadViews(binding: binding)
        return [
            "operators_see": .object(
                Dictionary(
                    uniqueKeysWithValues: liveTex.users(binding: binding).map { user in
                        (user, JSON.array(liveTex.operatorView(user, binding: binding).map(\.json)))
                    })),
            "leads_see": .object(views.mapValues { .array($0.map(\.json)) }),
        ]
    }
}

extension TranscriptLine {
    /// The line for the control interface.
    var json: JSON {
        switch speaker {
        case .lead: ["speaker": "lead", "text": .string(text)]
        case .bot: ["speaker": "bot", "text": .string(text)]
        case .system: ["speaker": "system", "text": .string(text)]
        case .operator(let name): ["speaker": "operator", "name": .string(name), "text": .string(text)]
        }
    }
}

extension Lead {
    init(_ fields: Fields) throws(FieldError) {
        self.init(
            try fields.value("id"), bot: fields["bot_id"] ?? 49,
            channel: try fields.optionalString("channel") ?? "telegram",
            name: try fields.optionalString("name"))
    }
}
