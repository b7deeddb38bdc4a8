import JSON

/// Texts that must say something.
struct EmptyValueRule: ValueRule {
    static let page = Page(
        code: "empty-value", severity: .error, title: "A text is empty",
        meaning: "The key is there and says nothing. Most often a value was to be filled in later.",
        example: .binding("name: \"\""),
        mend: "Write the value, or remove the key if it has a default.")

    var pages: [Page] { [Self.page] }
    let fields: [Field] = [.id, .name] + Field.urls + Field.scriptCodes + Field.durations

    func check(_ value: Value, _ report: Report) {
        guard value.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }) else { return }
        report.add(Self.page, at: value, "`\(value.field.path)` is empty")
    }

    /// Something but spaces and line breaks.
    func schema(_ field: Field) -> [String: JSON] { ["pattern": "[^ \\n]"] }
}
