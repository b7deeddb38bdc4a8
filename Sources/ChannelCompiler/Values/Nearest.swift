/// Finds the known word that was probably meant.
enum Nearest {
    /// The candidate that differs least from a word; nil when none is near enough to be meant.
    ///
    /// Letters of another alphabet that look the same are the same.
    static func match(_ word: String, in candidates: some Sequence<String>) -> String? {
        nearest(word, candidates).min()
    }

    /// The candidates that were most likely meant, sorted: the nearest ones, and those that begin with the word.
    static func matches(_ word: String, in candidates: [String]) -> [String] {
        let beginning = candidates.filter { word.count >= 3 && $0.hasPrefix(word) }
        return Set(nearest(word, candidates) + beginning).sorted()
    }

    /// Those that differ least from a word.
    private static func nearest(_ word: String, _ candidates: some Sequence<String>) -> [String] {
        let word = Array(LookAlike.fold(word).lowercased().unicodeScalars)
        guard !word.isEmpty, word.count <= 40 else { return [] }
        var limit = word.count <= 3 ? 1 : word.count <= 6 ? 2 : 3
        var nearest: [String] = []
        for candidate in candidates {
            let other = Array(candidate.lowercased().unicodeScalars)
            guard abs(other.count - word.count) <= limit else { continue }
            let distance = distance(word, other)
            // What shares nothing with the word is not near, however short both are.
            guard distance <= limit, distance < max(word.count, other.count) else { continue }
            nearest = distance < limit ? [candidate] : nearest + [candidate]
            limit = distance
        }
        return nearest
    }

    /// How many letters must be put in, taken out, replaced or exchanged with their neighbour.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        var current = previous
        for (row, letter) in left.enumerated() {
            current[0] = row + 1
            for (column, other) in right.enumerated() {
                var cost = min(
                    previous[column + 1] + 1, current[column] + 1, previous[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current[column + 1] = cost
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[right.count]
    }
}
