import Cryptography

/// What a message to LiveTex says, in a form that is short to store and to compare.
///
/// Texts that differ only in white space are the same words: LiveTex may trim a text.
public struct MessageWords: Hashable, Sendable {
    /// A hash of the words.
    public let digest: Digest128

    /// Words that were stored.
    public init(digest: Digest128) { self.digest = digest }

    /// The words of a text.
    public init(text: String) {
        digest = Digest128(of: "text", text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// A file at an address.
    public init(fileAt url: String) { digest = Digest128(of: "file", url) }
}

extension LiveTexCall {
    /// What the visitor says by this call; nil when nothing.
    public var words: MessageWords? {
        switch self {
        case .sendText(let text): MessageWords(text: text)
        case .sendFile(let file): MessageWords(fileAt: file.url)
        case .checkOperators, .select, .reselect: nil
        }
    }
}
