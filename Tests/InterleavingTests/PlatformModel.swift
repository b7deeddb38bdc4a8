import Dialog
import JSON

/// The platform in a run: the events that it got, and the phase of which they tell.
struct PlatformModel {
    /// The events, in order, each id once.
    private(set) var events: [JSON] = []
    private var seen: [String: JSON] = [:]

    /// Whether the dialog is transferred, as the platform was told.
    enum View: Hashable { case bot, transferred }
    private(set) var view = View.bot
    private var viewTime = ""

    /// The request whose reply is awaited.
    var awaited: String?
    /// The reply to each request.
    private(set) var replies: [String: TransferOutcome] = [:]

    /// Receives an event. The same id must have the same bytes, and counts once.
    mutating func receive(_ event: JSON) throws(Violation) {
        guard let id = event["id"]?.string, let time = event["ts"]?.string else {
            throw Violation(description: "an event without an id or a time: \(event.text())")
        }
        if let known = seen[id] {
            return try promise(known == event, "the id \(id) came with other bytes: \(event.text()), \(known.text())")
        }
        seen[id] = event
        events.append(event)
        switch event["type"] {
        case "dialog.returned": learn(.bot, time)
        case "transfer.result": learn(event["data"]?["outcome"] == "transferred" ? .transferred : .bot, time)
        default: break
        }
    }

    /// Receives the reply to a request.
    mutating func hear(_ outcome: TransferOutcome, to request: String, at time: String) {
        replies[request] = outcome
        awaited = nil
        switch outcome {
        case .transferred: learn(.transferred, time)
        case .noOperators, .failed, .pending: learn(.bot, time)
        }
    }

    /// A `transfer.cancel` was accepted.
    mutating func hearCancelled(at time: String) { learn(.bot, time) }

    /// The event with the later time counts.
    private mutating func learn(_ view: View, _ time: String) {
        guard time >= viewTime else { return }
        self.view = view
        viewTime = time
    }

    func events(_ type: String) -> [JSON] { events.filter { $0["type"]?.string == type } }
}
