// The texts that the bridge itself says, as one table. The keys of the configuration, their descriptions and defaults, the
// bundle and the state table's calls follow from it: a new notice is a case and a row here, and a row of the state table.

/// A text that the bridge itself says. The raw value is its key in the configuration and in the bundle.
public enum Notice: String, Hashable, Sendable, CaseIterable {
    case transferred
    case operatorJoined = "operator_joined"
    case returnedToBot = "returned_to_bot"
    case timeout
    case operatorTimeout = "operator_timeout"
    case cancelled

    /// Who reads a notice.
    public enum Audience: Hashable, Sendable {
        /// The lead, through the platform, which is told the kind.
        case lead(NoticeKind)
        /// The operators, as a text in LiveTex.
        case operators
    }

    /// A word in braces that the bridge replaces in a notice's text.
    public enum Placeholder: String, Hashable, Sendable, CaseIterable {
        /// The operator's name for leads.
        case `operator`
        /// The operator's first and last name, or else the name for leads.
        case operatorFullName = "operator.full_name"
    }

    /// A row of the table.
    private struct Row {
        var audience: Audience
        /// A clause: when it is said.
        var occasion: String
        /// Whether it may name an operator.
        var namesOperator = false
        var text: String
    }

    private var row: Row {
        switch self {
        case .transferred:
            Row(
                audience: .lead(.transferred), occasion: "once the dialog has been transferred",
                text: "Диалог переведён на оператора")
        case .operatorJoined:
            Row(
                audience: .lead(.operatorJoined), occasion: "when an operator takes the dialog",
                namesOperator: true, text: "Оператор {operator} подключился к диалогу")
        case .returnedToBot:
            Row(
                audience: .lead(.returnedToBot), occasion: "when the operator closes", namesOperator: true,
                text: "Оператор вернул диалог боту")
        case .timeout:
            Row(
                audience: .lead(.returnedToBot), occasion: "when no operator took the dialog in time",
                text: "Оператор не ответил, диалог возвращён боту")
        case .operatorTimeout:
            Row(
                audience: .lead(.returnedToBot), occasion: "when an operator had the dialog and neither side wrote",
                namesOperator: true, text: "Диалог возвращён боту: давно не было сообщений")
        case .cancelled:
            Row(
                audience: .operators, occasion: "when the dialog went back to the bot", namesOperator: true,
                text: "Клиент вернулся к боту")
        }
    }
}

extension Notice {
    /// Who reads it.
    public var audience: Audience { row.audience }

    /// The placeholders that its text may have.
    public var placeholders: [Placeholder] { row.namesOperator ? Placeholder.allCases : [] }

    /// The text where the configuration gives none.
    public var defaultText: String { row.text }

    /// One sentence for editors: who reads it, and when.
    public var summary: String {
        switch row.audience {
        case .lead: "To the lead, \(row.occasion)."
        case .operators: "To the operators, \(row.occasion)."
        }
    }
}
