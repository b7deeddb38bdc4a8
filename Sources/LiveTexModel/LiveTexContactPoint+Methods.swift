// The methods of the API: which fields they need, what they change, what they answer.

import JSON

extension LiveTexContactPoint {
    /// Does what a request asks and returns the answer.
    ///
    /// - Parameters:
    ///   - body: the request's body; empty for none.
    ///   - now: LiveTex's time, in milliseconds since 1970.
    public mutating func answer(_ endpoint: LiveTexEndpoint, body: [UInt8], at now: Int64) -> LiveTexAnswer {
        do throws(LiveTexError) {
            return LiveTexAnswer(try perform(endpoint, body, at: now))
        } catch {
            return LiveTexAnswer(error)
        }
    }

    private mutating func perform(
        _ endpoint: LiveTexEndpoint, _ body: [UInt8], at now: Int64
    ) throws(LiveTexError) -> [String: JSON] {
        let edition = endpoint.edition
        guard editions.contains(edition) else { throw .forbiddenMethod }
        let parameters = try LiveTexParameters(body, of: endpoint)
        switch endpoint.method {
        case .sendText:
            let user = try parameters.userID()
            let text = try parameters.string("text")
            guard text.count <= limits.text else {
                throw .invalidData("text must not be longer than \(limits.text) characters")
            }
            return accept(.visitorText(text), from: user, edition: edition, at: now)
        case .sendFile:
            let user = try parameters.userID()
            return accept(.visitorFile(try file(parameters)), from: user, edition: edition, at: now)
        case .getDestinations: return ["destinations": .array(groups.map { destination($0, edition) })]
        case .selectDestination:
            try select(parameters, at: now)
            return [:]
        case .getCurrentDestination:
            let chosen = conversations[try parameters.userID()]?.destination
            let group = groups.first { $0.id == chosen }
            return group.map { ["destination": destination($0, edition)] } ?? [:]
        case .getHistory: return ["messages": .array(try history(parameters, edition, at: now))]
        case .setWebhook:
            registration = try registration(parameters, edition)
            return [:]
        case .getWebhookSettings:
            let url = JSON.string(registration?.url ?? "")
            guard edition >= .v1_1 else { return ["url": url] }
            let types = registration?.types ?? LiveTexNotification.subscribableTypes
            return ["url": url, "webhook_event_types": .array(types.sorted().map { .string($0) })]
        }
    }

    /// Adds a visitor's message. Without a chosen group it is kept back, and LiveTex asks for a choice: 1.2 once per
    /// conversation, earlier editions with each message.
    private mutating func accept(
        _ content: LiveTexConversation.Entry.Content, from user: String, edition: LiveTexEdition, at now: Int64
    ) -> [String: JSON] {
        let conversation = conversations[user]
        let isRouted = conversation?.destination != nil
        let asks = edition >= .v1_2 ? conversation?.wasAskedForDestination != true : !isRouted
        let entry = append(content, to: user, visible: isRouted, announced: false, at: now)
        conversations[user]?.wasAskedForDestination = true
        if asks { askForDestination(user) }
        return namesMessages ? ["message_id": .string(entry.id), "timestamp": .int(entry.time)] : [:]
    }

    /// LiveTex sends `SelectDestination`. It may do so more than once: the documentation does not rule it out.
    public mutating func askForDestination(_ user: String) {
        notifications.append(.selectDestination(id: makeID(), user: user, groups: groups))
    }

    private func file(_ parameters: LiveTexParameters) throws(LiveTexError) -> LiveTexFile {
        let url = try parameters.string("url")
        guard HTTPAddress(url) != nil else { throw .invalidData("url must be an http or https address") }
        return LiveTexFile(
            url: url, name: try parameters.optionalString("file_name"), size: try parameters.optionalInt("size"),
            comment: try parameters.optionalString("comment"))
    }

    /// A `Destination` object, with the flags that the edition has.
    private func destination(_ group: LiveTexGroup, _ edition: LiveTexEdition) -> JSON {
        let online = operators.filter { group.operators.contains($0.id) && $0.isOnline }
        var members = group.members
        members["has_online"] = .bool(!online.isEmpty)
        if edition >= .v1_2 { members["is_available"] = .bool(online.contains(where: \.hasFreeSlot)) }
        return .object(members)
    }

