import JSON

/// Replaces secrets in texts and JSON values.
struct JournalMask: Sendable {
    /// The text in place of a secret.
    static let mask = "***"

    private let secrets: [String]

    init(_ secrets: some Sequence<String>) {
        // The longest first: of a secret that contains another one, no rest may stay.
        self.secrets = Set(secrets).filter { !$0.isEmpty }.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    func callAsFunction(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: Self.mask) }
    }

    func callAsFunction(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(self(text))
        case .array(let elements): .array(elements.map { self($0) })
        case .object(let members): .object(members.mapValues { self($0) })
        default: value
        }
    }
}
