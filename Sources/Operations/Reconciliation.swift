import ChannelBundle
import Courier
import Cryptography
import Dialog
import FlatFileStore
import Record
import Store
import JSON
import LiveTex

/// Brings what LiveTex has given up sending: after a day without a receiver its webhooks are gone, but they stand in the
/// history (API 1.1 and later).
public struct Reconciliation {
    private let binding: Binding
    private let store: FlatFileStore
    /// Milliseconds since 1970.
    private let now: Int64

    public init(_ binding: Binding, store: FlatFileStore, now: Int64) {
        self.binding = binding
        self.store = store
        self.now = now
    }

    /// What was found.
    public struct Outcome: Hashable, Sendable {
        public var dialogs = 0
        /// Notifications that had not come before.
        public var recovered = 0
        public var problems: [String] = []
    }

    /// Reads the history of every open dialog and takes in what is new. What came before has a receipt and has no second
    /// effect, so this can be repeated.
    public func run() throws(StoreError) -> Outcome {
        var outcome = Outcome()
        guard binding.api.version.hasHistory else {
            outcome.problems.append("API version \(binding.api.version.rawValue) has no history")
            return outcome
        }
        for record in try Survey(store).dialogs where record.key.binding == binding.id && record.dialog.isOpen {
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
        // What is older than the oldest receipt may have been handled, and nobody could tell.
        let start = record.changed - Receipt.lifetime + Self.clockDifference
        var recovered = 0
        // In the order in which it happened: a conversation's end comes after its messages, also when this is interrupted.
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

    /// How many entries are asked for at a time; LiveTex may give fewer.
    private static let pageSize: Int64 = 100
    /// How far LiveTex's clock may differ from ours, in milliseconds.
    private static let clockDifference: Int64 = 3_600_000
}

extension HistoryEntry {
    /// The entry as a webhook: a history need not name the user whose history it is.
    fileprivate func body(in userID: String) -> JSON {
        .object((body.object ?? [:]).merging(["user_id": .string(userID)]) { kept, _ in kept })
    }
}
