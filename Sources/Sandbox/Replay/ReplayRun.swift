import ChannelBundle
import JSON
import POSIX

/// Plays a recorded dialog through the real programs and compares what the bridge does with what it did.
public struct ReplayRun: Sendable {
    private let recording: Recording
    private let options: SandboxOptions
    /// How long a step waits for the calls before it, in milliseconds. Only a replay that differs waits so long.
    private let patience: Int64

    /// - Parameters:
    ///   - file: the file that the sandbox's page exports.
    ///   - programs: the settings with the programs' paths; its bindings are replaced by the file's.
    /// - Throws: `FieldError` for a file of another form.
    public init(_ file: JSON, programs: SandboxOptions, patience: Int64 = 20_000) throws(FieldError) {
        recording = try Recording(file)
        var options = programs
        options.bindings = [try Binding(json: recording.binding)]
        self.options = options
        self.patience = patience
    }

    /// Plays the dialog.
    ///
    /// - Returns: the differences as lines for people; none when all came out as recorded.
    /// - Throws: errors of the sandbox's start.
    public func play() async throws -> [String] {
        let sandbox = try await Sandbox.start(options)
        do {
            let lines = try await play(in: sandbox)
            await sandbox.stop()
            return lines
        } catch {
            await sandbox.stop()
            throw error
        }
    }

    private func play(in sandbox: Sandbox) async throws -> [String] {
        var lines: [String] = []
        let url = sandbox.url
        for (index, step) in recording.steps.enumerated() {
            await settle(sandbox, liveTex: step.liveTex, platform: step.platform)
            var body = ReplayForm.move(step.body, from: ReplayForm.address, to: url).object ?? [:]
            body["binding"] = sandbox.bindings.first.map { .string($0) }
            let answer = await sandbox.control(step.path, .object(body))
            if let problem = answer["error"]?.string { lines.append("step \(index + 1), \(step.path): \(problem)") }
            guard let expected = step.reply else { continue }
            let found = ReplayForm.reply(answer["reply"] ?? .null)
            if found != expected {
                let type = step.body["type"]?.string ?? ""
                lines.append("step \(index + 1), the reply to \(type)")
                lines += ["  - \(expected.text())", "  + \(found.text())"]
            }
        }
        await settle(sandbox, liveTex: recording.liveTexCalls.count, platform: recording.platformCalls.count)
        await wait { try await sandbox.hasNothingPending() }
        let entries = sandbox.journal.entries
        lines += Self.difference(
            "calls to LiveTex", recording.liveTexCalls, ReplayForm.calls(.liveTexCall, entries, url: url))
        lines += Self.difference(
            "events for the platform", recording.platformCalls, ReplayForm.calls(.platformCall, entries, url: url))
        return lines
    }

    /// Waits for calls of the bridge, and until LiveTex's notifications are accepted unless they are kept back on purpose.
    private func settle(_ sandbox: Sandbox, liveTex: Int, platform: Int) async {
        await wait {
            let done = sandbox.journal.entries.filter(ReplayForm.counts)
            let isKeptBack = sandbox.liveTex.holdsWebhooks || sandbox.faults.switchedOn.contains(.reordering)
            return done.count { $0.kind == .liveTexCall } >= liveTex
                && done.count { $0.kind == .platformCall } >= platform
                && (isKeptBack || sandbox.liveTex.pendingWebhooks == 0)
        }
    }

    /// Waits for a condition. One that never holds shows as a difference afterwards.
    private func wait(_ condition: @escaping () async throws -> Bool) async {
        let deadline = Clock.monotonic() + patience
        while Clock.monotonic() < deadline {
            if (try? await condition()) == true { return }
            do { try await Task.sleep(nanoseconds: 10_000_000) } catch { return }
        }
    }

    /// The differences of two lists: `-` for what was recorded, `+` for what happened.
    static func difference(_ title: String, _ expected: [JSON], _ found: [JSON]) -> [String] {
        let changes = found.difference(from: expected)
        guard !changes.isEmpty else { return [] }
        let removed = Dictionary(
            uniqueKeysWithValues: changes.removals.compactMap { change -> (Int, JSON)? in
                guard case .remove(let offset, let call, _) = change else { return nil }
                return (offset, call)
            })
        let added = Dictionary(
            uniqueKeysWithValues: changes.insertions.compactMap { change -> (Int, JSON)? in
                guard case .insert(let offset, let call, _) = change else { return nil }
                return (offset, call)
            })
        var lines = ["\(title): \(removed.count) missing, \(added.count) not expected"]
        let text = { (call: JSON) in "\(call["name"]?.string ?? "") \(call["request"]?.text() ?? "")" }
        for (number, call) in removed.sorted(by: { $0.key < $1.key }) {
            lines.append("  - \(number + 1) \(text(call))")
        }
        for (number, call) in added.sorted(by: { $0.key < $1.key }) { lines.append("  + \(number + 1) \(text(call))") }
        return lines
    }
}
