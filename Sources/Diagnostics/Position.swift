/// A place in a file.
public struct Position: Hashable, Sendable, Comparable {
    /// Bytes before it, from the file's first byte (a byte order mark counts).
    public var offset: Int
    /// The line, from 1.
    public var line: Int
    /// The column, from 1, in Unicode code points; a byte order mark has none, a tab has one.
    public var column: Int

    /// A place whose three descriptions are known.
    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// By the offset.
    public static func < (left: Position, right: Position) -> Bool { left.offset < right.offset }
}

/// A stretch of a file. The end is the first position that no longer belongs to it.
public struct Span: Hashable, Sendable {
    /// Where it begins.
    public var start: Position
    /// Where the rest of the file goes on.
    public var end: Position
}

/// A stretch of a named file.
public struct Location: Hashable, Sendable {
    /// The file's name as it was given.
    public var file: String
    /// The stretch.
    public var span: Span
}
