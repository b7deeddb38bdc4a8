/// A problem found while a file is read as YAML; the rules put it into words.
struct YAMLProblem: Error, Equatable {
    enum Kind: Equatable {
        case tooLarge
        case invalidUTF8
        /// libyaml's own words, and where the construct began that it was reading.
        case notYAML(problem: String, context: String?, contextOffset: Int?)
        /// libyaml allows it nowhere, not even in a comment.
        case controlCharacter
        case tabIndentation
        case tooDeep
        case secondDocument
        /// A line `---` between lines that belong together.
        case strayDocumentMark
        case anchor
        case alias
        case tag
        case byteOrderMark
        case carriageReturns
        /// A space that is none to YAML, where one belongs.
        case foreignSpace
    }

    var kind: Kind
    /// The bytes of the file that it is about.
    var range: Range<Int>
}
