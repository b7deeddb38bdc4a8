import Dispatch

/// Runs calls that block, such as waiting for a CGI program, outside Swift's cooperative pool.
///
/// The pool has one thread per core: two waiting programs would stop the server that answers them. A serial queue of its
/// own gets a thread of its own, so calls do not wait for each other.
enum BlockingWork {
    /// Runs the body on another thread and returns its result.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "livetex-sandbox").async { continuation.resume(returning: body()) }
        }
    }
}
