import Dialog

/// The language of `channels.yaml` as data: which keys there are, and what kind of value each has.
///
/// The checker walks it and the JSON Schema is written from it, so the two cannot differ. What is more than a kind of
/// value (a URL must be https) is checked by a rule.
enum Language {
    static let file = MappingShape(
        "the file",
        [
            KeyShape("version", .version, .integer, required: true, "The version of the language: 1."),
            KeyShape(
                "public_url", .publicURL, .text, required: true,
                "Where LiveTex and the bot platform reach the receiver."),
            KeyShape(
                "defaults", .defaults, .mapping(binding),
                "What bindings have in common; mappings merge by key, lists are replaced."
            ),
            KeyShape("channels", .channels, .free, "Further channel codes, each `direct` or `chat_center`."),
            KeyShape(
                "bindings", .bindings, .mappings(binding), required: true, "The connections of bots to contact points."),
        ])

    static let binding = MappingShape(
        "a binding",
        [
            KeyShape("id", .id, .text, required: true, "Part of the webhooks' URLs; unique."),
            KeyShape("name", .name, .text, "The channel's name, for people."),
            KeyShape("token", .token, .secret, required: true, "The access key of the contact point."),
            KeyShape(
                "webhook_key", .webhookKey, .secrets, required: true,
                "What LiveTex echoes in every webhook; two while it is replaced."
            ),
            KeyShape("headers", .headers, .mapping(headers), required: true, "The line above each message."),
            KeyShape("excluded_channels", .excludedChannels, .texts, "Channels whose leads are never mirrored."),
            KeyShape("group", .group, .any, "Only `first`: the first group that LiveTex names."),
            KeyShape("groups", .groups, .any, hidden: true, ""),
            KeyShape("group_id", .groupID, .any, hidden: true, ""),
            KeyShape("group_name", .groupName, .any, hidden: true, ""),
            KeyShape("group_code", .groupCode, .any, hidden: true, ""),
            KeyShape("api", .api, .mapping(api), "Which LiveTex Messaging API is called."),
            KeyShape("bot", .bot, .mapping(bot), required: true, "The bot platform."),
            KeyShape("scripts", .scripts, .mapping(scripts), "The platform's script codes by type."),
            KeyShape(
                "notices", .notices, .mapping(notices), "The texts that the bridge itself says; `false` silences one."),
            KeyShape("attachments", .attachments, .mapping(attachments), "How files of the platform are treated."),
            KeyShape(
                "waiting_timeout", .waitingTimeout, .text,
                "How long a lead may wait for an operator, such as 15m; off without it."),
            KeyShape(
                "operator_timeout", .operatorTimeout, .text,
                "How long an operator may have a dialog in which neither side writes, such as 2h; off without it."),
            KeyShape("retention", .retention, .text, "How long a closed, quiet dialog is kept; at least 48h."),
            KeyShape("allow_private", .allowPrivate, .texts, "Hosts on private addresses that may be called."),
        ])

    private static let headers = MappingShape(
        "`headers`",
        [
            KeyShape("headers.bot", .headerBot, .text, required: true, "Above what the bot says."),
            KeyShape("headers.lead", .headerLead, .text, required: true, "Above what the lead says."),
        ])

    private static let api = MappingShape(
        "`api`",
        [
            KeyShape("api.version", .apiVersion, .text, "The edition of the API."),
            KeyShape("api.url", .apiURL, .text, "The address before the version."),
        ])

    private static let bot = MappingShape(
        "`bot`",
        [
            KeyShape("bot.url", .botURL, .text, required: true, "Where events go."),
            KeyShape("bot.body", .botBody, .text, "The form of the body around an event."),
            KeyShape("bot.script_code", .botScriptCode, .text, "The script that a job runs, with `body: job`."),
            KeyShape("bot.token", .botToken, .secret, required: true, "The token that the bridge sends."),
            KeyShape(
                "bot.token_header", .botTokenHeader, .text,
                "The header of the token: after `Bearer` in `Authorization`, alone in any other."),
            KeyShape("bot.acknowledge", .botAcknowledge, .text, "When an event counts as delivered."),
            KeyShape(
                "bot.accept_token", .botAcceptToken, .secrets, required: true,
                "The bearer token that the bridge accepts."),
            KeyShape(
                "bot.signing_secret", .botSigningSecret, .secrets,
                "A Standard Webhooks secret; without one nothing is signed."),
        ])

    private static let attachments = MappingShape(
        "`attachments`",
        [
            KeyShape(
                "attachments.secret_urls", .attachmentSecretURLs, .text,
                "What becomes of a file whose address holds a credential.")
        ])

    private static let scripts = MappingShape(
        "`scripts`",
        [
            KeyShape("scripts.no_operators", .scriptNoOperators, .text, "«Нет доступных операторов»"),
            KeyShape("scripts.transfer", .scriptTransfer, .text, "«Перевод на оператора»"),
            KeyShape("scripts.transfer_online", .scriptTransferOnline, .text, "«Перевод на оператора (онлайн)»"),
            KeyShape("scripts.transfer_offline", .scriptTransferOffline, .text, "«Перевод на оператора (оффлайн)»"),
            KeyShape("scripts.return", .scriptReturn, .text, "«Возврат»"),
        ])

    private static let notices = MappingShape(
        "`notices`",
        Notice.allCases.map { KeyShape("notices.\($0.rawValue)", .notice($0), .textOrFalse, $0.summary) })
}

extension Language {
    /// What every binding must have of its own.
    static let notInDefaults: Set<Field> = [.id, .token, .webhookKey]

    /// The key of a field.
    static func shape(of field: Field) -> KeyShape { shapes[field.rawValue] }

    private static let shapes: [KeyShape] = {
        func all(_ shape: MappingShape) -> [KeyShape] {
            shape.keys.flatMap { key -> [KeyShape] in
                if case .mapping(let inner) = key.shape, key.field != .defaults { return [key] + all(inner) }
                return [key]
            }
        }
        return (all(file) + all(binding)).sorted { $0.field.rawValue < $1.field.rawValue }
    }()

    /// The keys of a name, wherever they belong.
    static func homes(of name: String) -> [KeyShape] { shapes.filter { $0.name == name && !$0.isHidden } }

    /// The words that are never secret: of a part with a syntax error only these are shown.
    static let words: Set<String> = Set(shapes.map(\.name) + Channels().known + ChannelKind.allCases.map(\.rawValue))
        .union(["env", "file", "first", "false", "true", "1", "<<", "https", "http"])
}
