import Dialog
import LiveTex

/// A search for a message of unknown outcome in LiveTex's history, page by page.
///
/// A dialog has one writer and one call in flight: what the visitor said after the last confirmed message is the message in
/// doubt. So the search goes forward from the confirmed one. Where no message is confirmed, or LiveTex does not accept the
/// anchor, it goes back from the newest entry to the anchor, or through the last day. Then only an entry with the same
/// content counts: also a pruned dialog has a past at LiveTex, but it was quiet for two days.
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

    /// Another way to search, after LiveTex has refused this one; nil when there is none.
    var otherWay: HistorySearch? { direction == .forward ? HistorySearch(backwardTo: anchor) : nil }

    /// What a page says.
    enum Step {
        case found(HistoryEntry)
        case more(HistorySearch)
        case end
    }

    /// Looks through a page.
    ///
    /// - Parameters:
    ///   - page: its entries by rising time. LiveTex decides how many it gives.
    ///   - start: no earlier entry counts in a search backward, in milliseconds since 1970.
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
