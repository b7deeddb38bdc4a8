// The form of `bindings/{id}.json`. Durations are whole seconds, as in the configuration.

import Dialog
import JSON

extension Binding {
    /// The version of the bundle's form that this program writes and reads.
    public static let schemaVersion: Int64 = 1

    /// The binding as the bundle's file.
    public var json: JSON {
        .members([
            "schema_version": .int(Self.schemaVersion),
            "id": .string(id),
            "name": .string(name),
            "public_url": .string(publicURL),
            "token": token.json,
            "webhook_key": .array(webhookKeys.map(\.json)),
            "api": ["version": .string(api.version.rawValue), "url": .string(api.url)],
            "bot": .members([
                "url": .string(platform.url),
                "body": .string(platform.bodyForm.rawValue),
                "script_code": platform.scriptCode.map { .string($0) },
                "token": platform.token.json,
                "token_header": .string(platform.tokenHeader),
                "acknowledge": .string(platform.acknowledgement.rawValue),
                "accept_token": .array(platform.acceptTokens.map(\.json)),
                "signing_secret": .array(platform.signingSecrets.map(\.json)),
            ]),
            "headers": ["bot": .string(rules.botHeader), "lead": .string(rules.leadHeader)],
            "excluded_channels": .array(rules.excludedChannels.sorted().map { .string($0) }),
            "known_channels": .array(knownChannels.sorted().map { .string($0) }),
            "scripts": .object(
                Dictionary(uniqueKeysWithValues: rules.scripts.map { ($0.key.rawValue, JSON.string($0.value)) })),
            "notices": rules.notices.json,
            "waiting_timeout": rules.waitingTimeout.map { .int($0 / 1000) },
            "operator_timeout": rules.operatorTimeout.map { .int($0 / 1000) },
            "attachments": ["secret_urls": rules.passesSecretAddresses ? "pass" : "refuse"],
            "retention": .int(retention / 1000),
            "allow_private": .array(allowPrivate.sorted().map { .string($0) }),
        ])
    }

    /// Reads the bundle's file.
    ///
    /// - Throws: ``FieldError`` when the file is of another schema version or is not what the compiler writes.
    public init(json: JSON) throws(FieldError) {
        let fields = try Fields(json)
        let version = try fields.int("schema_version")
        guard version == Self.schemaVersion else {
            throw fields.error(
                "schema_version",
                "is \(version), and this program reads \(Self.schemaVersion): compile the configuration again with the same release"
            )
        }
        let api = try fields.object("api")
        guard let apiVersion = LiveTexAPI.Version(rawValue: try api.string("version")) else {
            throw api.error("version", "is not a version of the Messaging API")
        }
        let bot = try fields.object("bot")
        let headers = try fields.object("headers")
        let id = try fields.string("id")
        self.init(
            id: id,
            name: try fields.string("name"),
            publicURL: try fields.string("public_url"),
            token: try SecretReference(fields, "token"),
            webhookKeys: try SecretReference.list(fields, "webhook_key"),
            api: LiveTexAPI(version: apiVersion, url: try api.string("url")),
            platform: try PlatformEndpoint(bot),
            knownChannels: Set(try fields.strings("known_channels")),
            retention: try fields.int("retention", in: Self.seconds) * 1000,
            allowPrivate: Set(try fields.strings("allow_private")),
            rules: DialogRules(
                binding: id,
                botHeader: try headers.string("bot"),
                leadHeader: try headers.string("lead"),
                excludedChannels: Set(try fields.strings("excluded_channels")),
                notices: try NoticeTemplates(fields.object("notices")),
                scripts: try Self.scripts(fields.object("scripts")),
                waitingTimeout: try fields.optionalInt("waiting_timeout", in: Self.seconds).map { $0 * 1000 },
                operatorTimeout: try fields.optionalInt("operator_timeout", in: Self.seconds).map { $0 * 1000 },
                passesSecretAddresses: fields["attachments"]?["secret_urls"] == "pass"))
    }

    /// The durations that a bundle may have, in seconds.
    private static let seconds = 1...Self.longestDuration / 1000

    private static func scripts(_ fields: Fields) throws(FieldError) -> [ScriptType: String] {
        var scripts: [ScriptType: String] = [:]
        for name in fields.names {
            guard let type = ScriptType(rawValue: name) else { throw fields.error(name, "is not a script type") }
            scripts[type] = try fields.string(name)
        }
        return scripts
    }
}

extension PlatformEndpoint {
    /// A key that the bundle does not have is newer than the bundle and gets its default.
    fileprivate init(_ fields: Fields) throws(FieldError) {
        self.init(
            url: try fields.string("url"),
            bodyForm: fields["body"] == nil ? .envelope : try fields.choice("body"),
            scriptCode: try fields.optionalString("script_code"),
            token: try SecretReference(fields, "token"),
            tokenHeader: try fields.optionalString("token_header") ?? Self.defaultTokenHeader,
            acknowledgement: fields["acknowledge"] == nil ? .status : try fields.choice("acknowledge"),
            acceptTokens: try SecretReference.list(fields, "accept_token"),
            signingSecrets: try SecretReference.list(fields, "signing_secret"))
    }
}

extension NoticeTemplates {
    /// A silenced notice is `false`.
    fileprivate var json: JSON {
        let texts = Notice.allCases.map { ($0.rawValue, self[$0].map { JSON.string($0) } ?? false) }
        return .object(Dictionary(uniqueKeysWithValues: texts))
    }

    /// A notice that the bundle does not have is newer than the bundle and gets its default text.
    fileprivate init(_ fields: Fields) throws(FieldError) {
        try self.init { (notice) throws(FieldError) -> String? in
            if fields[notice.rawValue] == false { return nil }
            return try fields.optionalString(notice.rawValue) ?? notice.defaultText
        }
    }
}

extension SecretReference {
    /// `{"env": NAME}` or `{"file": PATH}`.
    public var json: JSON {
        switch self {
        case .environment(let name): ["env": .string(name)]
        case .file(let path): ["file": .string(path)]
        }
    }

    fileprivate init(_ fields: Fields, _ key: String) throws(FieldError) {
        try self.init(fields.object(key))
    }

    private init(_ reference: Fields) throws(FieldError) {
        if let name = try reference.optionalString("env") {
            // Its courier would not get it.
            guard !RequestVariables.contains(name) else {
                throw reference.error(
                    "env",
                    "is \(name), a variable that web servers set for each request: give the secret another name and compile the configuration again"
                )
            }
            self = .environment(name)
        } else {
            self = .file(try reference.string("file"))
        }
    }

    fileprivate static func list(_ fields: Fields, _ key: String) throws(FieldError) -> [SecretReference] {
        var references: [SecretReference] = []
        for reference in try fields.objects(key) { references.append(try SecretReference(reference)) }
        return references
    }
}
