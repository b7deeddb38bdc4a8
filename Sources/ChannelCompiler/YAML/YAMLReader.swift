import Diagnostics

/// Reads a file as YAML.
struct YAMLReader {
    /// The largest file, in bytes.
    static let maximumSize = 16 * 1024 * 1024
    /// How deep collections may be nested.
    static let maximumDepth = 32

    private var problems: [YAMLProblem] = []
    private var spaces: [Range<Int>] = []
    private let source: SourceText

    private init(_ source: SourceText) {
        self.source = source
    }

    /// The tree, unless there is nothing that can be read within the limits, and everything that stood out.
    ///
    /// - Returns: in `notKept`, how many errors more there are than could be kept.
    static func read(_ source: SourceText) -> (tree: YAMLTree?, problems: [YAMLProblem], notKept: Int) {
        var reader = YAMLReader(source)
        guard let invalid = reader.inspectBytes() else { return (nil, reader.problems, 0) }
        var salvage = Salvage(source, invalid: invalid, spaces: reader.spaces)
        let tree = salvage.read()
        return (tree, reader.problems + salvage.problems, salvage.problemsNotKept)
    }

    /// Looks at what lies below YAML: size, encoding, line ends.
    ///
    /// - Returns: the stretches that are not UTF-8, behind which the file can be read all the same; nil when it cannot be
    ///   read at all.
    private mutating func inspectBytes() -> [Range<Int>]? {
        if source.hasByteOrderMark { problems.append(YAMLProblem(kind: .byteOrderMark, range: 0..<source.textStart)) }
        guard source.bytes.count <= Self.maximumSize else {
            problems.append(YAMLProblem(kind: .tooLarge, range: 0..<0))
            return nil
        }
        let inspection = ByteInspection(source.bytes)
        if let offset = inspection.firstCarriageReturn {
            problems.append(YAMLProblem(kind: .carriageReturns, range: offset..<offset + 1))
        }
        // Text in another encoding, such as UTF-16, makes no sense as YAML; one problem says it all.
        let isForeign =
            !inspection.invalid.isEmpty
            && (inspection.invalid.count > ByteInspection.maximumInvalid || source.bytes.contains(0))
        // Where nothing else is UTF-8 either, all of it was saved in another encoding.
        let isOneProblem = isForeign || !inspection.hasCharacters
        let reported = isOneProblem ? inspection.invalid.prefix(1) : inspection.invalid[...]
        problems += reported.map { YAMLProblem(kind: .invalidUTF8, range: $0) }
        if inspection.hasForeignSpaces, !isForeign { spaces = ForeignSpaces.find(source.bytes) }
        problems += spaces.prefix(Report.limit).map { YAMLProblem(kind: .foreignSpace, range: $0) }
        return isForeign ? nil : inspection.invalid
    }
}
