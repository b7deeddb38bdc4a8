import JSON

/// An event that the platform sends to the bridge (docs/platform-contract.md).
public struct ScriptedEvent: Hashable, Sendable {
    /// The event's id; nil for a new one.
    public var id: String?
    /// Such as `lead.message`.
    public var type: String
    /// The lead of the dialog.
    public var lead: Lead
    /// `data`, whose fields depend on the type.
    public var data: JSON
    /// Members of the envelope that replace those of the sandbox, for tests of refusals.
    public var overrides: [String: JSON]

    /// An event of any type; the functions below make those of the contract.
    public init(_ type: String, _ lead: Lead, data: JSON = [:], id: String? = nil, overrides: [String: JSON] = [:]) {
        self.id = id
        self.type = type
        self.lead = lead
        self.data = data
        self.overrides = overrides
    }

    /// The lead writes.
    public static func leadMessage(
        _ lead: Lead, id: String, text: String? = nil, attachments: [Attachment] = []
    ) -> ScriptedEvent {
        ScriptedEvent("lead.message", lead, data: ["message": message(id, text, attachments)])
    }

    /// The lead picks an item of a menu.
    public static func menuChoice(
        _ lead: Lead, id: String, code: String, scriptCode: String? = nil, label: String? = nil
    ) -> ScriptedEvent {
        ScriptedEvent(
            "lead.menu_choice", lead,
            data: [
                "message": ["id": .string(id)],
                "choice": .members([
                    "code": .string(code), "script_code": scriptCode.map { .string($0) },
                    "label": label.map { .string($0) },
                ]),
            ])
    }

    /// The bot writes.
    public static func botMessage(
        _ lead: Lead, id: String, text: String? = nil, menu: [MenuItem] = [], attachments: [Attachment] = []
    ) -> ScriptedEvent {
        var members = message(id, text, attachments).object ?? [:]
        if !menu.isEmpty { members["menu"] = ["items": .array(menu.map(\.json))] }
        return ScriptedEvent("bot.message", lead, data: ["message": .object(members)])
    }

    /// The bot's script calls `setLiveTexAttr`.
    public static func attributes(_ lead: Lead, _ attributes: [String: JSON], mode: String = "merge") -> ScriptedEvent {
        ScriptedEvent("lead.attributes", lead, data: ["mode": .string(mode), "attributes": .object(attributes)])
    }

    /// The bot's script asks whether an operator is online.
    public static func operatorsCheck(_ lead: Lead) -> ScriptedEvent { ScriptedEvent("operators.check", lead) }

    /// The bot's script asks for an operator.
    public static func transferRequest(
        _ lead: Lead, attributes: [String: JSON]? = nil, reason: String? = nil
    ) -> ScriptedEvent {
        ScriptedEvent(
            "transfer.request", lead,
            data: .members(["attributes": attributes.map { .object($0) }, "reason": reason.map { .string($0) }]))
    }

    /// The lead or the bot takes the dialog back.
    public static func transferCancel(_ lead: Lead, by: String = "lead") -> ScriptedEvent {
        ScriptedEvent("transfer.cancel", lead, data: ["by": .string(by)])
    }

    /// An attachment of a message.
    public struct Attachment: Hashable, Sendable {
        /// `image`, `video`, `audio`, `voice`, `file`, or something unknown.
        public var kind: String
        /// The address for downloading.
        public var url: String
        /// The file's name.
        public var name: String?
        /// The media type.
        public var mime: String?
        /// The size in bytes.
        public var size: Int64?

        /// A file of that kind at an address.
        public init(_ kind: String, _ url: String, name: String? = nil, mime: String? = nil, size: Int64? = nil) {
            self.kind = kind
            self.url = url
            self.name = name
            self.mime = mime
            self.size = size
        }

        var json: JSON {
            .members([
                "kind": .string(kind), "url": .string(url), "name": name.map { .string($0) },
                "mime": mime.map { .string($0) }, "size": size.map { .int($0) },
            ])
        }
    }

    /// An item of a menu.
    public struct MenuItem: Hashable, Sendable {
        /// The code before the caption.
        public var code: String
        /// The caption.
        public var label: String
        /// The script that the item runs.
        public var scriptCode: String?
        /// `hide_code`: the caption has no code before it.
        public var hidesCode: Bool
        /// `hidden`: leads do not see the item.
        public var isHidden: Bool

        /// An item with its code and caption.
        public init(
            _ code: String, _ label: String, scriptCode: String? = nil, hidesCode: Bool = false, isHidden: Bool = false
        ) {
            self.code = code
            self.label = label
            self.scriptCode = scriptCode
            self.hidesCode = hidesCode
            self.isHidden = isHidden
        }

        var json: JSON {
            .members([
                "code": .string(code), "label": .string(label), "script_code": scriptCode.map { .string($0) },
                "hide_code": hidesCode ? true : nil, "hidden": isHidden ? true : nil,
            ])
        }
    }

    private static func message(_ id: String, _ text: String?, _ attachments: [Attachment]) -> JSON {
        .members([
            "id": .string(id), "text": text.map { .string($0) },
            "attachments": attachments.isEmpty ? nil : .array(attachments.map(\.json)),
        ])
    }

    /// The envelope.
    func json(id: String, time: Int64) -> JSON {
        var members: [String: JSON] = [
            "v": 1, "id": .string(id), "type": .string(type), "ts": .string(UTCTime.text(time)), "bot_id": lead.botID,
            "lead": lead.json, "data": data,
        ]
        members.merge(overrides) { $1 }
        return .object(members)
    }
}
