import Record
import Store

/// Checks what is stored: what a person on call would look at first.
public struct StateCheck {
    private let statistics: Statistics
    private let courierOverdueSince: Int64?
    /// Milliseconds since 1970.
    private let now: Int64

    /// How long a call may be due, in milliseconds. The timer starts a courier every minute.
    private static let patience: Int64 = 180_000

    /// Reads all that is stored.
    ///
    /// - Parameters:
    ///   - courierOverdueSince: since when a courier that was started should have worked, in milliseconds since 1970; nil
    ///     while nothing is wrong.
    ///   - now: milliseconds since 1970.
    public init(_ store: any Store, courierOverdueSince: Int64?, now: Int64) throws(StoreError) {
        statistics = try Statistics(store, courierOverdueSince: courierOverdueSince, now: now)
        self.courierOverdueSince = courierOverdueSince
        self.now = now
    }

    /// Runs every check.
    public func run() -> [Doctor.CheckResult] { [courier(), waits()] + pauses() + [letters(), files()] }

    private func result(_ check: String, _ problem: String?) -> Doctor.CheckResult {
        Doctor.CheckResult(binding: "", check: check, isFine: problem == nil, detail: problem ?? "")
    }

    private func courier() -> Doctor.CheckResult {
        result(
            "a courier that is started works",
            courierOverdueSince.map {
                "one was started at \(OperationsTime.text($0)) and does not work; the log has the command that shows why"
            })
    }

    private func waits() -> Doctor.CheckResult {
        let problem = statistics.oldestDue.flatMap { due in
            now - due <= Self.patience
                ? nil
                : "one has been due for \(OperationsTime.span(now - due)): no courier runs, or it is too slow"
        }
        return result("no call waits too long", problem)
    }

    private func pauses() -> [Doctor.CheckResult] {
        guard !statistics.pauses.isEmpty else { return [result("no lane is paused", nil)] }
        return statistics.pauses.map { pause in
            Doctor.CheckResult(
                binding: pause.binding, check: "the lane \(pause.lane.rawValue) is not paused", isFine: false,
                detail: "paused since \(OperationsTime.text(pause.time)): \(pause.reason)")
        }
    }

    /// A dead letter is no failure of the machine, but somebody should look at it.
    private func letters() -> Doctor.CheckResult {
        let count = statistics.deadLetters.count
        return Doctor.CheckResult(
            binding: "", check: "there are no dead letters", isFine: true,
            detail: count == 0 ? "" : "there are \(count); see dead-letters list")
    }

    private func files() -> Doctor.CheckResult {
        let problems = statistics.problems.map(\.description)
        return result("all that is stored can be read", problems.isEmpty ? nil : problems.joined(separator: "; "))
    }
}
