// The platform's events and their data (docs/platform-contract.md, "Platform to bridge").

import Dialog
import JSON

extension PlatformEvent.Kind {
    init(type: String, _ envelope: Fields) throws(FieldError) {
        switch type {
        case "lead.message": self = .message(.lead, try Message(envelope.object("data").object("message"), menu: false))
        case "bot.message": self = .message(.bot, try Message(envelope.object("data").object("message"), menu: true))
        case "lead.menu_choice": self = .menuChoice(shown: try Self.choice(envelope.object("data")))
        case "lead.attributes":
            let data = try envelope.object("data")
            self = .attributes(try data.choice("mode"), try LeadAttributes.read(data.object("attributes")))
        case "operators.check": self = .operatorsCheck
        case "transfer.request":
            let data = try envelope.optionalObject("data")
            let reason = try data?.optionalString("reason")
            guard let attributes = try data?.optionalObject("attributes") else {
                self = .transferRequest(attributes: nil, reason: reason)
                return
            }
            self = .transferRequest(
                attributes: try LeadAttributes.read(attributes).filter { $0.value != .null }, reason: reason)
        case "transfer.cancel": self = .transferCancel(try envelope.object("data").choice("by"))
        default: self = .unknown(type)
        }
    }

    private static func choice(_ data: Fields) throws(FieldError) -> String {
        _ = try data.object("message").string("id")
        let choice = try data.object("choice")
        let code = try choice.string("code")
        _ = try choice.optionalString("label")
        let scriptCode = try choice.optionalString("script_code") ?? ""
        let shown = scriptCode.isEmpty ? code : scriptCode
        guard !shown.isEmpty else { throw choice.error("code", "must not be empty") }
        return shown
    }
}

extension Message {
    fileprivate init(_ fields: Fields, menu hasMenu: Bool) throws(FieldError) {
        _ = try fields.string("id")
        let text = try fields.optionalString("text")
        var items: [MenuItem] = []
        let menu = hasMenu ? try fields.optionalObject("menu") : nil
        if let menu {
            _ = try menu.value("items")
            for item in try menu.objects("items") { items.append(try MenuItem(item)) }
        }
        var attachments: [Attachment] = []
        for attachment in try fields.objects("attachments") { attachments.append(try Attachment(attachment)) }
        guard text != nil || menu != nil || !attachments.isEmpty else {
            let parts = hasMenu ? "text, menu and attachments" : "text and attachments"
            throw FieldError(path: fields.path, problem: "must have at least one of \(parts)")
        }
        self.init(text: text, menu: items, attachments: attachments)
    }
}

extension MenuItem {
    fileprivate init(_ fields: Fields) throws(FieldError) {
        _ = try fields.optionalString("script_code")
        self.init(
            code: try fields.string("code"), label: try fields.string("label"),
            hidesCode: try fields.optionalBool("hide_code") ?? false,
            isHidden: try fields.optionalBool("hidden") ?? false)
    }
}

extension Attachment {
    fileprivate init(_ fields: Fields) throws(FieldError) {
        let url = try fields.string("url")
        guard isWebAddress(url) else {
            throw fields.error("url", "must be an http or https address")
        }
        _ = try fields.optionalString("mime")
        if let size = try fields.optionalInt("size"), size < 0 { throw fields.error("size", "must not be negative") }
        self.init(
            kind: Kind(rawValue: try fields.string("kind")) ?? .file, url: url, name: try fields.optionalString("name"),
            size: try fields.optionalInt("size"))
    }
}

/// Whether a text has the form of an http or https URL with a host. Only a request can tell more.
private func isWebAddress(_ text: String) -> Bool {
    guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
    let isBlank = { (scalar: Unicode.Scalar) in
        scalar.value <= 0x20 || scalar.value == 0x7f || scalar.properties.isWhitespace
    }
    guard let first = text.dropFirst(scheme.count).unicodeScalars.first, !"/?#".unicodeScalars.contains(first) else {
        return false
    }
    return !text.unicodeScalars.contains(where: isBlank)
}

extension LeadAttributes {
    /// Reads a set of attributes, `null` ones included.
    fileprivate static func read(_ fields: Fields) throws(FieldError) -> [String: JSON] {
        var attributes: [String: JSON] = [:]
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
