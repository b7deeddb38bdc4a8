import Dialog
import JSON

@testable import FlatFileStore
@testable import Record
@testable import Store

/// What the world remembers of a run, kept apart from the record that it judges.
struct Ledger {
    /// Every call that was ever queued, by its number.
    var queued: [Int64: QueuedCall] = [:]
    /// Calls that left the queue by a result, and those of them that were refused.
    var finished: Set<Int64> = []
    var refused: Set<Int64> = []
    /// Calls that left the queue without one.
    var dropped: Set<Int64> = []
    /// What LiveTex is to get by a call.
    var expected: [Int64: JSON] = [:]
    /// The numbers of the platform's events in the order of their arrival, each once.
    var shown: [Int64] = []
    /// Messages of operators in the order in which their webhooks were taken in.
    var relayed: [String] = []
    /// The attributes, as the platform set them, by the text that LiveTex is to get.
    var attributes: [String: String] = [:]
    /// The complete sets that came with requests.
    var requested: [String: [String: String]] = [:]
    /// The requests behind selections, by the number of their call.
    var selections: [Int64: String] = [:]
    /// Requests whose selection was confirmed while the transfer still stood.
    var confirmed: Set<String> = []
    /// Requests whose selection LiveTex confirmed by naming the group when it was asked.
    var foundSelected: Set<String> = []
    /// Requests that were taken back after they had been made.
    var takenBack: Set<String> = []
    /// All that came in and has a receipt, with what lets it come in again.
    var inbound: [Inbound] = []
    /// Webhooks that came in.
    var webhooks: [JSON] = []
    /// The largest time of LiveTex that came in.
    var time: Int64 = 0

    struct Inbound {
        var again: (inout DialogRecord, _ now: Int64) throws -> Acceptance
        var leavesReceipt: Bool
    }

    /// Notes how the queue has changed, and gives the new calls.
    mutating func notice(_ before: DialogRecord, _ after: DialogRecord) throws -> [QueuedCall] {
        var new: [QueuedCall] = []
        let old = Set(before.outbox.map(\.number))
        let known = Dictionary(uniqueKeysWithValues: before.outbox.map { ($0.number, $0.encodedCall) })
        for item in after.outbox where known[item.number] != item.encodedCall {
            let call = try item.call()
            if let known = queued[item.number] {
                guard known != call else { continue }
                try replace(known, with: call)
            } else {
                try promise(item.number > (queued.keys.max() ?? 0), "the number \(item.number) is not a new one")
                new.append(call)
            }
            queued[item.number] = call
        }
        let left = Set(after.outbox.map(\.number))
        for number in old.subtracting(left) where !finished.contains(number) { dropped.insert(number) }
        return new
    }

    /// Only a refused file becomes something else: a text with its address.
    private mutating func replace(_ known: QueuedCall, with call: QueuedCall) throws {
        guard case .liveTex(.sendFile(let file)) = known.call, case .liveTex(.sendText(let text)) = call.call else {
            throw Violation(description: "#\(call.number) became another call")
        }
        try promise(text.hasSuffix(file.url), "the refused file became \(text)")
        finished.remove(call.number)
        refused.remove(call.number)
        expected[call.number] = ["user_id": "49:30400", "text": .string(text)]
    }
}
