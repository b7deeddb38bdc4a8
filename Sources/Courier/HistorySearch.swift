import Dialog
import LiveTex

/// How a message of unknown outcome is looked for in LiveTex's history, page by page.
///
/// One writer, one call in flight: whatever the visitor said after the last confirmed message is the one in doubt. So
/// the search goes forward from there. Where it cannot, because nothing is confirmed, or LiveTex does not take the
/// anchor, it goes back from the newest entry to the anchor or through the last day, and then only the same words count:
/// a dialog that was pruned has a past at LiveTex too, though a quiet one of two days at least.
struct HistorySearch {
    private enum Direction { case forward, backward }

    /// The last confirmed message.
    private let anchor: String?
    private let direction: Direction
    /// The page to ask for.
    private(set) var part: HistoryPart
    private var seen: Set<String> = []

    /// A search from its beginning.
    init(after anchor: String?) {
        self.anchor = anchor
        direction = anchor == nil ? .backward : .forward
        part = anchor.map { .after($0) } ?? .newest
    }

    private init(backwardTo anchor: String?) {
        self.anchor = anchor
        direction = .backward
        part = .newest
    }

    /// Another way to search, when LiveTex has refused this one; nil when there is none.
    var otherWay: HistorySearch? { direction == .forward ? HistorySearch(backwardTo: anchor) : nil }

    /// What a page has brought.
    enum Step {
        case found(HistoryEntry)
        case more(HistorySearch)
        case end
    }

    /// Looks through a page.
    ///
    /// - Parameters:
    ///   - page: its entries by rising time. How many LiveTex gives at most is its own affair.
    ///   - since: the beginning of the day, in milliseconds since 1970.
    func look(through page: [HistoryEntry], for call: LiveTexCall, since start: Int64) -> Step {
        let end = page.first { $0.id == anchor }
        let found = page.first { entry in
            guard entry.isFromUser, entry.id != anchor else { return false }
            if direction == .forward { return true }
            return entry.shows(call) && entry.timestamp > start && entry.timestamp >= end?.timestamp ?? 0
        }
        if let found { return .found(found) }
        var next = self
        let new = page.filter { next.seen.insert($0.id).inserted }
        guard let first = new.first, let last = new.last else { return .end }
        switch direction {
        case .forward: next.part = .after(last.id)
        case .backward:
            guard end == nil, first.timestamp > start else { return .end }
            next.part = .before(first.id)
        }
        return .more(next)
    }
}
