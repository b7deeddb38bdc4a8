import Diagnostics
import JSON

/// The version of the language.
struct LanguageVersionRule: ValueRule {
    static let page = Page(
        code: "unsupported-version", severity: .error, title: "The version of the language is not known",
        meaning: "This release reads version 1. Another number means a file for a later release.",
        example: "version: 2",
        fix: "Write `version: 1`, or use the release that the file was written for.")

    let fields: [Field] = [.version]

    func check(_ value: Node, _ report: Report) {
        guard value.string != "1" else { return }
        report.add(
            Self.page, at: value, "version \(value.quoted) of the language is not known; this release reads 1")
    }

    func schema(_ field: Field) -> [String: JSON] { ["const": 1] }
}
