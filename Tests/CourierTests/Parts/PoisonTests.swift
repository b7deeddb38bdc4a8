import Testing

@testable import Courier

@Suite struct PoisonTests {
    private let minute: Int64 = 60_000
    private let lane = DialogLane(dialog: name(1), lane: .liveTex)

    /// Failures of a call by minute, each with the minute of the last success.
    private func isPoison(_ failures: [(at: Int64, success: Int64)], call: (Int) -> Int64 = { _ in 1 }) -> [Bool] {
        var poison = Poison()
        return failures.enumerated().map { place, failure in
            poison.noteFailure(
                of: call(place), in: lane, lastSuccess: failure.success * minute, now: failure.at * minute,
                RetryPolicy())
        }
    }

    @Test func aCallIsPoisonAfterAQuarterOfAnHourOfSuccessesOfOthers() {
        let failures = (100...116).map { (at: Int64($0), success: Int64($0)) }
        #expect(isPoison(failures) == Array(repeating: false, count: 15) + [true, true])
    }

    @Test func anOutageIsNoPoison() {
        #expect(!isPoison((100...200).map { (at: Int64($0), success: Int64(100)) }).contains(true))
        #expect(!isPoison((100...200).map { (at: Int64($0), success: Int64(0)) }).contains(true))
    }

    /// After ten minutes without a success, the time before does not count any more.
    @Test func anOutageBeginsTheTimeAnew() {
        let before = (100...104).map { (at: Int64($0), success: Int64($0)) }
        let outage = (105...120).map { (at: Int64($0), success: Int64(104)) }
        let after = (121...135).map { (at: Int64($0), success: Int64($0)) }
        #expect(isPoison(before + outage + after).firstIndex(of: true) == 35)
    }

    /// A courier that was just started knows of no success.
    @Test func withoutASuccessNothingIsKnown() {
        var poison = Poison()
        let verdicts = (0...30).map {
            poison.noteFailure(of: 1, in: lane, lastSuccess: nil, now: Int64($0) * minute, RetryPolicy())
        }
        #expect(!verdicts.contains(true))
    }

    @Test func anotherCallBeginsTheTimeAnew() {
        let failures = (100...120).map { (at: Int64($0), success: Int64($0)) }
        #expect(!isPoison(failures, call: { $0 < 10 ? 1 : 2 }).contains(true))
    }

    @Test func aCallThatWasDeliveredIsForgotten() {
        var poison = Poison()
        for time in 100...114 {
            _ = poison.noteFailure(
                of: 1, in: lane, lastSuccess: Int64(time) * minute, now: Int64(time) * minute, RetryPolicy())
        }
        poison.forget(lane)
        #expect(
            poison.noteFailure(of: 1, in: lane, lastSuccess: 115 * minute, now: 115 * minute, RetryPolicy()) == false)
    }
}
