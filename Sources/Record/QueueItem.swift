import Dialog

/// A call in a dialog's outbox, with what has been tried.
///
/// The call itself stays encoded until it is needed: a receiver that adds one to a long outbox does not decode the others.
public struct QueueItem: Hashable, Sendable {
    /// Counts up within the dialog.
    public var number: Int64
    /// Where the call goes.
    public var lane: Lane
    /// The call in the other lane that has to be delivered before this one.
    public var after: Int64?
    /// Not to be made before this time, in milliseconds since 1970; 0 for at once.
    public var notBefore: Int64
    /// What has been tried.
    public var delivery: Delivery
    package var encodedCall: ArraySlice<UInt8>

    /// The call.
    ///
    /// - Throws: ``DamagedRecord`` when the stored form cannot be read.
    public func call() throws(DamagedRecord) -> QueuedCall {
        QueuedCall(number: number, call: try Call(stored: Array(encodedCall)), after: after, notBefore: notBefore)
    }

    /// When an operator said it, in milliseconds since 1970; nil for any other call.
    func timeOfWord() throws(DamagedRecord) -> Int64? {
        guard case .platform(let event) = try Call(stored: Array(encodedCall)), event.kind.isOperatorsWord else {
            return nil
        }
        return event.time
    }

    init(_ call: QueuedCall) {
        number = call.number
        lane = call.call.lane
        after = call.after
        notBefore = call.notBefore
        delivery = Delivery()
        encodedCall = call.call.stored[...]
    }

    init(number: Int64, lane: Lane, after: Int64?, notBefore: Int64, encodedCall: ArraySlice<UInt8>) {
        self.number = number
        self.lane = lane
        self.after = after
        self.notBefore = notBefore
        self.delivery = Delivery()
        self.encodedCall = encodedCall
    }
}

/// How far the delivery of a call has come.
public struct Delivery: Hashable, Sendable {
    /// How often it has been tried.
    public var attempts: Int64 = 0
    /// When it was tried first, in milliseconds since 1970; 0 for never.
    public var firstAttempt: Int64 = 0
    /// When it may be tried next, in milliseconds since 1970.
    public var nextAttempt: Int64 = 0
    /// Whether the first byte may have gone out and no answer came back: the call may have arrived.
    public var isInDoubt = false
    /// How often LiveTex was asked whether it has the call.
    public var probes: Int64 = 0
    /// Since when it fails although others of its lane get through, in milliseconds since 1970; 0 for not known. A courier
    /// that runs once stores it for the next one.
    public var troubledSince: Int64 = 0
    /// How many attempts before the last one may have arrived.
    public var earlierDoubts: Int64 = 0
    /// When its last attempt failed, in milliseconds since 1970; 0 for not yet.
    public var lastFailure: Int64 = 0
    /// For how long it has failed, in milliseconds. A clock that is set forward does not count: see the courier's `Patience`.
    public var failingFor: Int64 = 0
    /// Why its last attempt failed, as the log says it: without the other side's words, and at most its first 512 bytes.
    /// Empty for none.
    public var lastError = ""

    /// How many attempts may have arrived. After the last question the call is not in doubt any more, but the history may
    /// have lagged.
    public var possibleArrivals: Int64 { earlierDoubts + (isInDoubt || probes > 0 ? 1 : 0) }

    /// A call that was never tried.
    public init() {}
}
