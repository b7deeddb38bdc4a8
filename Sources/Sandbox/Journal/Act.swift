import JSON

/// Something that the lead, the bot, an operator or a person at the switches did, as a call of the control interface does it.
struct Act: Hashable, Sendable {
    /// Such as `/sandbox/operator/says`.
    var path: String
    /// Empty when it concerns all bindings.
    var binding: String
    /// The dialog: LiveTex's `user_id`, or the platform's ``Lead/key``; empty when it concerns all dialogs.
    var user: String
    /// The body of the call, without the binding.
    var body: JSON
}
