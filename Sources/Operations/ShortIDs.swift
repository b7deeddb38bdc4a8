import Cryptography
import Text

/// The short ids by which people name dead letters: the first digits of each id's hash, at least eight, and as many as tell
/// it from all others.
public struct ShortIDs: Sendable {
    /// By rising hash.
    private let letters: [(hash: String, id: String)]

    /// The fewest digits that a person has to write.
    private static let leastDigits = 8

    /// - Parameter ids: of all letters. An id's short id depends on the others.
    init(_ ids: [String]) {
        letters = ids.map { (Self.hash($0), $0) }.sorted { $0.hash < $1.hash }
    }

    private static func hash(_ id: String) -> String { Digest128(of: id).description }

    /// The short id of a letter.
    public subscript(id: String) -> String {
        let hash = Self.hash(id)
        let place = letters.firstIndex(sortedBy: { $0.hash >= hash })
        // In the order of the hashes the neighbours share the longest beginnings.
        let neighbours = [place - 1, place, place + 1].filter { letters.indices.contains($0) }.map { letters[$0].hash }
        let shared = neighbours.filter { $0 != hash }.map { zip($0, hash).prefix { $0 == $1 }.count }.max() ?? 0
        return String(hash.prefix(max(Self.leastDigits, shared + 1)))
    }

    /// The whole id of a letter that a person names by its id, or by the beginning of its hash.
    public func id(naming text: String) throws(DeadLetterDesk.Problem) -> String {
        if letters.contains(where: { $0.id == text }) { return text }
        guard text.count >= Self.leastDigits else { throw .unknown(text) }
        let ids = letters.filter { $0.hash.hasPrefix(text) }.map(\.id)
        guard let id = ids.first else { throw .unknown(text) }
        guard ids.count == 1 else { throw .ambiguous(text, ids.map { "\(self[$0]) (\($0))" }) }
        return id
    }
}
