import POSIX

/// Runs calls that block, such as waiting for a CGI program, on threads of their own.
///
/// Swift's cooperative pool has one thread per core: two waiting hooks would stop the server that answers them. A thread
/// per call has no such limit, and at the sandbox's scale it costs nothing.
enum BlockingWork {
    /// Runs the body on a new thread and gives back what it returns.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: body()) }
        }
    }

    private final class Job {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        let job = Unmanaged.passRetained(Job(body)).toOpaque()
        var thread = pthread_t()
        let outcome = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, job)
        if outcome == 0 { pthread_detach(thread) }
        // Without a thread the work is done here: late is better than never.
        if outcome != 0 { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().body() }
    }
}
