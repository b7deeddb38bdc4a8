import JSON
import Sandbox
import TestSupport
import Testing

extension Sandbox {
    /// Runs a body with a sandbox and stops everything afterwards, whatever the body does.
    ///
    /// What the programs have left, the log included, is searched for secrets before it is removed. One file is there
    /// to hold them: the environment that the sandbox writes for web servers.
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

    /// The journal masks what it takes down, so a mask in a reply, or in what a receiver said, stands for a secret
    /// there.
    private func expectNoSecretInReplies() {
        for entry in journal.entries(.webhook) + journal.entries(.platformEvent) + journal.entries(.hook) {
            let said = entry.kind == .hook ? entry.request.text() : ""
            if ((entry.outcome?.body.text() ?? "") + said).contains("***") {
                Issue.record("the receiver has shown a secret: \(entry.line)")
            }
        }
    }
}
