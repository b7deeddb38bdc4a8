import Dialog

/// One lane of one binding: all calls of the binding to LiveTex, or all to the platform.
struct BindingLane: Hashable {
    let binding: String
    let lane: Lane
}
