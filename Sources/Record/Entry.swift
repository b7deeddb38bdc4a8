import Dialog

/// A record that cannot be read as what this release writes.
public struct DamagedRecord: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public var description: String

    package init(_ description: String) { self.description = description }
}

/// One change of a record. Reading a record applies its entries one after the other.
package enum Entry: Hashable, Sendable {
    /// The full key; always the first.
    case identity(DialogKey)
    /// The dialog's state as JSON text, without its marks.
    case state(ArraySlice<UInt8>)
    /// What changes with nearly every call.
    case marks(Marks)
    /// An event was handled.
    case receipt(StoredReceipt)
    /// A call was queued, or replaces the one with its number.
    case queued(QueueItem)
    /// A call was tried.
    case delivery(Int64, Delivery)
    /// A call was delivered, given up or dropped.
    case removed(Int64)
}

/// The parts of a dialog's state that change with nearly every call, stored apart so that the rest is not written again.
package struct Marks: Hashable, Sendable {
    var liveTexTime: Int64?
    var lastMessageID: String?
    var unidentified: [MessageWords]
    var nextCall: Int64
    /// When the record changed last, in milliseconds since 1970.
    var changed: Int64
    var clock: RecordClock
}

// MARK: - The stored form

/// Each entry is one byte for its kind, four bytes for its length and its content; numbers are little-endian.
extension Entry {
    private enum Kind: UInt8 {
        case identity = 1
        case state, marks, receipt, queued, delivery, removed
    }

    /// How many bytes a queued call takes beside its own.
    static let callOverhead = 30
    /// How many bytes a receipt takes beside the body's hash and the answer.
    static let receiptOverhead = 29

    package func encode(into output: inout ByteWriter) {
        switch self {
        case .identity(let key):
            output.block(Kind.identity.rawValue) {
                $0.text(key.binding)
                $0.text(key.userID)
            }
        case .state(let state): output.block(Kind.state.rawValue) { $0.bytes(state) }
        case .marks(let marks):
            output.block(Kind.marks.rawValue) {
                $0.number(marks.nextCall)
                $0.number(marks.changed)
                $0.number(marks.liveTexTime ?? .min)
                $0.text(marks.lastMessageID ?? "")
                for words in marks.unidentified { $0.digest(words.digest) }
                marks.clock.encode(into: &$0)
            }
        case .receipt(let receipt):
            output.block(Kind.receipt.rawValue) {
                $0.digest(receipt.key)
                $0.number(receipt.time)
                $0.bytes(receipt.rest)
            }
        case .queued(let item):
            output.block(Kind.queued.rawValue) {
                $0.number(item.number)
                $0.byte(item.lane.code)
                $0.number(item.after ?? 0)
                $0.number(item.notBefore)
                $0.bytes(item.encodedCall)
            }
        case .delivery(let number, let delivery):
            output.block(Kind.delivery.rawValue) {
                $0.number(number)
                $0.number(delivery.attempts)
                $0.number(delivery.firstAttempt)
                $0.number(delivery.nextAttempt)
                $0.byte(delivery.isInDoubt ? 1 : 0)
                $0.number(delivery.probes)
                $0.number(delivery.troubledSince)
                $0.number(delivery.earlierDoubts)
                $0.number(delivery.lastFailure)
                $0.number(delivery.failingFor)
                $0.text(delivery.lastError)
            }
        case .removed(let number): output.block(Kind.removed.rawValue) { $0.number(number) }
        }
    }

    /// Reads the next entry. States, answers and calls stay encoded until they are needed.
    package static func decode(_ input: inout ByteReader) throws(DamagedRecord) -> Entry {
        let kind = try input.byte()
        var content = try input.block()
        switch Kind(rawValue: kind) {
        case .identity: return .identity(DialogKey(binding: try content.text(), userID: try content.text()))
        case .state: return .state(content.rest())
        case .marks:
            let nextCall = try content.number()
            let changed = try content.number()
            let time = try content.number()
            let message = try content.text()
            var unidentified: [MessageWords] = []
            // Older records end here, or after these. A digest has 16 bytes, and the clock at the end has 24.
            while content.count >= 16, content.count != RecordClock.size {
                unidentified.append(MessageWords(digest: try content.digest()))
            }
            let clock = content.isAtEnd ? RecordClock() : try RecordClock(&content)
            return .marks(
                Marks(
                    liveTexTime: time == .min ? nil : time, lastMessageID: message.isEmpty ? nil : message,
                    unidentified: unidentified, nextCall: nextCall, changed: changed, clock: clock))
        case .receipt:
            return .receipt(
                StoredReceipt(key: try content.digest(), time: try content.number(), rest: content.rest()))
        case .queued:
            let number = try content.number()
            let lane = Lane(code: try content.byte())
            let after = try content.number()
            let notBefore = try content.number()
            return .queued(
                QueueItem(
                    number: number, lane: lane, after: after == 0 ? nil : after, notBefore: notBefore,
                    encodedCall: content.rest()))
        case .delivery:
            let number = try content.number()
            var delivery = Delivery()
            delivery.attempts = try content.number()
            delivery.firstAttempt = try content.number()
            delivery.nextAttempt = try content.number()
            delivery.isInDoubt = try content.byte() == 1
            delivery.probes = try content.number()
            // Older records end here, or after the next number.
            if !content.isAtEnd { delivery.troubledSince = try content.number() }
            if !content.isAtEnd {
                delivery.earlierDoubts = try content.number()
                delivery.lastFailure = try content.number()
                delivery.failingFor = try content.number()
                if !content.isAtEnd { delivery.lastError = try content.text() }
            }
            return .delivery(number, delivery)
        case .removed: return .removed(try content.number())
        case nil: throw DamagedRecord("an entry of kind \(kind), which this release does not know")
        }
    }
}

extension Lane {
    /// The stored form.
    var code: UInt8 { self == .liveTex ? 0 : 1 }

    init(code: UInt8) { self = code == 0 ? .liveTex : .platform }
}
