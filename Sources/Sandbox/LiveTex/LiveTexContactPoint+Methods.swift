// The methods of the API: what they ask of their parameters, what they change, what they answer.

import ChannelBundle
import JSON

extension LiveTexContactPoint {
    /// Carries out one call.
    ///
    /// - Returns: the answer with its envelope.
    mutating func call(
        _ method: LiveTexMethod, version: LiveTexAPI.Version, parameters: LiveTexParameters, at moment: inout Moment
    ) throws(LiveTexError) -> JSON {
        var answer: [String: JSON]
        switch method {
        case .sendText:
            let user = try parameters.userID()
            let text = try parameters.string("text")
            guard text.count <= limits.text else {
                throw .invalidData("text must not be longer than \(limits.text) characters")
            }
            answer = accept(.visitorText(text), from: user, version: version, at: &moment)
        case .sendFile:
            let user = try parameters.userID()
            let file = try file(parameters)
            answer = accept(.visitorFile(file), from: user, version: version, at: &moment)
        case .getDestinations: answer = ["destinations": .array(groups.map { destination($0, version: version) })]
        case .selectDestination:
            try select(parameters, at: &moment)
            answer = [:]
        case .getCurrentDestination:
            let chosen = conversations[try parameters.userID()]?.destination
            let group = groups.first { $0.id == chosen }
            answer = group.map { ["destination": destination($0, version: version)] } ?? [:]
        case .getHistory: answer = ["messages": .array(try history(parameters, version: version))]
        case .setWebhook:
            registration = try registration(parameters, version: version)
            answer = [:]
        case .getWebhookSettings:
            answer = ["url": .string(registration?.url ?? "")]
            if version >= .v1_1 {
                let types = registration?.types ?? LiveTexNotification.subscribable
                answer["webhook_event_types"] = .array(types.sorted().map { .string($0) })
            }
        }
        answer["success"] = true
        return .object(answer)
    }

    /// Takes a visitor's message: keeps it back until a group is chosen, and asks for the choice as the edition does.
    private mutating func accept(
        _ content: LiveTexConversation.Entry.Content, from user: String, version: LiveTexAPI.Version,
        at moment: inout Moment
    ) -> [String: JSON] {
        var conversation = conversations[user] ?? LiveTexConversation(user: user)
        let isRouted = conversation.destination != nil
        // 1.0 and 1.1 ask whenever there is no valid choice; 1.2 on a conversation's first message.
        let asks = version >= .v1_2 ? !conversation.wasAskedForDestination : !isRouted
        conversation.wasAskedForDestination = true
        conversations[user] = conversation
        let id = append(content, to: user, visible: isRouted, announced: false, at: &moment)
        let time = conversations[user]?.entries.last?.time ?? 0
        if asks { notifications.append(.selectDestination(id: moment.id(), user: user, groups: groups)) }
        return ["message_id": .string(id), "timestamp": .int(time)]
    }

    private func file(_ parameters: LiveTexParameters) throws(LiveTexError) -> LiveTexFile {
        let url = try parameters.string("url")
        guard SandboxURL(url) != nil else { throw .invalidData("url must be an http or https address") }
        return LiveTexFile(
            url: url, name: try parameters.optionalString("file_name"), size: try parameters.optionalInt("size"),
            comment: try parameters.optionalString("comment"))
    }

    /// A `Destination`, with the flags that the edition has.
    private func destination(_ group: LiveTexGroup, version: LiveTexAPI.Version) -> JSON {
        let online = operators.filter { group.operators.contains($0.id) && $0.isOnline }
        return .members([
            "destination_type": "Department", "destination_id": .string(group.id), "name": .string(group.name),
            "has_online": .bool(!online.isEmpty),
            "is_available": version >= .v1_2 ? .bool(online.contains(where: \.hasFreeSlot)) : nil,
        ])
    }

    /// Chooses a group. Repeating the choice is harmless and refreshes name and attributes; another group re-routes.
    private mutating func select(_ parameters: LiveTexParameters, at moment: inout Moment) throws(LiveTexError) {
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
        if isNew { append(.selected(groupID: id), to: user, visible: true, announced: false, at: &moment) }
    }

    private func history(_ parameters: LiveTexParameters, version: LiveTexAPI.Version) throws(LiveTexError) -> [JSON] {
        let user = try parameters.userID()
        let limit = Int(try parameters.optionalInt("limit") ?? 20)
        let anchor = try parameters.optionalString("message_id")
        let chunk = try parameters.optionalString("chunk") ?? "Before"
        guard chunk == "Before" || chunk == "After" else { throw .invalidData("chunk must be Before or After") }
        let entries = conversations[user]?.entries ?? []
        var selected: ArraySlice<LiveTexConversation.Entry>
        if let anchor {
            guard let position = entries.firstIndex(where: { $0.id == anchor }) else {
                throw .invalidData("message_id \(anchor) is unknown")
            }
            let isIn = historyStyle.includesAnchor
            selected =
                chunk == "After"
                ? entries[(isIn ? position : position + 1)...].prefix(limit)
                : entries[..<(isIn ? position + 1 : position)].suffix(limit)
        } else {
            selected = chunk == "After" ? [] : entries.suffix(limit)
        }
        if historyStyle.newestFirst { selected = ArraySlice(selected.reversed()) }
        return selected.map {
            .object(LiveTexNotification.object($0, user: user, touchPoint: touchPoint, version: version).body)
        }
    }

    private func registration(
        _ parameters: LiveTexParameters, version: LiveTexAPI.Version
    ) throws(LiveTexError) -> Registration {
        let text = try parameters.string("url")
        guard let url = SandboxURL(text) else { throw .invalidURL(text, reason: "it must be an https address") }
        // The real service takes https only. The sandbox has no certificates, so it lets loopback http pass.
        guard url.scheme == "https" || url.isLoopback else {
            throw .invalidURL(text, reason: "only https is supported (this sandbox also takes http on a loopback host)")
        }
        let types = try parameters.optionalStrings("webhook_event_types")
        for type in types ?? [] where !LiveTexNotification.subscribable.contains(type) {
            throw .invalidData("webhook_event_types: \(type) is unknown")
        }
        return Registration(
            url: text, key: try parameters.string("webhook_key"), types: types.map { Set($0) }, version: version)
    }
}
