/// The notices' texts in one binding.
public struct NoticeTemplates: Hashable, Sendable {
    /// A silenced notice has no entry.
    private var texts: [Notice: String]

    /// The default texts.
    public init() {
        self.init { $0.defaultText }
    }

    /// - Parameter text: gives each notice's text; nil silences the notice.
    public init<Failure>(_ text: (Notice) throws(Failure) -> String?) throws(Failure) {
        texts = Dictionary(minimumCapacity: Notice.allCases.count)
        for notice in Notice.allCases { texts[notice] = try text(notice) }
    }

    /// A notice's text with its placeholders; nil for a silenced notice.
    public subscript(notice: Notice) -> String? {
        get { texts[notice] }
        set { texts[notice] = newValue }
    }

    /// What a notice says; nil when it is silenced or would say nothing.
    ///
    /// - Parameter name: the operator's; nil when it is not known.
    public func text(_ notice: Notice, operatorName name: String?) -> String? {
        guard let template = texts[notice] else { return nil }
        let text = Self.fill(template, operatorName: name)
        return text.isEmpty ? nil : text
    }

    /// The template with the operator's name in place of `{operator}`.
    ///
    /// An unknown name leaves no gap: the space before the placeholder goes too, or the one after it at the beginning of
    /// a line. Everything else stays as its author wrote it.
    public static func fill(_ template: String, operatorName: String?) -> String {
        let placeholder = "{\(Notice.Placeholder.operator.rawValue)}"
        let name = operatorName ?? ""
        var text = ""
        var rest = template[...]
        while let found = rest.firstRange(of: placeholder) {
            text += rest[..<found.lowerBound]
            rest = rest[found.upperBound...]
            if !name.isEmpty {
                text += name
            } else if text.last == " " {
                text.removeLast()
            } else if text.last?.isNewline ?? true, rest.first == " " {
                rest.removeFirst()
            }
        }
        return text + rest
    }
}
