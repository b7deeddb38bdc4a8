import Dialog
import Record

/// One lane of one dialog. It has at most one call in flight.
struct DialogLane: Hashable {
    let dialog: DialogName
    let lane: Lane
}
