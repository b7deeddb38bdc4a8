import ChannelBundle
import Diagnostics
import JSON

/// A binding's id becomes part of URLs and of file names.
struct BindingIDRule: ValueRule {
    static let page = Page(
        code: "bad-binding-id", severity: .error, title: "The id cannot be part of a URL",
        meaning: """
            The id is part of the addresses that LiveTex and the platform call, and of the bundle's file names. It has 1 \
            to 64 characters, each a lower-case letter, a digit or a hyphen.
            """,
        example: "id: Support_RU",
        fix: "Write it with `a-z`, `0-9` and `-` only, such as `support-ru`.")

    let fields: [Field] = [.id]

    func check(_ value: Node, _ report: Report) {
        let id = value.string
        guard !id.isEmpty, !BundleReader.isBindingID(id) else { return }
        let better = String(LookAlike.fold(id).lowercased().map { $0 == "_" || $0 == " " || $0 == "." ? "-" : $0 })
        report.add(
            Self.page, at: value, "\(value.quoted) cannot be an id: only a-z, 0-9 and hyphens, at most 64 of them",
            help: BundleReader.isBindingID(better) && value.isOnOneLine
                ? LookAlike.explained("for example \(better)", id) : nil)
    }

    func schema(_ field: Field) -> [String: JSON] { ["pattern": "^[a-z0-9-]{1,64}$"] }
}
