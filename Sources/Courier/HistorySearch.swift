import Dialog
import LiveTex

/// A search for a message of unknown outcome in LiveTex's history, page by page from the newest entry back.
///
/// The message has arrived if the history shows its words, in the visitor's name, more often than the record can explain.
/// Only entries after the last confirmed message count: also equal words that were said before are then no sign of it. A
/// dialog without a confirmed message is new or was quiet for two days, and the entries of the last day count.
///
/// LiveTex may answer in any order, repeat entries, or not go back to the page that was asked for. A search that cannot
/// tell, or has read enough, ends without a finding.
struct HistorySearch {
    /// What a search may read.
    struct Limits {
        /// How many pages LiveTex is asked for.
        var pages = 50
        /// The size of all answers, in bytes.
        var bytes = 16 << 20
        /// How long the search may take, in milliseconds.
        var time: Int64 = 60_000
    }

    /// What is looked for.
    struct Target {
        var words: MessageWords
        var userID: String
        /// The last confirmed message; nil when there is none.
        var anchor: String?
        /// How many entries with the words belong to other messages.
        var expectedCopies: Int
        /// Without an anchor no earlier entry counts, in milliseconds since 1970.
        var start: Int64
    }

    private let target: Target
    private let limits: Limits
    /// When it has to end, monotonic, in milliseconds.
    private let end: Int64
    /// The page to ask for.
    private(set) var part = HistoryPart.newest
    private var pages = 0
    private var bytes = 0
    private var seen: Set<String> = []
    private var candidates: [HistoryEntry] = []
    /// LiveTex's time of the anchor, once it was seen.
    private var anchorTime: Int64?

    /// A search from its beginning.
    ///
    /// - Parameter now: monotonic, in milliseconds.
    init(for target: Target, now: Int64, limits: Limits = Limits()) {
        self.target = target
        self.limits = limits
        end = now + limits.time
    }

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
    ///   - size: the size of the answer, in bytes.
    ///   - now: monotonic, in milliseconds.
    func look(through page: [HistoryEntry], size: Int, now: Int64) -> Step {
        var next = self
        next.pages += 1
        next.bytes += size
        let new = page.filter { next.seen.insert($0.id).inserted }
        next.candidates += new.filter(isCandidate)
        if let anchor = new.first(where: { $0.id == target.anchor }) { next.anchorTime = anchor.timestamp }
        if let found = next.finding { return .found(found) }
        guard let oldest = new.first, !next.hasPassed(oldest), next.mayGoOn(now) else { return .end }
        next.part = .before(oldest.id)
        return .more(next)
    }

    private func isCandidate(_ entry: HistoryEntry) -> Bool {
        entry.isFromUser && entry.userID ?? target.userID == target.userID && entry.words == target.words
            && entry.id != target.anchor
    }

    /// LiveTex's time after which entries count; nil while that is not known.
    private var floor: Int64? { target.anchor == nil ? max(0, target.start) : anchorTime }

    private var finding: HistoryEntry? {
        guard let floor else { return nil }
        let later = candidates.filter { $0.timestamp > floor }
        // One dialog sends no two messages at the same time: such entries are the same one under two ids.
        let count = Set(later.map(\.timestamp)).count
        return count > target.expectedCopies ? later.max { $0.timestamp < $1.timestamp } : nil
    }

    private func hasPassed(_ oldest: HistoryEntry) -> Bool { floor.map { oldest.timestamp <= $0 } ?? false }

    private func mayGoOn(_ now: Int64) -> Bool { pages < limits.pages && bytes < limits.bytes && now < end }
}
