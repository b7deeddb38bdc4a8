import JSON
import POSIX
import Sandbox

/// The bytes of a webhook. A retry repeats them.
struct Webhook: Sendable {
    var path: String
    var body: [UInt8]
}

/// What LiveTex and the platform have of a dialog.
struct Effects: Hashable, Sendable {
    /// The visitor's messages and the selections, in order.
    var liveTex: [String] = []
    /// The events that the platform accepted, in order.
    var platform: [String] = []
}

/// The state of a dialog before the webhook.
enum Stage: Sendable {
    case new
    /// The lead has written once.
    case known
    /// The lead has written once, and so many events followed that the record has an index.
    case long
    /// A transfer is selected and announced.
    case waiting
    /// An operator has read.
    case operated

    /// What LiveTex and the platform have in this stage.
    var effects: Effects {
        switch self {
        case .new: Effects()
        case .known, .long: Effects(liveTex: [Scenario.before])
        case .waiting, .operated: Effects(liveTex: [Scenario.before, Scenario.selection])
        }
    }
}

/// A webhook that programs die over, with the dialog's stage before it and the effects that it must have.
struct Scenario: Sendable {
    var name: String
    var stage: Stage
    /// Whether the receiver starts a courier. A transfer needs one for its answer.
    var spawns = false
    /// Whether the event asks for a transfer, whose outcome comes in the reply or as an event.
    var isTransfer = false
    var webhook: @Sendable (Lead, _ key: String) -> Webhook
    /// The effects of the webhook.
    var effects: Effects

    static let header = "🙂 Клиент\n"
    static let before = header + "before"
    static let selection = "<selected 70001>"
    static let result = "transfer.result transferred"

    /// What LiveTex and the platform must have at the end.
    var expected: Effects {
        Effects(liveTex: stage.effects.liveTex + effects.liveTex, platform: stage.effects.platform + effects.platform)
    }

    static let all = [
        Scenario(
            name: "first message with a file", stage: .new,
            webhook: event(
                "lead.message",
                data: [
                    "message": [
                        "id": "m", "text": "hello",
                        "attachments": [["kind": "image", "url": "https://files.example.com/a.png"]],
                    ]
                ]),
            effects: Effects(liveTex: [header + "hello", "[https://files.example.com/a.png]"])),
        Scenario(
            name: "further message", stage: .known,
            webhook: event("lead.message", data: ["message": ["id": "m", "text": "again"]]),
            effects: Effects(liveTex: [header + "again"])),
        Scenario(
            name: "message, long dialog", stage: .long,
            webhook: event("lead.message", data: ["message": ["id": "m", "text": "again"]]),
            effects: Effects(liveTex: [header + "again"])),
        Scenario(
            name: "message, courier started", stage: .known, spawns: true,
            webhook: event("lead.message", data: ["message": ["id": "m", "text": "again"]]),
            effects: Effects(liveTex: [header + "again"])),
        Scenario(
            name: "menu of the bot", stage: .known,
            webhook: event(
                "bot.message",
                data: ["message": ["id": "m", "text": "Choose", "menu": ["items": [["code": "1", "label": "О нас"]]]]]),
            effects: Effects(liveTex: ["🤖 Бот\nChoose\n1. О нас"])),
        Scenario(
            name: "transfer.request", stage: .known, spawns: true, isTransfer: true,
            webhook: event("transfer.request", data: [:]),
            effects: Effects(liveTex: [selection], platform: ["notice Диалог переведён на оператора"])),
        Scenario(
            name: "operator's first message", stage: .waiting,
            webhook: notification("TextMessage", ["text": "good day", "from": "Employee"]),
            effects: Effects(platform: ["notice Оператор Анна подключился к диалогу", "operator.message good day"])),
        Scenario(
            name: "operator's message", stage: .operated, webhook: notification("TextMessage", ["text": "and then"]),
            effects: Effects(platform: ["operator.message and then"])),
        Scenario(
            name: "transfer.cancel", stage: .operated, webhook: event("transfer.cancel", data: ["by": "lead"]),
            effects: Effects(liveTex: ["Клиент вернулся к боту"], platform: ["dialog.returned lead"])),
        Scenario(
            name: "operator closes", stage: .operated, webhook: notification("Closed", ["touch_point_id": "3001"]),
            effects: Effects(platform: ["notice Оператор вернул диалог боту", "dialog.returned operator"])),
    ]

    private static func event(_ type: String, data: JSON) -> @Sendable (Lead, String) -> Webhook {
        { lead, _ in
            let body: JSON = [
                "v": 1, "id": .string("e-\(lead.id.text())"), "type": .string(type), "ts": "2026-11-23T08:00:00.000Z",
                "bot_id": lead.botID, "lead": ["id": lead.id, "channel": .string(lead.channel), "name": "Иван"],
                "data": data,
            ]
            return Webhook(path: "/bot/support", body: body.bytes())
        }
    }

    private static func notification(_ type: String, _ fields: [String: JSON]) -> @Sendable (Lead, String) -> Webhook {
        { lead, key in
            var body: [String: JSON] = [
                "type": .string(type), "id": .string("w-\(lead.id.text())"), "webhook_key": .string(key),
                "user_id": .string(lead.user ?? ""), "timestamp": .int(Clock.wall() + 60_000),
                "employee": ["employee_id": "501", "first_name": "Анна"],
            ]
            body.merge(fields) { $1 }
            return Webhook(path: "/livetex/support", body: JSON.object(body).bytes())
        }
    }
}
