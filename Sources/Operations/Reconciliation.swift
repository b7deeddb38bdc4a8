import ChannelBundle
import Courier
import Cryptography
import Dialog
import DialogStore
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
                outcome.recovered += try reconcile(record.key)
            } catch {
                outcome.problems.append("\(record.key.name): \(error)")
            }
        }
        return outcome
    }

    private func reconcile(_ key: DialogKey) throws -> Int {
        let request = LiveTexRequest.history(userID: key.userID, after: nil, limit: Self.limit)
        let body = try LiveTexQuery(binding: binding, timeout: 15_000).perform(request, now: now)
        var recovered = 0
        for entry in try HistoryEntry.list(in: body, after: nil) where !entry.isFromUser {
            guard let webhook = try? LiveTexWebhook(entry.body(in: key.userID)) else { continue }
            if case .irrelevant = webhook.event.kind { continue }
            let acceptance = try store.update(key, party: nil) { (record) throws(DamagedRecord) in
                try record.accept(
                    webhook.event, type: webhook.type, body: Digest128(of: entry.id), binding.rules, now: now)
            }
            if case .handled(_, isDuplicate: false) = acceptance { recovered += 1 }
        }
        return recovered
    }

    /// How far back a dialog is looked at, in entries.
    private static let limit: Int64 = 200
}

extension HistoryEntry {
    /// The entry as a webhook: a history need not name the user whose history it is.
    fileprivate func body(in userID: String) -> JSON {
        .object((body.object ?? [:]).merging(["user_id": .string(userID)]) { kept, _ in kept })
    }
}
