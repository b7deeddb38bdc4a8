import JSON
import POSIX

/// Every call between LiveTex, the bridge and the platform, in order. Secrets are masked before an entry is stored.
public final class Journal: Sendable {
    private let mask: JournalMask
    private let stored = Guarded<[JournalEntry]>([])

    init(mask: JournalMask) {
        self.mask = mask
    }

    /// All entries, in the order in which the calls began.
    public var entries: [JournalEntry] { stored.with { $0 } }

    /// The entries of one kind.
    public func entries(_ kind: JournalEntry.Kind) -> [JournalEntry] {
        entries.filter { $0.kind == kind }
    }

    /// Records that a call began.
    ///
    /// - Returns: the entry's number, for ``finish(_:_:note:)``.
    func begin(
        _ kind: JournalEntry.Kind, binding: String, name: String, user: String = "", attempt: Int = 1, request: JSON
    ) -> Int {
        let request = mask(request)
        let name = mask(name)
        return stored.with { entries in
            entries.append(
                JournalEntry(
                    number: entries.count + 1, time: Clock.wall(), kind: kind, binding: binding, name: name, user: user,
                    attempt: attempt, request: request, outcome: nil, note: ""))
            return entries.count
        }
    }

    /// Records how a call ended.
    func finish(_ number: Int, _ outcome: JournalEntry.Outcome, note: String = "") {
        let outcome: JournalEntry.Outcome =
            switch outcome {
            case .answered(let status, let body): .answered(status, mask(body))
            case .unanswered(let reason): .unanswered(mask(reason))
            }
        stored.with { entries in
            entries[number - 1].outcome = outcome
            if !note.isEmpty { entries[number - 1].note = note }
        }
    }

    /// Records a call that is over.
    func record(
        _ kind: JournalEntry.Kind, binding: String, name: String, user: String = "", request: JSON,
        _ outcome: JournalEntry.Outcome, note: String = ""
    ) {
        finish(begin(kind, binding: binding, name: name, user: user, request: request), outcome, note: note)
    }
}
