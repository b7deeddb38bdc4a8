import Text

/// A played dialog as text: the steps, what the lead and the operators see, and every call.
public enum DialogReport {
    /// One line for a step, with the difference when there is one.
    public static func text(_ step: DialogScript.Step) -> String {
        guard let difference = step.difference else { return "ok    \(step.title)" }
        let lines = difference.split(separator: "\n").map { "      \(String($0).printable)" }
        return (["WRONG \(step.title)"] + lines).joined(separator: "\n")
    }

    /// What the lead sees and what operators see.
    public static func conversation(_ script: DialogScript) -> String {
        let lead = script.sandbox.platform.leadView(script.lead, binding: script.binding)
        let operators = script.sandbox.liveTex.operatorView(script.user, binding: script.binding)
        return section("What the lead sees", lead) + "\n\n" + section("What operators see in LiveTex", operators)
    }

    /// Every call, in the order in which the calls began.
    public static func calls(_ journal: Journal) -> String {
        (["Every call"] + journal.entries.map { "  \($0.line.printable)" }).joined(separator: "\n")
    }

    private static func section(_ title: String, _ lines: [TranscriptLine]) -> String {
        let rows = lines.map { line in
            let name = line.speaker.name.printable
            let gap = String(repeating: " ", count: max(1, 10 - name.count))
            let indent = "\n" + String(repeating: " ", count: 12)
            let text = line.text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            return "  \(name)\(gap)\(text.joined(separator: indent))"
        }
        return ([title] + (rows.isEmpty ? ["  (nothing)"] : rows)).joined(separator: "\n")
    }
}
