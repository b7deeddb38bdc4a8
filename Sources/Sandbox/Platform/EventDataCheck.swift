import JSON
import LiveTexModel

/// Checks `data` of an event against docs/platform-contract.md, direction bridge → platform.
enum EventDataCheck {
    static func check(_ data: Fields, type: String, in envelope: Fields) throws(FieldError) {
        switch type {
        case "notice":
            try oneOf(data, "kind", ["transferred", "operator_joined", "returned_to_bot", "system"])
            guard try !data.string("text").isEmpty else { throw data.error("text", "is empty") }
            try person(data, required: false)
        case "operator.message":
            try person(data, required: true)
            try message(data.object("message"))
        case "transfer.result":
            _ = try data.string("request_id")
            let outcome = try oneOf(data, "outcome", ["transferred", "no_operators", "failed"])
            let script = try script(data, required: outcome == "no_operators")
            if outcome == "no_operators", script != "no_operators" {
                throw data.error("run_script.type", "must be no_operators")
            }
        case "dialog.returned":
            let by = try oneOf(data, "by", ["operator", "lead", "bot", "timeout"])
            try person(data, required: false)
            // With an operator the dialog is returned after a silence; without one no operator came.
            let isUnanswered = by == "timeout" && data["operator"] == nil
            let expected = isUnanswered ? "no_operators" : "return"
            guard try script(data, required: true) == expected else {
                throw data.error("run_script.type", "must be \(expected)")
            }
        case "operator.command":
            let command = try oneOf(data, "command", ["/bot", "/operator"])
            try person(data, required: true)
            let expected = command == "/bot" ? "return" : "transfer"
            guard try script(data, required: true) == expected else {
                throw data.error("run_script.type", "must be \(expected)")
            }
        case "ping": break
        default: throw envelope.error("type", "is unknown: \(type)")
        }
    }

    private static func message(_ message: Fields) throws(FieldError) {
        _ = try message.string("id")
        let text = try message.optionalString("text")
        let attachments = try message.objects("attachments")
        for attachment in attachments {
            try oneOf(attachment, "kind", ["image", "video", "audio", "voice", "file"])
            guard HTTPAddress(try attachment.string("url")) != nil else {
                throw attachment.error("url", "must be an http or https address")
            }
            _ = try attachment.optionalString("name")
            _ = try attachment.optionalString("mime")
            _ = try attachment.optionalInt("size")
        }
        guard text != nil || !attachments.isEmpty else {
            throw message.error("text", "is missing, and there are no attachments")
        }
    }

    /// `operator`: id and name.
    private static func person(_ data: Fields, required: Bool) throws(FieldError) {
        guard let person = try data.optionalObject("operator") else {
            if required { throw data.error("operator", "is missing") }
            return
        }
        _ = try person.string("id")
        _ = try person.string("name")
    }

    /// The type in `run_script`; nil for `null`.
    private static func script(_ data: Fields, required: Bool) throws(FieldError) -> String? {
        guard let script = try data.optionalObject("run_script") else {
            if required { throw data.error("run_script", "is missing") }
            return nil
        }
        _ = try script.optionalString("code")
        return try oneOf(
            script, "type", ["no_operators", "transfer", "transfer_online", "transfer_offline", "return"])
    }

    @discardableResult
    private static func oneOf(_ fields: Fields, _ key: String, _ values: [String]) throws(FieldError) -> String {
        let value = try fields.string(key)
        guard values.contains(value) else {
            throw fields.error(key, "must be one of \(values.joined(separator: ", ")), not \(value)")
        }
        return value
    }
}
