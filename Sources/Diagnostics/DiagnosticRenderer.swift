/// Turns diagnostics into the text of one output format.
public protocol DiagnosticRenderer {
    /// The whole output, with a line break at its end unless it is empty.
    func render(_ findings: Findings) -> String
}

/// What a run found.
public struct Findings {
    /// The problems, in the order in which they are to appear.
    public var diagnostics: [Diagnostic]
    /// The files that they are about.
    public var sources: [SourceText]
    /// How many there are, also of those that were not kept.
    public var counts: DiagnosticCounts

    /// - Parameter counts: when more were found than are given.
    public init(_ diagnostics: [Diagnostic], sources: [SourceText], counts: DiagnosticCounts? = nil) {
        self.diagnostics = diagnostics
        self.sources = sources
        self.counts = counts ?? DiagnosticCounts(diagnostics)
    }

    /// How many problems there are that no output shows.
    public var omitted: Int { counts.total - diagnostics.count }

    /// The same for people; nil when all are shown.
    var remark: String? {
        omitted > 0 ? "\(omitted) more problem\(omitted == 1 ? " is" : "s are") not shown" : nil
    }
}

extension DiagnosticRenderer {
    /// The whole output when all that was found is given.
    public func render(_ diagnostics: [Diagnostic], sources: [SourceText]) -> String {
        render(Findings(diagnostics, sources: sources))
    }
}
