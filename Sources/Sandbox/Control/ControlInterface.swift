import JSON
import LiveTexModel

/// `/sandbox/…`: the sandbox's functions over HTTP, for the page, for people and for shell scripts.
///
/// A function that changes something is a POST with a JSON object, one that reads is a GET. Errors are `{"error": text}`
/// with 400, 403 or 404.
struct ControlInterface: Sendable {
    let liveTex: LiveTexServer
    let platform: PlatformServer
    let journal: Journal
    let faults: FaultTable
    let bot: BotDesk
    let files: FileShelf
    let bridge: BridgeProgram
    let feed: EventFeed
    let parts: Sandbox.Parts
    private let origins: Set<String>
    private let description: JSON

    init(_ parts: Sandbox.Parts) {
        self.parts = parts
        liveTex = parts.liveTex
        platform = parts.platform
        journal = parts.journal
        faults = parts.faults
        bot = parts.bot
        files = parts.files
        bridge = parts.bridge
        let scene = Scene(
            bindings: parts.redirected, liveTex: parts.liveTex, platform: parts.platform, faults: parts.faults,
            realPlatform: parts.realPlatform?.url, realLiveTex: parts.realLiveTex?.url)
        feed = EventFeed(journal: parts.journal, run: parts.run) { scene.json }
        let port = parts.url.split(separator: ":").last ?? ""
        origins = [parts.url, "http://localhost:\(port)"]
        description = [
            "url": .string(parts.url), "receiver_url": .string(parts.receiverURL),
            "bindings": .array(parts.bindings.map { .string($0) }), "work": .string(parts.workDirectory),
            "functions": .array(Self.functions.map { .string($0) }),
        ]
    }

    /// The functions, for the answer to `GET /sandbox` and to unknown paths.
    static let functions = [
        "GET /sandbox", "GET /sandbox/events", "GET /sandbox/journal?since=N", "GET /sandbox/dialogs?binding=ID",
        "GET /sandbox/bridge?binding=ID&user=USER", "GET /sandbox/recording?binding=ID&lead=KEY",
        "POST /sandbox/event {binding?, type, lead: {id, bot_id?, channel?, name?}, data}",
        "POST /sandbox/lead/opens {lead, language?}", "POST /sandbox/lead/says {lead, text, language?}",
        "POST /sandbox/lead/sends {lead, url, name?, size?, kind?, text?, language?}",
        "POST /sandbox/lead/chooses {lead, code, script_code?, label?, language?}",
        "POST /sandbox/lead/leaves {lead}", "POST /sandbox/files?name=NAME (the file's bytes)",
        "GET /sandbox/files/ID/NAME",
        "POST /sandbox/operator/says {operator, user, text}",
        "POST /sandbox/operator/sends {operator, user, url, name?, size?, comment?}",
        "POST /sandbox/operator/reads {operator, user}", "POST /sandbox/operator/closes {operator?, user}",
        "POST /sandbox/operator/online {operator, online}", "POST /sandbox/transfers {user, to}",
        "POST /sandbox/holds {user, text}", "POST /sandbox/delivers {user}", "POST /sandbox/webhooks {hold}",
        "POST /sandbox/groups {groups: [{id, name, operators: [ID]}]}",
        "POST /sandbox/again {number}", "POST /sandbox/dead-letters/requeue {id}",
        "POST /sandbox/dead-letters/drop {id}", "POST /sandbox/resume {binding?}",
        "GET /sandbox/faults", "POST /sandbox/faults {place, action, …}", "DELETE /sandbox/faults",
        "POST /sandbox/switches {name, on}",
    ]

