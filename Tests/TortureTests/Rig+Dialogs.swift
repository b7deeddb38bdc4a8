import Cryptography
import Dialog
import FlatFileStore
import JSON
import POSIX
import Record
import Sandbox
import Store

extension Rig {
    /// Makes a dialog in a stage, in one commit, and brings LiveTex to the same stage.
    func prepare(_ lead: Lead, _ stage: Stage) async throws {
        if case .new = stage { return }
        let user: JSON = .string(lead.user ?? "")
        let sent = try await call("sendText", ["user_id": user, "text": .string(Scenario.before)])
        let delivered = CallOutcome.delivered(messageID: sent["message_id"]?.string, timestamp: sent["timestamp"]?.int)
        let group = OperatorGroup(id: "70001", name: "Поддержка")
        let isTransferred =
            switch stage {
            case .new, .known, .long: false
            case .waiting, .operated: true
            }
        if isTransferred {
            _ = try await call(
                "selectDestination",
                ["user_id": user, "destination_type": "Department", "destination_id": .string(group.id)])
        }
        let party = Party(botID: lead.botID, leadID: lead.id, channel: lead.channel, name: lead.name)
        let now = Clock.wall()
        let key = DialogKey(binding: "support", userID: party.userID)
        try store.update(key, party: party) { (record) throws(DamagedRecord) in
            func settle() throws(DamagedRecord) {
                while let item = record.outbox.first {
                    let queued = try item.call()
                    let outcome: CallOutcome =
                        switch queued.call {
                        case .liveTex(.checkOperators): .checked(group, online: true)
                        case .liveTex(.sendText): delivered
                        default: .delivered()
                        }
                    try record.finish(queued, outcome, rules, now: now)
                }
            }
            func accept(_ kind: PlatformEvent.Kind, _ id: String) throws(DamagedRecord) {
                _ = try record.accept(
                    PlatformEvent(id: id, party: party, kind: kind), body: Digest128(of: id), rules, now: now)
                try settle()
            }
            try accept(.message(.lead, Message(text: "before")), "before-\(lead.id.text())")
            if case .long = stage {
                for number in 0..<500 { try accept(.attributes(.merge, ["n": 1]), "attributes-\(number)") }
            }
            guard isTransferred else { return }
            try accept(.transferRequest(attributes: nil), "transfer-\(lead.id.text())")
            guard case .operated = stage else { return }
            let read = LiveTexEvent(id: "read", timestamp: now + 30_000, kind: .read(Operator(id: "501", name: "Анна")))
            _ = try record.accept(read, type: "MessageDelivered", body: Digest128(of: "read"), rules, now: now)
            try settle()
        }
        guard case .long = stage else { return }
        // The next update of a long record makes its index.
        try store.update(key, party: party) { (record) throws(DamagedRecord) in
            let event = PlatformEvent(id: "attributes", party: party, kind: .attributes(.merge, ["n": 2]))
            _ = try record.accept(event, body: Digest128(of: event.id), rules, now: now)
        }
        let index = "\(store.directory.path)/dialogs/\(String(key.name.description.prefix(2)))/\(key.name).index"
        guard FileSystem.exists(index) else { throw Unexpected(description: "a long record has no index") }
    }

    /// What LiveTex and the platform have of a dialog.
    func effects(_ lead: Lead) -> Effects {
        let entries = sandbox.liveTex.conversation(lead.user ?? "")?.entries ?? []
        return Effects(
            liveTex: entries.compactMap { entry in
                switch entry.content {
                case .visitorText(let text): text
                case .visitorFile(let file): "[\(file.url)]"
                case .selected(let group): "<selected \(group)>"
                default: nil
                }
            },
            platform: sandbox.platform.events(lead).map { event in
                let said =
                    event.data["text"] ?? event.data["message"]?["text"] ?? event.data["by"] ?? event.data["outcome"]
                return "\(event.type) \(said?.string ?? "")"
            })
    }

    /// The dead letters and pauses. A crash must make none.
    func mishaps() throws -> [String] {
        try FileSystem.list(store.directory.deadLetters) + FileSystem.list(store.directory.paused)
    }
}
