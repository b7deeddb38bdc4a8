import ChannelBundle
import Dialog
import HTTPTransport
import JSON
import LiveTex
import Record

/// What is asked about a call before it goes out.
enum Question {
    /// Does the history have this message of unknown outcome?
    case history(HistorySearch)
    /// Is a group selected?
    case destination
}

/// Finds out whether LiveTex has a call of unknown outcome.
struct Doubt {
    /// What LiveTex's answer says about the call.
    enum Finding {
        case arrived(CallOutcome)
        /// There is no sign of it.
        case absent
        /// There is more to look through.
        case more(Question)
        /// LiveTex does not answer such questions for this account. The call goes out as on version 1.0.
        case unavailable
        /// The question itself got no answer.
        case unanswered(Verdict)
    }

    /// What is done with the call.
    enum Conclusion: Hashable {
        /// It has arrived.
        case arrived(CallOutcome)
        /// Ask on at once.
        case askOn
        /// Ask once more after the time that the history may lag; so many questions were asked.
        case askLater(probes: Int64)
        /// It goes out.
        case goOut
        /// It stays in doubt.
        case unanswered(Verdict)
    }

    /// Searches with more pages to read, with the number of the call that is searched for: a person may take the call out of
    /// the outbox meanwhile.
    private var searches: [DialogLane: (call: Int64, next: Question)] = [:]

    /// The question to ask before a call goes out; nil when it can go out.
    ///
    /// - Parameter now: monotonic, in milliseconds.
    func question(
        about call: QueuedCall, _ delivery: Delivery, of key: DialogKey, _ dialog: Dialog,
        _ version: LiveTexAPI.Version, now: Int64
    ) -> Question? {
        guard version.hasHistory, case .liveTex(let liveTex) = call.call else { return nil }
        switch liveTex {
        case .sendText, .sendFile:
            guard delivery.isInDoubt, let words = liveTex.words else { return nil }
            let lane = DialogLane(dialog: key.name, lane: .liveTex)
            let begun = searches[lane].flatMap { $0.call == call.number ? $0.next : nil }
            return begun
                ?? .history(
                    HistorySearch(
                        for: HistorySearch.Target(
                            words: words, userID: key.userID, anchor: dialog.lastMessageID,
                            expectedCopies: dialog.expectedCopies(of: words) ?? .max,
                            start: delivery.firstAttempt - Self.day),
                        now: now))
        // To select twice does no harm.
        case .select: return delivery.isInDoubt && dialog.selectionCanBeSeen ? .destination : nil
        // Asked each time until the answer is "none", which ends the doubt.
        case .reselect: return delivery.probes == 0 || delivery.isInDoubt ? .destination : nil
        case .checkOperators: return nil
        }
    }

    private static let day: Int64 = 86_400_000

    /// Reads the answer to a question.
    ///
    /// - Parameters:
    ///   - now: monotonic, in milliseconds.
    ///   - wall: milliseconds since 1970.
    static func finding(
        _ result: Result<HTTPResponse, HTTPFailure>, to question: Question, now: Int64, wall: Int64
    ) -> Finding {
        guard case .success(let response) = result else {
            return .unanswered(.tryAgain(FailedAttempt("LiveTex does not answer", isInDoubt: true)))
        }
        switch LiveTexResponse(response) {
        case .success(let body):
            do {
                return try finding(in: body, question, size: response.body.count, now: now)
            } catch {
                return .unanswered(.tryAgain(FailedAttempt(error.message, isInDoubt: true)))
            }
        case .failure(let failure):
            switch failure.meaning {
            case .keyRefused: return .unanswered(.pause(reason: failure.description))
            case .methodForbidden: return .unavailable
            case .refused, .tryAgain, .unclear:
                // A refused question says nothing about the call, which must not go out twice because of it.
                return .unanswered(.tryAgain(FailedAttempt(failure.description, isInDoubt: true, response, now: wall)))
            }
        }
    }

    private static func finding(in body: JSON, _ question: Question, size: Int, now: Int64) throws(FieldError)
        -> Finding
    {
        switch question {
        case .history(let search):
            switch search.look(through: try HistoryPage(in: body).entries, size: size, now: now) {
            case .found(let entry): return .arrived(.delivered(messageID: entry.id, timestamp: entry.timestamp))
            case .more(let next): return .more(.history(next))
            case .end: return .absent
            }
        case .destination: return try Destination.current(in: body) == nil ? .absent : .arrived(.delivered())
        }
    }

    /// Decides what is done with a call after a question about it.
    ///
    /// - Parameter limit: how often LiveTex is asked for a call.
    mutating func conclude(
        _ finding: Finding, about call: QueuedCall, _ delivery: Delivery, in lane: DialogLane, limit: Int64
    ) -> Conclusion {
        searches[lane] = nil
        switch finding {
        case .arrived(let outcome): return .arrived(outcome)
        case .more(let next):
            searches[lane] = (call.number, next)
            return .askOn
        case .unavailable: return .goOut
        case .unanswered(let verdict): return .unanswered(verdict)
        case .absent:
            let probes = delivery.probes + 1
            if probes >= limit { return .goOut }
            if case .liveTex(.reselect) = call.call { return .goOut }
            return .askLater(probes: probes)
        }
    }
}
