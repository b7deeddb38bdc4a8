/// A fault that stays until it is switched off, as the page offers it.
enum FaultSwitch: String, Hashable, Sendable, CaseIterable {
    /// LiveTex answers 503 to every call.
    case liveTexDown = "livetex_down"
    /// LiveTex answers after three seconds.
    case liveTexSlow = "livetex_slow"
    /// LiveTex takes messages, and its answers get lost. Its history can be read.
    case answersLost = "answers_lost"
    /// LiveTex answers 429 and asks for two seconds of patience.
    case tooManyRequests = "too_many_requests"
    /// LiveTex sends each notification twice.
    case duplicates
    /// LiveTex sends the later one of two notifications first.
    case reordering
    /// The platform answers 503 to every event.
    case platformDown = "platform_down"
    /// No operator is online; those who were come back afterwards.
    case nobodyOnline = "nobody_online"
    /// LiveTex's clock is ten minutes ahead.
    case wrongClock = "wrong_clock"

    /// What is done to calls; none for the two switches that change LiveTex itself.
    var faults: [Fault] {
        switch self {
        case .liveTexDown: [Fault(.liveTex, .answer(status: 503, code: 7), count: nil)]
        case .liveTexSlow: [Fault(.liveTex, .delay(3_000), count: nil)]
        case .answersLost: ["sendText", "sendFile"].map { Fault(.liveTex, .loseAnswer, on: $0, count: nil) }
        case .tooManyRequests: [Fault(.liveTex, .answer(status: 429, retryAfter: 2), count: nil)]
        case .duplicates: [Fault(.webhook, .duplicate(1), count: nil)]
        case .reordering: [Fault(.webhook, .overtake, count: nil)]
        case .platformDown: [Fault(.platform, .answer(status: 503), count: nil)]
        case .nobodyOnline, .wrongClock: []
        }
    }

    /// How far ahead the clock is, in milliseconds.
    static let clockError: Int64 = 600_000
}
