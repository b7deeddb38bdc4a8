import Cryptography
import Dialog
import JSON

/// The note that an event was handled, and what its sender was told.
public struct Receipt: Hashable, Sendable {
    /// The event: its direction, type and id.
    public var key: Digest128
    /// The bytes that it came with.
    public var body: Digest128
    /// When it was accepted, in milliseconds since 1970. By how far the clock was set since the dialog began is not counted:
    /// see ``DialogRecord/follow(_:now:)``.
    public var time: Int64
    /// What its sender was told.
    public var answer: Answer

    /// What the sender of an event is told.
    public enum Answer: Hashable, Sendable {
        /// The event had an effect.
        case accepted
        /// The event had none.
        case ignored(IgnoreReason)
        /// A transfer's outcome is not known, and the sender waits for it.
        case awaiting
        /// A transfer's outcome, or that it is pending.
        case outcome(TransferOutcome)
    }

    /// How long a receipt is kept, in milliseconds: twice the 24 hours for which LiveTex repeats a webhook.
    public static let lifetime: Int64 = 48 * 3_600_000

    /// The key of a platform event. The type is not part of it: one id stands for one event.
    public static func key(platformEvent id: String) -> Digest128 { Digest128(of: "bot", id) }

    /// The key of a dead letter that was requeued.
    package static func key(deadLetter id: String) -> Digest128 { Digest128(of: "dead-letter", id) }

    /// The key of a LiveTex webhook.
    public static func key(liveTex type: String, id: String) -> Digest128 { Digest128(of: "livetex", type, id) }
}

/// A receipt as the record holds it. A busy dialog has thousands and an event needs one, so only the key is decoded.
package struct StoredReceipt: Hashable, Sendable {
    package var key: Digest128
    var time: Int64
    /// The body's hash and the answer: nothing for the common one, JSON for the others.
    var rest: ArraySlice<UInt8>

    init(key: Digest128, time: Int64, rest: ArraySlice<UInt8>) {
        self.key = key
        self.time = time
        self.rest = rest
    }

    init(_ receipt: Receipt) {
        var writer = ByteWriter()
        writer.digest(receipt.body)
        writer.bytes(receipt.answer.stored[...])
        self.init(key: receipt.key, time: receipt.time, rest: writer.output[...])
    }

    func decode() throws(DamagedRecord) -> Receipt {
        var reader = ByteReader(rest)
        let body = try reader.digest()
        return Receipt(key: key, body: body, time: time, answer: try Receipt.Answer(stored: Array(reader.rest())))
    }
}

extension Receipt.Answer {
    fileprivate var stored: [UInt8] {
        switch self {
        case .accepted: []
        case .ignored(let reason): JSON.object(["ignored": .string(reason.rawValue)]).bytes()
        case .awaiting: JSON.object(["awaiting": true]).bytes()
        case .outcome(let outcome): outcome.stored.bytes()
        }
    }

    fileprivate init(stored: [UInt8]) throws(DamagedRecord) {
        if stored.isEmpty {
            self = .accepted
            return
        }
        do {
            let fields = try Fields(JSON(parsing: stored))
            if fields["ignored"] != nil {
                self = .ignored(try fields.choice("ignored"))
            } else if fields["awaiting"] != nil {
                self = .awaiting
            } else {
                self = .outcome(try TransferOutcome(fields))
            }
        } catch {
            throw DamagedRecord("a receipt's answer cannot be read: \(error)")
        }
    }
}
