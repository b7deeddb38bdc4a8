import ChannelBundle
import Dialog
import JSON

/// A whole dialog, played through whatever programs stand behind the sandbox's receiver, and checked step by step.
///
/// It goes through the behaviours that people see: mirroring, a menu, an image, a transfer that fails and one that succeeds,
/// attributes, notices, messages both ways, a second operator, the return to the bot. Every step waits for what it expects
/// and for nothing else, so a slow machine changes nothing.
public struct DialogScript: Sendable {
    /// One step that was played.
    public struct Step: Hashable, Sendable {
        /// What happened, for people.
        public var title: String
        /// What was different from what was expected; nil when nothing was.
        public var difference: String?
    }

    /// The expected texts are those of the binding.
    let rules: DialogRules
    let sandbox: Sandbox
    let binding: String
    let lead: Lead
    let user: String
    let patience: Int64

    /// - Parameters:
    ///   - binding: nil for the sandbox's first one.
    ///   - leadID: must be new to the sandbox.
    ///   - patience: how long a step waits for what it expects, in milliseconds.
    /// - Throws: ``BundleError`` when the sandbox has no such binding.
    public init(
        _ sandbox: Sandbox, binding: String? = nil, leadID: Int64 = 30_400, patience: Int64 = 15_000
    ) throws(BundleError) {
        let binding = try BundleReader(directory: sandbox.bundleDirectory).binding(
            binding ?? sandbox.bindings.first ?? "")
        self.sandbox = sandbox
        self.binding = binding.id
        self.patience = patience
        rules = binding.rules
        // The lead comes over a channel that is mirrored.
        let channels = ["telegram"] + binding.knownChannels.sorted()
        let channel = channels.first { !binding.rules.excludedChannels.contains($0) }
        user = "49:\(leadID)"
        lead = Lead(.int(leadID), channel: channel ?? "telegram", name: "Иван")
    }

    /// Plays the dialog. The first step with a difference is the last one.
    ///
    /// - Parameter report: hears of each step as it ends.
    /// - Returns: whether the dialog came out right.
    public func play(_ report: @Sendable (Step) -> Void = { _ in }) async -> Bool {
        var course = Course(script: self)
        for act in DialogActs.all {
            do {
                try await act.body(&course)
                report(Step(title: act.title, difference: nil))
            } catch {
                report(Step(title: act.title, difference: "\(error)"))
                return false
            }
        }
        return true
    }
}

/// What a step expected and what it found.
struct Difference: Error, CustomStringConvertible {
    var what: String
    var expected: String
    var found: String

    var description: String { "\(what)\n  expected: \(expected)\n  found:    \(found)" }
}
