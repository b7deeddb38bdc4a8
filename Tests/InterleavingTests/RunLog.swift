import Synchronization

/// The errors that the courier has logged.
final class RunLog: Sendable {
    private let lines = Mutex<[String]>([])

    func write(_ line: String) { lines.withLock { $0.append(line) } }

    /// A dead letter is an error too, but one that a run expects.
    func checkNoProblem() throws(Violation) {
        let problem = lines.withLock { $0.first { !$0.contains(#""outcome":"dead letter""#) } }
        if let problem { throw Violation(description: "the courier logged \(problem)") }
    }
}
