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
    static let anna = Operator(id: "501", name: "Аня", fullName: "Анна Петрова")

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
                ("text", [5], "text must be a string, not an array"),
            ])
        let named = { (name: String) in OperatorMessage(id: "t1", text: name) }
        // Nobody can see such a message.
        for blank: JSON in ["", " \n", "\u{200b}"] {
            #expect(try read(Self.text.changing("text", to: blank)).event.kind == .read(Self.anna))
        }
        #expect(try read(Self.text.changing("text", to: 5)).event.kind == .message(Self.anna, named("5")))
        #expect(try read(Self.text.changing("from", to: 1)).event.kind == .message(Self.anna, named("Добрый день!")))
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
            ])
        func file(_ path: String, _ value: JSON) throws -> OperatorMessage? {
            guard case .message(_, let message) = try read(Self.file.changing(path, to: value)).event.kind else {
                return nil
            }
            return message
        }
        #expect(try file("size", "48211")?.attachments == [price])
        #expect(try file("size", .double(48211))?.attachments == [price])
        for wrong: JSON in [true, -1, .double(1.5), []] {
            #expect(try file("size", wrong)?.attachments.first?.size == nil)
        }
        for blank: JSON in ["", " ", true, []] {
            #expect(try file("name", blank)?.attachments.first?.name == nil)
            #expect(try file("comment", blank)?.text == nil)
        }
        #expect(
            try file("url", "https://f.example/вид 1.png")?.attachments.first?.url
                == "https://f.example/%D0%B2%D0%B8%D0%B4%201.png")
    }

    @Test(
        arguments: [
            ("Фото #1.jpg", .image), ("Почему так?.png", .image), ("ролик #2.mp4", .video), ("a.png", .image),
            ("a.mp4", .video), ("a.mp3", .audio), ("a.ogg", .voice), ("a.zip", .file), ("a", .file),
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
        for blank: JSON in [" ", "\n", false, [:]] { #expect(try name(("employee.nick_name", blank)) == "Анна") }
        #expect(try name(("employee.nick_name", " Аня \n Петрова ")) == "Аня Петрова")
        #expect(try name(("employee.nick_name", .string(String(repeating: "ж", count: 10_000))))?.count == 255)
        #expect(try name(("employee.last_name", [5])) == "Аня")
        #expect(try name(("employee.employee_id", 501)) == "Аня")
        // Without an id it is not known who it is. The message is what matters.
        for (path, value) in [
            ("employee", "Анна"), ("employee", []), ("employee.employee_id", nil), ("employee.employee_id", [:]),
            ("employee.employee_id", ""),
        ] as [(String, JSON?)] {
            let remarks = Remarks()
            let webhook = try LiveTexWebhook(Self.text.changing(path, to: value), remarks)
            #expect(webhook.event.kind == .message(nil, OperatorMessage(id: "t1", text: "Добрый день!")))
            #expect(remarks.all.first?.path.hasPrefix("employee") == true)
        }
    }

    @Test(arguments: known) func checksTheCommonFields(body: JSON) throws {
        refusals(
            body,
            [
                ("type", nil, "type is missing"), ("type", 1, "type must be a string, not an integer"),
                ("id", nil, "id is missing"), ("id", [1], "id must be a string, not an array"),
                ("id", "", "id must not be empty"),
                ("user_id", nil, "user_id is missing"), ("user_id", .null, "user_id is missing"),
                ("user_id", true, "user_id must be a string, not a boolean"),
                ("webhook_key", 7, "webhook_key must be a string, not an integer"),
            ])
        #expect(try read(body.changing("id", to: 17)).event.id == "17")
        #expect(throws: FieldError(path: "", problem: "must be an object, not an array")) { try read([body]) }
        #expect(try read(body.changing("novelty", to: ["x": [1]])) == read(body))
        #expect(try read(body.changing("webhook_key", to: nil)).webhookKey == nil)
        #expect(try read(body.changing("timestamp", to: nil)).event.timestamp == nil)
    }

    @Test(
        arguments: [
            (1_732_348_860_500, 1_732_348_860_500), (.double(1_732_348_860_500.4), 1_732_348_860_500),
            // Until 2017-05-19 LiveTex sent the time as a string.
            ("1732348860500", 1_732_348_860_500), (1_732_348_860, 1_732_348_860_000),
            (.double(1_732_348_860.5), 1_732_348_860_500), ("1732348860.5", 1_732_348_860_500),
            ("2024-11-23T08:01:00.500Z", 1_732_348_860_500), ("2024-11-23T11:01:00.5+03:00", 1_732_348_860_500),
            ("2024-11-23 05:01:00,500-0300", 1_732_348_860_500), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2023-03-01T00:00:00Z", 1_677_628_800_000), ("1970-01-01T00:00:00Z", 0),
            // Without a time zone it may be any.
            ("2024-11-23T08:01:00", nil), ("2024-11-23", nil), ("2024-13-01T00:00:00Z", nil), ("yesterday", nil),
            ("", nil), (true, nil), ([], nil), (-5, nil), (.double(1e300), nil), ("nan", nil), ("inf", nil),
            (.int(.max), nil),
        ] as [(JSON, Int64?)])
    func readsATimeInAnyForm(value: JSON, time: Int64?) throws {
        let remarks = Remarks()
        let webhook = try LiveTexWebhook(Self.text.changing("timestamp", to: value), remarks)
        #expect(webhook.event.timestamp == time)
        #expect(remarks.all.isEmpty == (time != nil))
    }

    /// Version 1.0 has no `nick_name`, 1.1 no `avatar_url`.
    @Test func readsTheWebhooksOfTheFirstVersions() throws {
        for body in [Self.text, Self.file, Self.delivered, Self.closed] {
            let old = body.changing("employee.nick_name", to: nil).changing("employee.avatar_url", to: nil)
                .changing("from", to: nil)
            let kind = try read(old).event.kind
            switch kind {
            case .message(let person, _), .read(let person), .closed(let person):
                #expect(person == Operator(id: "501", name: "Анна", fullName: "Анна Петрова"))
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
