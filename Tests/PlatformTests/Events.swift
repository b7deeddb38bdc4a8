import Dialog
import JSON
import Platform

/// A valid event of every type, with every field. Tests change one thing at a time.
enum Sample {
    static func event(_ type: String, _ data: JSON?) -> JSON {
        .members([
            "v": 1, "id": "01JD9Q0V6T3W8K4Z5B2N7M1C9X", "type": .string(type), "ts": "2026-11-23T08:00:00.000Z",
            "bot_id": 49,
            "lead": ["id": 30400, "channel": "telegram", "name": "Иван"], "data": data,
        ])
    }

    static let attachment: JSON = [
        "kind": "image", "url": "https://f.example/a.png", "name": "вид.png", "mime": "image/png", "size": 1200,
    ]

    static let leadMessage = event(
        "lead.message", ["message": ["id": "m1", "text": "Привет", "attachments": [attachment]]])
    static let botMessage = event(
        "bot.message",
        [
            "message": [
                "id": "m1", "text": "Выберите:",
                "menu": [
                    "items": [
                        ["code": "1", "label": "О нас", "script_code": "about_us", "hide_code": true, "hidden": false],
                        ["code": "2", "label": "Цены"],
                    ]
                ],
                "attachments": [attachment],
            ]
        ])
    static let menuChoice = event(
        "lead.menu_choice",
        ["message": ["id": "m2"], "choice": ["code": "1", "script_code": "about_us", "label": "О нас"]])
    static let attributes = event(
        "lead.attributes",
        [
            "mode": "merge",
            "attributes": ["номер_заявки": 705, "имя": "Test", "срочно": true, "сумма": .double(1.5), "z": .null],
        ])
    static let operatorsCheck = event("operators.check", nil)
    static let transferRequest = event("transfer.request", ["attributes": ["номер_заявки": 705], "reason": "просит"])
    static let transferCancel = event("transfer.cancel", ["by": "lead"])

    static let all = [
        leadMessage, botMessage, menuChoice, attributes, operatorsCheck, transferRequest, transferCancel,
    ]
}

/// The core's attachment; Testing has a type of the same name.
typealias PlatformFile = Attachment

extension EnvelopeError {
    /// The wrong field; nil for another error.
    var field: FieldError? { if case .field(let field) = self { field } else { nil } }
}
