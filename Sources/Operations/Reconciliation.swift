import ChannelBundle
import Courier
import Cryptography
import Dialog
import JSON
import LiveTex
import Record
import Store

/// Reads from LiveTex's history the notifications that never came as webhooks. LiveTex gives a webhook up after a day without
/// a reply of 200; the history still has it (API 1.1 and later).
public struct Reconciliation {
    private let binding: Binding
    private let store: any Store
    /// Milliseconds since 1970.
    private let now: Int64

    /// A reconciliation of one binding.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(_ binding: Binding, store: any Store, now: Int64) {
        self.binding = binding
        self.store = store
        self.now = now
    }

    /// What was found.
    public struct Outcome: Hashable, Sendable {
        /// How many open dialogs there are.
        public var dialogs = 0
        /// How many notifications had not come before.
        public var recovered = 0
        /// What could not be read or stored; one sentence each.
        public var problems: [String] = []
    }

    /// Reads the history of every open dialog and handles what is new. It can be repeated: what came before has a receipt and
    /// no second effect.
    public func run() throws(StoreError) -> Outcome {
        var outcome = Outcome()
        guard binding.api.version.hasHistory else {
            outcome.problems.append("API version \(binding.api.version.rawValue) has no history")
            return outcome
        }
        // `dialogs list` reports a record that cannot be read.
        try store.forEachRecord(problem: { _ in }) { stored in
            let record = stored.record
            guard record.key.binding == binding.id, record.dialog.isOpen else { return }
            outcome.dialogs += 1
            do {
                try reconcile(record, &outcome)
            } catch {
                outcome.problems.append("\(record.key.name): \(error)")
            }
        }
        return outcome
    }

    private func reconcile(_ record: DialogRecord, _ outcome: inout Outcome) throws {
        // An older entry may have been handled, and its receipt removed since.
        let start = record.changed - Receipt.lifetime + Self.clockDifference
        let user = record.key.userID
        let history = try history(of: user, since: start)
        // The oldest first: if this is interrupted, no conversation has its end before its messages.
        for entry in history.entries where !entry.isFromUser && entry.userID ?? user == user {
            let webhook: LiveTexWebhook
            do {
                webhook = try LiveTexWebhook(entry.body.completed(for: user))
            } catch {
                outcome.problems.append("\(record.key.name): \(entry.id) is not relayed: \(error)")
                continue
            }
            if case .irrelevant = webhook.event.kind { continue }
            let acceptance = try store.update(record.key, party: nil) { (record) throws(DamagedRecord) in
                try record.accept(
                    webhook.event, type: webhook.type, body: Digest128(of: entry.id), binding.rules, now: now)
            }
            var problem: String?
            switch acceptance {
            case .handled(_, isDuplicate: false): outcome.recovered += 1
            case .handled(_, isDuplicate: true): break
            case .full(let calls, _): problem = "\(calls) calls wait"
            case .invalid(let error): problem = error.message
            case .conflict: problem = "its id came before with other words"
            }
            if let problem { outcome.problems.append("\(record.key.name): \(entry.id) is not relayed: \(problem)") }
        }
        for entry in history.unreadable where entry.mayMatter(to: user) {
            outcome.problems.append("\(record.key.name): an entry is not relayed: \(entry.problem.message)")
        }
    }

    /// A dialog's history from a time on, the oldest entry first, and what cannot be read of it.
    private func history(of userID: String, since start: Int64) throws -> (
        entries: [HistoryEntry], unreadable: [UnreadableEntry]
    ) {
        let query = LiveTexQuery(binding: binding, timeout: 15_000)
        var entries: [HistoryEntry] = []
        var unreadable: [UnreadableEntry] = []
        var known: Set<String> = []
        var part = HistoryPart.newest
        for _ in 0..<Self.maximumPages {
            let page = try HistoryPage(
                in: query.perform(.history(userID: userID, part, limit: Self.pageSize), now: now))
            unreadable += page.unreadable
            let new = page.entries.filter { known.insert($0.id).inserted }
            entries.insert(contentsOf: new, at: 0)
            guard let oldest = new.first, oldest.timestamp > start else {
                return (entries.filter { $0.timestamp > start }, unreadable)
            }
            part = .before(oldest.id)
        }
        throw EndlessHistory()
    }

    /// How many entries are asked for at a time. LiveTex may send fewer.
    private static let pageSize: Int64 = 100
    /// How many pages are asked for. No dialog has as much in two days.
    private static let maximumPages = 200
    /// How far LiveTex's clock may differ from ours, in milliseconds.
    private static let clockDifference: Int64 = 3_600_000
}

/// A history that has no end within two days.
private struct EndlessHistory: Error, CustomStringConvertible {
    var description: String { "LiveTex's history of the last two days has no end; nothing is relayed" }
}

extension JSON {
    /// An entry of a history as a webhook: it may lack the user.
    fileprivate func completed(for userID: String) -> JSON {
        .object((object ?? [:]).merging(["user_id": .string(userID)]) { kept, _ in kept })
    }
}

extension UnreadableEntry {
    /// Whether it may be something that a webhook would have told: not a message of the lead, and not of a type without a
    /// meaning for a dialog.
    fileprivate func mayMatter(to userID: String) -> Bool {
        guard body["from"] != "User" else { return false }
        var completed = body.completed(for: userID).object ?? [:]
        completed["id"] = "unknown"
        completed["timestamp"] = 0
        if case .irrelevant? = try? LiveTexWebhook(.object(completed)).event.kind { return false }
        return true
    }
}