    /// Chooses a group. The same choice again is harmless and replaces name and attributes; another group re-routes.
    private mutating func select(_ parameters: LiveTexParameters, at now: Int64) throws(LiveTexError) {
        let user = try parameters.userID()
        let type = try parameters.string("destination_type")
        guard type == "Department" else { throw .invalidData("destination_type must be Department") }
        let id = try parameters.string("destination_id")
        guard groups.contains(where: { $0.id == id }) else { throw .invalidData("destination_id \(id) is unknown") }
        let name = try parameters.optionalString("name")
        let attributes = try parameters.map("attributes", limits: limits)
        let hidden = try parameters.map("hidden_attributes", limits: limits)

        var conversation = conversations[user] ?? LiveTexConversation(user: user)
        let isNew = conversation.destination != id
        conversation.destination = id
        conversation.name = name ?? conversation.name
        conversation.attributes = attributes ?? conversation.attributes
        conversation.hiddenAttributes = hidden ?? conversation.hiddenAttributes
        conversation.release()
        conversations[user] = conversation
        if isNew { append(.selected(groupID: id), to: user, visible: true, announced: false, at: now) }
    }

    private mutating func history(
        _ parameters: LiveTexParameters, _ edition: LiveTexEdition, at now: Int64
    ) throws(LiveTexError) -> [JSON] {
        let user = try parameters.userID()
        let limit = min(Int(try parameters.optionalInt("limit") ?? 20), limits.historyPage)
        let anchor = try parameters.optionalString("message_id")
        let chunk = try parameters.optionalString("chunk") ?? "Before"
        guard chunk == "Before" || chunk == "After" else { throw .invalidData("chunk must be Before or After") }
        let entries = shownEntries(of: user, at: now)
        var selected: ArraySlice<(user: String, entry: LiveTexConversation.Entry)>
        if let anchor, !historyStyle.ignoresAnchor {
            if let position = entries.firstIndex(where: { $0.entry.id == anchor }) {
                let isIn = historyStyle.includesAnchor
                selected =
                    chunk == "After"
                    ? entries[(isIn ? position : position + 1)...].prefix(limit)
                    : entries[..<(isIn ? position + 1 : position)].suffix(limit)
            } else {
                // An endless history knows its own entries, of which the model keeps none.
                guard historyStyle.isEndless else { throw .invalidData("message_id \(anchor) is unknown") }
                selected = []
            }
        } else {
            selected = chunk == "After" && !historyStyle.ignoresAnchor ? [] : entries.suffix(limit)
        }
        if historyStyle.isEndless {
            while selected.count < limit {
                let entry = LiveTexConversation.Entry(id: makeID(), time: now, content: .hold("…"), isVisible: true)
                selected.append((user, entry))
            }
        }
        if historyStyle.newestFirst { selected = ArraySlice(selected.reversed()) }
        if historyStyle.repeatsEntries { selected += selected }
        return selected.map { user, entry in
            var fields = LiveTexNotification(entry, user: user, touchPoint: touchPoint, edition: edition).fields
            if let name = historyStyle.leavesOut { fields[name] = nil }
            return .object(fields)
        }
    }

    /// What a history shows, with the user of each entry.
    private func shownEntries(of user: String, at now: Int64) -> [(user: String, entry: LiveTexConversation.Entry)] {
        let users = historyStyle.showsOthers ? conversations.keys.sorted() : [user]
        var entries = users.flatMap { user in (conversations[user]?.entries ?? []).map { (user: user, entry: $0) } }
        if historyStyle.lag > 0 { entries.removeAll { $0.entry.time > now - historyStyle.lag } }
        if historyStyle.isUnsorted {
            // Ids have nothing to do with time.
            entries.sort { $0.entry.id < $1.entry.id }
        } else if historyStyle.showsOthers {
            entries.sort { $0.entry.time < $1.entry.time }
        }
        return entries
    }

    private func registration(
        _ parameters: LiveTexParameters, _ edition: LiveTexEdition
    ) throws(LiveTexError) -> Registration {
        let text = try parameters.string("url")
        guard let url = HTTPAddress(text) else { throw .invalidURL(text, reason: "it must be an https address") }
        // The real service takes https only. The sandbox has no certificates.
        guard url.scheme == "https" || url.isLoopback else {
            throw .invalidURL(text, reason: "only https is supported (this model also takes http on a loopback host)")
        }
        let types = try parameters.optionalStrings("webhook_event_types")
        for type in types ?? [] where !LiveTexNotification.subscribableTypes.contains(type) {
            throw .invalidData("webhook_event_types: \(type) is unknown")
        }
        return Registration(
            url: text, key: try parameters.string("webhook_key"), types: types.map { Set($0) }, edition: edition)
    }
}
