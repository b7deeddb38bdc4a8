/// What the lead or the bot said.
public struct Message: Hashable, Sendable {
    public var text: String?
    public var menu: [MenuItem]
    public var attachments: [Attachment]

    public init(text: String? = nil, menu: [MenuItem] = [], attachments: [Attachment] = []) {
        self.text = text
        self.menu = menu
        self.attachments = attachments
    }
}

/// One item of a bot's menu.
public struct MenuItem: Hashable, Sendable {
    public var code: String
    public var label: String
    /// Shown without its code.
    public var hidesCode: Bool
    /// Not shown at all.
    public var isHidden: Bool

    public init(code: String, label: String, hidesCode: Bool = false, isHidden: Bool = false) {
        self.code = code
        self.label = label
        self.hidesCode = hidesCode
        self.isHidden = isHidden
    }
}

/// A file by its address.
public struct Attachment: Hashable, Sendable {
    /// What kind of file it is, in the platform's words.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case image, video, audio, voice, file
    }

    public var kind: Kind
    public var url: String
    public var name: String?
    /// In bytes.
    public var size: Int64?

    public init(kind: Kind, url: String, name: String? = nil, size: Int64? = nil) {
        self.kind = kind
        self.url = url
        self.name = name
        self.size = size
    }
}

/// What an operator wrote.
public struct OperatorMessage: Hashable, Sendable {
    /// LiveTex's id of the message.
    public var id: String
    public var text: String?
    public var attachments: [Attachment]

    public init(id: String, text: String? = nil, attachments: [Attachment] = []) {
        self.id = id
        self.text = text
        self.attachments = attachments
    }
}
