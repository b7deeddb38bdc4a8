import ChannelBundle
import Dialog
import JSON
import Record
import Store

/// The work of a person on dead letters.
public struct DeadLetterDesk {
    private let store: any Store

    /// A desk for the letters of a store.
    public init(_ store: any Store) { self.store = store }

    /// Why something cannot be done.
    public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// There is no letter of that id.
        case unknown(String)
        /// The hashes of several letters begin so.
        case ambiguous(String, [String])
        /// The letter of that id is a webhook.
        case notACall(String)
        /// The call of the letter of that id still waits in its dialog.
        case isWaiting(String)
        /// No call of that number waits in the dialog.
        case notWaiting(Int64)
        /// The store failed.
        case store(StoreError)
        /// The letter's call cannot be read.
        case damaged(DamagedRecord)

        /// The reason, for a person.
        public var description: String {
            switch self {
            case .unknown(let id): "there is no dead letter \(id)"
            case .ambiguous(let id, let ids):
                "\(id) is the beginning of several dead letters: \(ids.joined(separator: ", "))"
            case .notACall(let id): "\(id) is a webhook that could not be read, not a call; it cannot be requeued"
            case .isWaiting(let id):
                "the call of \(id) still waits in its dialog; when 'dialogs show' lists it no more, requeue or drop the letter"
            case .notWaiting(let number): "no call \(number) waits in that dialog"
            case .store(let error): error.description
            case .damaged(let error): error.description
            }
        }
    }

    /// All letters as people see them, the oldest first.
    public func list() throws(Problem) -> [ListedLetter] {
        try translating {
            let letters = try store.deadLetters()
            let shortIDs = ShortIDs(letters.map(\.id))
            var leads = LeadNames(store)
            return letters.map { ListedLetter($0, shortID: shortIDs[$0.id], leadName: leads[$0]) }
        }
    }

    /// The letter that a person names, as people see it.
    public func show(naming text: String) throws(Problem) -> ListedLetter {
        try translating {
            let shortIDs = try shortIDs()
            let letter = try letter(shortIDs.id(naming: text))
            var leads = LeadNames(store)
            return ListedLetter(letter, shortID: shortIDs[letter.id], leadName: leads[letter])
        }
    }

    /// The ids of all letters, as they are now.
    public func shortIDs() throws(Problem) -> ShortIDs {
        try translating { ShortIDs(try store.deadLetters().map(\.id)) }
    }

    private func letter(_ id: String) throws(Problem) -> DeadLetter {
        try translating {
            guard let letter = try store.deadLetter(id) else { throw Problem.unknown(id) }
            return letter
        }
    }

    /// Letters that are to be requeued together.
    public struct Selection: Hashable, Sendable {
        /// The ids of the calls' letters, the oldest first.
        public var calls: [String] = []
        /// The ids of the webhooks' letters, which cannot be requeued.
        public var webhooks: [String] = []
        /// One for each letter that cannot be read. It may be of any binding.
        public var problems: [Problem] = []
    }

    /// The letters of all bindings or of one. Each letter is in one of the selection's lists.
    ///
    /// - Parameter binding: of this binding only; nil for all.
    public func selection(of binding: String?) throws(Problem) -> Selection {
        try translating {
            var selection = Selection()
            for letter in try store.deadLetters() {
                let owner = letter.content["binding"]?.string
                if let binding, let owner, owner != binding { continue }
                switch Result(catching: { () throws(DamagedRecord) in try letter.call() }) {
                case .success(nil): selection.webhooks.append(letter.id)
                case .success: selection.calls.append(letter.id)
                case .failure(let error): selection.problems.append(.damaged(error))
                }
            }
            return selection
        }
    }

    /// Puts a letter's call back at the end of its dialog's outbox and removes the letter. A repetition has no effect.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func requeue(_ id: String, now: Int64) throws(Problem) {
        try translating {
            let letter = try letter(id)
            guard let (key, call) = try letter.call() else { throw Problem.notACall(id) }
            // The call is queued before the letter is removed. After a crash in between there are both, and a receipt in the
            // record keeps the letter from queueing the call again.
            let isWaiting = try store.update(key, party: Party(userID: key.userID)) { (record) throws(DamagedRecord) in
                if letter.isWaiting(in: record) { return true }
                try record.requeue(call, letter: id, now: now)
                return false
            }
            if isWaiting { throw Problem.isWaiting(id) }
            try store.dropDeadLetter(id)
        }
    }

    /// Turns a waiting call into a dead letter.
    ///
    /// - Parameters:
    ///   - bundle: has the rules for what the refusal does to the dialog. If the binding is gone, the dialog does not change.
    ///   - now: milliseconds since 1970.
    /// - Returns: the letter's id.
    public func put(_ number: Int64, of name: DialogName, _ bundle: BundleReader, now: Int64) throws(Problem) -> String
    {
        try translating {
            guard let key = try store.load(name)?.record.key else { throw Problem.notWaiting(number) }
            let rules: DialogRules?
            do {
                rules = try bundle.binding(key.binding).rules
            } catch BundleError.unknownBinding {
                rules = nil
            } catch BundleError.unavailable(let reason) {
                throw StoreError.unavailable(reason)
            }
            guard let letter = try store.setAside(number, of: key, rules, now: now) else {
                throw Problem.notWaiting(number)
            }
            return letter
        }
    }

    /// Removes a letter, also one that cannot be read.
    public func drop(_ id: String) throws(Problem) {
        try translating {
            guard try store.dropDeadLetter(id) else { throw Problem.unknown(id) }
        }
    }

    private func translating<Result>(_ body: () throws -> Result) throws(Problem) -> Result {
        do {
            return try body()
        } catch let error as StoreError {
            throw .store(error)
        } catch let error as DamagedRecord {
            throw .damaged(error)
        } catch let error as Problem {
            throw error
        } catch {
            throw .store(.unavailable("\(error)"))
        }
    }
}
