/// Turns diagnostics into the text of one output format.
public protocol DiagnosticRenderer {
    /// The whole output, with a line break at its end unless it is empty.
    ///
    /// - Parameters:
    ///   - diagnostics: in the order in which they are to appear.
    ///   - sources: the files that they are about.
    func render(_ diagnostics: [Diagnostic], sources: [SourceText]) -> String
}
