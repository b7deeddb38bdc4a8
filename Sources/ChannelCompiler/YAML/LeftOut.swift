/// A part of a file that is left out because the parser cannot read on with it.
struct LeftOut {
    enum Kind: Equatable {
        /// An entry of a mapping.
        case entry
        /// The value of an entry; its key is still there.
        case value
        /// An item of a list, with its hyphen.
        case item
        /// What stands behind the hyphen of an item; the item itself is still there.
        case itemContent
        /// Something inside a value or a comment, without its surroundings.
        case character
    }

    var kind: Kind
    /// The bytes of the file.
    var range: Range<Int>
    /// How far from the line's beginning it starts, which tells in YAML what it belongs to; nil when a tab stands
    /// before it, whose width nobody knows.
    var column: Int?
    /// What is written into the gap, where the lines around it need something there to be read.
    var mark: (offset: Int, byte: UInt8)?
}
