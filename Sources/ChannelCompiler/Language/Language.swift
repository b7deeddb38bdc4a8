import Dialog

/// The language of `channels.yaml` as data: which keys there are, and what kind of value each has.
///
/// The checker walks it and the JSON Schema is written from it, so the two cannot differ. What is more than a kind of
/// value (a URL must be https) is a rule's business.
enum Language {
    static let file = MappingShape(
        "the file",
        [
            KeyShape(.version, .integer, required: true, "The version of the language: 1."),
            KeyShape(.publicURL, .text, required: true, "Where LiveTex and the bot platform reach the receiver."),
            KeyShape(
                .defaults, .mapping(binding), "What bindings have in common; mappings merge by key, lists are replaced."
            ),
            KeyShape(.channels, .free, "Further channel codes, each `direct` or `chat_center`."),
            KeyShape(.bindings, .mappings(binding), required: true, "The connections of bots to contact points."),
        ])

    static let binding = MappingShape(
        "a binding",
        [
            KeyShape(.id, .text, required: true, "Part of the webhooks' URLs; unique."),
            KeyShape(.name, .text, "The channel's name, for people."),
            KeyShape(.token, .secret, required: true, "The access key of the contact point."),
            KeyShape(
                .webhookKey, .secrets, required: true, "What LiveTex echoes in every webhook; two while it is replaced."
            ),
            KeyShape(.headers, .mapping(headers), required: true, "The line above each message."),
            KeyShape(.excludedChannels, .texts, "Channels whose leads are never mirrored."),
            KeyShape(.group, .any, "Only `first`: the first group that LiveTex names."),
            KeyShape(.groups, .any, hidden: true, ""),
            KeyShape(.groupID, .any, hidden: true, ""),
            KeyShape(.groupName, .any, hidden: true, ""),
            KeyShape(.groupCode, .any, hidden: true, ""),
            KeyShape(.api, .mapping(api), "Which LiveTex Messaging API is called."),
            KeyShape(.bot, .mapping(bot), required: true, "The bot platform."),
            KeyShape(.scripts, .mapping(scripts), "The platform's script codes by type."),
            KeyShape(.notices, .mapping(notices), "The texts that the bridge itself says; `false` silences one."),
            KeyShape(.waitingTimeout, .text, "How long a lead may wait for an operator, such as 15m; off without it."),
            KeyShape(.retention, .text, "How long a closed, quiet dialog is kept; at least 48h."),
            KeyShape(.allowPrivate, .texts, "Hosts on private addresses that may be called."),
        ])

    private static let headers = MappingShape(
        "`headers`",
        [
            KeyShape(.headerBot, .text, required: true, "Above what the bot says."),
            KeyShape(.headerLead, .text, required: true, "Above what the lead says."),
        ])

    private static let api = MappingShape(
        "`api`",
        [
            KeyShape(.apiVersion, .text, "The edition of the API."),
            KeyShape(.apiURL, .text, "The address before the version."),
        ])

    private static let bot = MappingShape(
        "`bot`",
        [
            KeyShape(.botURL, .text, required: true, "Where events go."),
            KeyShape(.botToken, .secret, required: true, "The bearer token that the bridge sends."),
            KeyShape(.botAcceptToken, .secrets, required: true, "The bearer token that the bridge accepts."),
            KeyShape(.botSigningSecret, .secrets, "A Standard Webhooks secret; without one nothing is signed."),
        ])

    private static let scripts = MappingShape(
        "`scripts`",
        [
            KeyShape(.scriptNoOperators, .text, "«Нет доступных операторов»"),
            KeyShape(.scriptTransfer, .text, "«Перевод на оператора»"),
            KeyShape(.scriptTransferOnline, .text, "«Перевод на оператора (онлайн)»"),
            KeyShape(.scriptTransferOffline, .text, "«Перевод на оператора (оффлайн)»"),
            KeyShape(.scriptReturn, .text, "«Возврат»"),
        ])

    private static let notices = MappingShape(
        "`notices`",
        Notice.allCases.map { KeyShape(.notice($0), .textOrFalse, $0.summary) })
}

extension Language {
    /// What every binding must have of its own.
    static let notInDefaults: Set<Field> = [.id, .token, .webhookKey]

    /// Whether a path leads to a key that must be there.
    static func isRequired(_ path: String) -> Bool {
        guard !path.hasPrefix("defaults.") else { return false }
        let own = path.hasPrefix("bindings[") ? path.drop { $0 != "." }.dropFirst() : path[...]
        return isRequired(own, in: path.hasPrefix("bindings[") ? binding : file)
    }

    private static func isRequired(_ path: Substring, in shape: MappingShape) -> Bool {
        shape.keys.contains { key in
            if key.field.path == path { return key.isRequired }
            if case .mapping(let inner) = key.shape, key.field != .defaults { return isRequired(path, in: inner) }
            return false
        }
    }
}
