import ChannelBundle
import Diagnostics
import JSON

/// The version of the Messaging API, and what a lower one lacks.
struct APIVersionRule: ValueRule {
    static let page = Page(
        code: "unsupported-api-version", severity: .error, title: "The Messaging API has no such version",
        meaning: "The Messaging API has the versions 1.0, 1.1 and 1.2; 1.2 is the default.",
        example: "api: {version: \"2.0\"}",
        fix: "Write \"1.2\", or leave the key out.")
    static let noHistory = Page(
        code: "api-without-history", severity: .warning, title: "Version 1.0 has no history",
        meaning: """
            Without `getHistory` the bridge cannot ask whether a message arrived whose answer was lost, so after a \
            time-out it may send it twice; and what was missed during a long outage cannot be fetched. It also cannot \
            ask which group is selected.
            """,
        example: "api: {version: \"1.0\"}",
        fix: "Use \"1.2\" if the LiveTex account allows it; `livetex-bridge doctor` checks that.")
    static let older = Page(
        code: "older-api-version", severity: .information, title: "Version 1.1 has less than 1.2",
        meaning:
            """
            Version 1.1 does not tell whether a group has a free operator (`is_available`), only whether one is \
            online, and gives no pictures of operators.
            """,
        example: "api: {version: \"1.1\"}",
        fix: "Use \"1.2\" if the LiveTex account allows it.")

    var pages: [Page] { [Self.page, Self.noHistory, Self.older] }
    let fields: [Field] = [.apiVersion]

    func check(_ value: Node, _ report: Report) {
        switch LiveTexAPI.Version(rawValue: value.string) {
        case nil:
            report.add(
                Self.page, at: value, "the Messaging API has no version \(value.quoted)",
                help: "known are \(LiveTexAPI.Version.allCases.map(\.rawValue).joined(separator: ", "))")
        case .v1_0:
            report.add(
                Self.noHistory, at: value,
                "version 1.0 has no history: after a time-out it cannot be checked whether a message arrived"
            )
        case .v1_1:
            report.add(Self.older, at: value, "version 1.1 does not tell whether a group has a free operator")
        case .v1_2: break
        }
    }

    func schema(_ field: Field) -> [String: JSON] {
        ["enum": .array(LiveTexAPI.Version.allCases.map { .string($0.rawValue) })]
    }
}
