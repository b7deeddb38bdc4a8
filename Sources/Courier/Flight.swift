import ChannelBundle
import Dialog
import JSON
import LiveTex
import Platform
import Record

/// A request that is under way.
struct Flight {
    /// What is asked about the call; nil when the request is the call itself.
    let question: Question?
    let key: DialogKey
    let dialogLane: DialogLane
    let call: QueuedCall
    /// How far the call has come, with this attempt.
    var delivery: Delivery
    let rules: DialogRules
    /// When an event counts as delivered to the platform.
    let acknowledgement: PlatformEndpoint.Acknowledgement
    /// Monotonic, in milliseconds.
    let started: Int64
    /// Whether it ended without an answer because the courier's time was up.
    var wasCutOff = false

    var bindingLane: BindingLane { BindingLane(binding: key.binding, lane: dialogLane.lane) }

    /// The fields of a log line.
    ///
    /// - Parameters:
    ///   - messageID: LiveTex's id of a message that has arrived.
    ///   - now: monotonic, in milliseconds.
    func logged(_ outcome: String, messageID: String?, reason: String?, now: Int64) -> [String: JSON?] {
        var event = messageID
        if case .platform(let call) = call.call { event = call.id }
        let reason = wasCutOff ? reason.map { "\($0), because the courier's time is up" } : reason
        return key.logged.merging([
            "lane": .string(dialogLane.lane.rawValue), "call": .int(call.number), "event": event.map { .string($0) },
            "kind": .string(call.call.name), "outcome": .string(outcome), "detail": reason.map { .string($0) },
            "attempt": .int(delivery.attempts), "ms": .int(now - started),
        ]) { $1 }
    }
}
