import TestSupport

/// One event of a run. An act that cannot happen at its moment does nothing, so any list of acts is a run.
struct Act: Hashable, Sendable, CustomStringConvertible {
    enum Kind: String, CaseIterable, Sendable {
        // The platform.
        case leadWrites = "lead-writes"
        case botWrites = "bot-writes"
        case leadPicks = "lead-picks"
        case attributes
        case request
        case cancel
        case excludedLead = "excluded-lead"
        case unknownType = "unknown-type"
        case replyTimesOut = "reply-times-out"
        // The courier.
        case begin
        case land
        case deliver
        case crash
        // LiveTex and its operators.
        case reads
        case writes
        case sendsFile = "sends-file"
        case commands
        case closes
        case hold
        case asksForGroup = "asks-for-group"
        case webhook
        case webhookAgain = "webhook-again"
        // Time and the store.
        case time
        case reload
        case replay
        case check
    }

    var kind: Kind
    /// Selects one of the kind's variants.
    var pick: Int

    var description: String { "\(kind.rawValue) \(pick)" }

    /// How often each kind is drawn.
    static let weights: [(Kind, Int)] = [
        (.leadWrites, 6), (.botWrites, 3), (.leadPicks, 2), (.attributes, 3), (.request, 8), (.cancel, 4),
        (.excludedLead, 1),
        (.unknownType, 1), (.replyTimesOut, 2), (.begin, 14), (.land, 14), (.deliver, 24), (.crash, 1), (.reads, 5),
        (.writes, 8),
        (.sendsFile, 2), (.commands, 1), (.closes, 4), (.hold, 1), (.asksForGroup, 1), (.webhook, 22),
        (.webhookAgain, 2),
        (.time, 4), (.reload, 3), (.replay, 1), (.check, 2),
    ]
}

/// A run of a dialog as data, written as lines, so that a run that failed can be kept as a fixture.
struct Scenario: Hashable, Sendable, CustomStringConvertible {
    /// The number of the configuration.
    var rules: Int
    var acts: [Act]

    /// The run that a seed gives.
    init(seed: UInt64, length: Int = 80) {
        var random = Random(seed: seed)
        rules = random.below(8)
        let kinds = Act.weights.flatMap { kind, weight in Array(repeating: kind, count: weight) }
        acts = (0..<length).map { _ in Act(kind: kinds[random.below(kinds.count)], pick: random.below(24)) }
    }

    init(rules: Int, acts: [Act]) {
        self.rules = rules
        self.acts = acts
    }

    /// Reads a fixture; lines that begin with `#` are comments.
    init(_ text: String) throws {
        rules = 0
        acts = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            guard words.count == 2, let number = Int(words[1]) else { throw UnreadableLine(description: String(line)) }
            if words[0] == "rules" {
                rules = number
            } else if let kind = Act.Kind(rawValue: String(words[0])) {
                acts.append(Act(kind: kind, pick: number))
            } else {
                throw UnreadableLine(description: String(line))
            }
        }
    }

    var description: String { (["rules \(rules)"] + acts.map(\.description)).joined(separator: "\n") }

    /// A smaller run that still fails.
    func shrunk(_ goesWrong: (Scenario) -> Bool) -> Scenario {
        var smallest = self
        var size = max(1, acts.count / 2)
        while size >= 1 {
            var start = 0
            var hasShrunk = false
            while start < smallest.acts.count {
                var candidate = smallest
                candidate.acts.removeSubrange(start..<min(start + size, candidate.acts.count))
                if goesWrong(candidate) {
                    smallest = candidate
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            if size > 1 { size /= 2 } else if !hasShrunk { break }
        }
        for index in smallest.acts.indices where smallest.acts[index].pick > 0 {
            for pick in 0..<smallest.acts[index].pick {
                var candidate = smallest
                candidate.acts[index].pick = pick
                if goesWrong(candidate) {
                    smallest = candidate
                    break
                }
            }
        }
        return smallest
    }
}

struct UnreadableLine: Error, CustomStringConvertible { var description: String }

/// A promise that was not kept.
struct Violation: Error, CustomStringConvertible { var description: String }

func promise(_ isKept: Bool, _ what: @autoclosure () -> String) throws(Violation) {
    if !isKept { throw Violation(description: what()) }
}
