/// Damage that tells by itself what it is, so that neither libyaml's words nor its place are shown for it.
struct Slip {
    var problem: YAMLProblem
    /// What has to be left out.
    var parts: [LeftOut]

    /// The slip behind an error; nil when it is none of these.
    static func find(_ error: SyntaxError, in lines: TextLines) -> Slip? {
        guard !error.isCharacter else { return nil }
        return MergeConflict.find(error, in: lines) ?? GluedHyphen.find(error, in: lines)
    }
}
