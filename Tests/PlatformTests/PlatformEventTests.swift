import Dialog
import JSON
import TestSupport
import Testing

@testable import Platform

/// The fields of every type of the platform's events.
@Suite struct PlatformEventTests {
    private func kind(_ body: JSON) throws(EnvelopeError) -> PlatformEvent.Kind { try PlatformEvent(body).kind }

    /// Expects that each change of a valid body is refused with its message.
    private func refusals(_ body: JSON, _ changes: [(path: String, value: JSON?, message: String)]) {
        for change in changes {
            let error = #expect(throws: EnvelopeError.self, "\(change.path) was accepted") {
                try PlatformEvent(body.changing(change.path, to: change.value))
            }
            #expect(error?.field?.message == change.message)
        }
    }

    static let image = PlatformFile(
        kind: .image, url: "https://f.example/a.png", name: "вид.png", mime: "image/png",
        size: 1200)

    @Test func readsLeadMessage() throws {
        #expect(try kind(Sample.leadMessage) == .message(.lead, Message(text: "Привет", attachments: [Self.image])))
        #expect(
            try kind(Sample.leadMessage.changing("data.message.text", to: nil))
                == .message(.lead, Message(attachments: [Self.image])))
        #expect(
            try kind(Sample.leadMessage.changing("data.message.attachments", to: .null))
                == .message(.lead, Message(text: "Привет")))
        // A lead's message has no menu, so the member is ignored like any unknown one.
        #expect(
            try kind(Sample.leadMessage.changing("data.message.menu", to: 5))
                == .message(.lead, Message(text: "Привет", attachments: [Self.image])))
        refusals(
            Sample.leadMessage,
            [
                ("data", nil, "data is missing"), ("data", "x", "data must be an object, not a string"),
                ("data.message", nil, "data.message is missing"),
                ("data.message.text", ["x"], "data.message.text must be a string, not an array"),
                ("data.message", ["id": "m1"], "data.message must have at least one of text and attachments"),
                (
                    "data.message", ["id": "m1", "text": .null, "attachments": []],
                    "data.message must have at least one of text and attachments"
                ),
                (
                    "data.message", ["id": "m1", "menu": ["items": []]],
                    "data.message must have at least one of text and attachments"
                ),
            ])
    }

    @Test func readsBotMessage() throws {
        let menu = [
            MenuItem(code: "1", label: "О нас", hidesCode: true, isHidden: false), MenuItem(code: "2", label: "Цены"),
        ]
        #expect(
            try kind(Sample.botMessage)
                == .message(.bot, Message(text: "Выберите:", menu: menu, attachments: [Self.image])))
        let menuAlone = Sample.botMessage.changing("data.message.text", to: nil).changing(
            "data.message.attachments", to: nil)
        #expect(try kind(menuAlone) == .message(.bot, Message(menu: menu)))
        #expect(
            try kind(
                menuAlone.changing("data.message.menu.items.0.hidden", to: true).changing(
                    "data.message.menu.items.1", to: nil))
                == .message(.bot, Message(menu: [MenuItem(code: "1", label: "О нас", hidesCode: true, isHidden: true)]))
        )
        #expect(try kind(menuAlone.changing("data.message.menu.items", to: [])) == .message(.bot, Message()))
        refusals(
            menuAlone,
            [
                ("data.message.menu", nil, "data.message must have at least one of text, menu and attachments"),
                ("data.message.menu", .null, "data.message must have at least one of text, menu and attachments"),
                ("data.message.menu.items.1", "x", "data.message.menu.items[1] must be an object, not a string"),
                ("data.message.menu.items.1.code", nil, "data.message.menu.items[1].code is missing"),
                ("data.message.menu.items.0.label", .null, "data.message.menu.items[0].label is missing"),
                (
                    "data.message.menu.items.0.hide_code", "yes",
                    "data.message.menu.items[0].hide_code must be a boolean, not a string"
                ),
            ])
    }

    @Test(arguments: [Sample.leadMessage, Sample.botMessage]) func readsAttachments(body: JSON) throws {
        func first(_ path: String, _ value: JSON?) throws -> PlatformFile? {
            guard
                case .message(_, let message) = try kind(body.changing("data.message.attachments.0.\(path)", to: value))
            else {
                return nil
            }
            return message.attachments.first
        }
        for known in PlatformFile.Kind.allCases {
            #expect(try first("kind", .string(known.rawValue))?.kind == known)
        }
        #expect(try first("kind", "sticker")?.kind == .file)
        #expect(try first("name", nil)?.name == nil)
        #expect(try first("mime", nil)?.mime == nil)
        #expect(try first("size", .null)?.size == nil)
        #expect(try first("size", 0)?.size == 0)
        #expect(
            try first("url", " HTTP://f.example/мой файл.png\n")?.url
                == "http://f.example/%D0%BC%D0%BE%D0%B9%20%D1%84%D0%B0%D0%B9%D0%BB.png")
        #expect(try first("name", "")?.name == nil)
        refusals(
            body,
            [
                ("data.message.attachments.0", 1, "data.message.attachments[0] must be an object, not an integer"),
                ("data.message.attachments.0.url", nil, "data.message.attachments[0].url is missing"),
                (
                    "data.message.attachments.0.url", [],
                    "data.message.attachments[0].url must be a string, not an array"
                ),
            ])
        for url in [
            "", "a.png", "ftp://f.example/a", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///a",
            "https://?a",
            "https://f example/a", "https://f.example/a\nb", "//f.example/a", "https://f.example/\u{0}",
        ] {
            refusals(
                body,
                [
                    (
                        "data.message.attachments.0.url", .string(url),
                        "data.message.attachments[0].url must be an http or https address"
                    )
                ])
        }
    }

    @Test func readsMenuChoice() throws {
        #expect(try kind(Sample.menuChoice) == .menuChoice(shown: "about_us"))
        for absent in [nil, JSON.null, ""] {
            #expect(
                try kind(Sample.menuChoice.changing("data.choice.script_code", to: absent)) == .menuChoice(shown: "1"))
        }
        #expect(try kind(Sample.menuChoice.changing("data.choice.label", to: nil)) == .menuChoice(shown: "about_us"))
        #expect(try kind(Sample.menuChoice.changing("data.choice.code", to: "")) == .menuChoice(shown: "about_us"))
        refusals(
            Sample.menuChoice,
            [
                ("data", nil, "data is missing"), ("data.choice", nil, "data.choice is missing"),
                ("data.choice", "1", "data.choice must be an object, not a string"),
                ("data.choice", ["label": "x"], "data.choice.code is missing"),
                ("data.choice.code", [1], "data.choice.code must be a string, not an array"),
                ("data.choice.script_code", true, "data.choice.script_code must be a string, not a boolean"),
                ("data.choice", ["code": ""], "data.choice.code must not be empty"),
            ])
    }

    @Test func readsLeadAttributes() throws {
        let set: Members<JSON> = [
            "номер_заявки": 705, "имя": "Test", "срочно": true, "сумма": .double(1.5), "z": .null,
        ]
        #expect(try kind(Sample.attributes) == .attributes(.merge, set))
        #expect(try kind(Sample.attributes.changing("data.mode", to: "replace")) == .attributes(.replace, set))
        #expect(try kind(Sample.attributes.changing("data.attributes", to: [:])) == .attributes(.merge, [:]))
        refusals(
            Sample.attributes,
            [
                ("data", nil, "data is missing"), ("data.mode", nil, "data.mode is missing"),
                ("data.mode", "add", "data.mode must be one of merge, replace, not \"add\""),
                ("data.mode", 1, "data.mode must be a string, not an integer"),
                ("data.attributes", nil, "data.attributes is missing"),
                ("data.attributes", .null, "data.attributes is missing"),
                (
                    "data.attributes.b", [1],
                    "data.attributes.b must be a string, a number, a boolean or null, not an array"
                ),
                (
                    "data.attributes.b", [:],
                    "data.attributes.b must be a string, a number, a boolean or null, not an object"
                ),
            ])
    }

    @Test(arguments: [("lead.attributes", "data.attributes"), ("transfer.request", "data.attributes")])
    func refusesAttributesOverTheLimits(type: String, path: String) throws {
        func body(_ attributes: Members<JSON>) -> JSON {
            Sample.event(type, ["mode": "merge", "attributes": .object(attributes)])
        }
        func many(_ count: Int) -> Members<JSON> {
            Members(Dictionary(uniqueKeysWithValues: (0..<count).map { ("a\($0)", JSON.int(Int64($0))) }))
        }
        let long = String(repeating: "ж", count: 255)
        _ = try kind(body(many(20)))
        _ = try kind(body([long: .string(long)]))
        func refused(_ attributes: Members<JSON>, _ message: String) {
            let error = #expect(throws: EnvelopeError.self) { try PlatformEvent(body(attributes)) }
            #expect(error?.field?.message == message)
        }
        refused(many(21), "data.attributes holds 21 attributes; LiveTex takes 20")
        refused([long + "ж": 1], "data.attributes has a name that is empty or over 255 characters")
        refused(["": 1], "data.attributes has a name that is empty or over 255 characters")
        refused(["a": .string(long + "ж")], "data.attributes.a is over 255 characters")
        // Code points are counted: this family has seven.
        refused(["a": .string(String(repeating: "👩‍👩‍👧‍👦", count: 37))], "data.attributes.a is over 255 characters")
        // Of several wrong attributes the message always names the same one.
        for _ in 0..<20 {
            refused(
                ["c": [], "a": [1], "b": [2]],
                "data.attributes.a must be a string, a number, a boolean or null, not an array")
        }
    }

    @Test func readsOperatorsCheck() throws {
        for data in [nil, JSON.null, "-", [:], 5] {
            #expect(try kind(Sample.operatorsCheck.changing("data", to: data)) == .operatorsCheck)
        }
    }

    @Test func readsTransferRequest() throws {
        #expect(
            try kind(Sample.transferRequest) == .transferRequest(attributes: ["номер_заявки": 705], reason: "просит"))
        for data in [nil, JSON.null, [:], [], ["attributes": .null], ["reason": [1]], ["reason": " "]] as [JSON?] {
            #expect(try kind(Sample.transferRequest.changing("data", to: data)) == .transferRequest(attributes: nil))
        }
        #expect(
            try kind(Sample.transferRequest.changing("data.attributes", to: ["a": 1, "b": .null]))
                == .transferRequest(attributes: ["a": 1], reason: "просит"))
        #expect(
            try kind(Sample.transferRequest.changing("data", to: ["attributes": []]))
                == .transferRequest(attributes: [:]))
        refusals(
            Sample.transferRequest,
            [
                ("data", "x", "data must be an object, not a string"),
                (
                    "data.attributes.b", [],
                    "data.attributes.b must be a string, a number, a boolean or null, not an array"
                ),
            ])
    }

    @Test func readsTransferCancel() throws {
        #expect(try kind(Sample.transferCancel) == .transferCancel(.lead))
        #expect(try kind(Sample.transferCancel.changing("data.by", to: "bot")) == .transferCancel(.bot))
        refusals(
            Sample.transferCancel,
            [
                ("data", nil, "data is missing"), ("data.by", nil, "data.by is missing"),
                ("data.by", "operator", "data.by must be one of lead, bot, not \"operator\""),
                ("data.by", 1, "data.by must be a string, not an integer"),
            ])
    }

    /// The shapes of PHP, which has one type for lists and objects. ToBridgeTests has all of them.
    @Test func readsTheShapesOfPHP() throws {
        let menu: JSON = [
            "3": ["code": 2, "label": "Б"], "1": ["code": .double(1), "label": "А", "hide_code": "1", "hidden": 0],
        ]
        let body = Sample.botMessage.changing("data.message", to: ["text": 5, "menu": ["items": menu]])
        let items = [MenuItem(code: "1", label: "А", hidesCode: true), MenuItem(code: "2", label: "Б")]
        let remarks = Remarks()
        #expect(try PlatformEvent(body, remarks).kind == .message(.bot, Message(text: "5", menu: items)))
        #expect(
            remarks.all.map(\.message) == [
                "data.message.id is no text; the message's id is expected",
                "data.message.text is an integer; a string is expected",
                "data.message.menu.items is an object; an array is expected",
                "data.message.menu.items[1].code is a number; a string is expected",
                "data.message.menu.items[1].hide_code is a string; a boolean is expected",
                "data.message.menu.items[1].hidden is an integer; a boolean is expected",
                "data.message.menu.items[3].code is an integer; a string is expected",
            ])
        #expect(try kind(Sample.attributes.changing("data.attributes", to: [])) == .attributes(.merge, [:]))
    }

    @Test func anEventAsInTheContractHasNoRemarks() throws {
        for body in Sample.all {
            let remarks = Remarks()
            _ = try PlatformEvent(body, remarks)
            #expect(remarks.all.isEmpty)
        }
    }

    /// A mistake in each item of a long list must not make a long log line.
    @Test func thereAreAtMostTenRemarks() throws {
        let items = JSON.array(Array(repeating: ["code": 1, "label": 2], count: 1_000))
        let remarks = Remarks()
        _ = try PlatformEvent(Sample.botMessage.changing("data.message.menu", to: ["items": items]), remarks)
        #expect(remarks.all.count == 10)
    }

    @Test func unknownTypesAreNoError() throws {
        for type in ["lead.typing", "", "LEAD.MESSAGE", "notice"] {
            #expect(try kind(Sample.event(type, 5)) == .unknown(type))
        }
    }
}
