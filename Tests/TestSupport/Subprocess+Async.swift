import Dispatch
import POSIX

/// Runs a body that blocks on a thread of its own.
///
/// The test runner has few threads, and the servers that programs call run on them.
public func elsewhere<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
    }
}

extension Subprocess {
    /// Runs the program to its end, and fails the test for every secret that it writes.
    ///
    /// - Parameter timeout: in milliseconds. A program that takes longer is killed.
    public func finish(input: [UInt8] = [], timeout: Int64 = 60_000) async throws -> Result {
        let result = try await elsewhere { try run(input: input, timeout: timeout) }
        let name = ([program] + arguments.prefix(3)).joined(separator: " ")
        SecretSearch.expectNone(in: result.output, "the output of \(name)")
        SecretSearch.expectNone(in: result.error, "the standard error of \(name)")
        return result
    }
}
