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
                outcome.recovered += try reconcile(record)
            } catch {
                outcome.problems.append("\(record.key.name): \(error)")
            }
        }
        return outcome
    }

    private func reconcile(_ record: DialogRecord) throws -> Int {
        // An older entry may have been handled, and its receipt removed since.
        let start = record.changed - Receipt.lifetime + Self.clockDifference
        var recovered = 0
        // The oldest first: if this is interrupted, no conversation has its end before its messages.
        for entry in try history(of: record.key.userID, since: start) where !entry.isFromUser {
            guard let webhook = try? LiveTexWebhook(entry.body(in: record.key.userID)) else { continue }
            if case .irrelevant = webhook.event.kind { continue }
            let acceptance = try store.update(record.key, party: nil) { (record) throws(DamagedRecord) in
                try record.accept(
                    webhook.event, type: webhook.type, body: Digest128(of: entry.id), binding.rules, now: now)
            }
            if case .handled(_, isDuplicate: false) = acceptance { recovered += 1 }
        }
        return recovered
    }

    /// A dialog's history from a time on, the oldest entry first.
    private func history(of userID: String, since start: Int64) throws -> [HistoryEntry] {
        let query = LiveTexQuery(binding: binding, timeout: 15_000)
        var pages: [[HistoryEntry]] = []
        var known: Set<String> = []
        var part = HistoryPart.newest
        while true {
            let answer = try query.perform(.history(userID: userID, part, limit: Self.pageSize), now: now)
            let page = try HistoryEntry.list(in: answer).filter { known.insert($0.id).inserted }
            pages.insert(page, at: 0)
            guard let oldest = page.first, oldest.timestamp > start else { break }
            part = .before(oldest.id)
        }
        return pages.joined().filter { $0.timestamp > start }
    }

    /// How many entries are asked for at a time. LiveTex may send fewer.
    private static let pageSize: Int64 = 100
    /// How far LiveTex's clock may differ from ours, in milliseconds.
    private static let clockDifference: Int64 = 3_600_000
}

extension HistoryEntry {
    /// The entry as a webhook, with the user: entries of a history may leave the user out.
    fileprivate func body(in userID: String) -> JSON {
        .object((body.object ?? [:]).merging(["user_id": .string(userID)]) { kept, _ in kept })
    }
}
