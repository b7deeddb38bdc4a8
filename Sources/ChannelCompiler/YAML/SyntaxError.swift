/// Where libyaml had to give up, and what its words tell about the cause.
struct SyntaxError {
    /// What libyaml says and where.
    var problem: YAMLProblem
    /// Where the damage seems to begin. A quote or a bracket that is never closed is noticed far below the line that
    /// has to be mended.
    var suspect: Int
    /// Whether the damage is in brackets or braces.
    var isFlow = false
    /// Where the document began whose end came too early.
    var documentStart: Int?
    /// How many bytes were read before.
    var bytesRead: Int

    /// Whether one character is refused wherever it stands, so that only this one has to be left out.
    var isCharacter: Bool { problem.kind == .controlCharacter }
    /// Whether a colon stands where no key can be; the line above may be what is not finished.
    var isMisplacedColon: Bool {
        guard case .notYAML(let words, _, _) = problem.kind else { return false }
        return words == "mapping values are not allowed in this context"
    }
}
