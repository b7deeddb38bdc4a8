/// Something that reading a file as YAML brought up; the rules put it into words.
struct YAMLProblem: Equatable {
    enum Kind: Equatable {
        case tooLarge
        case invalidUTF8
        /// libyaml's own words, and where the construct began that it was reading.
        case notYAML(problem: String, context: String?, contextOffset: Int?)
        /// A merge has left both of its sides in the file; where the last mark stands.
        case mergeConflict(end: Int?)
        /// An item's hyphen has no space behind it, or a dash stands in its place.
        case gluedHyphen(isDash: Bool, isGlued: Bool)
        /// A line `---` between lines that belong together.
        case strayDocumentMark
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
        /// A space that is none to YAML, where one belongs.
        case foreignSpace
    }

    var kind: Kind
    /// The bytes of the file that it is about.
    var range: Range<Int>
}
