import JSON
import Sandbox
import TestSupport
import Testing

extension Sandbox {
    /// Runs a body with a sandbox and stops the sandbox, also when the body throws.
    ///
    /// The files of the programs, also the log, are searched for secrets before they are removed. Only the environment
    /// that the sandbox writes for web servers may hold them.
    public static func run<Result>(_ options: SandboxOptions, _ body: (Sandbox) async throws -> Result) async throws
        -> Result
    {
        let directory = try TemporaryDirectory(secretFiles: ["work/environment"])
        defer { withExtendedLifetime(directory) {} }
        var options = options
        options.workDirectory = options.workDirectory ?? directory("work")
        let sandbox = try await start(options)
        do {
            let result = try await body(sandbox)
            await sandbox.stop()
            sandbox.expectNoSecretInReplies()
            return result
        } catch {
            await sandbox.stop()
            throw error
        }
    }

    /// The journal masks secrets, so a mask in a reply or in a receiver's standard error was a secret.
    private func expectNoSecretInReplies() {
        for entry in journal.entries(.webhook) + journal.entries(.platformEvent) + journal.entries(.receiver) {
            let said = entry.kind == .receiver ? entry.request.text() : ""
            if ((entry.outcome?.body.text() ?? "") + said).contains("***") {
                Issue.record("the receiver has shown a secret: \(entry.line)")
            }
        }
    }
}
