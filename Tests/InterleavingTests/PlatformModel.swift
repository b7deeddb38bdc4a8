// The bot platform: it shows leads what it gets, and believes what it is told about who leads.

import Dialog
import JSON

struct PlatformModel {
    /// What it got, in order, each id once.
    private(set) var events: [JSON] = []
    private var seen: [String: JSON] = [:]

    /// Who leads, as the platform was told.
    enum View: Hashable { case bot, transferred }
    private(set) var view = View.bot
    private var viewTime = ""

    /// The request whose reply is awaited.
    var awaited: String?
    /// The answer that each request got at last.
    private(set) var replies: [String: TransferOutcome] = [:]

    /// Takes in an event; the same id has the same bytes and counts once.
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
        case "dialog.returned": believe(.bot, time)
        case "transfer.result": believe(event["data"]?["outcome"] == "transferred" ? .transferred : .bot, time)
        default: break
        }
    }

    /// Takes in the reply to a request.
    mutating func hear(_ outcome: TransferOutcome, to request: String, at time: String) {
        replies[request] = outcome
        awaited = nil
        switch outcome {
        case .transferred: believe(.transferred, time)
        case .noOperators, .failed, .pending: believe(.bot, time)
        }
    }

    /// A `transfer.cancel` was accepted.
    mutating func hearCancelled(at time: String) { believe(.bot, time) }

    /// What came about later counts.
    private mutating func believe(_ view: View, _ time: String) {
        guard time >= viewTime else { return }
        self.view = view
        viewTime = time
    }

    func events(_ type: String) -> [JSON] { events.filter { $0["type"]?.string == type } }
}
