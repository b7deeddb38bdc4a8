import ChannelBundle
import Dialog
import FlatFileStore
import Record
import Store
import JSON

/// What a person does with dead letters.
public struct DeadLetterDesk {
    private let store: FlatFileStore
    private let letters: DeadLetters

    public init(_ store: FlatFileStore) {
        self.store = store
        letters = DeadLetters(store.directory)
    }

    /// Why a letter cannot be worked on.
    public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        case unknown(String)
        case notACall(String)
        case isWaiting(String)
        case notWaiting(Int64)
        case store(StoreError)
        case damaged(DamagedRecord)

        public var description: String {
            switch self {
            case .unknown(let id): "there is no dead letter \(id)"
            case .notACall(let id): "\(id) is a webhook that could not be read; it cannot be delivered again"
            case .isWaiting(let id):
                "the call of \(id) is in its dialog's queue; when it is not listed there any more, requeue or drop the letter"
            case .notWaiting(let number): "no call \(number) waits in that dialog"
            case .store(let error): error.description
            case .damaged(let error): error.description
            }
        }
    }

    public func list() throws(Problem) -> [DeadLetters.Letter] {
        try translating { try letters.list() }
    }

    public func show(_ id: String) throws(Problem) -> DeadLetters.Letter {
        try translating {
            guard let letter = try letters.read(id) else { throw Problem.unknown(id) }
            return letter
        }
    }

    /// Puts a letter's call back at the end of its dialog's queue, once, however many ask for it.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func requeue(_ id: String, now: Int64) throws(Problem) {
        try translating {
            guard let (key, call) = try show(id).call() else { throw Problem.notACall(id) }
            // The call is in the queue before the letter goes: a death in between leaves both, and the receipt in the
            // record keeps whoever finds the letter from queueing the call again.
            let problem = try store.update(key, party: Party(userID: key.userID)) {
                (record) throws(DamagedRecord) -> Problem? in
                // Under the dialog's lock: somebody may have requeued or dropped it meanwhile.
                guard let letter = try? letters.read(id) else { return .unknown(id) }
                if letters.isWaiting(letter, in: record) { return .isWaiting(id) }
                try record.requeue(call, letter: id, now: now)
                return nil
            }
            if let problem { throw problem }
            try letters.drop(id)
        }
    }

    /// Turns a waiting call into a dead letter.
    ///
    /// - Parameters:
    ///   - bundle: says what the refusal means for the dialog; a binding that is not in it any more says nothing.
    ///   - now: milliseconds since 1970.
    /// - Returns: the letter's id.
    public func put(_ number: Int64, of name: DialogName, _ bundle: BundleReader, now: Int64) throws(Problem) -> String
    {
        try translating {
            guard let key = try store.load(name)?.key else { throw Problem.notWaiting(number) }
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

    /// Forgets a letter, also one that cannot be read.
    public func drop(_ id: String) throws(Problem) {
        try translating {
            guard letters.has(id) else { throw Problem.unknown(id) }
            try letters.drop(id)
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

extension DeadLetters.Letter {
    /// One line of a list.
    public var line: String {
        let time = OperationsTime.text(content["time"]?.int ?? 0)
        if let problem { return "\(id)  \(time)  \(problem)" }
        return
            "\(id)  \(time)  \(content["binding"]?.string ?? "-")  \(content["kind"]?.string ?? "-")  \(content["reason"]?.string ?? "")"
    }

    /// One object of a list.
    public var json: JSON {
        var members = content.object ?? [:]
        members["id"] = .string(id)
        members["problem"] = problem.map { .string($0.description) }
        return .object(members)
    }
}
