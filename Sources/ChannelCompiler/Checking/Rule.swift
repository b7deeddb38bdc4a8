import Diagnostics
import JSON

/// A diagnostic's code with everything that does not change from one finding to the next. It is in the file of the rule that
/// reports it.
typealias Page = CodeDescription

extension Page {
    /// A whole `bot` with further keys, for an example.
    static func botExample(_ keys: String) -> String {
        let common = """
            bot:
              url: https://bots.example.com/livetex
              token: {env: METABOT_TOKEN}
              accept_token: {env: BRIDGE_TOKEN}
            """
        return "\(common)\n  \(keys.replacing("\n", with: "\n  "))"
    }
}

/// One thing that can be wrong in a configuration.
///
/// A rule is a small type in a file of its own with the wording of what it reports. To add one: write the type, put it
/// into `Rules.all`, and add a fixture. Nothing else changes.
protocol Rule: Sendable {
    /// The page of the code that it reports.
    static var page: Page { get }
    /// The pages of all its codes, when it has several.
    var pages: [Page] { get }
}

extension Rule {
    var pages: [Page] { [Self.page] }
}

/// A rule about one value, wherever it is: in `defaults` or in a binding.
///
/// It sees the value only when it is of the right kind.
protocol ValueRule: Rule {
    /// The places whose values it looks at.
    var fields: [Field] { get }
    func check(_ value: Node, _ report: Report)
    /// What a JSON Schema can say of the rule, as keywords for the field's value.
    func schema(_ field: Field) -> [String: JSON]
}

extension ValueRule {
    func schema(_ field: Field) -> [String: JSON] { [:] }
}

/// A rule about what a binding comes to, once its defaults are merged in.
protocol BindingRule: Rule {
    func check(_ binding: BindingView, _ report: Report)
}

/// A rule about the file as a whole.
protocol FileRule: Rule {
    func check(_ file: FileView, _ report: Report)
}
