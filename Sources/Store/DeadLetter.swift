import Cryptography
import Dialog
import JSON
import Record

/// Keeps what could not be delivered or read, for a person to look at.
public protocol DeadLetterStore: Sendable {
    /// Keeps a letter durably, in the place of one with the same id.
    func keep(_ letter: DeadLetter) throws(StoreError)

    /// All letters, the oldest first. One that cannot be read is listed with its problem.
    func deadLetters() throws(StoreError) -> [DeadLetter]

    /// The letter of that id; nil when there is none.
    func deadLetter(_ id: String) throws(StoreError) -> DeadLetter?

    /// Removes a letter, readable or not.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    func dropDeadLetter(_ id: String) throws(StoreError) -> Bool
}

/// A call that was given up, or a webhook that could not be read.
public struct DeadLetter: Hashable, Sendable {
    /// The name by which it is shown, requeued and dropped. It follows from the content, so that a letter that is written
    /// twice is one letter.
    public var id: String
    /// The whole content.
    public var content: JSON
    /// Why the content is missing; nil for a letter that can be read.
    public var problem: StoreError?

    /// A letter with that content.
    public init(id: String, content: JSON, problem: StoreError? = nil) {
        self.id = id
        self.content = content
        self.problem = problem
    }

    /// A call that was given up.
    ///
    /// - Parameters:
    ///   - isInDoubt: whether it may have arrived.
    ///   - now: milliseconds since 1970.
    public init(_ item: QueueItem, of key: DialogKey, reason: String, isInDoubt: Bool, now: Int64) {
        self.init(
            id: Self.id(item.number, item.delivery, of: key),
            content: [
                "kind": "call", "binding": .string(key.binding), "user_id": .string(key.userID),
                "number": .int(item.number), "lane": .string(item.lane.rawValue), "reason": .string(reason),
                "time": .int(now), "attempts": .int(item.delivery.attempts), "in_doubt": .bool(isInDoubt),
                "call": .string(String(decoding: item.encodedCall, as: UTF8.self)),
            ])
    }

    /// An authentic webhook that could not be read.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(unreadable body: [UInt8], binding: String, reason: String, now: Int64) {
        self.init(
            id: "unreadable-\(Digest128(of: Array(binding.utf8), body))",
            content: [
                "kind": "webhook", "binding": .string(binding), "reason": .string(reason), "time": .int(now),
                "body": .string(String(decoding: body, as: UTF8.self)),
            ])
    }

    /// The id of a call's letter: the dialog, the call's number and its first attempt. A dialog that was pruned numbers its
    /// calls anew, and their letters have other ids.
    public static func id(_ number: Int64, _ delivery: Delivery, of key: DialogKey) -> String {
        "\(key.name)-\(number)-\(delivery.firstAttempt)"
    }

    /// When it was written, in milliseconds since 1970; 0 where that cannot be read.
    public var time: Int64 { content["time"]?.int ?? 0 }

    /// Whether the letter's call still waits in the outbox: the program that gave it up has not removed it yet, or died
    /// before.
    public func isWaiting(in record: DialogRecord) -> Bool {
        guard let number = content["number"]?.int, let item = record.item(number) else { return false }
        return Self.id(number, item.delivery, of: record.key) == id
    }

    /// The dialog of a letter that is a call; nil for any other letter, and for one that does not name its dialog.
    public var key: DialogKey? {
        guard content["kind"] == "call", let binding = content["binding"]?.string,
            let userID = content["user_id"]?.string
        else { return nil }
        return DialogKey(binding: binding, userID: userID)
    }

    /// The call that can be tried again, and its dialog; nil for a webhook.
    ///
    /// - Throws: ``DamagedRecord`` when it cannot be told what the letter was.
    public func call() throws(DamagedRecord) -> (key: DialogKey, call: Call)? {
        if let problem { throw DamagedRecord(problem.description) }
        if content["kind"] == "webhook" { return nil }
        guard let key, let text = content["call"]?.string else {
            throw DamagedRecord("the dead letter \(id) is neither a call nor a webhook")
        }
        do {
            return (key, try Call(stored: Array(text.utf8)))
        } catch {
            throw DamagedRecord("the call of the dead letter \(id) cannot be read: \(error)")
        }
    }
}

extension [DeadLetter] {
    /// The letters in the order in which they are listed: by time, then by id.
    public var inOrder: [DeadLetter] { sorted { ($0.time, $0.id) < ($1.time, $1.id) } }
}
