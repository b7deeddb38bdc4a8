import Testing

@testable import Courier

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy()
    private let failure = FailedAttempt("", isInDoubt: false)

    @Test func waitsDoubleUpToFiveMinutes() {
        let waits = (0...12).map { policy.pause(attempts: $0, jitter: 0) / 1_000 }
        #expect(waits == [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
        #expect(policy.pause(attempts: .max, jitter: 0) == 300_000)
    }

    @Test func jitterShortensAWaitByUpToAQuarter() {
        #expect(policy.pause(attempts: 3, jitter: 0.5) == 3_500)
        #expect(policy.pause(attempts: 3, jitter: 1) == 3_000)
    }

    private func wait(
        after failure: FailedAttempt, attempts: Int64 = 1, isQuestion: Bool = false, isPoison: Bool = false,
        failingFor duration: Int64 = 0
    ) -> Int64? {
        policy.wait(
            after: failure, of: delivery { $0.attempts = attempts }, isQuestion: isQuestion, isPoison: isPoison,
            failingFor: duration, jitter: 0)
    }

    @Test func theAnswersWaitCountsWhenItIsLonger() {
        var failure = failure
        failure.pause = 3_000
        #expect(wait(after: failure) == 3_000)
        #expect(wait(after: failure, attempts: 3) == 4_000)
    }

    @Test func aQuestionCountsAsAnAttempt() {
        #expect(wait(after: failure, attempts: 2, isQuestion: true) == 4_000)
        #expect(wait(after: failure, attempts: 2) == 2_000)
    }

    @Test func aCallIsGivenUpAfterADayOrAsPoison() {
        #expect(wait(after: failure, failingFor: policy.lifetime - 1) != nil)
        #expect(wait(after: failure, failingFor: policy.lifetime) == nil)
        #expect(wait(after: failure, isPoison: true) == nil)
    }
}
