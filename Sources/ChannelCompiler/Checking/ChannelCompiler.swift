import ChannelBundle
import Diagnostics
import JSON

/// Checks configurations and turns them into bindings.
///
/// All problems of all files are found in one run. Files are checked together: ids and tokens are unique over all.
public struct ChannelCompiler {
    /// Tells why a secret is not there or cannot be used; nil when it can.
    ///
    /// - Parameter signs: whether it is a signing secret.
    public typealias Absence = (_ reference: SecretReference, _ signs: Bool) -> String?

    /// Asked for every reference to a secret. Without it secrets are not looked up.
    public var absence: Absence?

    /// - Parameter absence: asked for every reference to a secret; see ``absence``.
    public init(absence: Absence? = nil) {
        self.absence = absence
    }

    /// The largest file, in bytes.
    public static let maximumSize = YAMLReader.maximumSize

    /// Every code that can be reported, sorted, with its explanation.
    public static let codes: [CodeDescription] = Rules.pages

    /// The JSON Schema (2020-12) of the language.
    public static let schema: JSON = LanguageSchema.schema()

    /// The outcome of a run.
    public struct Result {
        /// All problems, in the order of the files and of the places in them.
        ///
        /// Of more than ten thousand only the number is known.
        public var diagnostics: [Diagnostic]
        /// How many problems there are, also of those that are not kept.
        public var counts: DiagnosticCounts
        /// The bindings, in the order of the files; none when there is an error.
        public var bindings: [Binding]

        /// Whether the configuration can be used.
        public var isValid: Bool { counts.errors == 0 }
    }

    /// Finds all problems. The bindings of the result are empty: lowering them costs time that a check need not spend.
    public func check(_ sources: [SourceText]) -> Result { run(sources, lowering: false) }

    /// Finds all problems and, when there is no error, makes the bindings.
    public func compile(_ sources: [SourceText]) -> Result { run(sources, lowering: true) }

    private func run(_ sources: [SourceText], lowering: Bool) -> Result {
        var report: Report?
        var views: [BindingView] = []
        var trees: [YAMLTree] = []
        for source in sources {
            source.knownWords = Language.words
            let read = YAMLReader.read(source)
            let file = FileView(source: source, problems: read.problems)
            let current = report ?? Report(file, absence: absence)
            if report != nil { current.open(file) }
            report = current
            if let tree = read.tree {
                trees.append(tree)
                Walker(file: file, report: current).walk(tree) { binding in
                    for rule in Rules.binding { rule.check(binding, current) }
                    if lowering { views.append(binding) }
                }
            }
            for rule in Rules.file { rule.check(file, current) }
            current.addUnseen(.error, read.notKept)
        }
        guard let report else { return Result(diagnostics: [], counts: DiagnosticCounts(), bindings: []) }
        for tree in trees { tree.showQuotedLines() }
        var result = Result(diagnostics: report.sorted(), counts: report.counts, bindings: [])
        if lowering, result.isValid { result.bindings = views.compactMap { Lowering.binding($0) } }
        return result
    }
}
