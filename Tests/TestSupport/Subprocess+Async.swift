import Dispatch
import POSIX

/// Runs what blocks without holding one of the test runner's few threads: the servers that programs talk to run on
/// those.
public func elsewhere<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
    }
}

extension Subprocess {
    /// Runs the program to its end. What it has written is searched for secrets.
    public func finish(input: [UInt8] = [], timeout: Int64 = 60_000) async throws -> Result {
        let result = try await elsewhere { try run(input: input, timeout: timeout) }
        let name = ([program] + arguments.prefix(3)).joined(separator: " ")
        SecretSearch.expectNone(in: result.output, "the output of \(name)")
        SecretSearch.expectNone(in: result.error, "the standard error of \(name)")
        return result
    }
}