    func answer(_ request: WireRequest) async -> WireReply {
        // Another site, open in the same browser, must not control the sandbox. Nor may it give its name to this address.
        if let origin = request.header("Origin"), !origins.contains(origin) {
            return .json(403, ["error": "the request comes from another page"])
        }
        let host = request.header("Host").map { $0.split(separator: ":").first.map(String.init) ?? "" }
        if let host, host != "127.0.0.1", host != "localhost" {
            return .json(403, ["error": "the request names another host"])
        }
        let components = request.pathComponents
        if request.method == "GET", let answer = file(components, request) { return answer }
        let path = "/" + components.joined(separator: "/")
        if (request.method, path) == ("POST", "/sandbox/files") { return upload(request) }
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

    /// The page, a file of a dialog, or the events; nil for a function.
    private func file(_ components: [String], _ request: WireRequest) -> WireReply? {
        if components.count <= 1, let page = PageFiles.answer(components.first ?? "") { return page }
        if components == ["sandbox", "events"] { return .events(feed, after: request.header("Last-Event-ID")) }
        if components.count == 4, components[0] == "sandbox", components[1] == "files" {
            return files.answer(components[2])
        }
        return nil
    }

    private func upload(_ request: WireRequest) -> WireReply {
        let name = request.queryValues("name").first ?? ""
        guard !name.isEmpty, !name.contains("/") else { return .json(400, ["error": "name is missing or has a slash"]) }
        guard !request.body.isEmpty, request.body.count <= FileShelf.largestFile else {
            return .json(400, ["error": .string("a file has 1 to \(FileShelf.largestFile) bytes")])
        }
        let id = files.add(FileShelf.File(name: name, bytes: request.body))
        return .json(
            200,
            [
                "url": .string("\(parts.url)/sandbox/files/\(id)/\(PercentEncoding.encode(name))"),
                "name": .string(name), "size": .int(Int64(request.body.count)),
                "kind": .string(FileShelf.kind(of: name)),
            ])
    }

    private func call(_ method: String, _ path: String, _ request: WireRequest, _ fields: Fields) async throws -> JSON {
        let binding = try fields.optionalString("binding")
        switch (method, path) {
        case ("GET", "/sandbox"): return description
        case ("GET", "/sandbox/journal"):
            let since = request.queryValues("since").first.flatMap { Int($0) }.map { max(0, $0) } ?? 0
            return .array(journal.entries.dropFirst(since).map(\.json))
        case ("GET", "/sandbox/dialogs"): return dialogs(request.queryValues("binding").first)
        case ("GET", "/sandbox/bridge"):
            return try await bridge.look(
                request.queryValues("binding").first ?? parts.bindings.first ?? "",
                user: request.queryValues("user").first)
        case ("GET", "/sandbox/recording"):
            return try Recording(
                parts, binding: request.queryValues("binding").first ?? parts.bindings.first ?? "",
                lead: request.queryValues("lead").first ?? ""
            ).json
        case ("GET", "/sandbox/faults"): return .array(faults.current.map(\.json))
        case ("POST", "/sandbox/faults"):
            faults.add(try Fault(fields))
            changed(path, fields, binding)
            return .array(faults.current.map(\.json))
        case ("DELETE", "/sandbox/faults"):
            faults.clear()
            journal.signal.raise()
            return []
        case ("POST", _):
            if let result = try await playBot(path, fields, binding) { return result }
            if let result = try await control(path, fields, binding) { return result }
            let position = journal.entries.count
            guard let result = try operate(path, fields, binding) else {
                throw UnknownFunction(name: "\(method) \(path)")
            }
            changed(path, fields, binding, at: position)
            return result
        default: throw UnknownFunction(name: "\(method) \(path)")
        }
    }

    /// Records what someone at the switches or an operator did.
    ///
    /// - Parameter position: how many calls had begun before; nil for those until now.
    func changed(_ path: String, _ fields: Fields, _ binding: String?, at position: Int? = nil) {
        var members: [String: JSON] = [:]
        for name in fields.names where name != "binding" { members[name] = fields[name] }
        // Faults are for all bindings, and operators belong to one.
        let isForAll = ["/sandbox/switches", "/sandbox/faults", "/sandbox/webhooks"].contains(path)
        journal.record(
            Act(
                path: path, binding: isForAll ? "" : binding ?? parts.bindings.first ?? "",
                user: members["user"]?.string ?? "",
                body: .object(members)), at: position)
        journal.signal.raise()
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
