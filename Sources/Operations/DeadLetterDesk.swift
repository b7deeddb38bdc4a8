import Dialog
import DialogStore
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
        case store(StoreError)
        case damaged(DamagedRecord)

        public var description: String {
            switch self {
            case .unknown(let id): "there is no dead letter \(id)"
            case .notACall(let id): "\(id) is a webhook that could not be read; it cannot be delivered again"
            case .store(let error): error.description
            case .damaged(let error): error.description
            }
        }
    }

    public func list() throws(Problem) -> [DeadLetters.Letter] {
        do { return try letters.list() } catch { throw .store(error) }
    }

    public func show(_ id: String) throws(Problem) -> DeadLetters.Letter {
        do {
            guard let letter = try letters.read(id) else { throw Problem.unknown(id) }
            return letter
        } catch let error as StoreError {
            throw .store(error)
        } catch let error as Problem {
            throw error
        } catch {
            throw .unknown(id)
        }
    }

    /// Puts a letter's call back at the end of its dialog's queue.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func requeue(_ id: String, now: Int64) throws(Problem) {
        let letter = try show(id)
        do {
            guard let (key, call) = try letter.call() else { throw Problem.notACall(id) }
            // The call is in the queue before the letter goes: a crash in between leaves both, never neither.
            try store.update(key, party: Party(userID: key.userID)) { record in record.requeue(call, now: now) }
            try letters.drop(id)
        } catch let error as Problem {
            throw error
        } catch let error as StoreError {
            throw .store(error)
        } catch let error as DamagedRecord {
            throw .damaged(error)
        } catch {
            throw .unknown(id)
        }
    }

    /// Forgets a letter.
    public func drop(_ id: String) throws(Problem) {
        _ = try show(id)
        do { try letters.drop(id) } catch { throw .store(error) }
    }
}

extension DeadLetters.Letter {
    /// One line of a list.
    public var line: String {
        let time = OperationsTime.text(content["time"]?.int ?? 0)
        return "\(id)  \(time)  \(content["binding"]?.string ?? "-")  \(content["kind"]?.string ?? "-")  \(content["reason"]?.string ?? "")"
    }

    /// One object of a list.
    public var json: JSON {
        .object((content.object ?? [:]).merging(["id": .string(id)]) { $1 })
    }
}
