// What of a transfer's history was mirrored before. An entry leaves a receipt like an event, so it is known as long as
// events are.

import Cryptography
import Dialog
import JSON

extension DialogRecord {
    /// The event without the entries of its history that were mirrored before, and the receipts' keys of those that are left.
    func withoutKnownHistory(_ event: PlatformEvent) throws(DamagedRecord) -> (PlatformEvent, [Digest128]) {
        guard case .transferRequest(let attributes, let reason, let history) = event.kind, !history.isEmpty else {
            return (event, [])
        }
        var news: [PastMessage] = []
        var keys: [Digest128] = []
        var count: [Digest128: Int] = [:]
        for entry in history {
            let key: Digest128
            if let id = entry.id {
                key = Receipt.key(pastMessage: id)
                if try receipt(Receipt.key(platformEvent: id)) != nil || keys.contains(key) { continue }
            } else {
                // The same words, said twice, are two entries.
                let words = entry.digest
                count[words, default: 0] += 1
                key = Receipt.key(pastMessage: words, copy: count[words] ?? 1)
            }
            if try receipt(key) != nil { continue }
            news.append(entry)
            keys.append(key)
        }
        var event = event
        event.kind = .transferRequest(attributes: attributes, reason: reason, history: news)
        return (event, keys)
    }
}

extension Receipt {
    /// The key of an entry of a history, by the id that it has.
    fileprivate static func key(pastMessage id: String) -> Digest128 { Digest128(of: "history", id) }

    /// The key of an entry without an id.
    ///
    /// - Parameter copy: counts the entries of the same request that are alike, from 1.
    fileprivate static func key(pastMessage words: Digest128, copy: Int) -> Digest128 {
        Digest128(of: "history", words.description, String(copy))
    }
}

extension PastMessage {
    /// A hash of all that tells an entry without an id from another one.
    fileprivate var digest: Digest128 {
        var parts = [speaker == .bot ? "bot" : "lead", time ?? "", message.text ?? ""]
        for item in message.menu { parts += ["item", item.code, item.label] }
        for attachment in message.attachments { parts += ["file", attachment.url] }
        return Digest128(of: JSON.array(parts.map { .string($0) }).bytes())
    }
}
