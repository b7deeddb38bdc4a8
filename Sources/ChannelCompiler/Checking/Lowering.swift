import ChannelBundle
import Dialog
import JSON

/// Makes a binding of the bundle out of one that has been checked.
enum Lowering {
    /// The binding; nil when it is not sound, which a checked one never is.
    static func binding(_ view: BindingView) -> Binding? {
        guard let id = view.string(.id),
            let publicURL = view.file.top?.node(.publicURL).map({ view.section.tree.string($0) }),
            let token = secrets(view, .token).first, let botURL = view.string(.botURL),
            let botToken = secrets(view, .botToken).first, let botHeader = view.string(.headerBot),
            let leadHeader = view.string(.headerLead)
        else { return nil }
        return Binding(
            id: id,
            name: view.string(.name) ?? Binding.defaultName,
            publicURL: WebAddress.withoutTrailingSlash(publicURL),
            token: token,
            webhookKeys: secrets(view, .webhookKey),
            api: LiveTexAPI(
                version: view.string(.apiVersion).flatMap(LiveTexAPI.Version.init(rawValue:)) ?? .v1_2,
                url: WebAddress.withoutTrailingSlash(view.string(.apiURL) ?? LiveTexAPI.defaultURL)),
            platform: PlatformEndpoint(
                url: botURL, token: botToken, acceptTokens: secrets(view, .botAcceptToken),
                signingSecrets: secrets(view, .botSigningSecret)),
            knownChannels: view.file.channels.known,
            retention: duration(view, .retention) ?? Binding.defaultRetention,
            allowPrivate: Set(view.value(.allowPrivate)?.items.map { AllowedHostRule.bare($0.string) } ?? []),
            rules: DialogRules(
                binding: id,
                // An empty header means no header line; one of spaces is as empty.
                botHeader: botHeader.allSatisfy { $0 == " " } ? "" : botHeader,
                leadHeader: leadHeader.allSatisfy { $0 == " " } ? "" : leadHeader,
                excludedChannels: Set(view.excludedCodes).union([Channels.livetex]),
                notices: notices(view),
                scripts: scripts(view),
                waitingTimeout: duration(view, .waitingTimeout)))
    }

    /// What editors show as a key's default.
    static let standards: [Field: JSON] = {
        let texts: [(Field, String)] = [
            (.name, Binding.defaultName), (.group, "first"), (.apiVersion, LiveTexAPI.Version.v1_2.rawValue),
            (.apiURL, LiveTexAPI.defaultURL), (.retention, "\(Binding.defaultRetention / 86_400_000)d"),
        ]
        let notices = Notice.allCases.map { (Field.notice($0), $0.defaultText) }
        return Dictionary(uniqueKeysWithValues: (texts + notices).map { ($0, .string($1)) })
    }()

    private static func secrets(_ view: BindingView, _ field: Field) -> [SecretReference] {
        view.value(field).map { SecretShape.references($0).map(\.reference) } ?? []
    }

    private static func duration(_ view: BindingView, _ field: Field) -> Int64? {
        view.string(field).flatMap(DurationText.milliseconds)
    }

    private static func scripts(_ view: BindingView) -> [ScriptType: String] {
        var scripts: [ScriptType: String] = [:]
        for field in Field.scriptCodes {
            if let type = ScriptType(rawValue: field.key), let code = view.string(field) { scripts[type] = code }
        }
        return scripts
    }

    private static func notices(_ view: BindingView) -> NoticeTemplates {
        NoticeTemplates { notice in
            guard let value = view.value(.notice(notice)) else { return notice.defaultText }
            return value.isFalse ? nil : value.string
        }
    }
}
