import JSON

/// The list of all rules. To add a rule, write its type in a file of its own and name it here.
enum Rules {
    static let all: [any Rule] = [
        // The file below the language.
        NotYAMLRule(), TabIndentationRule(), InvalidUTF8Rule(), FileTooLargeRule(), NestingTooDeepRule(),
        AnchorRule(), AliasRule(), MergeKeyRule(), TagRule(), SeveralDocumentsRule(), ByteOrderMarkRule(),
        CarriageReturnRule(), ForeignSpaceRule(), EmptyFileRule(),
        // Kinds of values and keys.
        WrongTypeRule(), YAMLBooleanRule(), YAMLNumberRule(), UnknownKeyRule(), DuplicateKeyRule(), MissingKeyRule(),
        NotADefaultRule(), EmptyValueRule(), LanguageVersionRule(), NoBindingsRule(),
        // Bindings among each other.
        BindingIDRule(), DuplicateBindingIDRule(), SharedTokenRule(),
        // Secrets.
        LiteralSecretRule(), SecretReferenceRule(), SecretNameRule(), SecretListRule(), RepeatedSecretRule(),
        RelativeSecretFileRule(), SecretPresenceRule(),
        // Channels and groups.
        ChannelDeclarationRule(), UnknownChannelRule(), RepeatedChannelRule(), LiveTexListedRule(),
        ChatCenterExclusionRule(), NothingMirroredRule(), GroupRule(),
        // Texts.
        EmptyHeaderRule(), EqualHeadersRule(), HeaderFormRule(), PlaceholderRule(), EmptyNoticeRule(),
        QuotedBooleanRule(),
        // Addresses.
        URLFormRule(), PrivateAddressRule(), PublicURLRule(), AllowedHostRule(), UnusedAllowedHostRule(),
        // How events reach the platform.
        WordRule(), HeaderNameRule(), JobRule(),
        // The API.
        APIVersionRule(), ObsoleteAPIRule(),
        // Durations.
        DurationRule(), RetentionRule(),
    ]

    static let binding: [any BindingRule] = all.compactMap { $0 as? any BindingRule }
    static let file: [any FileRule] = all.compactMap { $0 as? any FileRule }
    /// The rules of each field that has any.
    private static let value: [(field: Field, rules: [any ValueRule])] = Field.allCases.compactMap { field in
        let rules = all.compactMap { $0 as? any ValueRule }.filter { $0.fields.contains(field) }
        return rules.isEmpty ? nil : (field, rules)
    }

    /// Every page, sorted by its code.
    static let pages: [Page] = all.flatMap(\.pages).sorted { $0.code < $1.code }

    /// What the rules can say of a field in a JSON Schema.
    static func schemas(_ field: Field) -> [[String: JSON]] {
        value.filter { $0.field == field }.flatMap(\.rules).map { $0.schema(field) }.filter { !$0.isEmpty }
    }

    /// Shows the values of a section to the rules that ask for them.
    static func show(_ section: Section, _ report: Report) {
        for index in value.indices {
            guard let node = section[value[index].field] else { continue }
            for rule in value[index].rules { rule.check(node, report) }
        }
    }
}
