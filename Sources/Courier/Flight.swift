import Dialog
import Record

/// One lane of one dialog.
struct DialogLane: Hashable {
    var dialog: DialogName
    var lane: Lane
}

/// A request that is under way.
struct Flight {
    /// Why it was made.
    enum Purpose {
        case delivery
        /// Asks the history whether a message of unknown outcome has arrived.
        case historyProbe(HistorySearch)
        /// Asks whether a group is selected.
        case destinationProbe
    }

    var purpose: Purpose
    var key: DialogKey
    var call: QueuedCall
    var delivery: Delivery
    var rules: DialogRules
    /// In milliseconds, monotonic.
    var started: Int64
    /// Whether it ended because the courier's time was up.
    var wasCutOff = false

    var dialogLane: DialogLane { DialogLane(dialog: key.name, lane: call.call.lane) }
    var bindingLane: BindingLane { BindingLane(binding: key.binding, lane: call.call.lane) }
}
