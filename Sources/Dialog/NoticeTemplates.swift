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
    /// - Parameter person: the operator whom it may name; nil when it is not known.
    public func text(_ notice: Notice, naming person: Operator?) -> String? {
        guard let template = texts[notice] else { return nil }
        let text = Self.fill(template, naming: person)
        return text.isEmpty ? nil : text
    }

    /// The template with the operator's names in place of the placeholders.
    ///
    /// An unknown name leaves no gap: the space before the placeholder goes too, or the one after it at the beginning of
    /// a line. Everything else stays as its author wrote it.
    public static func fill(_ template: String, naming person: Operator?) -> String {
        var text = ""
        var rest = template[...]
        while let brace = rest.firstIndex(of: "{") {
            text += rest[..<brace]
            rest = rest[brace...]
            guard let placeholder = Notice.Placeholder.allCases.first(where: { rest.hasPrefix($0.inBraces) }) else {
                text.append(rest.removeFirst())
                continue
            }
            rest = rest.dropFirst(placeholder.inBraces.count)
            let name = placeholder.name(of: person)
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

extension Notice.Placeholder {
    fileprivate var inBraces: String { "{\(rawValue)}" }

    fileprivate func name(of person: Operator?) -> String {
        switch self {
        case .operator: person?.name ?? ""
        case .operatorFullName: person?.fullName ?? person?.name ?? ""
        }
    }
}
