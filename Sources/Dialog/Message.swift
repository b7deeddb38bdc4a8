/// What the lead or the bot said.
public struct Message: Hashable, Sendable {
    /// Plain text; nil for none.
    public var text: String?
    /// The bot's menu in its order, hidden items included; empty for none.
    public var menu: [MenuItem]
    /// Files, sent one after the other after the text.
    public var attachments: [Attachment]

    /// A message; the wire refuses one without any part.
    public init(text: String? = nil, menu: [MenuItem] = [], attachments: [Attachment] = []) {
        self.text = text
        self.menu = menu
        self.attachments = attachments
    }
}

/// One item of a bot's menu.
public struct MenuItem: Hashable, Sendable {
    /// What the lead types to pick the item.
    public var code: String
    /// The caption.
    public var label: String
    /// Shown without its code.
    public var hidesCode: Bool
    /// Not shown at all.
    public var isHidden: Bool

    /// A visible item with its code, unless said otherwise.
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

    /// LiveTex has no such field; it travels to the platform only.
    public var kind: Kind
    /// Where the file can be fetched, http or https.
    public var url: String
    /// The file's name with its extension; nil for the last part of the address.
    public var name: String?
    /// The media type, such as `image/png`; nil when it is not known. It is needed only where the name tells less.
    public var mime: String?
    /// In bytes.
    public var size: Int64?

    /// A file at an address.
    public init(kind: Kind, url: String, name: String? = nil, mime: String? = nil, size: Int64? = nil) {
        self.kind = kind
        self.url = url
        self.name = name
        self.mime = mime
        self.size = size
    }
}

/// What an operator wrote.
public struct OperatorMessage: Hashable, Sendable {
    /// LiveTex's id of the message.
    public var id: String
    /// The text, or the comment of a file; nil for none.
    public var text: String?
    /// Files in LiveTex's order.
    public var attachments: [Attachment]

    /// A message under LiveTex's id.
    public init(id: String, text: String? = nil, attachments: [Attachment] = []) {
        self.id = id
        self.text = text
        self.attachments = attachments
    }
}
