import ChannelBundle
import Dialog
import JSON

/// Turns a checked binding into a binding of the bundle.
enum Lowering {
    /// The binding; nil when it is not sound, which a checked one never is.
    static func binding(_ view: BindingView) -> Binding? {
        guard let id = view[.id]?.string,
            let publicURL = view.file.top?[.publicURL]?.string,
            let token = secrets(view, .token).first, let botURL = view[.botURL]?.string,
            let botToken = secrets(view, .botToken).first, let botHeader = view[.headerBot],
            let leadHeader = view[.headerLead]
        else { return nil }
        return Binding(
            id: id,
            name: view[.name]?.string ?? Binding.defaultName,
            publicURL: WebAddress.withoutTrailingSlash(publicURL),
            token: token,
            webhookKeys: secrets(view, .webhookKey),
            api: LiveTexAPI(
                version: (view[.apiVersion]?.string).flatMap(LiveTexAPI.Version.init(rawValue:)) ?? .v1_2,
                url: WebAddress.withoutTrailingSlash(view[.apiURL]?.string ?? LiveTexAPI.defaultURL)),
            platform: PlatformEndpoint(
                url: botURL, bodyForm: word(view, .botBody) ?? .envelope, scriptCode: view[.botScriptCode]?.string,
                token: botToken,
                tokenHeader: view[.botTokenHeader]?.string ?? PlatformEndpoint.defaultTokenHeader,
                acknowledgement: word(view, .botAcknowledge) ?? .status,
                acceptTokens: secrets(view, .botAcceptToken), signingSecrets: secrets(view, .botSigningSecret)),
            knownChannels: view.file.channels?.known ?? [],
            retention: duration(view, .retention) ?? Binding.defaultRetention,
            allowPrivate: view.allowedHosts,
            rules: DialogRules(
                binding: id,
                // An empty header means no header line; one of which nothing can be seen is as empty.
                botHeader: botHeader.isBlank ? "" : botHeader.string,
                leadHeader: leadHeader.isBlank ? "" : leadHeader.string,
                excludedChannels: view.excludedCodes.union([Channels.livetex]),
                notices: notices(view),
                scripts: scripts(view),
                waitingTimeout: duration(view, .waitingTimeout),
                operatorTimeout: duration(view, .operatorTimeout),
                passesSecretAddresses: view[.attachmentSecretURLs]?.string == "pass"))
    }

    /// What editors show as a key's default.
    static let standards: [Field: JSON] = {
        let texts: [(Field, String)] = [
            (.name, Binding.defaultName), (.group, "first"), (.apiVersion, LiveTexAPI.Version.v1_2.rawValue),
            (.apiURL, LiveTexAPI.defaultURL), (.botBody, PlatformEndpoint.BodyForm.envelope.rawValue),
            (.botTokenHeader, PlatformEndpoint.defaultTokenHeader),
            (.botAcknowledge, PlatformEndpoint.Acknowledgement.status.rawValue),
            (.attachmentSecretURLs, "refuse"), (.retention, "\(Binding.defaultRetention / 86_400_000)d"),
        ]
        let notices = Notice.allCases.map { (Field.notice($0), $0.defaultText) }
        return Dictionary(uniqueKeysWithValues: (texts + notices).map { ($0, .string($1)) })
    }()

    private static func secrets(_ view: BindingView, _ field: Field) -> [SecretReference] {
        view[field].map { SecretReferences.references($0).map(\.reference) } ?? []
    }

    private static func word<Word: RawRepresentable<String>>(_ view: BindingView, _ field: Field) -> Word? {
        (view[field]?.string).flatMap(Word.init(rawValue:))
    }

    private static func duration(_ view: BindingView, _ field: Field) -> Int64? {
        (view[field]?.string).flatMap(DurationText.milliseconds)
    }

    private static func scripts(_ view: BindingView) -> [ScriptType: String] {
        var scripts: [ScriptType: String] = [:]
        for field in Field.scriptCodes {
            if let type = ScriptType(rawValue: field.key), let code = view[field]?.string { scripts[type] = code }
        }
        return scripts
    }

    private static func notices(_ view: BindingView) -> NoticeTemplates {
        NoticeTemplates { notice in
            guard let value = view[.notice(notice)] else { return notice.defaultText }
            return value.isFalse ? nil : value.string
        }
    }
}
