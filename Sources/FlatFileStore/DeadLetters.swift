import Cryptography
import Dialog
import JSON
import POSIX
import Record
import Store

/// What could not be delivered or read, one file each, for a person to look at.
public struct DeadLetters: Sendable {
    private let directory: StateDirectory

    public init(_ directory: StateDirectory) { self.directory = directory }

    /// One dead letter.
    public struct Letter: Sendable {
        /// The file's name, by which it is shown, requeued and dropped.
        public var id: String
        /// The whole content.
        public var content: JSON
        /// Why the content is missing; nil for a letter that can be read.
        public var problem: StoreError?
    }

    /// Keeps a call that was given up.
    ///
    /// The name follows from the dialog, the call's number and its first attempt: whoever crashes before taking the call
    /// out of the outbox writes the same letter again, while a dialog that was pruned and numbers its calls anew writes
    /// another one.
    ///
    /// - Parameter isInDoubt: whether it may have arrived all the same.
    public func keep(
        _ item: QueueItem, of key: DialogKey, reason: String, isInDoubt: Bool, now: Int64
    ) throws(StoreError) {
        try write(
            id: Self.id(item.number, item.delivery, of: key),
            [
                "kind": "call", "binding": .string(key.binding), "user_id": .string(key.userID),
                "number": .int(item.number), "lane": .string(item.lane.rawValue), "reason": .string(reason),
                "time": .int(now), "attempts": .int(item.delivery.attempts), "in_doubt": .bool(isInDoubt),
                "call": .string(String(decoding: item.encodedCall, as: UTF8.self)),
            ])
    }

    /// Takes back the letter of a call that has arrived after all; there hardly ever is one.
    public func withdraw(_ number: Int64, _ delivery: Delivery, of key: DialogKey) throws(StoreError) {
        let id = Self.id(number, delivery, of: key)
        if FileSystem.exists(path(id)) { try drop(id) }
    }

    /// The id of a call's letter.
    static func id(_ number: Int64, _ delivery: Delivery, of key: DialogKey) -> String {
        "\(key.name)-\(number)-\(delivery.firstAttempt)"
    }

    /// Whether the letter's call still waits in the outbox: who gave it up has not taken it out yet, or died before.
    public func isWaiting(_ letter: Letter, in record: DialogRecord) -> Bool {
        guard let number = letter.content["number"]?.int, let item = record.item(number) else { return false }
        return Self.id(number, item.delivery, of: record.key) == letter.id
    }

    /// Keeps an authentic webhook that could not be read.
    public func keepUnreadable(binding: String, body: [UInt8], reason: String, now: Int64) throws(StoreError) {
        try write(
            id: "unreadable-\(Digest128(of: Array(binding.utf8), body))",
            [
                "kind": "webhook", "binding": .string(binding), "reason": .string(reason), "time": .int(now),
                "body": .string(String(decoding: body, as: UTF8.self)),
            ])
    }

    /// All letters, the oldest first. One that cannot be read hides no other.
    public func list() throws(StoreError) -> [Letter] {
        let names: [String]
        do {
            names = try FileSystem.list(directory.deadLetters)
        } catch {
            throw .unavailable("the dead letters cannot be listed: \(error)")
        }
        return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.compactMap(listed)
            .sorted { ($0.content["time"]?.int ?? 0, $0.id) < ($1.content["time"]?.int ?? 0, $1.id) }
    }

    /// nil for a letter that has been dropped meanwhile.
    private func listed(_ id: String) -> Letter? {
        do {
            return try read(id)
        } catch {
            return Letter(id: id, content: .null, problem: error)
        }
    }

    /// Whether there is a letter of that id, readable or not.
    public func has(_ id: String) -> Bool { Self.isID(id) && FileSystem.exists(path(id)) }

    /// Whether the text stays within the directory as a file's name.
    private static func isID(_ text: String) -> Bool { !text.contains("/") && !text.hasPrefix(".") }

    /// The letter of that id; nil when there is none.
    public func read(_ id: String) throws(StoreError) -> Letter? {
        guard Self.isID(id) else { return nil }
        do {
            return Letter(id: id, content: try JSON(parsing: FileSystem.read(path(id))), problem: nil)
        } catch let error as SystemError where error.isMissing {
            return nil
        } catch let error as JSONError {
            throw .unavailable("the dead letter \(id) cannot be read: \(error.message)")
        } catch {
            throw .unavailable("the dead letter \(id) cannot be read: \(error)")
        }
    }

    /// Forgets a letter.
    public func drop(_ id: String) throws(StoreError) {
        do { try FileSystem.remove(path(id)) } catch {
            throw .unavailable("the dead letter cannot be removed: \(error)")
        }
    }

    private func path(_ id: String) -> String { "\(directory.deadLetters)/\(id).json" }

    private func write(id: String, _ content: JSON) throws(StoreError) {
        do {
            try FileSystem.replace(path(id), with: content.bytes(pretty: true) + [UInt8(ascii: "\n")])
        } catch {
            throw .unavailable("a dead letter cannot be written: \(error)")
        }
    }
}

extension DeadLetters.Letter {
    /// The call that can be tried again, and whose it is; nil for a letter that is no call.
    public func call() throws(DamagedRecord) -> (key: DialogKey, call: Call)? {
        guard let binding = content["binding"]?.string, let userID = content["user_id"]?.string,
            let text = content["call"]?.string
        else { return nil }
        return (DialogKey(binding: binding, userID: userID), try Call(stored: Array(text.utf8)))
    }
}
