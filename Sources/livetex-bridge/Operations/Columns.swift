import Diagnostics
import Text

/// Lines whose columns begin at the same place, so that a person can read down a list.
enum Columns {
    /// A line for each row, two blanks between its columns. The last column is not padded.
    ///
    /// - Parameter rows: texts that may come from another system; what is not printable is shown by its escape.
    static func aligned(_ rows: [[String]]) -> [String] {
        let rows = rows.map { $0.map(\.printable) }
        var widths: [Int] = []
        for row in rows {
            for (column, text) in row.dropLast().enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], width(text))
            }
        }
        return rows.map { row in
            let padded = row.dropLast().enumerated().map { column, text in
                text + String(repeating: " ", count: widths[column] - width(text))
            }
            return (padded + row.suffix(1)).joined(separator: "  ")
        }
    }

    private static func width(_ text: String) -> Int { text.reduce(0) { $0 + DisplayWidth.cells(of: $1) } }
}
