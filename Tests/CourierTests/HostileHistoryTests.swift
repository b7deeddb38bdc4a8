import Dialog
import JSON
import LiveTexModel
import POSIX
import Platform
import Record
import Store
import TestSupport
import Testing

/// A LiveTex whose history is wrong in every way, while answers are lost: nothing that was accepted is lost in silence, and
/// a message comes twice only where docs/operations.md says so.
@Suite struct HostileHistoryTests {
    /// The number of runs in each of the eight blocks; LIVETEX_BRIDGE_TEST_RUNS sets another.
    private static let runs = Environment.value("LIVETEX_BRIDGE_TEST_RUNS").flatMap { UInt64($0) } ?? 125

    @Test(arguments: UInt64(0)..<8) func nothingIsLostInSilence(block: UInt64) throws {
        for seed in block * Self.runs..<(block + 1) * Self.runs {
            let run = try HostileRun(seed: seed)
            let problems = try run.problems()
            guard problems.isEmpty else {
                Issue.record("seed \(seed), \(run.style): \(problems.joined(separator: "; "))")
                return
            }
        }
    }
}

/// One run: two leads who write the same few words again and again.
private final class HostileRun {
    private static let words = ["да", "нет", "ок"]
    private let leads: ClosedRange<Int64> = 1...2

    private let world: World
    private var random: Random
    let style: LiveTexHistoryStyle
    private let namesMessages: Bool
    private let page: Int
    /// The texts of the calls of each lead, by number.
    private var accepted: [Int64: [Int64: String]] = [:]
    /// How often each call arrived.
    private var arrivals: [Int64: [Int64: Int]] = [:]
    /// How many attempts of each call had no answer.
    private var doubts: [Int64: [Int64: Int]] = [:]

    init(seed: UInt64) throws {
        var random = Random(seed: seed)
        func happens(oneOf count: Int) -> Bool { random.below(count) == 0 }
        var style = LiveTexHistoryStyle()
        style.newestFirst = happens(oneOf: 2)
        style.includesAnchor = happens(oneOf: 2)
        // Every fifth run has a history in order, in which nothing may come twice.
        if seed % 5 > 0 {
            style.ignoresAnchor = happens(oneOf: 3)
            style.showsOthers = happens(oneOf: 3)
            style.isUnsorted = happens(oneOf: 4)
            style.repeatsEntries = happens(oneOf: 4)
            style.isEndless = happens(oneOf: 6)
            style.lag = [0, 0, 4_000, 60_000][random.below(4)]
        }
        let (namesMessages, page) = (!happens(oneOf: 4), style.isEndless ? 3 : [3, 20, 100][random.below(3)])
        self.style = style
        self.namesMessages = namesMessages
        self.page = page
        self.random = random
        world = try World()
        world.historyLimit = page
        world.changeLiveTex {
            $0.historyStyle = style
            $0.namesMessages = namesMessages
        }
    }

    /// Plays the run and returns what is wrong with its end.
    func problems() throws -> [String] {
        let end = world.time + 2 * World.minute
        world.fate = { [unowned self] call in fate(of: call, isCalm: call.time > end) }
        for number in 0..<10 {
            let lead = leads.lowerBound + Int64(random.below(leads.count))
            let delay = Int64(random.below(60_000))
            let text = Self.words[random.below(Self.words.count)]
            world.at(delay) { [unowned self] world in
                try world.take(
                    lead,
                    PlatformEvent(
                        id: "\(number)", party: world.party(lead), kind: .message(.lead, Message(text: text))))
                try note(lead)
            }
            if random.below(4) == 0 {
                // Only a user that LiveTex knows can be written to.
                world.at(delay + 500) { world in if !world.texts(lead).isEmpty { try world.operatorWrites(to: lead, 5) }
                }
            }
        }
        // Couriers end and others begin, as with webhooks and timers.
        for _ in 0..<3 { try world.deliver(.once) }
        while try world.time < end || !world.pending().isEmpty { try world.deliver(.linger(30_000)) }
        return try leads.flatMap { try problems(of: $0) }
    }

    private func note(_ lead: Int64) throws {
        for item in try world.record(lead)?.outbox ?? [] {
            guard case .liveTex(.sendText(let text)) = try item.call().call else { continue }
            accepted[lead, default: [:]][item.number] = text
        }
    }

    private func fate(of call: World.Call, isCalm: Bool) -> World.Fate {
        let fate = isCalm ? .normal : choose(isQuestion: call.method != "sendText")
        if call.method == "sendText", let lead = leads.first(where: { world.party($0).userID == call.user }),
            let number = (try? world.record(lead))??.head(of: .liveTex)?.number
        {
            switch fate {
            case .normal, .loseAnswer: arrivals[lead, default: [:]][number, default: 0] += 1
            default: break
            }
            switch fate {
            case .loseAnswer, .lose, .answer(502, _, _): doubts[lead, default: [:]][number, default: 0] += 1
            default: break
            }
        }
        return fate
    }

    private func choose(isQuestion: Bool) -> World.Fate {
        switch random.below(20) {
        case 0...2: isQuestion ? .normal : .loseAnswer
        case 3...5: isQuestion ? .normal : .lose
        case 6: .answer(502)
        case 7: .answer(500, ["success": false, "error_code": 7])
        case 8: isQuestion ? .lose : .answer(400, ["success": false, "error_code": 9])
        default: .normal
        }
    }

    private func problems(of lead: Int64) throws -> [String] {
        let letters = try world.deadLetters().filter { $0.content["user_id"]?.string == world.party(lead).userID }
        let given = Set(letters.compactMap { $0.content["number"]?.int })
        let arrivals = arrivals[lead] ?? [:]
        var problems: [String] = []
        for (number, text) in (accepted[lead] ?? [:]).sorted(by: { $0.key < $1.key }) {
            if arrivals[number] == nil, !given.contains(number) {
                problems.append("\(lead): #\(number) \(text) is lost")
            }
            let isAmbiguous = hasUnknownCopies(of: text, before: number, lead, given)
            if arrivals[number] ?? 0 > 1, !cannotTell, !isAmbiguous {
                problems.append("\(lead): #\(number) \(text) came twice")
            }
        }
        // The run counts what LiveTex must have.
        if world.texts(lead).count != arrivals.values.reduce(0, +) { problems.append("\(lead): \(world.texts(lead))") }
        return problems
    }

    /// Whether an earlier message with the same words was in doubt twice, or was in doubt and given up or confirmed without
    /// an id.
    private func hasUnknownCopies(of text: String, before number: Int64, _ lead: Int64, _ given: Set<Int64>) -> Bool {
        (accepted[lead] ?? [:]).contains { earlier, words in
            guard earlier < number, words == text, let doubts = doubts[lead]?[earlier] else { return false }
            return doubts > 1 || given.contains(earlier) || !namesMessages
        }
    }

    /// Whether the history cannot tell: it lags by more than the courier waits, has no end or no order, or does not go back
    /// to the page that was asked for.
    private var cannotTell: Bool {
        style.lag > 5_000 || style.isEndless || style.isUnsorted || style.ignoresAnchor && page < 100
    }
}
