/// How `getHistory` answers. The vendor's page does not say it, and a faulty service may do all of it.
public struct LiveTexHistoryStyle: Hashable, Sendable {
    /// Whether the newest entry comes first.
    public var newestFirst = false
    /// Whether the anchor is part of the answer.
    public var includesAnchor = false
    /// Whether `message_id` and `chunk` have no effect: each answer has the newest entries.
    public var ignoresAnchor = false
    /// Whether entries of the contact point's other users are among the user's.
    public var showsOthers = false
    /// Whether the entries have no order, neither in an answer nor between answers.
    public var isUnsorted = false
    /// Whether each entry comes twice in an answer.
    public var repeatsEntries = false
    /// Whether there are always more entries: answers are filled up with new ones that have the current time.
    public var isEndless = false
    /// The field that no entry has; nil for none.
    public var leavesOut: String?
    /// How long a new entry is not shown, in milliseconds.
    public var lag: Int64 = 0

    /// A history in order, as the vendor's page describes it.
    public init() {}
}
