import Dialog
import JSON

@testable import Record

/// The history of a run, kept apart from the record that is checked against it.
struct Ledger {
    /// Every call that was ever queued, by its number.
    var queued: [Int64: QueuedCall] = [:]
    /// The calls that left the queue with a result, and those of them that were refused.
    var finished: Set<Int64> = []
    var refused: Set<Int64> = []
    /// The calls that left the queue without a result.
    var dropped: Set<Int64> = []
    /// The body that LiveTex must get by a call.
    var expected: [Int64: JSON] = [:]
    /// The numbers of the calls that brought the platform an event, in the order of arrival, each once.
    var shown: [Int64] = []
    /// The ids of operators' messages in the order of their webhooks.
    var relayed: [String] = []
    /// The attributes that the platform has set, as the texts that LiveTex must get.
    var attributes: [String: String] = [:]
    /// The attributes that came with a request, by its id.
    var requested: [String: [String: String]] = [:]
    /// The request of each selection, by the number of the call.
    var selections: [Int64: String] = [:]
    /// The requests whose selection was confirmed during the transfer.
    var confirmed: Set<String> = []
    /// The requests whose selection LiveTex confirmed when it was asked for the group.
    var foundSelected: Set<String> = []
    /// The requests whose group an operator was seen in: one read or wrote.
    var seen: Set<String> = []
    /// The requests that were cancelled or ended.
    var takenBack: Set<String> = []
    /// The events that came in, with a function that repeats each.
    var inbound: [Inbound] = []
    /// The webhooks that came in.
    var webhooks: [JSON] = []
    /// The largest time by LiveTex's clock that came in.
    var time: Int64 = 0

    struct Inbound {
        var again: (inout DialogRecord, _ now: Int64) throws(DamagedRecord) -> Acceptance
        var leavesReceipt: Bool
    }

    /// Records how the queue has changed and returns the new calls.
    mutating func notice(_ before: DialogRecord, _ after: DialogRecord) throws -> [QueuedCall] {
        var new: [QueuedCall] = []
        let old = Set(before.outbox.map(\.number))
        let known = Dictionary(uniqueKeysWithValues: before.outbox.map { ($0.number, $0.encodedCall) })
        let left = Set(after.outbox.map(\.number))
        let moved = Set(known.filter { !left.contains($0.key) }.values)
        for item in after.outbox where known[item.number] != item.encodedCall {
            let call = try item.call()
            if let known = queued[item.number] {
                guard known != call else { continue }
                try replace(known, with: call)
            } else {
                try promise(item.number > (queued.keys.max() ?? 0), "the number \(item.number) is not a new one")
                if !moved.contains(item.encodedCall) { new.append(call) }
            }
            queued[item.number] = call
        }
        for number in old.subtracting(left) where !finished.contains(number) { dropped.insert(number) }
        return new
    }

    /// Only a refused file may become another call: a text with its address.
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
