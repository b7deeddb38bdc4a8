import Dialog
import Record
import Testing

@testable import Courier

/// The name of a dialog for a test.
func name(_ number: Int) -> DialogName {
    DialogKey(binding: "support", userID: "49:\(number)").name
}

let liveTexLane = BindingLane(binding: "support", lane: .liveTex)

/// A call that waits in an outbox.
func item(_ change: (inout QueueItem) -> Void) throws -> QueueItem {
    var record = DialogRecord(key: DialogKey(binding: "support", userID: "49:1"), party: nil)
    record.requeue(.liveTex(.sendText("a")), now: 0)
    var item = try #require(record.item(1))
    change(&item)
    return item
}

/// How far a call has come.
func delivery(_ change: (inout Delivery) -> Void) -> Delivery {
    var delivery = Delivery()
    change(&delivery)
    return delivery
}
