import ChannelBundle
import JSON
import LiveTexModel

/// All that the page shows besides the calls, as one JSON value.
struct Scene: Sendable {
    let bindings: [Binding]
    let liveTex: LiveTexServer
    let platform: PlatformServer
    let faults: FaultTable
    /// The addresses of real services.
    let realPlatform: String?
    let realLiveTex: String?

    /// How many of a dialog's messages are shown: the last ones.
    static let longestView = 300

    var json: JSON {
        [
            "bindings": .array(bindings.map { self.binding($0) }),
            "switches": .array(
                FaultSwitch.allCases.map {
                    ["name": .string($0.rawValue), "on": .bool(faults.switchedOn.contains($0))]
                }),
            "real_platform": realPlatform.map { .string($0) } ?? .null,
            "real_livetex": realLiveTex.map { .string($0) } ?? .null,
            "faults": .array(faults.current.map(\.json)), "holds": .bool(liveTex.holdsWebhooks),
            "undelivered": .int(Int64(liveTex.pendingWebhooks)),
        ]
    }

    private func binding(_ binding: Binding) -> JSON {
        let point = liveTex.contactPoint(binding.id)
        let conversations = point?.conversations.values.sorted { $0.user < $1.user } ?? []
        return .members([
            "id": .string(binding.id), "name": .string(binding.name),
            "headers": ["bot": .string(binding.rules.botHeader), "lead": .string(binding.rules.leadHeader)],
            "excluded_channels": .array(binding.rules.excludedChannels.sorted().map { .string($0) }),
            "waiting_timeout": binding.rules.waitingTimeout.map { .int($0) },
            "operators": .array((point?.operators ?? []).map { self.operator($0) }),
            "leads": .array(platform.leads(binding: binding.id).map { lead($0, binding.id) }),
            "conversations": .array(conversations.map { conversation($0, point) }),
        ])
    }

    private func `operator`(_ person: LiveTexOperator) -> JSON {
        [
            "id": .string(person.id), "name": .string(person.displayName), "online": .bool(person.isOnline),
            "free": .bool(person.hasFreeSlot),
        ]
    }

    private func lead(_ lead: Lead, _ binding: String) -> JSON {
        .members([
            "id": lead.id, "bot_id": lead.botID, "key": .string(lead.key), "user": lead.user.map { .string($0) },
            "channel": .string(lead.channel), "name": lead.name.map { .string($0) },
            "messages": .array(platform.messages(lead.key, binding: binding).suffix(Self.longestView).map(\.json)),
        ])
    }

    private func conversation(_ conversation: LiveTexConversation, _ point: LiveTexContactPoint?) -> JSON {
        let group = point?.groups.first { $0.id == conversation.destination }
        let shown = conversation.visibleEntries
        return .members([
            "user": .string(conversation.user), "name": conversation.name.map { .string($0) },
            "attributes": .object(conversation.attributes.mapValues { .string($0) }),
            "group": group.map { .string($0.name) }, "operator": conversation.assignee.map { .string($0) },
            "hidden": .int(Int64(conversation.entries.count { !$0.isVisible && $0.isFromVisitor })),
            "messages": .array(shown.suffix(Self.longestView).compactMap(Self.message)),
        ])
    }

    /// An entry of LiveTex's history for the page; nil for one that shows nothing.
    private static func message(_ entry: LiveTexConversation.Entry) -> JSON? {
        guard var members = TranscriptLine(entry)?.json.object else { return nil }
        members["id"] = .string(entry.id)
        members["time"] = .int(entry.time)
        switch entry.content {
        case .visitorFile(let file), .operatorFile(let file, _):
            members["text"] = .string(file.comment ?? "")
            members["attachments"] = [
                .members([
                    "kind": .string(FileShelf.kind(of: file.name ?? file.url)), "url": .string(file.url),
                    "name": file.name.map { .string($0) }, "size": file.size.map { .int($0) },
                ])
            ]
        case .closed(let person): members["closed_by"] = .string(person?.displayName ?? "")
        default: break
        }
        return .object(members)
    }
}
