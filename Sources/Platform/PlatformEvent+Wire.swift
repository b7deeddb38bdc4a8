// The platform's events and their data (docs/platform-contract.md, "Platform to bridge").

import Dialog
import JSON

extension PlatformEvent.Kind {
    init(type: String, _ envelope: ForeignFields) throws(FieldError) {
        switch type {
        case "lead.message": self = .message(.lead, try Message(envelope.object("data").object("message"), menu: false))
        case "bot.message": self = .message(.bot, try Message(envelope.object("data").object("message"), menu: true))
        case "lead.menu_choice": self = .menuChoice(shown: try Self.choice(envelope.object("data")))
        case "lead.attributes":
            let data = try envelope.object("data")
            self = .attributes(try data.choice("mode"), try LeadAttributes.read(data.object("attributes")))
        case "operators.check": self = .operatorsCheck
        case "transfer.request":
            guard let data = try envelope.optionalObject("data") else {
                self = .transferRequest(attributes: nil)
                return
            }
            var attributes: Members<JSON>?
            if let given = try data.optionalObject("attributes") {
                attributes = try LeadAttributes.read(given).filter { $0.value != .null }
            }
            self = .transferRequest(
                attributes: attributes, reason: data.decoration("reason")?.nonBlank, history: try PastMessage.list(data)
            )
        case "transfer.cancel": self = .transferCancel(try envelope.object("data").choice("by"))
        default: self = .unknown(type)
        }
    }

    private static func choice(_ data: ForeignFields) throws(FieldError) -> String {
        data.decorativeObject("message")?.remarkMessageID()
        let choice = try data.object("choice")
        let code = try choice.optionalText("code")
        if let shown = try choice.optionalText("script_code")?.nonBlank ?? code?.nonBlank { return shown }
        throw choice.error("code", code == nil ? "is missing" : "must not be empty")
    }
}

extension ForeignFields {
    /// The bridge does not use the id of a message. The contract has it, and later releases may need it.
    fileprivate func remarkMessageID() {
        if self["id"]?.string == nil { remark("id", "is no text; the message's id is expected") }
    }
}

extension PastMessage {
    /// The history in a request's data; of a long one the end.
    fileprivate static func list(_ data: ForeignFields) throws(FieldError) -> [PastMessage] {
        var history: [PastMessage] = []
        for entry in try data.objects("history") { history.append(try PastMessage(entry)) }
        if history.count > maximumCount {
            data.remark("history", "has \(history.count) entries; the last \(maximumCount) are mirrored")
        }
        return history.suffix(maximumCount)
    }

    private init(_ fields: ForeignFields) throws(FieldError) {
        let speaker: Speaker =
            switch try fields.choice("from") as Origin {
            case .lead: .lead
            case .bot: .bot
            }
        self.init(speaker: speaker, message: try Message(parts: fields, menu: speaker == .bot))
        if let id = fields.decoration("id") {
            if EventID.isValid(id) { self.id = id } else { fields.remark("id", "is no event's id; it is left out") }
        }
        time = fields.decoration("ts")
    }

    private enum Origin: String, CaseIterable { case lead, bot }
}

extension Message {
    fileprivate init(_ fields: ForeignFields, menu hasMenu: Bool) throws(FieldError) {
        fields.remarkMessageID()
        try self.init(parts: fields, menu: hasMenu)
    }

    fileprivate init(parts fields: ForeignFields, menu hasMenu: Bool) throws(FieldError) {
        let text = try fields.optionalText("text")
        let menu = hasMenu ? try Self.menu(fields) : nil
        var attachments: [Attachment] = []
        for attachment in try fields.objects("attachments") { attachments.append(try Attachment(attachment)) }
        guard text != nil || menu != nil || !attachments.isEmpty else {
            let parts = hasMenu ? "text, menu and attachments" : "text and attachments"
            throw FieldError(path: fields.path, problem: "must have at least one of \(parts)")
        }
        self.init(text: text, menu: menu ?? [], attachments: attachments)
    }

    /// The items of the menu, which may also be a list without the object around it; nil for no menu.
    private static func menu(_ fields: ForeignFields) throws(FieldError) -> [MenuItem]? {
        guard let menu = fields["menu"] else { return nil }
        var items: [MenuItem] = []
        if case .array = menu {
            fields.remark("menu", "is an array; an object with items is expected")
            for item in try fields.objects("menu") { items.append(try MenuItem(item)) }
        } else {
            let menu = try fields.object("menu")
            if !menu.names.isEmpty { _ = try menu.value("items") }
            for item in try menu.objects("items") { items.append(try MenuItem(item)) }
        }
        return items
    }
}

extension MenuItem {
    fileprivate init(_ fields: ForeignFields) throws(FieldError) {
        self.init(
            code: try fields.text("code"), label: try fields.text("label"), hidesCode: try fields.flag("hide_code"),
            isHidden: try fields.flag("hidden"))
    }
}

extension Attachment {
    fileprivate init(_ fields: ForeignFields) throws(FieldError) {
        let text = try fields.string("url")
        guard let url = FileAddress.clean(text) else {
            throw fields.error("url", "must be an http or https address")
        }
        if !url.utf8.elementsEqual(text.utf8) { fields.remark("url", "is not encoded; it is sent with %XX") }
        if fields["kind"]?.string == nil { fields.remark("kind", "is no text; the file counts as file") }
        self.init(
            kind: Kind(rawValue: fields["kind"]?.string?.lowercased() ?? "") ?? .file, url: url,
            name: fields.decoration("name")?.nonBlank, mime: fields.decoration("mime"), size: fields.size("size"))
    }
}

extension LeadAttributes {
    /// Reads a set of attributes, `null` ones included.
    fileprivate static func read(_ fields: ForeignFields) throws(FieldError) -> Members<JSON> {
        var attributes: Members<JSON> = [:]
        for name in fields.names {
            let value = fields[name] ?? .null
            guard !name.isEmpty, name.unicodeScalars.count <= maximumLength else {
                throw FieldError(
                    path: fields.path, problem: "has a name that is empty or over \(maximumLength) characters")
            }
            switch value {
            case .array, .object:
                throw fields.error(name, "must be a string, a number, a boolean or null, not \(value.kind)")
            default: break
            }
            guard text(value)?.unicodeScalars.count ?? 0 <= maximumLength else {
                throw fields.error(name, "is over \(maximumLength) characters")
            }
            attributes[name] = value
        }
        guard attributes.count <= maximumCount else {
            throw FieldError(
                path: fields.path, problem: "holds \(attributes.count) attributes; LiveTex takes \(maximumCount)")
        }
        return attributes
    }
}
