import Cryptography
import Dialog

/// What a new event needs of a record: key, state, and the first call of each lane.
///
/// Its size does not depend on the number of handled events or waiting calls.
package struct RecordExcerpt: Hashable, Sendable {
    /// Finds the last receipt under a key; nil for an event that has not been handled.
    package typealias ReceiptSearch = @Sendable (_ key: Digest128) throws(DamagedRecord) -> StoredReceipt?

    package var key: DialogKey
    /// The dialog's state as JSON text, but for its marks.
    var state: ArraySlice<UInt8>
    var marks: Marks
    var fronts: LaneFronts
    var load: OutboxLoad
}

// MARK: - The stored form

/// The record's own entries, the number and bytes of the waiting calls, and a block for each lane in which something waits;
/// numbers are little-endian.
extension RecordExcerpt {
    package func encode(into output: inout ByteWriter) {
        for entry in [Entry.identity(key), .state(state), .marks(marks)] { entry.encode(into: &output) }
        output.number(Int64(load.calls))
        output.number(Int64(load.bytes))
        for lane in Lane.allCases {
            guard let front = fronts[lane] else { continue }
            output.byte(lane.code)
            output.number(front.number)
            output.number(front.time)
            output.byte(front.isBlocked ? 1 : 0)
        }
    }

    package init(_ input: inout ByteReader) throws(DamagedRecord) {
        guard case .identity(let key) = try Entry.decode(&input), case .state(let state) = try Entry.decode(&input),
            case .marks(let marks) = try Entry.decode(&input)
        else { throw DamagedRecord("the excerpt of a record cannot be read") }
        let load = OutboxLoad(calls: Int(try input.number()), bytes: Int(try input.number()))
        var fronts = LaneFronts()
        while !input.isAtEnd {
            let lane = Lane(code: try input.byte())
            fronts[lane] = LaneFront(
                number: try input.number(), time: try input.number(), isBlocked: try input.byte() == 1)
        }
        self.init(key: key, state: state, marks: marks, fronts: fronts, load: load)
    }
}
