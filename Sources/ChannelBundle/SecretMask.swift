// Other systems send secrets back: in an answer that quotes the request, in a webhook that cannot be read. Before such a
// text is kept or shown, it is searched for the secrets' values: nothing else tells where they are.

import Text

/// Hides secrets in texts of other systems.
///
/// A secret is found as it is, percent-encoded as in a URL, and with JSON's escapes, also escaped several times. Each
/// character may be encoded or not: encoders leave letters as they are.
public struct SecretMask: Sendable {
    private let secrets: [MaskedSecret]

    /// - Parameter secrets: the values; empty ones are ignored.
    public init(_ secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }.map(MaskedSecret.init)
    }

    /// The text with `***` in place of each secret, or of several that overlap.
    public func callAsFunction(_ text: String) -> String {
        String(decoding: self(Array(text.utf8)), as: UTF8.self)
    }

    /// The bytes with `***` in place of each secret, or of several that overlap.
    public func callAsFunction(_ bytes: [UInt8]) -> [UInt8] { masked(bytes).bytes }

    /// The beginning of a text of another system, masked: at most ``longestExcerpt`` bytes, with `…` where it is cut.
    ///
    /// Sixteen times as much is searched. So a secret that the search cuts in two lies after what is shown.
    public func excerpt(_ text: String) -> String {
        String(decoding: self(Array(text.utf8.prefix(16 * Self.longestExcerpt))), as: UTF8.self)
            .excerpt(Self.longestExcerpt)
    }

    /// The longest ``excerpt(_:)``, in bytes without the mark of the cut.
    public static let longestExcerpt = 2_048

    /// The masked bytes, and how many steps the search took. The steps grow with the bytes and with the secrets' lengths,
    /// for every text: another system chooses it.
    func masked(_ bytes: [UInt8]) -> (bytes: [UInt8], steps: Int) {
        let text = EscapedText(bytes)
        var steps = 0
        var found = secrets.flatMap { $0.matches(in: text, steps: &steps) }
        found.sort { $0.lowerBound < $1.lowerBound }
        var output: [UInt8] = []
        var place = 0
        for match in found where match.upperBound > place {
            // One that overlaps the last one makes its mask longer, not a second mask.
            if match.lowerBound >= place {
                output += bytes[place..<match.lowerBound]
                output += "***".utf8
            }
            place = match.upperBound
        }
        return (output + bytes[place...], steps)
    }
}
