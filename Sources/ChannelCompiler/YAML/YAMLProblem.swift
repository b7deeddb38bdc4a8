/// Something that reading a file as YAML brought up; the rules put it into words.
struct YAMLProblem: Equatable {
    enum Kind: Equatable {
        case tooLarge
        case invalidUTF8
        /// libyaml's own words, and where the construct began that it was reading.
        case notYAML(problem: String, context: String?, contextOffset: Int?)
        /// libyaml allows it nowhere, not even in a comment.
        case controlCharacter
        case tabIndentation
        /// There were so many syntax errors that the rest was not read.
        case readingStopped
        case tooDeep
        case secondDocument
        case anchor(String)
        case alias(String)
        case tag(String)
        case byteOrderMark
        case carriageReturns
    }

    var kind: Kind
    /// The bytes of the file that it is about.
    var range: Range<Int>
}
