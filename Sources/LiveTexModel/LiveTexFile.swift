import JSON

/// A file as both directions of the API describe it.
public struct LiveTexFile: Hashable, Sendable {
    /// The address for downloading.
    public var url: String
    /// The file's name.
    public var name: String?
    /// The size in bytes.
    public var size: Int64?
    /// The caption.
    public var comment: String?

    /// A file at an address.
    public init(url: String, name: String? = nil, size: Int64? = nil, comment: String? = nil) {
        self.url = url
        self.name = name
        self.size = size
        self.comment = comment
    }

    /// The fields of a `FileMessage`.
    var members: [String: JSON?] {
        [
            "url": .string(url), "name": name.map { .string($0) }, "size": size.map { .int($0) },
            "comment": comment.map { .string($0) },
        ]
    }
}
