import Dialog
import JSON
import TestSupport
import Testing

@testable import LiveTex

/// The fields of every notification (https://livetex.github.io/messaging-api-v1.2/types/).
@Suite struct LiveTexWebhookTests {
    private func read(_ body: JSON) throws(FieldError) -> LiveTexWebhook { try LiveTexWebhook(body) }

    /// Expects that each change of a valid body is refused with its message.
    private func refusals(_ body: JSON, _ changes: [(path: String, value: JSON?, message: String)]) {
        for change in changes {
            let error = #expect(throws: FieldError.self, "\(change.path) was accepted") {
                try LiveTexWebhook(body.changing(change.path, to: change.value))
            }
            #expect(error?.message == change.message)
        }
    }

    static let employee: JSON = [
        "employee_id": "501", "first_name": "Анна", "last_name": "Петрова", "nick_name": "Аня",
        "avatar_url": "https://f.example/a.png",
    ]
    static let text: JSON = [
        "type": "TextMessage", "id": "t1", "webhook_key": "s3cret", "user_id": "49:30400", "employee": employee,
        "timestamp": 1_732_348_860_500, "text": "Добрый день!", "from": "Employee",
    ]
    static let file: JSON = [
        "type": "FileMessage", "id": "f1", "webhook_key": "s3cret", "user_id": "49:30400", "employee": employee,
        "timestamp": 1_732_348_900_000, "url": "https://files.example/price.pdf", "name": "price.pdf", "size": 48_211,
        "comment": "Прайс",
    ]
    static let delivered: JSON = [
        "type": "MessageDelivered", "id": "d1", "message_id": "2b1e", "webhook_key": "s3cret", "user_id": "49:30400",
        "employee": employee, "timestamp": 1_732_348_801_500,
    ]
    static let closed: JSON = [
        "type": "Closed", "id": "c1", "webhook_key": "s3cret", "user_id": "49:30400", "touch_point_id": "3001",
        "employee": employee, "timestamp": 1_732_350_000_000,
    ]
    static let hold: JSON = [
        "type": "HoldMessage", "id": "h1", "webhook_key": "s3cret", "user_id": "49:30400",
        "timestamp": 1_732_348_801_500,
        "text": "Ждите",
    ]
    static let selectDestination: JSON = [
        "type": "SelectDestination", "id": "s1", "webhook_key": "s3cret", "user_id": "49:30400",
        "destinations": [["destination_type": "Department", "destination_id": "70001", "name": "Продажи"]],
    ]
    static let known = [text, file, delivered, closed, hold, selectDestination]
    static let anna = Operator(id: "501", name: "Аня")

    @Test func readsATextMessage() throws {
        let webhook = try read(Self.text)
        #expect(webhook.type == "TextMessage")
        #expect(webhook.webhookKey == "s3cret")
        #expect(webhook.userID == "49:30400")
        #expect(
            webhook.event
                == LiveTexEvent(
                    id: "t1", timestamp: 1_732_348_860_500,
                    kind: .message(Self.anna, OperatorMessage(id: "t1", text: "Добрый день!"))))
        refusals(
            Self.text,
            [
                ("text", nil, "text is missing"), ("text", .null, "text is missing"),
                ("text", 5, "text must be a string, not an integer"),
                ("from", 1, "from must be a string, not an integer"),
            ])
        let named = { (name: String) in OperatorMessage(id: "t1", text: name) }
        #expect(try read(Self.text.changing("text", to: "")).event.kind == .message(Self.anna, named("")))
        #expect(try read(Self.text.changing("from", to: nil)).event.kind == .message(Self.anna, named("Добрый день!")))
    }

    @Test func readsAFileMessage() throws {
        let webhook = try read(Self.file)
        let price = OperatorFile(kind: .file, url: "https://files.example/price.pdf", name: "price.pdf", size: 48_211)
        #expect(
            webhook.event.kind == .message(Self.anna, OperatorMessage(id: "f1", text: "Прайс", attachments: [price])))

        let bare = try read(["type": "FileMessage", "id": "f2", "user_id": "u", "url": "https://f.example/a.png?x=1"])
        let image = OperatorFile(kind: .image, url: "https://f.example/a.png?x=1")
        #expect(
            bare.event
                == LiveTexEvent(id: "f2", kind: .message(nil, OperatorMessage(id: "f2", attachments: [image]))))
        refusals(
            Self.file,
            [
                ("url", nil, "url is missing"), ("url", 1, "url must be a string, not an integer"),
                ("name", true, "name must be a string, not a boolean"),
                ("size", "48", "size must be an integer, not a string"),
                ("size", .double(1.5), "size must be an integer, not a number"),
                ("comment", [], "comment must be a string, not an array"),
                ("from", [:], "from must be a string, not an object"),
            ])
    }

    @Test(
        arguments: [
            ("a.png", .image), ("a.mp4", .video), ("a.mp3", .audio), ("a.ogg", .voice), ("a.zip", .file), ("a", .file),
        ] as [(String, FileKind)])
    func tellsAFilesKindFromItsName(name: String, kind: FileKind) throws {
        let webhook = try read(Self.file.changing("name", to: .string(name)))
        guard case .message(_, let message) = webhook.event.kind else {
            Issue.record("\(webhook.event.kind)")
            return
        }
        #expect(message.attachments.first?.kind == kind)
    }

    @Test func readsMessageDelivered() throws {
        #expect(
            try read(Self.delivered).event
                == LiveTexEvent(id: "d1", timestamp: 1_732_348_801_500, kind: .read(Self.anna)))
        #expect(try read(Self.delivered.changing("employee", to: nil)).event.kind == .read(nil))
        #expect(try read(Self.delivered.changing("employee", to: .null)).event.kind == .read(nil))
    }

    @Test func readsClosed() throws {
        #expect(
            try read(Self.closed).event
                == LiveTexEvent(id: "c1", timestamp: 1_732_350_000_000, kind: .closed(Self.anna)))
        #expect(try read(Self.closed.changing("employee", to: nil)).event.kind == .closed(nil))
        #expect(try read(Self.closed.changing("touch_point_id", to: nil)).event.kind == .closed(Self.anna))
    }

    @Test func readsHoldMessage() throws {
        #expect(try read(Self.hold).event == LiveTexEvent(id: "h1", timestamp: 1_732_348_801_500, kind: .hold("Ждите")))
        refusals(Self.hold, [("text", nil, "text is missing"), ("text", [:], "text must be a string, not an object")])
    }

    @Test func readsSelectDestination() throws {
        let webhook = try read(Self.selectDestination)
        #expect(webhook.event == LiveTexEvent(id: "s1", kind: .selectDestination))
        // The bridge does not read its groups: it selects the stored group again.
        #expect(try read(Self.selectDestination.changing("destinations", to: nil)).event.kind == .selectDestination)
    }

    @Test func aWebhookWithoutAnEffectIsIrrelevant() throws {
        for from in [Self.text, Self.file] {
            let echo = try read(from.changing("from", to: "User"))
            #expect(echo.event.kind == .irrelevant(echo.type))
            #expect(echo.userID == "49:30400")
        }
        let availability: JSON = [
            "type": "EmployeeAvailabilityChanged", "id": "a1", "webhook_key": "s3cret", "touchPointId": "3001",
            "employee": Self.employee, "online": false, "timestamp": 1_732_348_801_500,
        ]
        #expect(
            try read(availability).event == LiveTexEvent(id: "a1", kind: .irrelevant("EmployeeAvailabilityChanged")))
        #expect(try read(availability).userID == nil)
        let selected: JSON = [
            "type": "DestinationSelected", "id": "x1", "destination_type": "Department", "destination_id": "70001",
            "user_id": "49:30400", "timestamp": 1,
        ]
        #expect(try read(selected).event.kind == .irrelevant("DestinationSelected"))
        // An unknown type may have any members.
        let novelty = try read(["type": "Rated", "id": 7, "user_id": [], "timestamp": "soon", "employee": 1])
        #expect(novelty.event == LiveTexEvent(id: "", kind: .irrelevant("Rated")))
        #expect(novelty.userID == nil)
    }

    @Test func readsTheEmployeesName() throws {
        func name(_ change: (path: String, value: JSON?)) throws -> String? {
            guard case .read(let person) = try read(Self.delivered.changing(change.path, to: change.value)).event.kind
            else {
                return nil
            }
            return person?.name
        }
        #expect(try name(("x", nil)) == "Аня")
        #expect(try name(("employee.nick_name", nil)) == "Анна")
        #expect(try name(("employee.nick_name", .null)) == "Анна")
        #expect(try name(("employee.nick_name", "")) == "Анна")
        #expect(try name(("employee", ["employee_id": "501"])) == "")
        refusals(
            Self.delivered,
            [
                ("employee", "Анна", "employee must be an object, not a string"),
                ("employee.employee_id", nil, "employee.employee_id is missing"),
                ("employee.employee_id", 501, "employee.employee_id must be a string, not an integer"),
                ("employee.nick_name", 1, "employee.nick_name must be a string, not an integer"),
                ("employee.first_name", false, "employee.first_name must be a string, not a boolean"),
            ])
    }

    @Test(arguments: known) func checksTheCommonFields(body: JSON) throws {
        refusals(
            body,
            [
                ("type", nil, "type is missing"), ("type", 1, "type must be a string, not an integer"),
                ("id", nil, "id is missing"), ("id", 1, "id must be a string, not an integer"),
                ("id", "", "id must not be empty"),
                ("user_id", nil, "user_id is missing"), ("user_id", .null, "user_id is missing"),
                ("user_id", 7, "user_id must be a string, not an integer"),
                ("webhook_key", 7, "webhook_key must be a string, not an integer"),
                ("timestamp", true, "timestamp must be an integer, not a boolean"),
                ("timestamp", .double(1.5), "timestamp must be an integer, not a number"),
                ("timestamp", "yesterday", "timestamp must be an integer, not a string"),
            ])
        #expect(throws: FieldError(path: "", problem: "must be an object, not an array")) { try read([body]) }
        #expect(try read(body.changing("novelty", to: ["x": [1]])) == read(body))
        #expect(try read(body.changing("webhook_key", to: nil)).webhookKey == nil)
        #expect(try read(body.changing("timestamp", to: nil)).event.timestamp == nil)
        #expect(try read(body.changing("timestamp", to: 12)).event.timestamp == 12)
        // Until 2017-05-19 LiveTex sent the time as a string.
        #expect(try read(body.changing("timestamp", to: "1732348860500")).event.timestamp == 1_732_348_860_500)
    }

    /// Version 1.0 has no `nick_name`, 1.1 no `avatar_url`.
    @Test func readsTheWebhooksOfTheFirstVersions() throws {
        for body in [Self.text, Self.file, Self.delivered, Self.closed] {
            let old = body.changing("employee.nick_name", to: nil).changing("employee.avatar_url", to: nil)
                .changing("from", to: nil)
            let kind = try read(old).event.kind
            switch kind {
            case .message(let person, _), .read(let person), .closed(let person):
                #expect(person == Operator(id: "501", name: "Анна"))
            default: Issue.record("\(kind)")
            }
        }
    }

    @Test func findsTheSecretInAnyBody() {
        #expect(LiveTexWebhook.webhookKey(in: Self.text) == "s3cret")
        #expect(LiveTexWebhook.webhookKey(in: ["webhook_key": "k", "type": 5]) == "k")
        for body: JSON in [[:], ["webhook_key": 5], ["webhook_key": .null], "s3cret", []] {
            #expect(LiveTexWebhook.webhookKey(in: body) == nil)
        }
    }

    @Test(
        arguments: [
            (#"{"webhook_key":"k","a":1,"a":2"#, ["k"]), (#""webhook_key" :\#n "\u006b\"""#, [#"k""#]),
            (#"[{"webhook_key":"k"},{"webhook_key":"l"},"#, ["k", "l"]),
            ("", []), ("?", []), (#"{"webhook_key""#, []), (#"{"webhook_key":"#, []), (#"{"webhook_key":7"#, []),
            (#"{"webhook_key":"k"#, []), (#"{"webhook_key":"k\"#, []), (#"{"webhook_key":"\ud800""#, []),
            (#"{"text":"\"webhook_key\":\"k\"""#, []), (#"{"a_webhook_key":"k""#, []),
        ] as [(String, [String])])
    func findsTheSecretsInABodyThatIsNotJSON(body: String, keys: [String]) {
        #expect(LiveTexWebhook.webhookKeys(inUnreadable: Array(body.utf8)) == keys)
    }
}
