import JSON
import POSIX

/// Every call between LiveTex, the bridge and the platform, in order. Secrets are masked before an entry is stored.
public final class Journal: Sendable {
    private struct Stored {
        var entries: [JournalEntry] = []
        /// The numbers of the entries in the order of their beginnings and ends.
        var changes: [Int] = []
        var acts: [(act: Act, position: Int)] = []
    }

    private let mask: JournalMask
    private let stored = Guarded(Stored())
    /// Is raised for each change of the sandbox's state, also for those that are not calls.
    let signal = ChangeSignal()

    init(mask: JournalMask) {
        self.mask = mask
    }

    /// All entries, in the order in which the calls began.
    public var entries: [JournalEntry] { stored.with { $0.entries } }

    /// How many beginnings and ends of calls there were.
    var changeCount: Int { stored.with { $0.changes.count } }

    /// The entries that changed after so many changes, each once, as they are now, and the number of all changes.
    func changes(after position: Int) -> (entries: [JournalEntry], end: Int) {
        stored.with { stored in
            let numbers = Set(stored.changes.dropFirst(position)).sorted()
            return (numbers.map { stored.entries[$0 - 1] }, stored.changes.count)
        }
    }

    /// Records what someone did.
    ///
    /// - Parameter position: how many calls had begun before; nil for those until now.
    func record(_ act: Act, at position: Int? = nil) {
        stored.with { $0.acts.append((act, position ?? $0.entries.count)) }
    }

    /// What was done, each act with the number of calls that had begun before it.
    var acts: [(act: Act, position: Int)] { stored.with { $0.acts } }

    /// The entry of a number; nil when there is none.
    func entry(_ number: Int) -> JournalEntry? {
        stored.with { $0.entries.indices.contains(number - 1) ? $0.entries[number - 1] : nil }
    }

    /// The entries of one kind.
    public func entries(_ kind: JournalEntry.Kind) -> [JournalEntry] {
        entries.filter { $0.kind == kind }
    }

    /// Records that a call began.
    ///
    /// - Parameters:
    ///   - path: the path of the call, without its query.
    ///   - size: the bytes of the body; nil where the body is the request's JSON text.
    /// - Returns: the entry's number, for ``finish(_:_:note:)``.
    func begin(
        _ kind: JournalEntry.Kind, binding: String, name: String, user: String = "", attempt: Int = 1,
        path: String = "", size: Int? = nil, request: JSON
    ) -> Int {
        let size = size ?? Self.size(of: request)
        let request = mask(request)
        let (name, path) = (mask(name), mask(path))
        let number = stored.with { stored in
            stored.entries.append(
                JournalEntry(
                    number: stored.entries.count + 1, time: Clock.wall(), kind: kind, binding: binding, name: name,
                    user: user, attempt: attempt, path: path, request: request, requestBytes: size,
                    started: Clock.monotonic()))
            stored.changes.append(stored.entries.count)
            return stored.entries.count
        }
        signal.raise()
        return number
    }

    /// Records how a call ended.
    func finish(_ number: Int, _ outcome: JournalEntry.Outcome, note: String = "") {
        let size = Self.size(of: outcome.body)
        let outcome: JournalEntry.Outcome =
            switch outcome {
            case .answered(let status, let body): .answered(status, mask(body))
            case .unanswered(let reason): .unanswered(mask(reason))
            }
        stored.with { stored in
            stored.entries[number - 1].end(outcome, bytes: size, at: Clock.monotonic())
            if !note.isEmpty { stored.entries[number - 1].note = note }
            stored.changes.append(number)
        }
        signal.raise()
    }

    /// Records a call that is over.
    func record(
        _ kind: JournalEntry.Kind, binding: String, name: String, user: String = "", request: JSON,
        _ outcome: JournalEntry.Outcome, note: String = ""
    ) {
        finish(begin(kind, binding: binding, name: name, user: user, request: request), outcome, note: note)
    }

    private static func size(of body: JSON) -> Int { body == .null ? 0 : body.bytes().count }
}
