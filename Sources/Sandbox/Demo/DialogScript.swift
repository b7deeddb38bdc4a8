import ChannelBundle
import Dialog
import JSON

/// A whole dialog, played through the programs at the sandbox's receiver and checked step by step.
///
/// It has mirroring, a menu, an image, a transfer that fails and one that succeeds, attributes, notices, messages both ways,
/// a second operator and the return to the bot. Each step waits for what it expects, so it works on a slow machine too.
public struct DialogScript: Sendable {
    /// One step that was played.
    public struct Step: Hashable, Sendable {
        /// What the step does.
        public var title: String
        /// The difference from what was expected; nil when there is none.
        public var difference: String?
    }

    /// The binding's rules, with the expected texts.
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
        // The lead's channel must be mirrored.
        let channels = ["telegram"] + binding.knownChannels.sorted()
        let channel = channels.first { !binding.rules.excludedChannels.contains($0) }
        user = "49:\(leadID)"
        lead = Lead(.int(leadID), channel: channel ?? "telegram", name: "Иван")
    }

    /// Plays the dialog. The first step with a difference is the last one.
    ///
    /// - Parameter report: is called after each step.
    /// - Returns: whether every step was right.
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
